"""When the values of a card are to be confirmed again, and how many were (docs/rules.md#verification)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.policy.cards import CardPolicy
from crmcli.policy.fields import CardDefinition, FieldDefinition
from crmcli.policy.rules import CARD_COLUMNS, COLUMNS_OF_THE_BOOK

Range = tuple[int, int]
_AT_ONCE_SQL = 500  # cards at once: a book of any size in the same memory
_CARDS = """
select c.id, c.owner_id, c.registered_on{columns} from customer c
where c.id between ? and ? and c.archived_on is null order by c.id
"""
_VALUES = """
select customer_id, field, set_on, has_replaced, confirmed_at, confirmed_by_id, confirmed_how, record
from customer_field where customer_id between ? and ? order by customer_id, field, record
"""
_COLUMNS = """
select customer_id, name, set_on, set_on is not null, confirmed_at, confirmed_by_id, confirmed_how
from customer_column where customer_id between ? and ?
"""
_BESIDE = """
select f.name, confirmed_at, s.name, confirmed_how from customer_column f left join staff s on s.id = f.confirmed_by_id
where customer_id = ? and confirmed_at is not null order by f.id
"""
_PRESENT = {
    "phone": "exists (select 1 from customer_phone p where p.customer_id = c.id)",
    "contact": "exists (select 1 from contact k where k.customer_id = c.id)",
    "importance": "c.importance_set is not null",  # else it is reckoned from the amount
}
_PROGRESS = """
select {by}, count(*), sum(seen), sum(moved), count(*) - sum(seen), sum(confirmed) from (
  select s.name as owner, coalesce(s.branch, '-') as branch,
    exists (select 1 from card_confirmation f where f.customer_id = c.id and f.confirmed_on between ? and ?) as seen,
    exists (select 1 from card_confirmation f where f.customer_id = c.id and f.confirmed_on between ? and ?
      and f.changed) as moved, coalesce(v.confirmed, 0) as confirmed
  from customer c join staff s on s.id = c.owner_id left join (
    select customer_id, count(*) as confirmed from (
      select customer_id from customer_field where confirmed_at >= ? and confirmed_at < date(?, '+1 day')
      union all
      select customer_id from customer_column where confirmed_at >= ? and confirmed_at < date(?, '+1 day')
    ) group by customer_id
  ) v on v.customer_id = c.id
  where c.archived_on is null and c.registered_on <= ? and {people}
    and not exists (select 1 from visit x where x.customer_id = c.id and x.is_scout)
) group by 1 order by 1
"""


class Standing(NamedTuple):
    """A value of a card: its field, how it was last confirmed, and by when it is to be confirmed (ISO text).

    `from_on` is the day from which that is reckoned. Without `due_on` there is no hurry.
    """

    field: FieldDefinition
    confirmed_at: str | None
    confirmed_by_id: int | None
    confirmed_how: str | None
    from_on: str
    due_on: str | None
    record: int = 0


class Standings(NamedTuple):
    """The values of one card."""

    customer_id: int
    owner_id: int
    values: list[Standing]


class Clock:
    """By when a value of each class is to be confirmed; no day is reckoned twice."""

    def __init__(self, policy: CardPolicy, since: str) -> None:
        self._every = {
            "static": policy.static_every,
            "quarterly": policy.quarterly_every,
            "at_once": policy.at_once_within,
        }
        self.since = since
        self._known: dict[tuple[str, str], str] = {}

    def standing(self, field: FieldDefinition, registered_on: str, row: Sequence[object]) -> Standing:
        """Of a row `set_on, has_replaced, confirmed_at, confirmed_by_id, confirmed_how`, then maybe its record."""
        set_on, has_replaced, confirmed_at, by_id, how, *record = row
        confirmed_on = str(confirmed_at)[:10] if confirmed_at else ""
        from_on = max(registered_on, self.since, str(set_on or ""), confirmed_on)
        due_on: str | None = None
        if field.verification in ("static", "quarterly"):
            due_on = self.after(field.verification, from_on)
        elif field.verification == "at_once" and has_replaced and not confirmed_on:
            # Only a change asks for it, and none from before the rules.
            due_on = self.after("at_once", from_on) if set_on and str(set_on) >= self.since else None
        return Standing(field, confirmed_at, by_id, how, from_on, due_on, *record)  # type: ignore[arg-type]

    def after(self, kind: str, from_on: str) -> str:
        """By when what is reckoned from that day is to be confirmed."""
        if (kind, from_on) not in self._known:
            day = self._every[kind].after(date.fromisoformat(from_on))
            self._known[kind, from_on] = day.isoformat()
        return self._known[kind, from_on]


def standings(
    book: sqlite3.Connection, card: CardDefinition, clock: Clock, ranges: Iterable[Range]
) -> Iterator[Standings]:
    """Every value of these cards that a field of the playbook in force stands for, in the order of the ids."""
    fields = {key: one for key, one in card.by_key.items() if not one.retired and one.type != "records"}
    columns = {
        one.card_column: one
        for one in fields.values()
        if one.card_column is not None and one.card_column not in COLUMNS_OF_THE_BOOK
    }
    sql = _CARDS.format(columns="".join(f", {present_sql(name)}" for name in columns))
    for ids in in_parts(book, ranges):
        values, told = _rows_by_card(book, _VALUES, ids), _rows_by_card(book, _COLUMNS, ids)
        for customer_id, owner_id, registered_on, *present in book.execute(sql, ids).fetchall():
            known = {row[0]: row[1:] for row in told[customer_id]}
            found = [
                clock.standing(field, registered_on, known.get(name, (None, 0, None, None, None)))
                for (name, field), there in zip(columns.items(), present, strict=True)
                if there
            ]
            found += (
                clock.standing(fields[row[0]], registered_on, row[1:])
                for row in values[customer_id]
                if row[0] in fields
            )
            if found:
                yield Standings(customer_id, owner_id, found)


def confirmed_beside(
    book: sqlite3.Connection, card: CardDefinition, customer_id: int
) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Columns of a card that were confirmed and that no field in force stands for: name, when, by whom, how."""
    known = {one.card_column for one in card.fields() if one.card_column is not None and not one.retired}
    for name, at, by, how in book.execute(_BESIDE, (customer_id,)).fetchall():
        there = f"select 1 from customer c where c.id = ? and {present_sql(name)}"
        if name in CARD_COLUMNS and name not in known and book.execute(there, (customer_id,)).fetchone():
            yield name, at, by, how


def present_sql(column: str) -> str:
    """Whether something stands in a column of `customer c`."""
    return _PRESENT.get(column, f"coalesce(c.{column}, '') <> ''")


def _rows_by_card(
    book: sqlite3.Connection, sql: str, ids: Range
) -> defaultdict[int, list[tuple[object, ...]]]:
    found: defaultdict[int, list[tuple[object, ...]]] = defaultdict(list)
    for customer_id, *row in book.execute(sql, ids):
        found[customer_id].append(tuple(row))
    return found


def in_parts(book: sqlite3.Connection, ranges: Iterable[Range]) -> Iterator[Range]:
    """The same cards, some hundred at a time, up to the last there is."""
    last_id = book.execute("select coalesce(max(id), 0) from customer").fetchone()[0]
    for first, last in ranges:
        for start in range(first, min(last, last_id) + 1, _AT_ONCE_SQL):
            yield start, min(last, last_id, start + _AT_ONCE_SQL - 1)


def progress_rows(
    book: sqlite3.Connection,
    first: date,
    last: date,
    by: str = "owner",
    people: Sequence[int] | None = None,
) -> list[tuple[Any, ...]]:
    """Owner or branch; cards, those confirmed between two days, of these changed, those left; single values confirmed.

    A value counts in the quarter in which it was last confirmed.
    """
    days = (first.isoformat(), last.isoformat())
    whose = "1" if people is None else f"c.owner_id in ({', '.join('?' * len(people))})"
    sql = _PROGRESS.format(by=by, people=whose)
    return book.execute(sql, (*days * 4, last.isoformat(), *(people or ()))).fetchall()
