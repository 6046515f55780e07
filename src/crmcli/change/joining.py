"""Making two rows one: whatever refers to the one that goes, in whichever table, refers to the other afterwards."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.change.queries import Row, is_recorded
from crmcli.change.service import Writing
from crmcli.kit.storage.references import Reference, references, rows_by_id

Key = tuple[str, ...]


class Lost(NamedTuple):
    """A value that had no room beside the other's."""

    table: str
    column: str
    row: Row
    value: Any


class Joiner:
    """Joins rows inside one writing. `same` says which rows of a table are the same thing though no index says so."""

    def __init__(self, writing: Writing, same: Mapping[str, Key]) -> None:
        self._writing = writing
        self._book = writing.reading()
        self._references = references(self._book)
        self._same = same
        self.lost: list[Lost] = []
        self._book.execute("pragma defer_foreign_keys = on")

    def join(self, table: str, keep: Row, drop: Row, after: Row) -> None:
        """Delete `drop`, whose rows go over to `keep`, and make that `after`."""
        for reference in self._references:
            if reference.parent == table and is_recorded(self._book, reference.child):
                self._move(reference, keep["id"], drop["id"])
        self._delete(table, drop["id"])
        self._update(table, rows_by_id(self._book, table, [keep["id"]])[keep["id"]], after)
        self._writing.session.expire_all()  # what a session has loaded is no longer so

    def _move(self, reference: Reference, keep_id: int, drop_id: int) -> None:
        """Point the rows of one column elsewhere; one that is there already is joined with its like."""
        child, column = reference.child, reference.column
        for row_id, row in rows_by_id(self._book, child, [drop_id], column).items():
            moved = {**row, column: keep_id}
            like = self._like(child, moved, row_id)
            if like is None:
                self._update(child, row, moved)
            else:
                self.join(child, like, moved, self._filled(child, like, moved))

    def _like(self, table: str, row: Row, row_id: int) -> Row | None:
        """The row that stands where this one would have to: by a unique index, or by what is the same thing."""
        for key in [*_unique_keys(self._book, table), *([self._same[table]] if table in self._same else [])]:
            values = [row[column] for column in key]
            where = " and ".join(f'"{column}" is ?' for column in key)
            found = self._book.execute(
                f'select id from "{table}" where {where} and id <> ? order by id limit 1', [*values, row_id]
            ).fetchone()
            if found is not None:
                return rows_by_id(self._book, table, [found[0]])[found[0]]
        return None

    def _filled(self, table: str, keep: Row, drop: Row) -> dict[str, Any]:
        """What is kept with its gaps filled; where both say something else, the other value is told as lost."""
        after = dict(keep)
        for column, value in drop.items():
            if value in (None, "") or value == keep[column] or column == "id":
                continue
            if keep[column] in (None, ""):
                after[column] = value
            else:
                self.lost.append(Lost(table, column, drop, value))
        return after

    def _delete(self, table: str, row_id: int) -> None:
        (row,) = rows_by_id(self._book, table, [row_id]).values()
        self._book.execute(f'delete from "{table}" where id = ?', (row_id,))
        self._writing.record(table, row_id, row, None)

    def _update(self, table: str, before: Row, after: Row) -> None:
        changed = [column for column in after if after[column] != before[column]]
        if changed:
            sets = ", ".join(f'"{column}" = ?' for column in changed)
            values = [*(after[column] for column in changed), before["id"]]
            self._book.execute(f'update "{table}" set {sets} where id = ?', values)
            self._writing.record(table, before["id"], before, after)


def _unique_keys(book: sqlite3.Connection, table: str) -> Sequence[Key]:
    indexes = book.execute(f'pragma index_list("{table}")').fetchall()
    return [
        tuple(row[2] for row in book.execute(f'pragma index_info("{name}")'))
        for _number, name, unique, _origin, partial in indexes
        if unique and not partial
    ]
