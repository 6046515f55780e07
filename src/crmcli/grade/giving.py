"""A grade given by hand: what it moves is said."""

from crmcli.customer.tables import Customer
from crmcli.grade.rules import suggest_grade
from crmcli.grade.service import ceiling_of, review_grade, set_grade
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.i18n import _
from crmcli.policy.rules import OFF, Policy
from crmcli.staff.desk import Desk


def give_grade(
    run: Invocation, desk: Desk, customer: Customer, typed: str, reason: str | None, *, talk: bool
) -> bool:
    """Give the grade that was typed (`none` takes it away); whether anything changed."""
    letter = None if typed.strip().lower() in ("none", "无") else desk.policy.parse_grade(typed)
    if letter is not None and letter == customer.grade and desk.policy.team.mode("grade_review") != OFF:
        return review_grade(desk, customer)  # said again, it was looked at
    changed = set_grade(desk, customer, letter, reason=reason) is not None
    if talk and changed:
        _say(run, desk, customer)
    return changed


def _say(run: Invocation, desk: Desk, customer: Customer) -> None:
    if customer.next_follow_up_on is not None:
        sentence = _("{name} is {grade} now; next follow-up {day}.")
        day = describe_date(customer.next_follow_up_on)
        run.say(sentence.format(name=customer.name, grade=customer.grade or "-", day=day))
    ceiling = ceiling_of(desk, customer)
    if ceiling is not None and customer.agreed_reason and (customer.next_follow_up_on or ceiling) > ceiling:
        sentence = _("That is later than the rhythm of {grade} ({ceiling}), because: {reason}")
        run.say(
            sentence.format(
                grade=customer.grade, ceiling=describe_date(ceiling), reason=customer.agreed_reason
            )
        )
    say_disagreement(run, desk.policy, customer)


def say_disagreement(run: Invocation, policy: Policy, customer: Customer) -> None:
    """Need and close date may suggest another grade: that is shown, never applied."""
    suggestion = suggest_grade(policy, customer.need, customer.expected_close_on, run.today)
    if suggestion.letter is not None and suggestion.letter != customer.grade:
        sentence = _("Need and close date suggest {letter} ({why}), the grade is {grade}.")
        run.say(sentence.format(letter=suggestion.letter, why=suggestion.why, grade=customer.grade or "-"))
