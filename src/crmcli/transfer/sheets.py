"""The columns of an exported table: a customer as one row, for people or for machines."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.customer.card_fields import CardFields
from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _, language
from crmcli.kit.phone_wording import format_phone, format_stored_phone
from crmcli.policy.fields import CardDefinition, card_definition, sources_in_force
from crmcli.transfer.definitions import Written
from crmcli.transfer.facts import FACTS
from crmcli.transfer.field_columns import field_columns
from crmcli.transfer.headers import people_header
from crmcli.transfer.packed_cells import notes_cell
from crmcli.transfer.whole_cards import SELDOM, Card, stored_phone

if TYPE_CHECKING:
    from crmcli.kit.formats.model import Kind

WORDS = {
    "kind": "kind",
    "need": "need",
    "status": "status",
    "importance_set": "importance",
    "last_contact_kind": "contact_kind",
    "preferred_channel": "contact_kind",
    "tier": "tier",
}
DATES = (
    "expected_close_on",
    "last_contact_on",
    "agreed_on",
    "next_follow_up_on",
    "rhythm_from_on",
    "first_follow_up_from_on",
    "first_follow_up_due_on",
    "registered_on",
    "archived_on",
    "met_on",
)
BEFORE_PEOPLE = (
    "code name kind grade need status importance_set owner phones email wechat source region industry address"
    " expected_close_on amount_fen last_contact_on last_contact_kind last_contact_summary agreed_on agreed_reason"
    " next_topic next_follow_up_on tags"
).split()
AFTER_PEOPLE = (
    "notes birthday birthday_is_lunar id_number licence_number preferred_channel preferred_time registered_on"
    " archived_on rhythm_from_on first_follow_up_from_on first_follow_up_due_on met_on met_place met_occasion tier"
    " strategic_value standing"
).split()
NESTED = (
    "phones",
    "contacts",
    "tags",
    "notes",
    "definitions",
    "fields",
    "visits",
    "owed",
    "satisfaction_marks",
    *FACTS,
)
PERSON_COLUMNS = {
    "contact": "name",
    "contact_position": "position",
    "contact_phones": "phones",
    "contact_email": "email",
    "contact_wechat": "wechat",
    "contact_birthday": "birthday",
    "contact_birthday_is_lunar": "birthday_is_lunar",
    "contact_met_on": "met_on",
    "contact_met_place": "met_place",
    "contact_met_occasion": "met_occasion",
}
# With a column for the phones of people, empty too, an import links no mobile to anybody by itself.
ALWAYS = ("contact", "contact_phones")
# What screens and Markdown have room for; a file has everything.
SHORT = (
    "code name grade status owner phones region expected_close_on amount_fen last_contact_on next_follow_up_on tags"
).split()
FIELD_OF_KEY = {"phones": "phone", "importance_set": "importance", "notes": "note"}


class Shape(NamedTuple):
    """How wide a table of customers is: people per card at most, fields, what is told of people; what names mean."""

    people: int
    own_fields: Sequence[tuple[str, int]]
    told: frozenset[str]
    card: CardDefinition
    sources: Mapping[str, str]


def customer_table(cards: Iterable[Card], shape: Shape, *, people: bool) -> Listing:
    """A customer a row. For people phones are as typed at home; for machines as stored."""
    columns: list[Column] = []
    getters: list[Callable[[Card], object]] = []

    def add(column: Column, get: Callable[[Card], object]) -> None:
        columns.append(column)
        getters.append(get)

    for key in BEFORE_PEOPLE:
        add(_column(key, shape.sources if people else {}), _getter(key, people))
    person_keys = [key for key, told in PERSON_COLUMNS.items() if key in ALWAYS or _is_told(told, shape)]
    for place in range(shape.people):
        for key in person_keys:
            add(_person_column(key, place), _person_getter(PERSON_COLUMNS[key], place, people))
    for key in AFTER_PEOPLE:
        if key in SELDOM and f"card.{key}" not in shape.told:
            continue
        add(_column(key, shape.sources if people else {}), _getter(key, people))
    for exported in field_columns(shape.card, shape.own_fields, people=people):
        add(exported.column, exported.get)
    return Listing(columns, ([get(card) for get in getters] for card in cards), title=_("Customers"))


def customer_objects(book: sqlite3.Connection, cards: Iterable[Card]) -> Listing:
    """A customer an object, with everything nested: nothing is lost."""
    keys = [
        key
        for key in (*BEFORE_PEOPLE, *AFTER_PEOPLE)
        if not key.startswith("last_contact_") or key == DATES[1]
    ]
    keys = [*(key for key in keys if key not in NESTED), "phone", *NESTED]
    columns = [Column(key, key, "money" if key == "amount_fen" else "text") for key in keys]

    definition = card_definition(book)
    written = Written(definition, sources_in_force(book, retired=True))

    def row(card: Card) -> list[object]:
        card["definitions"] = written.of(card["fields"], card["source"])
        card["fields"] = CardFields(definition, card["fields"], reveal=True).mapping()
        return [card[key] for key in keys]

    return Listing(columns, map(row, cards))


def _is_told(part: str, shape: Shape) -> bool:
    return part.removesuffix("_is_lunar") in shape.told


def _column(key: str, sources: Mapping[str, str]) -> Column:
    field = FIELD_OF_KEY.get(key, key)
    header = people_header(field, language())
    short = key in SHORT
    if key == "source" and sources:
        return Column(key, header, "words", labels=sources, tables=short)
    if key in WORDS:
        return Column(key, header, "words", labels=labels(WORDS[key]), tables=short)
    if key == "amount_fen":
        return Column(key, _("{header} (yuan)").format(header=header), "money", tables=short)
    return Column(key, header, _kind(key), tables=short)


def _kind(key: str) -> Kind:
    if key in DATES:
        return "date"
    if key in ("phones", "tags"):
        return "list"
    return "bool" if key == "birthday_is_lunar" else "text"


def _person_column(key: str, place: int) -> Column:
    number = f" {place + 1}" if place else ""
    header = people_header(key, language()) + number
    kinds: dict[str, Kind] = {"contact_phones": "list", "contact_birthday_is_lunar": "bool"}
    return Column(key + number.replace(" ", "_"), header, kinds.get(key, "text"), tables=False)


def _getter(key: str, people: bool) -> Callable[[Card], object]:
    if key == "phones":
        say = _home_phone if people else stored_phone
        return lambda card: [say(phone) for phone in card["phones"]]
    if key == "notes":
        return lambda card: notes_cell([note["text"] for note in reversed(card["notes"])]) or None
    if key in ("last_contact_kind", "last_contact_summary"):
        part = key.removeprefix("last_contact_")
        return lambda card: (card["visits"][0][part] or None) if card["visits"] else None
    if key == "birthday_is_lunar":
        return lambda card: card[key] if card["birthday"] else None
    return lambda card: card[key]


def _person_getter(part: str, place: int, people: bool) -> Callable[[Card], object]:
    def get(card: Card) -> object:
        if place >= len(card["contacts"]):
            return None
        person = card["contacts"][place]
        if part == "phones" and people:
            return [format_stored_phone(phone) for phone in person["phones"]]
        return None if part == "birthday_is_lunar" and not person["birthday"] else person[part]

    return get


def _home_phone(phone: dict[str, Any]) -> str:
    return format_phone(phone["number"], phone["extension"])
