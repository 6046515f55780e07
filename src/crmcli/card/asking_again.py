"""Which values of which cards are to be confirmed next: a book may have millions, so that SQLite gathers them by day.

The same rule as `customer.confirmed.standings`, which reckons it value by value; a test holds the two together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from crmcli.customer.confirmed import Clock, in_parts, present_sql
from crmcli.duty.sources import Range
from crmcli.policy.cards import MOST_LEAD_DAYS
from crmcli.policy.rules import COLUMNS_OF_THE_BOOK

# Values of one class that are reckoned from one day are asked for together. What changed before the rules is not.
_STATED = """
select c.id, c.owner_id, p.verification,
  max(c.registered_on, :since, coalesce(v.set_on, ''), coalesce(substr(v.confirmed_at, 1, 10), '')) as from_on,
  group_concat(p.key)
from {tables}
where c.id between :first and :last and c.archived_on is null
  and (p.verification in ('static', 'quarterly')
    or p.verification = 'at_once' and {has_replaced} and v.confirmed_at is null and v.set_on >= :since)
group by 1, 3, 4
"""
_VALUES = (
    "customer c join customer_field v on v.customer_id = c.id"
    " join policy_field p on p.key = v.field and not p.retired and p.type <> 'records'"
)
_COLUMN = (
    "customer c join policy_field p on p.key = '{key}' and {present}"
    " left join customer_column v on v.customer_id = c.id and v.name = '{column}'"
)
Group = tuple[str, str, str]  # class, day, keys


class Asked(NamedTuple):
    """What one card asks for together: the keys of the fields, the most urgent first."""

    customer_id: int
    owner_id: int
    visible_on: str
    due_on: str
    keys: tuple[str, ...]


def asked_of_cards(
    book: sqlite3.Connection, clock: Clock, lead_days: int, ranges: Sequence[Range]
) -> Iterator[Asked]:
    """Each card that has something to confirm some day, in the order of the ids."""
    sql, columns = _question(book)
    together = _Together(clock, lead_days, columns)
    for customer_id, owner_id, groups in _stated(book, sql, clock, ranges):
        yield Asked(customer_id, owner_id, *together.of(groups))


def late_on_cards(
    book: sqlite3.Connection, clock: Clock, today: date, ranges: Sequence[Range]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each card with values that should have been confirmed by now: the keys of their fields."""
    sql, _columns = _question(book)
    for customer_id, _owner_id, groups in _stated(book, sql, clock, ranges):
        late = [keys for kind, from_on, keys in groups if clock.after(kind, from_on) < today.isoformat()]
        if late:
            yield customer_id, tuple(dict.fromkeys(",".join(late).split(",")))


def _stated(
    book: sqlite3.Connection, sql: str, clock: Clock, ranges: Sequence[Range]
) -> Iterator[tuple[int, int, tuple[Group, ...]]]:
    for first, last in in_parts(book, ranges):
        rows = book.execute(sql, {"since": clock.since, "first": first, "last": last})
        for (customer_id, owner_id), groups in groupby(rows, itemgetter(0, 1)):
            yield customer_id, owner_id, tuple(row[2:] for row in groups)


def _question(book: sqlite3.Connection) -> tuple[str, list[str]]:
    """The question for the playbook in force, and the keys of fields that are columns of the card."""
    parts = [_STATED.format(tables=_VALUES, has_replaced="v.has_replaced")]
    known = book.execute(
        "select card_column, key from policy_field where card_column is not null and not retired"
        " and type <> 'records' order by rank"
    )
    columns = {column: key for column, key in known if column not in COLUMNS_OF_THE_BOOK}
    for column, key in columns.items():
        tables = _COLUMN.format(key=key, present=present_sql(column), column=column)
        parts.append(_STATED.format(tables=tables, has_replaced="1"))
    return " union all ".join(parts) + " order by 1", list(columns.values())


class _Together:
    """What goes together of the values of a card; most cards have the same, so that each is reckoned once."""

    def __init__(self, clock: Clock, lead_days: int, columns: Sequence[str]) -> None:
        self._clock = clock
        self._lead_days = lead_days
        self._places = {key: place for place, key in enumerate(columns)}
        self._known: dict[tuple[Group, ...], tuple[str, str, tuple[str, ...]]] = {}

    def of(self, groups: tuple[Group, ...]) -> tuple[str, str, tuple[str, ...]]:
        """Visible from, due on, and the fields."""
        if groups not in self._known:
            self._known[groups] = self._reckoned(groups)
        return self._known[groups]

    def _reckoned(self, groups: Sequence[Group]) -> tuple[str, str, tuple[str, ...]]:
        due = [self._clock.after(kind, from_on) for kind, from_on, _keys in groups]
        first = min(due)
        until = _moved(first, self._lead_days)
        near = [(day, *group) for day, group in zip(due, groups, strict=True) if day <= until]
        visible_on = min(
            max(from_on, _moved(day, -(MOST_LEAD_DAYS if kind == "at_once" else self._lead_days)))
            for day, kind, from_on, _keys in near
        )
        places = sorted(
            (day, self._places.get(key, len(self._places)), key)
            for day, _kind, _from_on, keys in near
            for key in keys.split(",")
        )
        return visible_on, first, tuple(dict.fromkeys(key for _day, _place, key in places))


def _moved(day: str, days: int) -> str:
    """As far as the calendar goes."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.max.isoformat()
