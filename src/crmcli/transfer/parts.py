"""What an import writes beside the row of the customer: people, phones, grades, visits, notes, tags, fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import select

from crmcli.customer.rules import pinyin_column
from crmcli.customer.tables import Contact, CustomerField, CustomerNote, CustomerPhone, CustomerTag
from crmcli.grade.tables import GradeChange
from crmcli.kit.phone_wording import phone_digits
from crmcli.kit.text import fold
from crmcli.owe.service import next_ref
from crmcli.owe.tables import Owed, SatisfactionMark
from crmcli.staff.desk import Desk
from crmcli.staff.service import add_staff
from crmcli.staff.tables import Staff
from crmcli.transfer.cards import Card, Person
from crmcli.transfer.field_cells import cell_key, field_and_record
from crmcli.transfer.past_owed import Told, mark_rows, owed_rows
from crmcli.transfer.past_visits import add_visits
from crmcli.transfer.queries import part_rows
from crmcli.transfer.rows import Terms
from crmcli.transfer.rules import Changes, Row, latest_contact

_TOLD_OF_PEOPLE = ("position", "email", "wechat", "met_on", "met_place", "met_occasion")
CONFIRMATION = ("confirmed_at", "confirmed_by_id", "confirmed_how")  # of the value that was there


class Placed(NamedTuple):
    """A customer who has an id, what is to be added to the card, and what is there of phones and people."""

    customer_id: int
    owner_id: int
    more: Changes
    need: str | None
    close_on: Any
    grade_before: str | None
    people: dict[str, int]
    phones: int


class StaffByName:
    """The staff by name; whoever the file brings is added."""

    def __init__(self, desk: Desk, default: Staff) -> None:
        self._desk = desk
        self._ids = {member.name_folded: member.id for member in desk.session.exec(select(Staff))}
        self._by_name: dict[str | None, int] = {None: default.id or 0}
        self.added: list[str] = []

    def id_of(self, name: str | None) -> int:
        """The id of somebody; None is who imports, or whom --owner names."""
        found = self._by_name.get(name)
        if found is None:
            found = self._by_name[name] = self._look_up(str(name))
        return found

    def meet(self, cards: Iterable[Card]) -> None:
        """Everybody whom these cards name, before rows are written."""
        for card in cards:
            for name in card.staff_names():
                self.id_of(name)

    def _look_up(self, name: str) -> int:
        folded = fold(name)
        if folded not in self._ids:
            self._ids[folded] = add_staff(self._desk.writing, name).id
            self.added.append(name)
        return self._ids[folded] or 0


def rewrite_parts(desk: Desk, placed: Sequence[Placed]) -> None:
    """People and own fields that are there already, and that the file tells otherwise."""
    more = {one.customer_id: one.more for one in placed if one.more.people or one.more.own_fields}
    book, update = desk.writing.reading(), desk.writing.update_rows
    update(Contact, list(_retold_people(part_rows(book, "contact", list(more)), more)))
    rows = part_rows(book, "customer_field", list(more))
    update(CustomerField, list(_retold_fields(rows, more, desk.today)))


def _retold_people(rows: Iterable[Row], more: dict[int, Changes]) -> Iterator[tuple[Row, Row]]:
    for row in rows:
        row["is_key"], row["birthday_is_lunar"] = bool(row["is_key"]), bool(row["birthday_is_lunar"])
        row["met_on"] = date.fromisoformat(row["met_on"]) if row["met_on"] else None
        for person in more[row["customer_id"]].people:
            if person.name_folded == row["name_folded"]:
                told: Row = {column: getattr(person, column) for column in _TOLD_OF_PEOPLE}
                told |= _birthday_columns(person) if person.birthday else {}
                yield row, {**row, **{column: value for column, value in told.items() if value is not None}}


def _birthday_columns(person: Person) -> Row:
    text, is_lunar = person.birthday or (None, False)
    return {"birthday": text, "birthday_is_lunar": is_lunar}


def _retold_fields(rows: Iterable[Row], more: dict[int, Changes], today: date) -> Iterator[tuple[Row, Row]]:
    """What is rewritten is no longer to be added."""
    for row in rows:
        row["set_on"] = date.fromisoformat(row["set_on"]) if row["set_on"] else None
        row["has_replaced"] = bool(row["has_replaced"])
        key = cell_key(row["field"], row["record"])
        value = more[row["customer_id"]].own_fields.pop(key, None)
        if value is not None:
            changed = {"value": value, "set_on": today, "has_replaced": True, **dict.fromkeys(CONFIRMATION)}
            yield row, {**row, **changed}


def add_parts(desk: Desk, staff: StaffByName, terms: Terms, placed: Sequence[Placed]) -> None:
    """Add what stands in other tables than `customer`, table by table."""
    insert = desk.writing.insert_rows
    new_people = insert(Contact, _people(placed))
    insert(CustomerPhone, _phones(placed, iter(new_people)))
    insert(GradeChange, _grade_changes(placed, desk, terms))
    add_visits(desk, staff.id_of, [(one.customer_id, one.owner_id, one.more.visits) for one in placed])
    insert(CustomerNote, _notes(placed, staff, desk))
    insert(
        CustomerTag, ({"customer_id": one.customer_id, "tag": tag} for one in placed for tag in one.more.tags)
    )
    insert(CustomerField, _fields(placed, desk.today))
    _add_owed(desk, staff, placed)


def _add_owed(desk: Desk, staff: StaffByName, placed: Sequence[Placed]) -> None:
    told = [
        Told(one.customer_id, one.owner_id, one.more.owed, one.more.marks)
        for one in placed
        if one.more.owed or one.more.marks
    ]
    if told:
        book = desk.writing.reading()
        desk.writing.insert_rows(Owed, list(owed_rows(book, told, staff.id_of, lambda: next_ref(desk))))
        desk.writing.insert_rows(SatisfactionMark, mark_rows(told, desk.now, staff.id_of))


def _new_people(one: Placed) -> list[Person]:
    return [person for person in one.more.people if person.name_folded not in one.people]


def _people(placed: Iterable[Placed]) -> Iterator[Row]:
    for one in placed:
        for place, person in enumerate(_new_people(one)):
            yield {
                "customer_id": one.customer_id,
                "name": person.name,
                "name_folded": person.name_folded,
                "pinyin_keys": pinyin_column(person.name),
                "position": person.position,
                "is_key": place == 0 and not one.people,
                "email": person.email,
                "wechat": person.wechat,
                "met_on": person.met_on,
                "met_place": person.met_place,
                "met_occasion": person.met_occasion,
                **_birthday_columns(person),
            }


def _phones(placed: Iterable[Placed], new_ids: Iterator[int]) -> Iterator[Row]:
    """The phones in the order in which to call, each with the person whose it is."""
    for one in placed:
        people = dict(one.people) if one.people else {}
        for person in _new_people(one):
            people[person.name_folded] = next(new_ids)
        whose = {
            (phone.number, phone.extension): people[person.name_folded]
            for person in one.more.people
            for phone in person.phones
        }
        for rank, phone in enumerate(one.more.phones, start=one.phones + 1):
            yield {
                "customer_id": one.customer_id,
                "contact_id": whose.get((phone.number, phone.extension)),
                "number": phone.number,
                "extension": phone.extension,
                "digits": phone_digits(phone.number),
                "kind": phone.kind,
                "rank": rank,
            }


def _grade_changes(placed: Iterable[Placed], desk: Desk, terms: Terms) -> Iterator[Row]:
    my_id = desk.my_id
    for one in placed:
        if one.more.grade is not None:
            yield {
                "customer_id": one.customer_id,
                "changed_on": latest_contact(one.more.visits) or terms.today,
                "from_grade": one.grade_before,
                "to_grade": one.more.grade,
                "suggested": terms.suggested(one.need, one.close_on),
                "reason": None,
                "by_id": my_id,
            }


def _notes(placed: Iterable[Placed], staff: StaffByName, desk: Desk) -> Iterator[Row]:
    my_id = desk.my_id
    for one in placed:
        for note in one.more.notes:
            yield {
                "customer_id": one.customer_id,
                "text": note.text,
                "noted_at": note.noted_at or desk.now,
                "by_id": my_id if note.by is None else staff.id_of(note.by),
            }


def _fields(placed: Iterable[Placed], today: date) -> Iterator[Row]:
    for one in placed:
        for key, value in one.more.own_fields.items():
            field, record = field_and_record(key)
            cell: Row = {"customer_id": one.customer_id, "field": field, "record": record, "value": value}
            yield {**cell, "set_on": today, "has_replaced": False}
