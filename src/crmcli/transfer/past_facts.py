"""What a file tells became of cards, and the rows that it becomes.

Written when all customers of the file are in the book: they may know one another, and were drawn together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from sqlmodel import SQLModel

from crmcli.customer.acquaintance import REFERRED_BY
from crmcli.customer.rules import code_key
from crmcli.customer.tables import CustomerHolder
from crmcli.filing.tables import CardCheck, CardCheckItem, CardConfirmation, CardFiling, CustomerRelation
from crmcli.greeting.tables import Greeting
from crmcli.kit.text import fold
from crmcli.staff.desk import Desk
from crmcli.transfer.cards import PastFact
from crmcli.transfer.past_confirmations import add_confirmations
from crmcli.transfer.past_referrals import Referrals
from crmcli.transfer.told import IdOf, Row, Told, told_of, with_ids


def add_facts(desk: Desk, id_of: IdOf, told: Sequence[Told]) -> list[str]:
    """Write it all, table by table; what cannot be so, in sentences."""
    insert = desk.writing.insert_rows
    for name, table, row_of in _TABLES:
        insert(table, (row_of(one, fact, id_of) for one in told for fact in one.facts if fact.part == name))
    checks = _Checks(desk, id_of)
    insert(
        CardCheckItem, [_check_item(one, fact, id_of, checks) for one, fact in told_of("spot_checks", told)]
    )
    referrals = Referrals(desk.writing.reading())
    relations = list(_relations(desk, told, id_of))
    insert(
        CustomerRelation,
        [row for row in relations if row["relation"] != REFERRED_BY or referrals.takes(row)],
    )
    add_confirmations(desk, id_of, told)
    return referrals.left_out


def _greeting(one: Told, fact: PastFact, id_of: IdOf) -> Row:
    return _by(one, dict(fact.told), id_of)


def _by(one: Told, row: Row, id_of: IdOf) -> Row:
    by = row.pop("by")
    return {"customer_id": one.customer_id, **row, "by_id": id_of(by) if by is not None else one.owner_id}


def _holder(one: Told, fact: PastFact, id_of: IdOf) -> Row:
    row = dict(fact.told)
    return {
        "customer_id": one.customer_id,
        "staff_id": id_of(str(row["holder"])),
        "held_since_on": row["held_since_on"],
    }


def _life(one: Told, fact: PastFact, id_of: IdOf) -> Row:
    row = dict(fact.told)
    return {"customer_id": one.customer_id, **with_ids(row, ("submitted_by", "decided_by"), id_of)}


_TABLES: tuple[tuple[str, type[SQLModel], Callable[[Told, PastFact, IdOf], Row]], ...] = (
    ("greetings", Greeting, _greeting),
    ("confirmations", CardConfirmation, _greeting),
    ("holders", CustomerHolder, _holder),
    ("card_life", CardFiling, _life),
)


class _Checks:
    """The draws by what a file tells of them: one that the book has, else a new one with its number where free."""

    def __init__(self, desk: Desk, id_of: IdOf) -> None:
        self._desk = desk
        self._id_of = id_of
        self._ids: dict[tuple[object, ...], int] = {}
        self._new: set[int] = set()

    def id_of(self, row: Row, owner_id: int) -> int:
        drawn_by_id = owner_id if row["drawn_by"] is None else self._id_of(row["drawn_by"])
        draw: Row = {key: row[key] for key in ("drawn_on", "seed", "asked", "branch")}
        draw["drawn_by_id"] = drawn_by_id
        key = (row["number"], *draw.values())
        if key not in self._ids:
            self._ids[key] = self._known(draw) or self._drawn(row["number"], draw)
        return self._ids[key]

    def _known(self, draw: Row) -> int | None:
        tests = " and ".join(f"{column} is ?" for column in draw)
        values = [
            value.isoformat() if isinstance(value, date) else value for value in draw.values()
        ]  # as SQLite has them
        found = self._desk.writing.reading().execute(f"select id from card_check where {tests}", values)
        return next((int(one) for (one,) in found if one not in self._new), None)

    def _drawn(self, number: int | None, draw: Row) -> int:
        check = CardCheck(**draw, id=number if number and self._is_free(number) else None)
        self._desk.session.add(check)
        self._desk.session.flush()
        assert check.id is not None
        self._new.add(check.id)
        return check.id

    def _is_free(self, number: int) -> bool:
        """Whether no draw has or had the number: what is undone may come back."""
        used = "select 1 from card_check where id = :number union all select 1 from change_row"
        used += (
            " where table_name = 'card_check' and :number between row_id and coalesce(last_row_id, row_id)"
        )
        return self._desk.writing.reading().execute(used, {"number": number}).fetchone() is None


def _check_item(one: Told, row: Row, id_of: IdOf, checks: _Checks) -> Row:
    kept = {key: row[key] for key in ("state", "finding", "checked_on", "checked_by", "mended_on")}
    kept |= {key: row[key] for key in ("mended_by", "mended_note")}
    return {
        "check_id": checks.id_of(row, one.owner_id),
        "customer_id": one.customer_id,
        **with_ids(kept, ("checked_by", "mended_by"), id_of),
    }


def _relations(desk: Desk, told: Iterable[Told], id_of: IdOf) -> Iterator[Row]:
    """Whoever is no customer of the book by now stands there by name."""
    book = desk.writing.reading()
    for one, row in told_of("relations", told):
        kind = row["other_kind"]
        other_id = _customer_id(book, row) if kind == "customer" else None
        if other_id == one.customer_id:
            continue  # two cards that have become one
        staff_id = id_of(row["other"]) if kind == "staff" else None
        yield {
            "customer_id": one.customer_id,
            "person": row["person"],
            "other_id": other_id,
            "staff_id": staff_id,
            "who": row["other"] if other_id is None and staff_id is None else None,
            "relation": row["relation"],
        }


def _customer_id(book: sqlite3.Connection, row: Row) -> int | None:
    """The customer of that code and name."""
    found = book.execute(
        "select id, name_folded from customer where code_key = ?", (code_key(str(row["other_code"] or "")),)
    )
    return next((int(one) for one, name in found if name == fold(str(row["other"]))), None)
