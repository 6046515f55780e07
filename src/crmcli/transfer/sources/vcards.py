"""vCards as a table: a row for each private person and for each company, the people of one company together.

What becomes of a card: docs/import.md#contacts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from crmcli.kit.content_lines import read_cards
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.transfer.sources.table import KEYS_LINE, RecordPass, Records, RowProblem, SourceRow
from crmcli.transfer.sources.vcard_contact import Contact

Entry = dict[str, Any]
KEYS = (
    "name",
    "kind",
    "contacts",
    "phones",
    "email",
    "wechat",
    "address",
    "birthday",
    "birthday_is_lunar",
    "tags",
    "notes",
    "fields",
)
MOST_NAMED = 8


class Contacts:
    """A file of cards, read whole: `records` as a table has them, `remarks` on what was left out."""

    def __init__(self, stream: BinaryIO, name: str, encoding: str | None) -> None:
        self._rows: list[tuple[int, Entry]] = []
        self._problems: list[RowProblem] = []
        self._companies: dict[str, Entry] = {}
        self._people: dict[str, Entry] = {}
        self._photos = self._groups = 0
        has_cards = False
        self._left_out: dict[str, None] = {}
        for card in read_cards(stream, encoding):
            has_cards = has_cards or not card.is_stray
            contact = Contact(card)
            if card.problem is not None:
                self._problems.append(RowProblem(card.line, [contact.name or contact.company], card.problem))
            else:
                self._take(contact)
        if not has_cards:
            raise ValueRefused(
                _("{path} holds no contacts; nothing in it begins with BEGIN:VCARD."), path=name
            )

    @property
    def records(self) -> RecordPass:
        """Passes over the rows; `line` is where the first card of a row begins."""
        keys = [key for key in KEYS if key == "name" or any(entry.get(key) for _line, entry in self._rows)]

        def records() -> Records:
            yield SourceRow(KEYS_LINE, list(keys))
            for line, entry in self._rows:
                yield SourceRow(line, [entry.get(key) or "" for key in keys])
            yield from self._problems

        return records

    @property
    def remarks(self) -> list[str]:
        """Sentences on what of the cards was left out."""
        return list(self._remarks())

    def _remarks(self) -> Iterator[str]:
        for count, one, several in (
            (self._photos, _("1 photo was left out."), _("{count} photos were left out.")),
            (
                self._groups,
                _("1 group of contacts was left out."),
                _("{count} groups of contacts were left out."),
            ),
        ):
            if count:
                yield one if count == 1 else several.format(count=count)
        if self._left_out:
            names = ", ".join(list(self._left_out)[:MOST_NAMED])
            yield _("Left out of the cards: {names}.").format(names=names)

    def _take(self, contact: Contact) -> None:
        self._photos += contact.photos
        self._groups += contact.is_group
        if contact.is_group:
            return
        self._left_out.update(dict.fromkeys(sorted(contact.left_out)))
        if contact.company:
            (_add_person if contact.name else _add_own)(self._customer_of(contact), contact)
        else:
            entry = self._people[fold(contact.name)] = _private(contact)
            self._rows.append((contact.line, entry))

    def _customer_of(self, contact: Contact) -> Entry:
        """Whose card it is, or at whose somebody is: a company, or a person, which only our own cards say."""
        key = fold(contact.company)
        known = self._people if contact.is_at_person else self._companies
        if key not in known:
            known[key] = {"name": contact.company, "kind": "person" if contact.is_at_person else "company"}
            self._rows.append((contact.line, known[key]))
        return known[key]


def _private(contact: Contact) -> Entry:
    """A customer who is a person."""
    entry: Entry = {"name": contact.name, "kind": "person"}
    if contact.position:
        contact.add_field(_("Position"), contact.position)
    _add_own(entry, contact)
    return entry


def _add_own(entry: Entry, contact: Contact) -> None:
    """What a card says of the customer itself."""
    phones = entry.setdefault("phones", [])
    phones += [phone for phone in contact.phones if phone not in phones]
    for key, value in (("email", contact.emails[:1]), ("wechat", [contact.wechat])):
        if value and not entry.get(key):
            entry[key] = value[0]
    if contact.birthday and not entry.get("birthday"):
        text, is_lunar = contact.birthday
        entry |= {"birthday": text, "birthday_is_lunar": "true" if is_lunar else ""}
    _add_rest(entry, contact, contact.notes)


def _add_person(entry: Entry, contact: Contact) -> None:
    """Somebody at a company; the first is the one to ask for."""
    people = entry.setdefault("contacts", [])
    text, is_lunar = contact.birthday or ("", False)
    people.append(
        {
            "name": contact.name,
            "position": contact.position,
            "email": contact.emails[0] if contact.emails else "",
            "wechat": contact.wechat,
            "phones": contact.phones,
            "is_key": not people,
            "birthday": text,
            "birthday_is_lunar": is_lunar,
        }
    )
    _add_rest(entry, contact, [f"{contact.name}: {note}" for note in contact.notes])


def _add_rest(entry: Entry, contact: Contact, notes: list[str]) -> None:
    """Address, tags, notes and own fields, which belong to the customer whoever's card they are on."""
    for email in contact.emails[1:]:
        contact.add_field(_("Other email"), email)
    addresses = sorted(contact.addresses, key=lambda address: not address[0])
    for _at_work, address in addresses:
        if not entry.get("address"):
            entry["address"] = address
        elif address != entry["address"]:
            contact.add_field(_("Other address"), address)
    _join(entry, "tags", contact.tags)
    _join(entry, "notes", list(reversed(notes)))
    fields = entry.setdefault("fields", {})
    for field, values in contact.fields.items():
        had = fields.get(field, "").split("; ") if field in fields else []
        fields[field] = "; ".join(dict.fromkeys([*had, *values]))


def _join(entry: Entry, key: str, more: list[str]) -> None:
    had = entry.setdefault(key, [])
    had += [each for each in more if each not in had]
