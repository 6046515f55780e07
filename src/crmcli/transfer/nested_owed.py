"""Promises, complaints and marks as our own JSON nests them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from crmcli.customer.rules import NOTE_LIMIT
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_block
from crmcli.owe.queries import ref_number
from crmcli.owe.rules import MOST_SATISFIED, Steps, check_order
from crmcli.transfer import cells
from crmcli.transfer.cards import PastMark, PastOwed
from crmcli.transfer.nested import text_of

STAFF_KEYS = ("given_to", "opened_by", "answered_by", "told_by", "closed_by")
_BLOCKS = ("text", "answer", "outcome", "prevention")
_LINES = ("topic", "origin", "limits", "department", "closed_reason")
_DAYS = ("opened_on", "answered_on", "told_on", "closed_on")


def nested_owed(cell: object, today: date) -> tuple[PastOwed, ...]:
    """Items as objects, each with its steps. Raises ValueRefused."""
    return tuple(_owed(part, today) for part in _objects(cell))


def nested_marks(cell: object, today: date) -> tuple[PastMark, ...]:
    """Marks as objects, the newest first, as they are shown. Raises ValueRefused."""
    return tuple(_mark(part, today) for part in reversed(list(_objects(cell))))


def _objects(cell: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(cell, list) or not all(isinstance(part, Mapping) for part in cell):
        raise ValueRefused(_("a list of objects belongs here."))
    yield from cell


def _owed(part: Mapping[str, Any], today: date) -> PastOwed:
    said = {key: cells.past_date(today)(text_of(part, key)) if text_of(part, key) else None for key in _DAYS}
    text = _block(part, "text")
    opened_on = said["opened_on"]
    kind = cells.read_word("owed_kind")(text_of(part, "kind"))
    if not text or opened_on is None or kind is None:
        raise ValueRefused(_("something owed needs its kind, its text and opened_on."))
    due_on, expected_on = _day(part, "due_on") or opened_on, _day(part, "expected_on")
    number = ref_number(text_of(part, "ref"))
    steps = Steps(
        f"P{number:04d}" if number else "",
        kind,
        opened_on,
        max(due_on, opened_on),
        said["answered_on"],
        expected_on,
        said["told_on"],
        said["closed_on"],
        text_of(part, "state") == "dropped",
    )
    columns: dict[str, object] = {key: _block(part, key) for key in _BLOCKS}
    columns |= {key: cells.read_line(text_of(part, key)) for key in _LINES}
    columns["by_customer"] = part.get("by_customer") is True and kind == "promise"
    how = text_of(part, "told_how")
    columns["told_how"] = cells.read_word("contact_kind")(how) if how else None
    check_order(steps, reasoned=columns["closed_reason"] is not None)
    staff = {key: cells.read_staff(text_of(part, key)) for key in STAFF_KEYS}
    return PastOwed(steps, tuple(columns.items()), tuple(staff.items()), _visit(part))


def _visit(part: Mapping[str, Any]) -> tuple[date, int] | None:
    day, number = _day(part, "visit_on"), text_of(part, "visit_number")
    return (day, int(number)) if day and number.isascii() and number.isdigit() and len(number) < 7 else None


def _mark(part: Mapping[str, Any], today: date) -> PastMark:
    given_on = cells.past_date(today)(text_of(part, "given_on"))
    mark = text_of(part, "mark")
    if given_on is None or mark not in map(str, range(1, MOST_SATISFIED + 1)):
        raise ValueRefused(_("a mark needs its day, given_on, and a number from 1 to 5."))
    survey, by = cells.read_line(text_of(part, "survey")), cells.read_staff(text_of(part, "by"))
    return PastMark(given_on, int(mark), _block(part, "comment"), survey, by)


def _block(part: Mapping[str, Any], key: str) -> str | None:
    return clean_block(text_of(part, key), NOTE_LIMIT).text or None


def _day(part: Mapping[str, Any], key: str) -> date | None:
    text = text_of(part, key)
    return cells.read_date(text) if text else None
