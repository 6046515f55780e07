"""What the book knows of the customers in a file. Asked before the write, and again inside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from crmcli.customer.birthday import Birthday
from crmcli.customer.rules import code_key
from crmcli.customer.whole_rows import customer_rows
from crmcli.transfer.cards import Card, Person
from crmcli.transfer.duplicates import NUMBERS
from crmcli.transfer.facts import stored_signs
from crmcli.transfer.field_cells import cell_key
from crmcli.transfer.rules import Row, StoredCard

Item = TypeVar("Item")
BATCH = 400
PERSON_COLUMNS = (
    "id, name, name_folded, position, email, wechat, birthday, birthday_is_lunar,"
    " met_on, met_place, met_occasion"
)


class Namesake(NamedTuple):
    """Somebody in the book with a mobile that the file has too."""

    number: str
    customer_id: int
    code: str
    name: str
    name_folded: str


def state_of(book: sqlite3.Connection) -> int:
    """A number that moves with every recorded change of the book."""
    found = book.execute("select max(id) from change_entry").fetchone()[0]
    return int(found or 0)


def customer_count(book: sqlite3.Connection) -> int:
    """How many customers there are."""
    return int(book.execute("select count(*) from customer").fetchone()[0])


def staff_names(book: sqlite3.Connection) -> dict[str, str]:
    """The staff: folded name to name."""
    return dict(book.execute("select name_folded, name from staff").fetchall())


def known_customers(book: sqlite3.Connection, cards: Sequence[Card]) -> dict[int, int]:
    """Which cards (by place) are about customers of the book (by id): by code, number, mobile and name."""
    known: dict[int, int] = {}
    for batch in batches(enumerate(cards), BATCH):
        known |= _known_of_batch(book, batch)
    return known


def _known_of_batch(book: sqlite3.Connection, batch: Sequence[tuple[int, Card]]) -> dict[int, int]:
    by_code = _by_code(book, [card.code for _place, card in batch if card.code is not None])
    by_number = {
        column: _by_number(
            book, column, [str(card.columns[column]) for _place, card in batch if column in card.columns]
        )
        for column in NUMBERS
    }
    by_mobile = {
        (found.number, found.name_folded): found.customer_id
        for found in with_mobiles(book, [number for _place, card in batch for number in card.mobiles])
    }
    known = {}
    for place, card in batch:
        keys = [by_number[column].get(card.columns.get(column)) for column in NUMBERS]
        mobiles = [by_mobile.get((number, card.name_folded)) for number in card.mobiles]
        found = [by_code.get((card.code or "").upper()), *keys, *mobiles]
        customer_id = next((each for each in found if each is not None), None)
        if customer_id is not None:
            known[place] = customer_id
    return known


def _by_code(book: sqlite3.Connection, codes: Sequence[str]) -> dict[str, int]:
    keys = [code_key(code) for code in codes]
    merged = _among(book, "select code, customer_id from customer_alias where code_key in", keys)
    rows = _among(book, "select code, id from customer where code_key in", keys)
    return {code.upper(): customer_id for code, customer_id in [*merged, *rows]}


def _by_number(book: sqlite3.Connection, column: str, numbers: Sequence[str]) -> dict[object, int]:
    return dict(_among(book, f"select {column}, id from customer where {column} in", numbers))


def with_mobiles(book: sqlite3.Connection, numbers: Sequence[str]) -> list[Namesake]:
    """Everybody who has one of these mobiles."""
    rows = _among(
        book,
        "select p.number, c.id, c.code, c.name, c.name_folded from customer_phone p"
        " join customer c on c.id = p.customer_id where p.number in",
        numbers,
    )
    return [Namesake(*row) for row in rows]


def namesakes(book: sqlite3.Connection, names_folded: Sequence[str]) -> dict[str, list[int]]:
    """The customers of each of these names."""
    found: dict[str, list[int]] = {}
    rows = _among(book, "select name_folded, id from customer where name_folded in", names_folded)
    for name_folded, customer_id in rows:
        found.setdefault(name_folded, []).append(customer_id)
    return found


def stored_cards(book: sqlite3.Connection, ids: Sequence[int]) -> dict[int, StoredCard]:
    """What the book holds of these customers (a batch of them)."""
    owners = dict(book.execute("select id, name from staff").fetchall())
    cards = {
        row["id"]: StoredCard(
            row, owners.get(row["owner_id"], ""), [], {}, {}, set(), set(), {}, set(), set(), set(), set()
        )
        for row in customer_rows(book, ids)
    }
    for customer_id, number, extension in _parts(book, "number, extension", "customer_phone", ids):
        cards[customer_id].phones.append((number, extension))
    for customer_id, person_id, *person in _parts(book, PERSON_COLUMNS, "contact", ids):
        cards[customer_id].people[person[1]] = _person(*person)
        cards[customer_id].people_ids[person[1]] = person_id
    for customer_id, text in _parts(book, "text", "customer_note", ids):
        cards[customer_id].notes.add(text)
    for customer_id, tag in _parts(book, "tag", "customer_tag", ids):
        cards[customer_id].tags.add(tag)
    for customer_id, field, record, value in _parts(book, "field, record, value", "customer_field", ids):
        cards[customer_id].own_fields[cell_key(field, record)] = value
    for customer_id, contact_on, summary in _parts(book, "contact_on, summary", "visit", ids):
        cards[customer_id].visits.add((date.fromisoformat(contact_on), summary))
    for customer_id, kind, opened_on, text in _parts(book, "kind, opened_on, text", "owed", ids):
        cards[customer_id].owed.add((kind, date.fromisoformat(opened_on), text))
    for customer_id, given_on, *mark in _parts(
        book, "given_on, mark, comment, survey", "satisfaction_mark", ids
    ):
        cards[customer_id].marks.add((date.fromisoformat(given_on), *mark))
    for customer_id, sign in stored_signs(book, ids):
        cards[customer_id].past.add(sign)
    return cards


def _person(
    name: str,
    name_folded: str,
    position: str | None,
    email: str | None,
    wechat: str | None,
    birthday: str | None,
    birthday_is_lunar: int,
    met_on: str | None,
    met_place: str | None,
    met_occasion: str | None,
) -> Person:
    known = Birthday(birthday, bool(birthday_is_lunar)) if birthday else None
    return Person(
        name,
        name_folded,
        position,
        email,
        wechat,
        birthday=known,
        met_on=date.fromisoformat(met_on) if met_on else None,
        met_place=met_place,
        met_occasion=met_occasion,
    )


def part_rows(book: sqlite3.Connection, table: str, ids: Sequence[int]) -> Iterator[Row]:
    """Whole rows of a table of parts (contact, customer_field) of these customers."""
    cursor = _parts(book, "*", table, ids)
    names = [column[0] for column in cursor.description][1:]
    for _customer_id, *values in cursor:
        yield dict(zip(names, values, strict=True))


def _parts(book: sqlite3.Connection, columns: str, table: str, ids: Sequence[int]) -> sqlite3.Cursor:
    marks = ", ".join("?" * len(ids))
    return book.execute(
        f"select customer_id, {columns} from {table} where customer_id in ({marks})",
        list(ids),
    )


def _among(book: sqlite3.Connection, query: str, values: Iterable[str]) -> list[Any]:
    """The rows of a query that ends in `in`, for all these values."""
    rows: list[Any] = []
    for batch in batches(dict.fromkeys(values), BATCH):
        rows += book.execute(f"{query} ({', '.join('?' * len(batch))})", batch).fetchall()
    return rows


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
