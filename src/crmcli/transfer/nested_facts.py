"""What became of a card, as our own JSON nests it: who knows whom, greetings, confirmations, spot checks, its life."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from crmcli.filing.tables import CAUSES, RESULTS, STATES
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.policy.rules import CARD_COLUMNS, COLUMNS_OF_THE_BOOK
from crmcli.transfer import cells
from crmcli.transfer.cards import PastFact
from crmcli.transfer.facts import sign_of
from crmcli.transfer.nested import Object, few, moment_of, text_of

MOST_DIGITS = 15
OTHER_SIDES = ("customer", "staff", "other")
CONFIRMABLE_COLUMNS = tuple(column for column in CARD_COLUMNS if column not in COLUMNS_OF_THE_BOOK)
Parse = Callable[[Object, str, date], object]


class Shape(NamedTuple):
    """The keys of a part with what reads each, and those that must be told."""

    parsers: Mapping[str, Parse]
    needed: tuple[str, ...]


def _line(part: Object, key: str, _today: date) -> object:
    return cells.read_line(text_of(part, key))


def _staff(part: Object, key: str, _today: date) -> object:
    return cells.read_staff(text_of(part, key))


def _past(part: Object, key: str, today: date) -> object:
    text = text_of(part, key)
    return cells.past_date(today)(text) if text else None


def _day(part: Object, key: str, _today: date) -> object:
    text = text_of(part, key)
    return cells.read_date(text) if text else None


def _moment(part: Object, key: str, _today: date) -> object:
    return moment_of(part, key)


def _flag(part: Object, key: str, _today: date) -> object:
    return part.get(key) is True


def _way(part: Object, key: str, _today: date) -> object:
    text = text_of(part, key)
    return cells.read_word("contact_kind")(text) if text else None


def _number(part: Object, key: str, _today: date) -> object:
    text = text_of(part, key)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _one_of(words: tuple[str, ...]) -> Parse:
    def parse(part: Object, key: str, _today: date) -> object:
        word = text_of(part, key)
        if word and word not in words:
            raise ValueRefused(
                _("{key} cannot be {word}; there are: {words}."),
                key=key,
                word=word[:40],
                words=", ".join(words),
            )
        return word or None

    return parse


SHAPES: dict[str, Shape] = {
    "relations": Shape(
        {
            "person": _line,
            "relation": _line,
            "other": _line,
            "other_code": _line,
            "other_kind": _one_of(OTHER_SIDES),
        },
        ("relation", "other"),
    ),
    "greetings": Shape(
        {
            "occasion": _line,
            "occasion_on": _day,
            "person": _line,
            "greeted_on": _past,
            "how": _way,
            "note": _line,
            "by": _staff,
        },
        ("occasion", "occasion_on", "greeted_on"),
    ),
    "confirmations": Shape(
        {"confirmed_on": _past, "how": _way, "changed": _flag, "note": _line, "by": _staff},
        ("confirmed_on",),
    ),
    "confirmed_values": Shape(
        {
            "field": _line,
            "record": _number,
            "confirmed_at": _moment,
            "confirmed_how": _line,
            "confirmed_by": _staff,
            "set_on": _past,
        },
        ("field", "record", "confirmed_at"),
    ),
    "changed_values": Shape(
        {"field": _line, "record": _number, "set_on": _past}, ("field", "record", "set_on")
    ),
    "confirmed_columns": Shape(
        {
            "column": _one_of(CONFIRMABLE_COLUMNS),
            "confirmed_at": _moment,
            "confirmed_how": _line,
            "confirmed_by": _staff,
            "changed_on": _past,
        },
        ("column",),
    ),
    "holders": Shape({"holder": _staff, "held_since_on": _past}, ("holder", "held_since_on")),
    "spot_checks": Shape(
        {
            "number": _number,
            "drawn_on": _past,
            "drawn_by": _staff,
            "seed": _number,
            "asked": _number,
            "branch": _line,
            "state": _one_of(RESULTS),
            "finding": _line,
            "checked_on": _past,
            "checked_by": _staff,
            "mended_on": _past,
            "mended_by": _staff,
            "mended_note": _line,
        },
        ("drawn_on", "seed", "asked", "state"),
    ),
    "card_life": Shape(
        {
            "state": _one_of(STATES),
            "cause": _one_of(CAUSES),
            "opened_on": _past,
            "submitted_on": _past,
            "submitted_by": _staff,
            "decided_on": _past,
            "decided_by": _staff,
            "reason": _line,
        },
        ("state", "cause", "opened_on"),
    ),
}
# What else must be told of a part in a state: a due item counts from that day.
_DAY_OF_STATE = {
    "spot_checks": {"sound": "checked_on", "finding": "checked_on", "mended": "checked_on"},
    "card_life": {"submitted": "submitted_on", "returned": "decided_on"},
}
STAFF_OF_PART = {
    name: tuple(key for key, parse in shape.parsers.items() if parse is _staff)
    for name, shape in SHAPES.items()
}


def nested_facts(name: str, cell: object, today: date) -> tuple[PastFact, ...]:
    """The objects of one part. Raises ValueRefused."""
    if cell is None or cell == "":
        return ()
    if name == "card_life":
        cell = [cell]
    parts = [part for part in cell if isinstance(part, Mapping)] if isinstance(cell, list) else []
    if not isinstance(cell, list) or len(parts) < len(cell):
        raise ValueRefused(_("a list of objects belongs here."))
    return tuple(_fact(name, part, today) for part in few(parts))  # type: ignore[arg-type]


def _fact(name: str, part: Object, today: date) -> PastFact:
    shape = SHAPES[name]
    told = {key: parse(part, key, today) for key, parse in shape.parsers.items()}
    by_state = _DAY_OF_STATE.get(name, {}).get(str(told.get("state")))
    missing = [key for key in (*shape.needed, by_state) if key is not None and told[key] is None]
    if missing:
        raise ValueRefused(_("{part} needs {keys}."), part=name, keys=", ".join(missing))
    staff = {key: str(told[key]) for key in STAFF_OF_PART[name] if told[key] is not None}
    return PastFact(name, tuple(told.items()), tuple(staff.values()), sign_of(name, told))
