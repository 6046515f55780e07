"""How an imported card meets the book: what is new in it, and what becomes of the stored row.

Rules: docs/import.md#what-a-row-does; the follow-up columns follow docs/rules.md#cadence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from crmcli.grade.rules import next_follow_up_on
from crmcli.kit.phones import Phone
from crmcli.transfer.cards import Card, Note, PastFact, PastMark, PastOwed, PastVisit, Person

Row = dict[str, Any]
# Columns of a card that are compared and written as they are.
PLAIN_COLUMNS = (
    "name",
    "kind",
    "status",
    "importance_set",
    "need",
    "expected_close_on",
    "amount_fen",
    "source",
    "region",
    "industry",
    "address",
    "email",
    "wechat",
    "birthday",
    "birthday_is_lunar",
    "id_number",
    "licence_number",
    "preferred_channel",
    "preferred_time",
    "registered_on",
    "archived_on",
    "agreed_on",
    "agreed_reason",
    "next_topic",
    "rhythm_from_on",
    "first_follow_up_from_on",
    "first_follow_up_due_on",
    "met_on",
    "met_place",
    "met_occasion",
    "tier",
    "strategic_value",
    "standing",
)
TOLD_OF_PEOPLE = ("position", "email", "wechat", "birthday", "met_on", "met_place", "met_occasion")

VOID_BEFORE_CONTACT = ("agreed_on", "next_follow_up_on", "rhythm_from_on")


class StoredCard(NamedTuple):
    """A customer as the book has it: the row of `customer`, and what its other tables hold, to compare with."""

    row: Row
    owner: str
    phones: list[tuple[str, str]]
    people: dict[str, Person]
    people_ids: dict[str, int]
    notes: set[str]
    tags: set[str]
    own_fields: dict[str, str]
    visits: set[tuple[date, str]]
    owed: set[tuple[object, ...]]
    marks: set[tuple[object, ...]]
    past: set[tuple[object, ...]]


class Changes(NamedTuple):
    """What a card says that the book does not have yet; empty cells say nothing."""

    columns: dict[str, object]
    owner: str | None
    grade: str | None
    phones: tuple[Phone, ...]
    people: tuple[Person, ...]
    notes: tuple[Note, ...]
    tags: tuple[str, ...]
    own_fields: dict[str, str]
    visits: tuple[PastVisit, ...]
    owed: tuple[PastOwed, ...] = ()
    marks: tuple[PastMark, ...] = ()
    past: tuple[PastFact, ...] = ()

    def __bool__(self) -> bool:
        return any(self)


def changes_of(card: Card, stored: StoredCard) -> Changes:
    """What of the card is not in the book. The code is not compared: it never changes."""
    return Changes(
        columns=_changed_columns(card, stored.row),
        owner=card.owner if card.owner is not None and card.owner != stored.owner else None,
        grade=card.grade if card.grade is not None and card.grade != stored.row["grade"] else None,
        phones=tuple(phone for phone in card.phones if (phone.number, phone.extension) not in stored.phones),
        people=tuple(person for person in card.people if _is_news(person, stored.people)),
        notes=tuple(note for note in card.notes if note.text not in stored.notes),
        tags=tuple(tag for tag in card.tags if tag not in stored.tags),
        own_fields={
            field: value
            for field, value in (card.own_fields or {}).items()
            if stored.own_fields.get(field) != value
        },
        visits=tuple(
            visit for visit in card.visits if (visit.contact_on, visit.summary) not in stored.visits
        ),
        owed=tuple(owed for owed in card.owed if owed.sign not in stored.owed),
        marks=tuple(mark for mark in card.marks if mark.sign not in stored.marks),
        past=tuple(fact for fact in card.past if fact.sign not in stored.past),
    )


def _changed_columns(card: Card, row: Row) -> dict[str, object]:
    columns = card.columns
    changed = {
        column: columns[column]
        for column in PLAIN_COLUMNS
        if column in columns and columns[column] != row[column]
    }
    agreed = columns.get("next_follow_up_on")
    if agreed is not None and agreed != row["next_follow_up_on"]:
        changed["next_follow_up_on"] = agreed
    # What a later contact has made void is no news.
    return {
        column: value
        for column, value in changed.items()
        if not (column in VOID_BEFORE_CONTACT and is_stale(value, row["last_contact_on"]))
    }


def _is_news(person: Person, known: Mapping[str, Person]) -> bool:
    stored = known.get(person.name_folded)
    if stored is None:
        return True
    return any(
        getattr(person, told) is not None and getattr(person, told) != getattr(stored, told)
        for told in TOLD_OF_PEOPLE
    )


def merged(first: Card, later: Card) -> Card:
    """Both cards as one: the later one's cells count, and everything that is a list is joined."""
    card = Card(first.line)
    card.code = first.code or later.code
    card.columns = first.columns | later.columns
    card.name_folded = later.name_folded
    card.grade = later.grade or first.grade
    card.owner = later.owner or first.owner
    card.phones = tuple(dict.fromkeys(first.phones + later.phones))
    people = {person.name_folded: person for person in first.people}
    for person in later.people:
        people[person.name_folded] = _joined(people.get(person.name_folded), person)
    card.people = tuple(people.values())
    card.notes = tuple(dict.fromkeys(first.notes + later.notes))
    card.tags = tuple(dict.fromkeys(first.tags + later.tags))
    card.own_fields = {**(first.own_fields or {}), **(later.own_fields or {})} or None
    card.visits = tuple(dict.fromkeys(first.visits + later.visits))
    card.owed = tuple(dict.fromkeys(first.owed + later.owed))
    card.marks = tuple(dict.fromkeys(first.marks + later.marks))
    card.past = tuple({fact.sign: fact for fact in later.past + first.past}.values())
    return card


def _joined(first: Person | None, later: Person) -> Person:
    if first is None:
        return later
    told = {column: getattr(later, column) or getattr(first, column) for column in TOLD_OF_PEOPLE}
    return later._replace(
        **told,
        phones=tuple(dict.fromkeys(first.phones + later.phones)),
        is_key=first.is_key or later.is_key,
    )


def latest_contact(visits: tuple[PastVisit, ...]) -> date | None:
    """The day of the latest of these contacts."""
    if len(visits) == 1:
        return visits[0].contact_on
    return max((visit.contact_on for visit in visits), default=None)


def follow_up_columns(row: Row, agreed: date | None, ceiling: date | None, late_reason: str) -> Row:
    """The agreement and the next follow-up of a row, the rhythm of which allows it until `ceiling`.

    `agreed` is a date that a file names as the next follow-up: what the rhythm gives anyway is no agreement, and
    a later one is kept with `late_reason`. An agreement before the last contact is over.
    """
    agreed_on, reason = row["agreed_on"], row["agreed_reason"]
    if agreed is not None and agreed != ceiling:
        late = ceiling is not None and agreed > ceiling
        agreed_on, reason = agreed, (reason or late_reason) if late else None
    if is_stale(agreed_on, row["last_contact_on"]):
        agreed_on = reason = None
    return {
        "agreed_on": agreed_on,
        "agreed_reason": reason,
        "next_follow_up_on": next_follow_up_on(ceiling, agreed_on, reason),
    }


def is_stale(agreed_on: object, last_contact_on: date | None) -> bool:
    """Whether an agreed date lies before the last contact, which has taken its place."""
    return isinstance(agreed_on, date) and last_contact_on is not None and agreed_on < last_contact_on
