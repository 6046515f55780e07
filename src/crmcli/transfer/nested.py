"""Parts of a card as our own JSON nests them: phones, people, notes, visits, fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from crmcli.customer.birthday import Birthday
from crmcli.customer.rules import parse_note
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.phones import Phone
from crmcli.kit.text import fold
from crmcli.transfer import cells, phone_cells
from crmcli.transfer.cards import Note, Person

MOST_PARTS = 10_000
Object = Mapping[str, Any]


def nested_phones(cell: Sequence[object]) -> tuple[Phone, ...]:
    """Phones as texts, or as objects of `number` and `extension`."""
    phones: tuple[Phone, ...] = ()
    for part in few(cell):
        if isinstance(part, Mapping):
            number, extension = text_of(part, "number"), text_of(part, "extension")
            phones += (phone_cells.read_phone(f"{number}-{extension}" if extension else number),)
        else:
            phones += phone_cells.read_phones(cells.cell_text(part))
    return phones


def nested_people(cell: Sequence[object], today: date) -> tuple[Person, ...]:
    """People as names, or as objects; the key contact first."""
    people = [_person(part, today) for part in few(cell)]
    return tuple(sorted(people, key=lambda person: not person.is_key))


def _person(part: object, today: date) -> Person:
    if not isinstance(part, Mapping):
        name = cells.read_name(part)
        return Person(name, fold(name))
    name = cells.read_name(text_of(part, "name"))
    email = text_of(part, "email")
    phones = part.get("phones")
    return Person(
        name,
        fold(name),
        cells.read_line(text_of(part, "position")),
        cells.read_email(email) if email else None,
        cells.read_line(text_of(part, "wechat")),
        nested_phones(phones) if isinstance(phones, list) else (),
        part.get("is_key") is True,
        _birthday(part, today),
        cells.past_date(today)(text_of(part, "met_on")) if text_of(part, "met_on") else None,
        cells.read_line(text_of(part, "met_place")),
        cells.read_line(text_of(part, "met_occasion")),
    )


def _birthday(part: Object, today: date) -> Birthday | None:
    text = text_of(part, "birthday")
    return cells.read_birthday(text, part.get("birthday_is_lunar") is True, today) if text else None


def nested_notes(cell: Sequence[object]) -> tuple[Note, ...]:
    """Notes as texts, or as objects with their moment and author; the newest first, as they are shown."""
    return tuple(_note(part) for part in reversed(few(cell)))


def _note(part: object) -> Note:
    if not isinstance(part, Mapping):
        return Note(parse_note(cells.cell_text(part)))
    return Note(
        parse_note(text_of(part, "text")), moment_of(part, "noted_at"), cells.read_staff(text_of(part, "by"))
    )


def few(cell: Sequence[object]) -> Sequence[object]:
    """The parts of a kind. Raises ValueRefused where a card cannot have so many."""
    if len(cell) > MOST_PARTS:
        raise ValueRefused(_("a card has at most {most} parts of a kind."), most=MOST_PARTS)
    return cell


def text_of(part: Object, key: str) -> str:
    """What stands under a key, as text; nothing where nothing does."""
    return plain_text(part.get(key))


def plain_text(value: object) -> str:
    """A value of JSON as text; nothing for null. Raises ValueRefused for what is nested further."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return cells.cell_text(str(value) if isinstance(value, int) else value)


def moment_of(part: Object, key: str) -> str | None:
    """A moment in ISO form; whatever else stands there is no moment."""
    text = text_of(part, key)
    try:
        return text if text and len(text) <= cells.LONGEST_TYPED and datetime.fromisoformat(text) else None
    except ValueError:
        return None
