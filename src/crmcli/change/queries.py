"""What the history says of its entries: which stand, and what each did to which row."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.kit.errors import BookUnusable, NotFound
from crmcli.kit.i18n import _
from crmcli.kit.storage.references import marks

Row = Mapping[str, Any]
NOT_TO_UNDO = ("init", "restore", "reveal")
ENTRY_COLUMNS = 'id, at, "by", command, reason, undoes_id'


class Change(NamedTuple):
    """What an entry did to a row in all: the row before and after, None where it was not there."""

    table: str
    row_id: int
    before: Row | None
    after: Row | None
    entry_id: int | None = None


class Entry(NamedTuple):
    """A line of the history."""

    id: int
    at: str
    by: str
    command: str
    reason: str | None
    undoes_id: int | None


def entry_of(book: sqlite3.Connection, entry_id: int) -> Entry:
    """The entry of that number. Raises NotFound."""
    row = book.execute(f"select {ENTRY_COLUMNS} from change_entry where id = ?", (entry_id,)).fetchone()
    if row is None:
        raise NotFound(_("The history has no entry {entry}; crm history lists them."), entry=entry_id)
    return Entry(*row)


def undone_by(book: sqlite3.Connection, entry_id: int) -> int | None:
    """The entry by which this one is taken back now; None where it stands."""
    for (undo_id,) in book.execute(
        "select id from change_entry where undoes_id = ? order by id desc", (entry_id,)
    ).fetchall():
        if undone_by(book, undo_id) is None:
            return int(undo_id)
    return None


def undoable_entries(book: sqlite3.Connection, by: str) -> Iterator[Entry]:
    """What somebody may take back, the last first: commands, no undo among them, that stand now."""
    rows = book.execute(
        f'select {ENTRY_COLUMNS} from change_entry where "by" = ? and undoes_id is null'
        f" and command not in ({marks(NOT_TO_UNDO)}) order by id desc",
        (by, *NOT_TO_UNDO),
    )
    for row in rows:
        if undone_by(book, row[0]) is None:
            yield Entry(*row)


_KINDS = {
    "made": "f.before is null and l.after is not null",
    "changed": "f.before is not null and l.after is not null",
    "dropped": "f.before is not null and l.after is null",
}


def net_changes(book: sqlite3.Connection, entry_id: int, kind: str) -> Iterator[Change]:
    """What the entry did to each row in all, table by table: rows `made`, `changed` or `dropped`, no bulk inserts.

    A row that has been erased from the history is left out. Of the changed ones the last comes first: where one took
    the place of another, that can go back only then.
    """
    order = "last desc" if kind == "changed" else "f.row_id"
    rows = book.execute(
        "select f.table_name, f.row_id, f.before, l.after from ("
        "  select min(id) as first, max(id) as last from change_row"
        "  where entry_id = ? and last_row_id is null group by table_name, row_id"
        f") join change_row f on f.id = first join change_row l on l.id = last where {_KINDS[kind]}"
        f" order by f.table_name, {order}",
        (entry_id,),
    )
    for table, row_id, before, after in rows:
        yield Change(table, row_id, parsed_row(before), parsed_row(after), entry_id)


def first_changes_after(
    book: sqlite3.Connection, entry_id: int, table: str, row_ids: Sequence[int]
) -> dict[int, Change]:
    """The first change of each of these rows (some hundred at most) after the entry."""
    found: dict[int, Change] = {}
    for row_id, before, after, later_id in book.execute(
        "select row_id, before, after, entry_id from change_row"
        f" where table_name = ? and row_id in ({marks(row_ids)}) and last_row_id is null and entry_id > ? order by id",
        (table, *row_ids, entry_id),
    ):
        found.setdefault(row_id, Change(table, row_id, parsed_row(before), parsed_row(after), later_id))
    return found


def entry_after(book: sqlite3.Connection, entry_id: int, table: str, row_id: int) -> Entry | None:
    """The last entry after this one that touched a row."""
    found = book.execute(
        f"select {ENTRY_COLUMNS} from change_entry where id > ? and id in ("
        " select entry_id from change_row where table_name = ? and row_id = ? and last_row_id is null"
        " union all select entry_id from change_row where table_name = ? and last_row_id >= ? and row_id <= ?)"
        " order by id desc limit 1",
        (entry_id, table, row_id, table, row_id, row_id),
    ).fetchone()
    return None if found is None else Entry(*found)


def is_recorded(book: sqlite3.Connection, table: str) -> bool:
    """Whether the rows of a table are in the history; those that are not follow from others."""
    found = book.execute("select 1 from change_row where table_name = ? limit 1", (table,)).fetchone()
    return found is not None


def has_erased_rows(book: sqlite3.Connection, entry_id: int) -> bool:
    """Whether what rows were has been erased at a person's wish."""
    found = book.execute(
        "select 1 from change_row where entry_id = ? and last_row_id is null and before is null and after is null",
        (entry_id,),
    ).fetchone()
    return found is not None


def inserted_ranges(book: sqlite3.Connection, entry_id: int) -> Iterator[tuple[str, range]]:
    """The bulk inserts of the entry: table and ids."""
    for table, first, last in book.execute(
        "select table_name, row_id, last_row_id from change_row"
        " where entry_id = ? and last_row_id is not null order by id",
        (entry_id,),
    ).fetchall():
        yield table, range(first, last + 1)


def parsed_row(row: str | None) -> dict[str, Any] | None:
    """A row as the history keeps it; None where it was not there. BookUnusable where it cannot be read."""
    if row is None:
        return None
    try:
        parsed = json.loads(row)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise BookUnusable(_("What the history says of a row cannot be read; crm doctor says where."))
    return parsed
