"""Taking an entry back: every row that it touched becomes what it was, whichever table it is in.

Nothing is known here of what the rows mean: the history says what they were, foreign keys say who needs them.
Rows go through a batch at a time, so that an import of any size can be taken back.
"""

import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any

from crmcli.change.queries import (
    NOT_TO_UNDO,
    Change,
    Entry,
    Row,
    entry_after,
    first_changes_after,
    has_erased_rows,
    inserted_ranges,
    is_recorded,
    net_changes,
    undone_by,
)
from crmcli.change.service import Writing
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.storage.references import Reference, batches, columns_of, marks, references, rows_by_id

_REVISION = "rev"  # counts changes, so it never goes back
_STAYS = "staff"  # whoever has worked with the book meanwhile stays on the staff


def undo_entry(writing: Writing, entry: Entry, seen: Callable[[Change], object]) -> int:
    """Take the entry back, and show each change to `seen`; how many rows. RuleRefused where later ones depend on it."""
    book = writing.reading()
    book.execute("pragma defer_foreign_keys = on")
    count = 0
    try:
        for change in changes_back(book, entry):
            count += 1
            _put(book, change)
            writing.record(change.table, change.row_id, change.before, change.after)
            seen(change)
    except sqlite3.IntegrityError as error:
        raise RuleRefused(
            _("Entry {entry} cannot be taken back: another row has its place by now ({why})."),
            entry=entry.id,
            why=str(error),
        ) from error
    writing.session.expire_all()  # what a session has loaded is no longer so
    writing.undoes_id = entry.id
    return count


def changes_back(book: sqlite3.Connection, entry: Entry) -> Iterator[Change]:
    """What an undo of the entry does, in an order in which it can be done. Raises RuleRefused."""
    _check_standing(book, entry)
    return _Undo(book, entry).changes()


def _check_standing(book: sqlite3.Connection, entry: Entry) -> None:
    if entry.command in NOT_TO_UNDO:
        raise RuleRefused(
            _("Entry {entry} ({command}) is not a change of the book's content and cannot be taken back."),
            entry=entry.id,
            command=entry.command,
        )
    if has_erased_rows(book, entry.id):
        raise RuleRefused(
            _("Entry {entry} cannot be taken back: what it was about has been erased."), entry=entry.id
        )
    undone = undone_by(book, entry.id)
    if undone is not None:
        raise RuleRefused(
            _("Entry {entry} is taken back already, by entry {undo}; crm undo {undo} brings it back."),
            entry=entry.id,
            undo=undone,
        )


class _Undo:
    """One entry on its way back."""

    def __init__(self, book: sqlite3.Connection, entry: Entry) -> None:
        self.book = book
        self.entry = entry
        self._references = references(book)
        self._ranges = list(inserted_ranges(book, entry.id))
        # What the entry made goes again; a single row is known by its id, a bulk insert by its range.
        self._made: dict[str, set[int]] = {}
        for change in net_changes(book, entry.id, "made"):
            self._made.setdefault(change.table, set()).add(change.row_id)

    def changes(self) -> Iterator[Change]:
        """Every row as it is and as it will be: what goes makes room for what comes. Raises RuleRefused."""
        staying = set(self._staff_in_use())
        for reference in self._references:
            self._check_dependents(reference)
        for table, row_ids in self._ranges:
            for batch in batches(one for one in row_ids if (table, one) not in staying):
                yield from self._range_back(table, batch)
        for kind in ("made", "changed", "dropped"):
            for same_table in _of_one_table(net_changes(self.book, self.entry.id, kind)):
                wanted = [change for change in same_table if (change.table, change.row_id) not in staying]
                yield from self._rows_back(
                    [one for one in wanted if not self._in_range(one.table, one.row_id)]
                )

    def _range_back(self, table: str, row_ids: Sequence[int]) -> Iterator[Change]:
        """A bulk insert has kept no rows: they must be as the first later change found them."""
        current = rows_by_id(self.book, table, row_ids)
        later = first_changes_after(self.book, self.entry.id, table, row_ids)
        for row_id, now in current.items():
            if row_id in later and not _same(later[row_id].before, now):
                raise self._in_the_way(table, row_id)
            yield Change(table, row_id, now, None)

    def _rows_back(self, done: Sequence[Change]) -> Iterator[Change]:
        """Each row must be as the entry left it; later changes that cancel each other do not count."""
        if not done:
            return
        table = done[0].table
        columns = columns_of(self.book, table)
        current = rows_by_id(self.book, table, [change.row_id for change in done])
        for change in done:
            now = current.get(change.row_id)
            if not _same(change.after, now):
                raise self._in_the_way(table, change.row_id)
            after = None if change.before is None else _as_it_was(change.before, now, columns)
            if now is not None or after is not None:
                yield Change(table, change.row_id, now, after)

    def _in_range(self, table: str, row_id: int) -> bool:
        return any(name == table and row_id in row_ids for name, row_ids in self._ranges)

    def _going(self, table: str) -> list[Container[int]]:
        made = [self._made[table]] if table in self._made else []
        return [*(row_ids for name, row_ids in self._ranges if name == table), *made]

    def _staff_in_use(self) -> Iterator[tuple[str, int]]:
        """Staff that the entry brought and that others refer to, and whoever worked."""
        going = list(self._ids_going(_STAYS))
        for reference in self._references:
            if reference.parent == _STAYS:
                yield from ((_STAYS, parent) for _child, parent in self._dependents(reference, going))
        for row_id, row in rows_by_id(self.book, _STAYS, going).items():
            if row["name"] == self.entry.by:
                yield _STAYS, row_id

    def _ids_going(self, table: str) -> Iterator[int]:
        for name, row_ids in self._ranges:
            if name == table:
                yield from row_ids
        yield from self._made.get(table, ())

    def _check_dependents(self, reference: Reference) -> None:
        """Nothing that stays may refer to what goes; rows that are not recorded follow from others and go along."""
        if reference.parent == _STAYS or not is_recorded(self.book, reference.child):
            return
        for child_id, _parent in self._dependents(reference, self._ids_going(reference.parent)):
            raise self._in_the_way(reference.child, child_id)

    def _dependents(self, reference: Reference, going: Iterable[int]) -> Iterator[tuple[int, int]]:
        """(row, what it refers to) of rows that would still refer to what goes when all is done."""
        child_goes = self._going(reference.child)
        for batch in batches(going):
            found = self.book.execute(
                f'select id, "{reference.column}" from "{reference.child}"'
                f' where "{reference.column}" in ({marks(batch)})',
                batch,
            )
            staying = [row for row in found if not any(row[0] in ids for ids in child_goes)]
            yield from (row for row in staying if not self._is_pointed_elsewhere(reference, *row))

    def _is_pointed_elsewhere(self, reference: Reference, child_id: int, parent_id: int) -> bool:
        """The entry itself has pointed the row at what it made, so the undo points it back."""
        first = first_changes_after(self.book, self.entry.id - 1, reference.child, [child_id]).get(child_id)
        return (
            first is not None
            and first.entry_id == self.entry.id
            and (first.before or {}).get(reference.column) != parent_id
        )

    def _in_the_way(self, table: str, row_id: int) -> RuleRefused:
        later = entry_after(self.book, self.entry.id, table, row_id)
        if later is None:
            sentence = _(
                "Entry {entry} cannot be taken back: what it wrote ({table} {row}) was changed by another "
                "program; crm doctor tells more."
            )
            return RuleRefused(sentence, entry=self.entry.id, table=table, row=row_id)
        return RuleRefused(
            _(
                "Entry {entry} cannot be taken back: entry {later} ({command}, {by}, {at}) has changed the same "
                "or builds on it. Take that one back first: crm undo {later}"
            ),
            entry=self.entry.id,
            later=later.id,
            command=later.command,
            by=later.by,
            at=later.at[:16].replace("T", " "),
        )


def _of_one_table(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Changes in batches, each of one table."""
    for batch in batches(changes):
        tables = dict.fromkeys(change.table for change in batch)
        yield from ([change for change in batch if change.table == table] for table in tables)


def _as_it_was(row: Row, now: Row | None, columns: Iterable[str]) -> dict[str, Any]:
    """The row in the columns of today. One that has been added since stays as it is; a revision goes on."""
    after = {**(now or {}), **{column: row[column] for column in columns if column in row}}
    if _REVISION in after and now is not None:
        after[_REVISION] = now[_REVISION] + 1
    return after


def _put(book: sqlite3.Connection, change: Change) -> None:
    table, after = change.table, change.after
    if after is None:
        book.execute(f'delete from "{table}" where id = ?', (change.row_id,))
        return
    names, values = ", ".join(f'"{column}"' for column in after), list(after.values())
    if change.before is None:
        book.execute(f'insert into "{table}" ({names}) values ({marks(values)})', values)
    else:
        book.execute(
            f'update "{table}" set ({names}) = ({marks(values)}) where id = ?', [*values, change.row_id]
        )


def _same(left: Row | None, now: Row | None) -> bool:
    """Whether two states of a row say the same; a column that one of them does not know does not count."""
    if left is None or now is None:
        return left is now
    return all(now[column] == left[column] for column in left.keys() & now.keys() - {_REVISION})
