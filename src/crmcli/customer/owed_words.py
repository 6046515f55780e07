"""Promises, complaints and marks on the card: what `crm show` and `crm brief` say of them."""

from __future__ import annotations

from crmcli.customer.vocabulary import labels
from crmcli.kit.dates import describe_date, short_date
from crmcli.kit.days import date
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

OWED_QUERY = (
    "select ref, kind, by_customer, state, text, topic, origin, limits, department, owner, given_to, opened_on,"
    " opened_by, due_on, expected_on, answer, answered_on, answered_by, told_on, told_how, told_by, outcome,"
    " prevention, closed_on, closed_by, closed_reason, visit_on, visit_number from owed_list"
    " where customer_id = ? order by closed_on is not null, coalesce(expected_on, due_on), id"
)
MARKS_QUERY = (
    "select given_on, mark, comment, survey, by from satisfaction_list where customer_id = ?"
    " order by given_on desc, id desc"
)
OPEN_STATES = ("open", "answered", "told")


def is_running(owed: Mapping[str, Any]) -> bool:
    """Whether there is still a step to make."""
    return owed["state"] in OPEN_STATES


def state_words(owed: Mapping[str, Any], today: date) -> str:
    """How far it has come, and whether it is late: "open, 3 days late"."""
    state = labels("owed_state")[owed["state"]]
    if not is_running(owed):
        return state
    due = date.fromisoformat(max(owed["expected_on"] or owed["due_on"], owed["told_on"] or ""))
    late = today.toordinal() - due.toordinal()
    if late > 0:
        words = _("{days} days late").format(days=late) if late > 1 else _("1 day late")
    else:
        words = _("by {day}").format(day=short_date(due, today))
    return _("{state}, {when}").format(state=state, when=words)


def kind_words(owed: Mapping[str, Any]) -> str:
    """The kind; a promise of the customer's is said to be one."""
    return _("their promise") if owed["by_customer"] else labels("owed_kind")[owed["kind"]]


def owed_line(owed: Mapping[str, Any], today: date) -> str:
    """One item on one line."""
    sentence = _("{kind}: {text} ({ref}, {state})")
    return sentence.format(
        kind=kind_words(owed),
        text=" ".join(owed["text"].split()),
        ref=owed["ref"],
        state=state_words(owed, today),
    )


def owed_columns() -> list[Column]:
    """The columns of the part of the card."""
    return [
        Column("ref", _("Ref.")),
        Column("kind", _("Kind")),
        Column("state", _("State")),
        Column("text", _("What"), line=2),
        Column("topic", _("About"), line=2),
        Column("answer", _("Answer, outcome"), line=2),
    ]


def owed_row(owed: Mapping[str, Any], today: date) -> tuple[object, ...]:
    """One item as a row of the card."""
    said = owed["outcome"] or owed["answer"]
    return owed["ref"], kind_words(owed), state_words(owed, today), owed["text"], owed["topic"], said


def mark_words(marks: Sequence[Mapping[str, Any]], today: date) -> str | None:
    """The last mark: "2 of 5 (11-20): slow"."""
    if not marks:
        return None
    last = marks[0]
    day = describe_date(date.fromisoformat(last["given_on"]), today)
    if not last["comment"]:
        return _("{mark} of 5, {day}").format(mark=last["mark"], day=day)
    comment = " ".join(last["comment"].split())
    return _("{mark} of 5, {day}: {comment}").format(mark=last["mark"], day=day, comment=comment)
