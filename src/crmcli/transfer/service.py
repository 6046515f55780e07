"""Taking the customers of a file into the book: one transaction, one entry, never the ORM per row."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from sqlmodel import SQLModel, select

from crmcli.customer.rules import own_code
from crmcli.customer.tables import Contact, Customer, CustomerAlias, CustomerPhone
from crmcli.filing.opening import cards_are_reviewed
from crmcli.filing.service import submit_cards
from crmcli.kit.storage.indexing import indexes_built_afterwards
from crmcli.staff.desk import Desk
from crmcli.staff.service import require_staff
from crmcli.transfer.cards import Card
from crmcli.transfer.column_changes import note_replaced_columns
from crmcli.transfer.falls import without_fall
from crmcli.transfer.lateness import late_lines
from crmcli.transfer.parts import Placed, StaffByName, add_parts, rewrite_parts
from crmcli.transfer.past_facts import add_facts
from crmcli.transfer.planning import Plan, Update, make_plan
from crmcli.transfer.queries import BATCH, batches, customer_count, state_of, stored_cards
from crmcli.transfer.reading import Sheet
from crmcli.transfer.rows import Terms, blank_row, changed_row, import_terms, new_row
from crmcli.transfer.rules import Changes, Row, StoredCard, changes_of
from crmcli.transfer.told import Told

Advance = Callable[[], None]
CHUNK = 5_000
# The rows of a file come in no order of their names, phones and dates.
WITH_SCATTERED_INDEXES: tuple[type[SQLModel], ...] = (Customer, Contact, CustomerPhone)


class Written(NamedTuple):
    """What came of it: the plan as carried out, the staff that the file brought, what could not be taken."""

    plan: Plan
    staff: list[str]
    left_out: Sequence[str]


def take_customers(
    desk: Desk, sheet: Sheet, plan: Plan, *, update: bool, owner: str | None, advance: Advance
) -> Written:
    """Carry the plan out; where the book has moved since it was made, it is made anew inside the transaction."""
    book = desk.writing.reading()
    terms = import_terms(desk.policy, desk.today)
    if state_of(book) != plan.state:
        remarks = plan.remarks
        plan = make_plan(book, sheet, update=update)
        plan = plan._replace(late_lines=late_lines(book, plan, terms), remarks=remarks)
    staff = StaffByName(desk, require_staff(desk.writing, owner) if owner else desk.me)
    staff.meet(plan.new)
    staff.meet(each.card for each in plan.updates)
    added = _add(desk, plan.new, staff, terms, advance)
    told = [
        Told(one, staff.id_of(card.owner), card.past)
        for one, card in zip(added, plan.new, strict=True)
        if card.past
    ]
    told += _update(desk, plan.updates, staff, terms, advance)
    left_out = add_facts(desk, staff.id_of, told) if told else []
    if cards_are_reviewed(desk):
        submit_cards(desk, added)
    return Written(plan, staff.added, left_out)


def _add(
    desk: Desk, cards: Sequence[Card], staff: StaffByName, terms: Terms, advance: Advance
) -> Sequence[int]:
    """Insert customers who are not in the book, some thousand at a time, so that memory stays flat; their ids."""
    codes = _free_codes(desk, cards)
    blank = blank_row(cards)
    added = array("q")  # eight bytes a customer
    with _indexing(desk, len(cards)):
        for chunk in batches(cards, CHUNK):
            rows = (_new_row(card, codes, staff, terms, blank, advance) for card in chunk)
            ids = desk.writing.insert_rows(Customer, rows)
            added.extend(ids)
            add_parts(desk, staff, terms, [_placed(*each, staff) for each in zip(ids, chunk, strict=True)])
            for card in chunk:
                card.forget()
    return added


def _indexing(desk: Desk, new_count: int) -> AbstractContextManager[None]:
    """Where most customers will be new, their indexes are built afterwards: that takes half the time."""
    book = desk.writing.reading()
    if new_count < CHUNK or new_count < customer_count(book):
        return nullcontext()
    return indexes_built_afterwards(book, *(str(table.__tablename__) for table in WITH_SCATTERED_INDEXES))


def _new_row(
    card: Card, codes: Iterator[str], staff: StaffByName, terms: Terms, blank: Row, advance: Advance
) -> Row:
    advance()
    return new_row(card, card.code or next(codes), staff.id_of(card.owner), terms, blank)


def _placed(customer_id: int, card: Card, staff: StaffByName) -> Placed:
    own_fields = card.own_fields or {}
    more = Changes(
        {}, None, card.grade, card.phones, card.people, card.notes, card.tags, own_fields, card.visits,
        card.owed, card.marks,
    )  # fmt: skip
    columns: Any = card.columns
    need, close_on = columns.get("need"), columns.get("expected_close_on")
    return Placed(customer_id, staff.id_of(card.owner), more, need, close_on, None, {}, 0)


def _free_codes(desk: Desk, cards: Sequence[Card]) -> Iterator[str]:
    """Own codes that neither the book nor the file has; the counter is stored once, at the first that is not used."""
    if all(card.code is not None for card in cards):
        return
    taken = {card.code.upper() for card in cards if card.code is not None}
    for codes_of in (Customer.code, CustomerAlias.code):
        taken.update(code.upper() for code in desk.session.exec(select(codes_of)))
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


def _update(
    desk: Desk, updates: Sequence[Update], staff: StaffByName, terms: Terms, advance: Advance
) -> list[Told]:
    """Change customers of the book, a batch at a time; what is told besides of what became of their cards."""
    book = desk.writing.reading()
    told: list[Told] = []
    for batch in batches(updates, BATCH):
        stored = stored_cards(book, [update.customer_id for update in batch])
        placed, rows = [], []
        for customer_id, card in batch:
            advance()
            before = stored[customer_id].row
            changes = without_fall(desk, customer_id, before["grade"], changes_of(card, stored[customer_id]))
            owner_id = staff.id_of(changes.owner) if changes.owner else None
            after = changed_row(before, changes, owner_id, terms)
            rows.append((before, after))
            placed.append(_place(stored[customer_id], after, changes))
            if changes.past:
                told.append(Told(customer_id, after["owner_id"], changes.past))
        desk.writing.update_rows(Customer, rows)
        note_replaced_columns(
            desk, rows, (one.customer_id for one in placed if one.phones and one.more.phones)
        )
        rewrite_parts(desk, placed)
        add_parts(desk, staff, terms, placed)
    return told


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
