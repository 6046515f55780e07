"""Parts of a card as our own JSON nests them: phones, people, notes, visits, fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from crmcli.customer.birthday import Birthday
from crmcli.customer.rules import FIELD_VALUE_LIMIT, parse_note
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.phones import Phone
from crmcli.kit.text import clean_block, fold
from crmcli.transfer import cells, phone_cells
from crmcli.transfer.cards import Note, PastVisit, Person

MOST_PARTS = 10_000
Object = Mapping[str, Any]


def nested_phones(cell: Sequence[object]) -> tuple[Phone, ...]:
    """Phones as texts, or as objects of `number` and `extension`."""
    phones: tuple[Phone, ...] = ()
    for part in _few(cell):
        if isinstance(part, Mapping):
            number, extension = _text(part, "number"), _text(part, "extension")
            phones += (phone_cells.read_phone(f"{number}-{extension}" if extension else number),)
        else:
            phones += phone_cells.read_phones(cells.cell_text(part))
    return phones


def nested_people(cell: Sequence[object], today: date) -> tuple[Person, ...]:
    """People as names, or as objects; the key contact first."""
    people = [_person(part, today) for part in _few(cell)]
    return tuple(sorted(people, key=lambda person: not person.is_key))


def _person(part: object, today: date) -> Person:
    if not isinstance(part, Mapping):
        name = cells.read_name(part)
        return Person(name, fold(name))
    name = cells.read_name(_text(part, "name"))
    email = _text(part, "email")
    phones = part.get("phones")
    return Person(
        name,
        fold(name),
        cells.read_line(_text(part, "position")),
        cells.read_email(email) if email else None,
        cells.read_line(_text(part, "wechat")),
        nested_phones(phones) if isinstance(phones, list) else (),
        part.get("is_key") is True,
        _birthday(part, today),
    )


def _birthday(part: Object, today: date) -> Birthday | None:
    text = _text(part, "birthday")
    return cells.read_birthday(text, part.get("birthday_is_lunar") is True, today) if text else None


def nested_notes(cell: Sequence[object]) -> tuple[Note, ...]:
    """Notes as texts, or as objects with their moment and author; the newest first, as they are shown."""
    return tuple(_note(part) for part in reversed(_few(cell)))


def _note(part: object) -> Note:
    if not isinstance(part, Mapping):
        return Note(parse_note(cells.cell_text(part)))
    return Note(
        parse_note(_text(part, "text")), _moment(part, "noted_at"), cells.read_staff(_text(part, "by"))
    )


def nested_visits(cell: object, today: date, letter: Callable[[object], str | None]) -> tuple[PastVisit, ...]:
    """Visits as objects, the newest first, as they are shown. Raises ValueRefused."""
    if not isinstance(cell, list):
        raise ValueRefused(_("a list of visits belongs here."))
    return tuple(_visit(part, today, letter) for part in reversed(_few(cell)))


def _visit(part: object, today: date, letter: Callable[[object], str | None]) -> PastVisit:
    if not isinstance(part, Mapping):
        raise ValueRefused(_("a visit is an object with contact_on and kind."))
    contact_on = cells.past_date(today)(_text(part, "contact_on"))
    if contact_on is None:
        raise ValueRefused(_("a visit needs its date, contact_on."))
    companions = part.get("with")
    next_on = _text(part, "next_on")
    return PastVisit(
        contact_on,
        cells.read_word("contact_kind")(_text(part, "kind") or "other") or "other",
        clean_block(_text(part, "summary"), FIELD_VALUE_LIMIT).text,
        _moment(part, "at"),
        cells.read_staff(_text(part, "by")),
        tuple(filter(None, map(cells.read_staff, companions if isinstance(companions, list) else ()))),
        cells.read_line(_text(part, "purpose")),
        letter(_text(part, "grade_before")),
        letter(_text(part, "grade_after")),
        part.get("grade_reconsidered") is True,
        cells.read_line(_text(part, "reason")),
        cells.read_date(next_on) if next_on else None,
        cells.read_line(_text(part, "topic")),
    )


def _few(cell: Sequence[object]) -> Sequence[object]:
    if len(cell) > MOST_PARTS:
        raise ValueRefused(_("a card has at most {most} parts of a kind."), most=MOST_PARTS)
    return cell


def _text(part: Object, key: str) -> str:
    return _plain(part.get(key))


def _plain(value: object) -> str:
    """A value of JSON as text; nothing for null. Raises ValueRefused for what is nested further."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return cells.cell_text(str(value) if isinstance(value, int) else value)


def _moment(part: Object, key: str) -> str | None:
    """A moment in ISO form; whatever else stands there is no moment."""
    text = _text(part, key)
    try:
        return text if text and len(text) <= cells.LONGEST_TYPED and datetime.fromisoformat(text) else None
    except ValueError:
        return None
