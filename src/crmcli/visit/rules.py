"""When a contact counts, and what becomes of an agreed date. Rules: docs/rules.md#visits."""

from datetime import date, datetime
from typing import NamedTuple

from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.policy.rules import FirstFollowUp
from crmcli.staff.rules import at_least

# Rules of the team that visits keep.
FIRST_VISIT_BY_TWO, PRIVATE_LINE, KEY_BY_TWO = "first_visit_by_two", "private_line", "key_by_two"
LEAST_SATISFIED, MOST_SATISFIED = 1, 5  # the marks a customer may be said to give


class Agreement(NamedTuple):
    """The next date that was agreed, and the reason where it is later than the rhythm."""

    agreed_on: date | None
    reason: str | None


def check_contact_day(contact_on: date, today: date) -> None:
    """A contact has happened. Raises RuleRefused for a day to come."""
    if contact_on > today:
        raise RuleRefused(
            _(
                "A visit cannot be dated {day}: that is still to come. "
                "Log it when it has happened, or set --next {day}."
            ),
            day=contact_on,
        )


def is_latest(
    contact_on: date, last_contact_on: date | None, at: str | None = None, last_at: str | None = None
) -> bool:
    """A backdated contact counts for grade and rhythm only when it is the latest one.

    `at` and `last_at` are the moments of the two, with offset; on one day the hours decide where both are known.
    """
    if last_contact_on is None or contact_on != last_contact_on or at is None or last_at is None:
        return last_contact_on is None or contact_on >= last_contact_on
    return datetime.fromisoformat(at) >= datetime.fromisoformat(last_at)


def rhythm_after_contact(contact_on: date, rhythm_from_on: date, status: str) -> date:
    """From when the rhythm counts: the contact; one told late takes nothing from a rhythm that a deal began."""
    return max(contact_on, rhythm_from_on) if status in ("won", "lost") else contact_on


def rhythm_after_correction(
    rhythm_from_on: date, last_contact_on: date | None, corrected_on: date, last_deal_on: date | None
) -> date:
    """From when the rhythm counts once the last contact is another day; a deal since then keeps what it began."""
    if rhythm_from_on != last_contact_on:
        return max(rhythm_from_on, corrected_on)
    return max(corrected_on, last_deal_on) if last_deal_on else corrected_on


def kept_agreement(contact_on: date, agreement: Agreement, ceiling: date | None) -> Agreement:
    """What an unplanned contact leaves of an agreed date: one still to come and within the rhythm or reasoned."""
    agreed_on, reason = agreement
    if agreed_on is None or agreed_on <= contact_on:
        return Agreement(None, None)
    if ceiling is not None and agreed_on > ceiling and not reason:
        return Agreement(None, None)
    return Agreement(agreed_on, reason)


def first_follow_up_window(first: FirstFollowUp, reception_on: date) -> tuple[date, date]:
    """From when and until when the first follow-up is to be made (docs/rules.md#first-follow-up)."""
    first_day = reception_on.toordinal()
    last = date.max.toordinal()
    return (
        date.fromordinal(min(first_day + first.from_day, last)),
        date.fromordinal(min(first_day + first.due_day, last)),
    )


def check_told(name: str, oneself: bool, role: str, *, together: bool) -> None:
    """A scout is told to the supervisor on site: in a team somebody else, who is one. Raises RuleRefused."""
    if together and (oneself or not at_least(role, "supervisor")):
        raise RuleRefused(
            _("A scout is told to a supervisor or manager, and not to oneself; {name} will not do."),
            name=name,
        )
