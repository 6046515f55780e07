"""Keeping `duty` in step: `change.service` calls `follow_duties` before a command ends.

What follows from the rows is no part of the history.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from crmcli.duty.sources import SOURCES, Range, Source
from crmcli.kit.storage.indexing import indexes_built_afterwards

if TYPE_CHECKING:
    from crmcli.change.service import Writing

_POLICY = "policy_value"
_YEAR = "duties_from_year"
_MANNER = "duties_manner"
_MANNER_NOW = "2"  # another number where items of books there are would now be reckoned otherwise
_EVERY_ROW = (0, 2**62)
_AT_ONCE = 20_000  # cards, or rows of a capability's own
_MANY = 5_000  # new items
_COLUMNS = (
    "kind, customer_id, source_id, code, name, grade, owner_id, visible_on, due_on, title, words_en, words_zh,"
    " amount_fen"
)
_OF_CUSTOMER = (
    f"insert into duty ({_COLUMNS}) select ?, id, ?, code, name, grade, ?, ?, ?, ?, ?, ?, amount_fen"
    " from customer where id = ? and archived_on is null"
)
_SCOUTS = "select customer_id from visit where is_scout and customer_id between ? and ?"
_OF_ROW = (
    f"insert into duty ({_COLUMNS}, branch, name_zh)"
    " values (?, null, ?, ?, ?, null, ?, ?, ?, ?, ?, ?, null, ?, ?)"
)


class DutyRow(NamedTuple):
    """One item. Of a customer: `customer_id`, the rest is on the card. Else `source_id`, `code` and `name`.

    Dates are ISO text; it is in the list from `visible_on` and late after `due_on`. `title` is the user's own words
    or a stable English word, the words are what people read. With a `branch` it is for whoever works there, and the
    owner is who has given it. `name_zh`: what it is called in Chinese, where that is not its name.
    """

    kind: str
    owner_id: int
    visible_on: str
    due_on: str
    title: str
    words_en: str
    words_zh: str
    customer_id: int | None = None
    source_id: int | None = None
    code: str = ""
    name: str = ""
    branch: str | None = None
    name_zh: str | None = None


def follow_duties(writing: Writing) -> None:
    """Bring the items in step with what was touched; all of them where the policy has changed."""
    book = writing.reading()
    policy_moved = bool(writing.touched_ids(_POLICY))
    year = writing.command.at[:4]
    year_began = writing.setting(_YEAR) != year
    if year_began:
        writing.set_setting(_YEAR, year)
        book = writing.reading()
    manner_moved = writing.setting(_MANNER) != _MANNER_NOW
    if manner_moved:
        writing.set_setting(_MANNER, _MANNER_NOW)
        book = writing.reading()
    cards = [(ids[0], ids[-1]) for ids in writing.touched_ids("customer")]
    for source in SOURCES:
        everything = policy_moved or manner_moved or (year_began and source.yearly)
        ranges = [_EVERY_ROW] if everything else _touched(writing, book, source, cards)
        if ranges:
            _replace(book, source, ranges, writing.command.at[:10])


def year_reckoned(book: sqlite3.Connection) -> int | None:
    """From the beginning of which year the items of yearly sources stand; None before the first of them."""
    found = book.execute("select value from book_setting where key = ?", (_YEAR,)).fetchone()
    return int(found[0]) if found else None


def stale_kinds(book: sqlite3.Connection) -> list[str]:
    """The kinds whose items are not those that follow from the facts."""
    stale = (kind for source in SOURCES for kind in source.kinds if not _in_step(book, source, kind))
    return list(dict.fromkeys(stale))


def reckon_anew(writing: Writing) -> None:
    """Make every item anew."""
    book = writing.reading()
    for source in SOURCES:
        _replace(book, source, [_EVERY_ROW], writing.command.at[:10])


def _touched(
    writing: Writing, book: sqlite3.Connection, source: Source, cards: Sequence[Range]
) -> list[Range]:
    bulk = max(cards, key=lambda ids: ids[1] - ids[0], default=(0, -1))  # their ids need not be looked up
    ids: set[int] = set()
    for table, query in source.through:
        for rows in writing.touched_ids(table):
            ids.update(one for (one,) in book.execute(query, (rows[0], rows[-1])))
    if source.by_row:
        (table,) = source.tables
        own = ((rows[0], rows[-1]) for rows in writing.touched_ids(table))
        return joined([*own, *((one, one) for one in ids)])
    for table in source.tables - {"customer"}:
        ids |= writing.touched_values(table, "customer_id") - {None}
        for rows in writing.touched_ids(table):
            if len(rows) > 1:  # of a bulk insert only the ids are known
                query = (
                    f"select distinct customer_id from {table} where id between ? and ?"
                    " and not customer_id between ? and ?"
                )
                ids.update(one for (one,) in book.execute(query, (rows[0], rows[-1], *bulk)))
    return joined([*cards, *((one, one) for one in ids)])


def joined(ranges: Iterable[Range]) -> list[Range]:
    """The same ids in as few ranges as may be, in order."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _replace(book: sqlite3.Connection, source: Source, ranges: Sequence[Range], today: str) -> None:
    places = ", ".join("?" * len(source.kinds))
    # The plus keeps SQLite from going through all items of the kind, in an index that begins with it.
    of_these = (
        f"source_id between ? and ? and customer_id is null and kind in ({places})"
        if source.by_row
        else f"customer_id between ? and ? and +kind in ({places})"
    )
    book.executemany(f"delete from duty where {of_these}", ((*ids, *source.kinds) for ids in ranges))
    # A part is reckoned to its end before it is inserted: no index can be dropped below an open question.
    parts = (list(_reckoned(book, source, part, today)) for part in _parts(book, source, ranges))
    first = next(parts, [])
    with _indexing(book, len(first)):
        _insert(book, first)
        for rows in parts:
            _insert(book, rows)


def _parts(book: sqlite3.Connection, source: Source, ranges: Sequence[Range]) -> Iterator[Sequence[Range]]:
    """The ranges, so many ids at a time that memory stays flat."""
    (table,) = source.tables if source.by_row else ("customer",)
    (last_id,) = book.execute(f"select coalesce(max(id), 0) from {table}").fetchone()
    part: list[Range] = []
    room = _AT_ONCE
    for first, last in ranges:
        while first <= min(last, last_id):
            upto = min(last, last_id, first + room - 1)
            part.append((first, upto))
            room -= upto + 1 - first
            first = upto + 1
            if not room:
                yield part
                part, room = [], _AT_ONCE
    if part:
        yield part


def _indexing(book: sqlite3.Connection, count: int) -> AbstractContextManager[None]:
    """Where most items will be new, as behind an import, indexes are built afterwards: that takes half the time."""
    if count < _MANY or book.execute("select 1 from duty limit 1 offset ?", (_MANY - 1,)).fetchone():
        return nullcontext()
    return indexes_built_afterwards(book, "duty")


def _insert(book: sqlite3.Connection, rows: Iterable[DutyRow]) -> None:
    of_customers: list[tuple[object, ...]] = []
    of_rows: list[tuple[object, ...]] = []
    for row in rows:
        worded = (row.owner_id, row.visible_on, row.due_on, row.title, row.words_en, row.words_zh)
        if row.customer_id is None:
            of_rows.append((row.kind, row.source_id, row.code, row.name, *worded, row.branch, row.name_zh))
        else:
            of_customers.append((row.kind, row.source_id, *worded, row.customer_id))
    book.executemany(_OF_CUSTOMER, of_customers)
    book.executemany(_OF_ROW, of_rows)


def _reckoned(
    book: sqlite3.Connection, source: Source, ranges: Sequence[Range], today: str
) -> Iterator[DutyRow]:
    module, _colon, function = source.reckon.partition(":")
    reckon = getattr(import_module(module), function)
    rows: Iterator[DutyRow] = reckon(book, ranges, today) if source.yearly else reckon(book, ranges)
    if source.of_scouts or source.by_row:
        return rows
    return _without_scouts(book, ranges, rows)


def _without_scouts(
    book: sqlite3.Connection, ranges: Sequence[Range], rows: Iterator[DutyRow]
) -> Iterator[DutyRow]:
    scouts: set[int] | None = None
    for row in rows:
        if scouts is None:
            scouts = {one for ids in ranges for (one,) in book.execute(_SCOUTS, ids)}
        if row.customer_id not in scouts:
            yield row


def _in_step(book: sqlite3.Connection, source: Source, kind: str) -> bool:
    """Whether the stored items of a kind are those that are reckoned now, with what the cards say now.

    What was over when the book was last written to is left out: of a yearly source it is not kept.
    """
    last = book.execute("select substr(at, 1, 10) from change_entry order by id desc limit 1").fetchone()
    since = last[0] if source.yearly and last else ""
    stored = book.execute(
        "select d.customer_id, d.source_id, d.owner_id, d.visible_on, d.due_on, d.title, d.words_en, d.words_zh,"
        " d.branch, d.name_zh, d.customer_id is null or (c.code = d.code and c.name = d.name and c.grade is d.grade"
        " and c.amount_fen is d.amount_fen) from duty d left join customer c on c.id = d.customer_id"
        " where d.kind = ? and (d.customer_id is null) = ? and d.due_on >= ?",
        (kind, source.by_row, since),
    ).fetchall()
    archived = {one for (one,) in book.execute("select id from customer where archived_on is not null")}
    wanted = [
        (row.customer_id, row.source_id, *row[1:7], row.branch, row.name_zh, 1)
        for row in _reckoned(book, source, [_EVERY_ROW], since)
        if row.kind == kind and row.customer_id not in archived
    ]
    return sorted(stored, key=repr) == sorted(wanted, key=repr)
