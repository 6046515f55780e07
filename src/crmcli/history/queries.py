"""The entries of the history, and what each changed on which card."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.change.queries import Row, first_changes_after, parsed_row, undone_by
from crmcli.kit.storage.references import batches, marks, references, rows_by_id

_JOINS = "merge"


class Filters(NamedTuple):
    """Which entries are wanted; `fields` are names of columns or of own fields."""

    customer_id: int | None = None
    since: date | None = None
    by: str | None = None
    fields: frozenset[str] = frozenset()
    limit: int | None = None


class Touched(NamedTuple):
    """A row that an entry touched, or (with `last_row_id`) a whole range that it inserted."""

    table: str
    row_id: int
    last_row_id: int | None
    before: Row | None
    after: Row | None
    customer_id: int | None

    @property
    def rows(self) -> int:
        """How many rows."""
        return (self.last_row_id or self.row_id) - self.row_id + 1

    def changed_columns(self) -> list[str]:
        """The columns that differ; all of them where the row came or went."""
        before, after = self.before or {}, self.after or {}
        return [column for column in {**before, **after} if before.get(column) != after.get(column)]


class Event(NamedTuple):
    """An entry of the history with what it touched."""

    entry: int
    at: str
    by: str
    command: str
    reason: str | None
    undoes: int | None
    undone_by: int | None
    touched: list[Touched]


def events(book: sqlite3.Connection, filters: Filters) -> Iterator[Event]:
    """The entries that fit, the newest first. With a customer, only what each changed on that card."""
    found = 0
    for row in _entries(book, filters):
        # Of two cards that became one everything is told: the other is on no card any more.
        touched = touched_by(book, row[0], None if row[3] == _JOINS else filters.customer_id)
        if filters.fields and not any(_touches(one, filters.fields) for one in touched):
            continue
        entry, at, by, command, reason, undoes = row
        yield Event(entry, at, by, command, reason, undoes, undone_by(book, entry), touched)
        found += 1
        if found == filters.limit:
            return


def _entries(book: sqlite3.Connection, filters: Filters) -> list[tuple[Any, ...]]:
    conditions, values = ["1"], list[object]()
    if filters.since is not None:
        conditions.append("substr(at, 1, 10) >= ?")
        values.append(filters.since.isoformat())
    if filters.by is not None:
        conditions.append('"by" = ?')
        values.append(filters.by)
    if filters.customer_id is not None:
        of_customer, more = _entries_of(book, filters.customer_id)
        conditions.append(f"id in ({of_customer})")
        values += more
    return book.execute(
        'select id, at, "by", command, reason, undoes_id from change_entry'
        f" where {' and '.join(conditions)} order by id desc",
        values,
    ).fetchall()


def _entries_of(book: sqlite3.Connection, customer_id: int) -> tuple[str, list[object]]:
    """A query for the entries that touched the card, in any table that has a customer in it."""
    parts, values = ["select entry_id from change_row where customer_id = ?"], list[object]([customer_id])
    of_card = [
        ("customer", "id"),
        *((one.child, one.column) for one in references(book) if one.parent == "customer"),
    ]
    for table, column in of_card:
        parts.append(
            "select r.entry_id from change_row r where r.table_name = ? and r.last_row_id is not null and exists"
            f' (select 1 from "{table}" t where t."{column}" = ? and t.id between r.row_id and r.last_row_id)'
        )
        values += [table, customer_id]
    return " union ".join(parts), values


def touched_by(book: sqlite3.Connection, entry_id: int, customer_id: int | None = None) -> list[Touched]:
    """What the entry did to each row in all; with a customer, what is on that card or belongs to a row of it."""
    rows = _net(
        Touched(table, row_id, last, parsed_row(before), parsed_row(after) if last is None else None, about)
        for table, row_id, last, before, after, about in book.execute(
            "select table_name, row_id, last_row_id, before, after, customer_id from change_row"
            " where entry_id = ? order by id",
            (entry_id,),
        )
    )
    return rows if customer_id is None else _on_card(book, rows, entry_id, customer_id)


def _net(rows: Iterable[Touched]) -> list[Touched]:
    """A row that was touched several times is told once; one that came and went again, not at all."""
    net: dict[tuple[str, int, int | None], Touched] = {}
    for one in rows:
        place = one.table, one.row_id, one.last_row_id
        known = net.get(place)
        net[place] = one if known is None else one._replace(before=known.before)
    return [one for one in net.values() if one.last_row_id is not None or one.before or one.after]


def _on_card(
    book: sqlite3.Connection, rows: Sequence[Touched], entry_id: int, customer_id: int
) -> list[Touched]:
    shown = [one for one in rows if one.customer_id == customer_id]
    for one in rows:
        if one.last_row_id is not None:
            shown += _of_range(book, one, entry_id, customer_id)
    parents = {(one.table, one.row_id) for one in shown}
    columns: dict[str, list[tuple[str, str]]] = {}
    for child, column, parent, _cascades in references(book):
        columns.setdefault(child, []).append((column, parent))
    for one in rows:
        row = one.after or one.before or {}
        if one.customer_id is None and any(
            (parent, row.get(column)) in parents for column, parent in columns.get(one.table, [])
        ):
            shown.append(one)
    return shown


def _of_range(
    book: sqlite3.Connection, inserted: Touched, entry_id: int, customer_id: int
) -> Iterator[Touched]:
    """The rows of the card that a bulk insert made, of which it kept none.

    What has been changed since was as its first change found it; everything else is as it was made.
    """
    table, ids = inserted.table, range(inserted.row_id, (inserted.last_row_id or 0) + 1)
    keys = [one.column for one in references(book) if one[:1] == (table,) and one.parent == "customer"]
    keys = ["id"] if table == "customer" else keys
    made: dict[int, Row | None] = {}
    for column in keys:
        made |= rows_by_id(book, table, [customer_id], column)
    gone = book.execute(
        "select row_id from change_row where customer_id = ? and table_name = ? and row_id between ? and ?",
        (customer_id, table, ids.start, ids.stop - 1),
    )
    for (row_id,) in gone:
        made.setdefault(row_id, None)
    mine = sorted(row_id for row_id in made if row_id in ids)
    for batch in batches(mine):
        made |= {one.row_id: one.before for one in first_changes_after(book, entry_id, table, batch).values()}
    for row_id in mine:
        row = made[row_id]  # None: what has been erased is not told
        if row is not None and not _is_on_another(book, customer_id, [row[column] for column in keys]):
            yield Touched(table, row_id, None, None, row, customer_id)


def _is_on_another(book: sqlite3.Connection, customer_id: int, owners: Sequence[Any]) -> bool:
    """Whether a row was made on another card, which a merge has not done away with."""
    if customer_id in owners:
        return False
    found = book.execute(f"select 1 from customer where id in ({marks(owners)})", owners).fetchone()
    return found is not None


def _touches(one: Touched, fields: frozenset[str]) -> bool:
    if not fields.isdisjoint(one.changed_columns()):
        return True
    row = one.after or one.before or {}
    return one.table == "customer_field" and row.get("field") in fields


def customer_names(book: sqlite3.Connection, touched: Sequence[Touched]) -> dict[int, tuple[str, str]]:
    """(code, name) of the customers that rows are about; of one that is gone, as the row says."""
    names: dict[int, tuple[str, str]] = {}
    for one in touched:
        row = one.after or one.before
        if one.table == "customer" and row is not None and row.keys() >= {"code", "name"}:
            names[one.row_id] = (row["code"], row["name"])
    wanted = {one.customer_id for one in touched if one.customer_id is not None} - names.keys()
    for batch in batches(sorted(wanted)):
        found = book.execute(f"select id, code, name from customer where id in ({marks(batch)})", batch)
        names |= {customer_id: (code, name) for customer_id, code, name in found}
    return names


def whom_known(book: sqlite3.Connection, relation: Row) -> str | None:
    """The other side of a relation: a customer, a colleague, or somebody by name."""
    (who,) = book.execute(
        "select coalesce(?, (select name from customer where id = ?), (select name from staff where id = ?))",
        (relation["who"], relation["other_id"], relation["staff_id"]),
    ).fetchone()
    return None if who is None else str(who)
