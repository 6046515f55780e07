"""Falls of a grade in a team: reported, confirmed by somebody else, and only then applied (docs/rules.md#falls)."""

from collections.abc import Mapping

from sqlmodel import select

from crmcli.customer.tables import Customer
from crmcli.grade.rules import is_fall
from crmcli.grade.tables import GradeChange
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.policy.rules import Policy
from crmcli.staff.desk import Desk


def needs_a_yes(policy: Policy, before: str | None, after: str | None) -> bool:
    """Whether that is a fall which the team's rules have confirmed by somebody else."""
    team = policy.team
    return (
        team.mode("grade_fall") == "approve" and before in team.fall_from and is_fall(policy, before, after)
    )


def waits_for_a_yes(desk: Desk, customer: Customer, grade: str | None, reason: str | None) -> bool:
    """Whether the new grade is a fall that somebody else has to confirm; then it is asked for.

    Raises RuleRefused without a reason: a fall is reported.
    """
    if not any(needs_a_yes(desk.policy, before, grade) for before in _held_today(desk, customer)):
        return False
    if not reason:
        raise RuleRefused(
            _(
                "The fall of {name} from {before} to {after} is reported to the supervisor: say why with --reason TEXT."
            ),
            name=customer.name,
            before=customer.grade,
            after=grade or "-",
        )
    asked = {"from": customer.grade, "to": grade}
    from crmcli.approval.service import Wish, ask_for

    return ask_for(desk, Wish("grade_fall", customer.id, asked, reason)) is not None


def _held_today(desk: Desk, customer: Customer) -> set[str | None]:
    """The grade, and those it had earlier today: going over a better one, or over a deal, is no way round."""
    today = select(GradeChange.from_grade).where(
        GradeChange.customer_id == customer.id, GradeChange.changed_on == desk.today
    )
    return {customer.grade, *desk.session.exec(today)}


def facts_of_fall(desk: Desk, customer_id: int) -> Mapping[str, object]:
    """What must not have moved when the yes comes."""
    customer = desk.session.get(Customer, customer_id)
    assert customer is not None
    return {"grade": customer.grade, "archived": customer.archived_on is not None}


def carry_out_fall(desk: Desk, customer_id: int, asked: Mapping[str, str | None], reason: str | None) -> None:
    """The fall as it was asked for, in the name of whoever asked."""
    from crmcli.grade.service import apply_grade

    customer = desk.session.get(Customer, customer_id)
    assert customer is not None
    apply_grade(desk, customer, asked["to"], reason=reason)
