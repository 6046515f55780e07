"""Which grade fits, and when the next follow-up is due. Rules: docs/rules.md#grades, #cadence."""

from datetime import date
from typing import NamedTuple

from crmcli.kit.cadence import Cadence
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.policy.rules import Policy


class Suggestion(NamedTuple):
    """A grade that fits, or None and what is missing. `reason` is a stable word, `why` the same for people."""

    letter: str | None
    reason: str
    why: str


def suggest_grade(
    policy: Policy, need: str | None, expected_close_on: date | None, today: date
) -> Suggestion:
    """The first grade whose need and close date fit (docs/rules.md#suggestion). Shown, never applied by itself."""
    if need is None:
        why = _("the need is not known: crm edit CUSTOMER --need target|potential|none")
        return Suggestion(None, "need_unknown", why)
    if need == "target" and expected_close_on is None:
        why = _("the expected close date is not known: crm edit CUSTOMER --close DATE")
        return Suggestion(None, "close_date_unknown", why)
    if need == "target" and expected_close_on is not None and expected_close_on < today:
        why = _("the expected close date {day} has passed").format(day=expected_close_on)
        return Suggestion(None, "close_date_passed", why)
    for grade in policy.grades:
        if need in grade.needs and _closes_in_time(expected_close_on, grade.closes_within, today):
            return Suggestion(grade.letter, "need_and_close_date", grade.meaning)
    return Suggestion(None, "nothing_fits", _("no grade of the playbook fits"))


def _closes_in_time(expected_close_on: date | None, within: Cadence | None, today: date) -> bool:
    if within is None:
        return True
    return expected_close_on is not None and expected_close_on <= within.after(today)


def rhythm(policy: Policy, grade: str | None, status: str) -> Cadence | None:
    """How often at least: by the grade; after a sale by the after-sale rhythm; None where nothing says so."""
    if grade is not None:
        return policy.grade(grade).cadence if grade in policy.letters else None
    return policy.after_sale_cadence if status == "won" else None


def is_opportunity(policy: Policy, grade: str | None) -> bool:
    """Whether a grade speaks of a chance to sell: it is better than the one that a lost deal gives."""
    ranks = {letter: rank for rank, letter in enumerate(policy.letters)}
    return grade in ranks and ranks[grade] < ranks[policy.lost_grade]


def is_fall(policy: Policy, before: str | None, after: str | None) -> bool:
    """Whether a grade is lower than the one before; none at all is the lowest."""
    if before not in policy.letters:
        return False
    return after not in policy.letters or policy.letters.index(after) > policy.letters.index(before)


def ceiling_on(policy: Policy, grade: str | None, status: str, rhythm_from_on: date) -> date | None:
    """The last day on which the rhythm allows the next follow-up, moved off a rest day as the grade says."""
    cadence = rhythm(policy, grade, status)
    return off_rest_day(policy, grade, cadence.after(rhythm_from_on), rhythm_from_on) if cadence else None


def off_rest_day(policy: Policy, grade: str | None, day: date, rhythm_from_on: date) -> date:
    """The day itself, or the working day to which the grade moves it (docs/rules.md#rest-days).

    The previous working day counts only while it lies after the contact; else it is the next one.
    """
    calendar = policy.calendar
    if calendar is None or grade not in policy.letters:
        return day
    how = policy.grade(str(grade)).on_rest_day
    if how == "stay":
        return day
    earlier = calendar.previous_workday(day)
    return earlier if how == "previous" and earlier > rhythm_from_on else calendar.next_workday(day)


def next_follow_up_on(ceiling: date | None, agreed_on: date | None, agreed_reason: str | None) -> date | None:
    """An agreed date counts when it is earlier than the ceiling, or later with a reason; else the ceiling."""
    if agreed_on is None:
        return ceiling
    if ceiling is None or agreed_on <= ceiling or agreed_reason:
        return agreed_on
    return ceiling


def check_agreed(agreed_on: date, ceiling: date | None, reason: str | None, contact_on: date | None) -> None:
    """Whether that date may be agreed. RuleRefused: before the contact, or later than the rhythm, unreasoned."""
    if contact_on is not None and agreed_on < contact_on:
        raise RuleRefused(
            _("The next follow-up {next} cannot lie before the contact of {contact}."),
            next=describe_date(agreed_on),
            contact=describe_date(contact_on),
        )
    if ceiling is not None and agreed_on > ceiling and not reason:
        raise RuleRefused(
            _(
                "{next} is later than the rhythm allows ({ceiling}). "
                "Say why with --reason TEXT, or take an earlier date."
            ),
            next=describe_date(agreed_on),
            ceiling=describe_date(ceiling),
        )
