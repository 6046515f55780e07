"""Taking the customers of a file into the book: one transaction, one entry, never the ORM per row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlmodel import select

from crmcli.customer.rules import own_code, pinyin_column
from crmcli.customer.tables import Contact, Customer, CustomerField, CustomerNote, CustomerPhone, CustomerTag
from crmcli.grade.tables import GradeChange
from crmcli.kit.i18n import _
from crmcli.kit.phones import phone_digits
from crmcli.kit.text import fold
from crmcli.staff.desk import Desk
from crmcli.staff.service import add_staff, require_staff
from crmcli.staff.tables import Staff
from crmcli.transfer.cards import Card, PastVisit, Person
from crmcli.transfer.planning import Plan, Update, make_plan
from crmcli.transfer.queries import BATCH, batches, part_rows, state_of, stored_cards
from crmcli.transfer.reading import Sheet
from crmcli.transfer.rows import Terms, changed_row, new_row
from crmcli.transfer.rules import Changes, Row, StoredCard, changes_of, latest_contact
from crmcli.visit.tables import Visit, VisitCompanion

Advance = Callable[[], None]
CHUNK = 5_000


class Written(NamedTuple):
    """What came of it: the plan as carried out, and the staff that the file brought."""

    plan: Plan
    staff: list[str]


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


def take_customers(
    desk: Desk, sheet: Sheet, plan: Plan, *, update: bool, owner: str | None, advance: Advance
) -> Written:
    """Carry the plan out; where the book has moved since it was made, it is made anew inside the transaction."""
    book = desk.writing.reading()
    if state_of(book) != plan.state:
        plan = make_plan(book, sheet, update=update)
    staff = _Staff(desk, require_staff(desk.writing, owner) if owner else desk.me)
    terms = Terms(desk.policy, desk.today, _("as the imported file says"))
    staff.meet(plan.new)
    staff.meet(each.card for each in plan.updates)
    _add(desk, plan.new, staff, terms, advance)
    _update(desk, plan.updates, staff, terms, advance)
    return Written(plan, staff.added)


class _Staff:
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


def _add(desk: Desk, cards: Sequence[Card], staff: _Staff, terms: Terms, advance: Advance) -> None:
    """Insert customers who are not in the book, some thousand at a time, so that memory stays flat."""
    codes = _free_codes(desk, cards)
    for chunk in batches(cards, CHUNK):
        rows = (_new_row(card, codes, staff, terms, advance) for card in chunk)
        ids = desk.writing.insert_rows(Customer, rows)
        _add_to_cards(desk, staff, terms, [_placed(*each, staff) for each in zip(ids, chunk, strict=True)])


def _new_row(card: Card, codes: Iterator[str], staff: _Staff, terms: Terms, advance: Advance) -> Row:
    advance()
    return new_row(card, card.code or next(codes), staff.id_of(card.owner), terms)


def _placed(customer_id: int, card: Card, staff: _Staff) -> Placed:
    own_fields = card.own_fields or {}
    more = Changes(
        {}, None, card.grade, card.phones, card.people, card.notes, card.tags, own_fields, card.visits
    )
    columns: Any = card.columns
    need, close_on = columns.get("need"), columns.get("expected_close_on")
    return Placed(customer_id, staff.id_of(card.owner), more, need, close_on, None, {}, 0)


def _free_codes(desk: Desk, cards: Sequence[Card]) -> Iterator[str]:
    """Own codes that neither the book nor the file has; the counter is stored once, at the first that is not used."""
    if all(card.code is not None for card in cards):
        return
    taken = {card.code.upper() for card in cards if card.code is not None}
    taken.update(code.upper() for code in desk.session.exec(select(Customer.code)))
    number = int(desk.writing.setting("next_customer_number") or "1")
    wanted = sum(card.code is None for card in cards)
    codes: list[str] = []
    while len(codes) < wanted:
        code = own_code(number)
        number += 1
        if code not in taken:
            codes.append(code)
    desk.writing.set_setting("next_customer_number", str(number))
    yield from codes


def _update(desk: Desk, updates: Sequence[Update], staff: _Staff, terms: Terms, advance: Advance) -> None:
    """Change customers of the book, a batch at a time."""
    book = desk.writing.reading()
    for batch in batches(updates, BATCH):
        stored = stored_cards(book, [update.customer_id for update in batch])
        placed, rows = [], []
        for customer_id, card in batch:
            advance()
            changes = changes_of(card, stored[customer_id])
            before = stored[customer_id].row
            owner_id = staff.id_of(changes.owner) if changes.owner else None
            after = changed_row(before, changes, owner_id, terms)
            rows.append((before, after))
            placed.append(_place(stored[customer_id], after, changes))
        desk.writing.update_rows(Customer, rows)
        _rewrite_parts(desk, placed)
        _add_to_cards(desk, staff, terms, placed)


def _place(stored: StoredCard, after: Row, changes: Changes) -> Placed:
    return Placed(
        after["id"],
        after["owner_id"],
        changes,
        after["need"],
        after["expected_close_on"],
        stored.row["grade"],
        stored.people_ids,
        len(stored.phones),
    )


def _rewrite_parts(desk: Desk, placed: Sequence[Placed]) -> None:
    """People and own fields that are there already, and that the file tells otherwise."""
    more = {one.customer_id: one.more for one in placed if one.more.people or one.more.own_fields}
    book, update = desk.writing.reading(), desk.writing.update_rows
    update(Contact, list(_retold_people(part_rows(book, "contact", list(more)), more)))
    update(CustomerField, list(_retold_fields(part_rows(book, "customer_field", list(more)), more)))


def _retold_people(rows: Iterable[Row], more: dict[int, Changes]) -> Iterator[tuple[Row, Row]]:
    for row in rows:
        row["is_key"], row["birthday_is_lunar"] = bool(row["is_key"]), bool(row["birthday_is_lunar"])
        for person in more[row["customer_id"]].people:
            if person.name_folded == row["name_folded"]:
                told = {"position": person.position, "email": person.email, "wechat": person.wechat}
                told |= _birthday_columns(person) if person.birthday else {}
                yield row, {**row, **{column: value for column, value in told.items() if value is not None}}


def _birthday_columns(person: Person) -> Row:
    text, is_lunar = person.birthday or (None, False)
    return {"birthday": text, "birthday_is_lunar": is_lunar}


def _retold_fields(rows: Iterable[Row], more: dict[int, Changes]) -> Iterator[tuple[Row, Row]]:
    """What is rewritten is no longer to be added."""
    for row in rows:
        value = more[row["customer_id"]].own_fields.pop(row["field"], None)
        if value is not None:
            yield row, {**row, "value": value}


def _add_to_cards(desk: Desk, staff: _Staff, terms: Terms, placed: Sequence[Placed]) -> None:
    """Add what stands in other tables than `customer`, table by table."""
    insert = desk.writing.insert_rows
    new_people = insert(Contact, _people(placed))
    insert(CustomerPhone, _phones(placed, iter(new_people)))
    insert(GradeChange, _grade_changes(placed, desk, terms))
    new_visits = insert(Visit, _visits(placed, staff, desk))
    insert(VisitCompanion, _companions(placed, iter(new_visits), staff))
    insert(CustomerNote, _notes(placed, staff, desk))
    insert(
        CustomerTag, ({"customer_id": one.customer_id, "tag": tag} for one in placed for tag in one.more.tags)
    )
    insert(CustomerField, _fields(placed))


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
                **_birthday_columns(person),
            }


def _phones(placed: Iterable[Placed], new_ids: Iterator[int]) -> Iterator[Row]:
    """The phones in the order in which to call, each with the person whose it is."""
    for one in placed:
        people = dict(one.people) if one.people else {}
        for person in _new_people(one):
            people[person.name_folded] = next(new_ids)
        whose = {phone: people[person.name_folded] for person in one.more.people for phone in person.phones}
        for rank, phone in enumerate(one.more.phones, start=one.phones + 1):
            yield {
                "customer_id": one.customer_id,
                "contact_id": whose.get(phone),
                "number": phone.number,
                "extension": phone.extension,
                "digits": phone_digits(phone.number),
                "kind": phone.kind,
                "rank": rank,
            }


def _grade_changes(placed: Iterable[Placed], desk: Desk, terms: Terms) -> Iterator[Row]:
    for one in placed:
        if one.more.grade is not None:
            yield {
                "customer_id": one.customer_id,
                "changed_on": latest_contact(one.more.visits) or terms.today,
                "from_grade": one.grade_before,
                "to_grade": one.more.grade,
                "suggested": terms.suggested(one.need, one.close_on),
                "reason": None,
                "by_id": desk.my_id,
            }


def _visits(placed: Iterable[Placed], staff: _Staff, desk: Desk) -> Iterator[Row]:
    for one in placed:
        for visit in one.more.visits:
            yield _visit(one, visit, staff, desk)


def _visit(one: Placed, visit: PastVisit, staff: _Staff, desk: Desk) -> Row:
    return {
        "customer_id": one.customer_id,
        "contact_on": visit.contact_on,
        "at": visit.at,
        "kind": visit.kind,
        "summary": visit.summary,
        "by_id": one.owner_id if visit.by is None else staff.id_of(visit.by),
        "purpose": visit.purpose,
        "grade_before": visit.grade_before,
        "grade_after": visit.grade_after,
        "grade_reconsidered": visit.grade_reconsidered,
        "grade_change_id": None,
        "reason": visit.reason,
        "next_on": visit.next_on,
        "next_topic": visit.topic,
        "logged_at": desk.now,
    }


def _companions(placed: Iterable[Placed], visit_ids: Iterator[int], staff: _Staff) -> Iterator[Row]:
    for one in placed:
        for visit in one.more.visits:
            visit_id = next(visit_ids)
            for name in visit.companions:
                yield {"visit_id": visit_id, "staff_id": staff.id_of(name)}


def _notes(placed: Iterable[Placed], staff: _Staff, desk: Desk) -> Iterator[Row]:
    for one in placed:
        for note in one.more.notes:
            yield {
                "customer_id": one.customer_id,
                "text": note.text,
                "noted_at": note.noted_at or desk.now,
                "by_id": desk.my_id if note.by is None else staff.id_of(note.by),
            }


def _fields(placed: Iterable[Placed]) -> Iterator[Row]:
    for one in placed:
        for field, value in one.more.own_fields.items():
            yield {"customer_id": one.customer_id, "field": field, "value": value}
