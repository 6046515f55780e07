"""The one door to the book: a block in which rows are added and changed, recorded as one entry."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, event, insert, update
from sqlalchemy import inspect as inspect_instance
from sqlmodel import Session, SQLModel

from crmcli.change.bulk import driver_of, execute_many, statement_for
from crmcli.change.entering import Command, Touched, keep_request, refuse_repeated, write_entry
from crmcli.change.rules import canonical
from crmcli.change.sums import RangeSums
from crmcli.change.tables import BookSetting, ChangeEntry, ChangeRequest, ChangeRow
from crmcli.kit.storage.writing import transaction

__all__ = ["Command", "Writing", "driver_of", "joining", "recording"]
# What follows from the rows of some tables and is kept in step with them by whatever writes there: an undo, a merge
# and an import too. By name, because nothing is known here of the capabilities above.
_FOLLOWERS = {
    "crmcli.customer.occasions:follow_birthdays": {"customer", "contact"},
    "crmcli.checklist.following:follow_checklists": {
        *(
            "customer",
            "checklist",
            "checklist_party",
            "checklist_fact",
            "checklist_receipt",
            "checklist_waiver",
        )
    },
}
_DUTIES = "crmcli.duty.service:follow_duties"  # looks itself at what was touched
_LAST_ID = """select max(
  coalesce((select max(id) from "{table}"), 0),
  coalesce((select max(row_id) from change_row where table_name = ?), 0),
  coalesce((select max(last_row_id) from change_row where table_name = ? and last_row_id is not null), 0)
)"""


class Writing:
    """What a service function works with: the session, and bulk statements that are recorded too."""

    def __init__(self, session: Session, command: Command) -> None:
        self.session = session
        self.command = command
        self._touched: list[Touched] = []
        # table -> place in `_touched` of its last bulk insert, and the checksums of that
        self._ranges: dict[str, tuple[int, RangeSums]] = {}
        self._last_ids: dict[str, int] = {}  # table -> the highest id that was ever given
        self.undoes_id: int | None = None
        self.waits_for: list[int] = []  # numbers of approvals without which the command is not done
        self.nobody_to_ask = False  # what would have needed a yes was done, because nobody else may say it
        self.always_entered = False  # an entry even where no row was touched
        self.entry_id: int | None = None  # known once the entry is written
        event.listen(session, "before_flush", self._give_ids)
        event.listen(session, "after_flush", self._record_flush)

    def insert_rows(self, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> range:
        """Insert many rows at the speed of the driver, as they come; their new ids, in the order of `rows`.

        A column that the first row leaves out takes its default in all of them. The entry keeps the range of ids,
        not the rows.
        """
        rows = iter(rows)
        first_row = next(rows, None)
        if first_row is None:
            return range(0)
        self.session.flush()
        connection = self.session.connection()
        first = self._last_id(str(table.__tablename__)) + 1
        count = 0
        sql, columns, in_order = statement_for(insert(table), connection.dialect, table, first_row)
        sums = self._sums_for(table, columns, first)

        def parameters() -> Iterator[list[Any]]:
            nonlocal count
            for count, row in enumerate(chain([first_row], rows), start=1):
                values = in_order(row, first + count - 1)
                sums.add(values)
                yield values

        execute_many(driver_of(connection), sql, parameters())
        ids = range(first, first + count)
        self._last_ids[str(table.__tablename__)] = first + count - 1
        self._record_range(str(table.__tablename__), ids, sums)
        return ids

    def _sums_for(self, table: type[SQLModel], columns: Sequence[str], first: int) -> RangeSums:
        """The checksums of the range that a bulk insert goes on with, else of a new one."""
        name = str(table.__tablename__)
        going_on = self._ranges.get(name)
        if going_on is not None:
            place, sums = going_on
            if self._touched[place].last_row_id == first - 1 and sums.columns == tuple(columns):
                return sums
        every = [column.name for column in table.__table__.c]  # type: ignore[attr-defined]
        return RangeSums(columns, [column for column in every if column not in columns], first)

    def _last_id(self, table_name: str) -> int:
        """The highest id that a row of the table has or had: a row that is gone may come back by an undo."""
        if table_name not in self._last_ids:
            book = driver_of(self.session.connection())
            (last,) = book.execute(_LAST_ID.format(table=table_name), (table_name, table_name)).fetchone()
            self._last_ids[table_name] = last
        return self._last_ids[table_name]

    def _give_ids(self, session: Session, _context: object, _instances: object) -> None:
        for instance in session.new:
            if getattr(instance, "id", 0) is None:
                name = str(instance.__tablename__)
                self._last_ids[name] = instance.id = self._last_id(name) + 1

    def record(
        self,
        table_name: str,
        row_id: int,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> None:
        """Note a row that is written: all its columns before and after, None where it is not there."""
        self._touched.append(
            Touched(
                table_name,
                row_id,
                None,
                None if before is None else canonical(before),
                None if after is None else canonical(after),
                row_id if table_name == "customer" else (after or before or {}).get("customer_id"),
            )
        )

    def _record_range(self, table_name: str, ids: range, sums: RangeSums) -> None:
        """One line for rows that were inserted one after the other, in however many goes."""
        place, known = self._ranges.get(table_name, (len(self._touched), None))
        if known is sums:
            self._touched[place] = self._touched[place]._replace(last_row_id=ids[-1], after=sums.text())
        else:
            self._ranges[table_name] = len(self._touched), sums
            self._touched.append(Touched(table_name, ids[0], ids[-1], None, sums.text()))

    def update_rows(
        self, table: type[SQLModel], changes: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]
    ) -> int:
        """Write many whole rows, given as they are (with their id) and as they are to be; how many.

        Each is kept in the entry, before and after.
        """
        self.session.flush()
        connection = self.session.connection()
        name = str(table.__tablename__)
        count = len(self._touched)

        def parameters() -> Iterator[list[Any]]:
            for before, after in changes:
                self.record(name, before["id"], before, after)
                yield in_order({**after, "row_id": before["id"]}, before["id"])

        identity = table.__table__.c.id  # type: ignore[attr-defined]
        sql, _names, in_order = statement_for(
            update(table).where(identity == bindparam("row_id")), connection.dialect, table
        )
        execute_many(driver_of(connection), sql, parameters())
        return len(self._touched) - count

    def reading(self) -> sqlite3.Connection:
        """The driver's connection inside this transaction, for queries that are written for reading."""
        self.session.flush()
        return driver_of(self.session.connection())

    def changes(self) -> list[dict[str, Any]]:
        """What has been touched so far, JSON-ready: table, row ids, columns before and after."""
        return [
            {
                "table": touched.table_name,
                "row_id": touched.row_id,
                "last_row_id": touched.last_row_id,
                "before": json.loads(touched.before) if touched.before else None,
                "after": json.loads(touched.after) if touched.after and touched.last_row_id is None else None,
            }
            for touched in self._touched
        ]

    def touched_ids(self, table_name: str) -> list[range]:
        """The rows of a table that have been touched so far."""
        return [
            range(touched.row_id, (touched.last_row_id or touched.row_id) + 1)
            for touched in self._touched
            if touched.table_name == table_name
        ]

    def touched_values(self, table_name: str, column: str) -> set[Any]:
        """What stands in a column of the touched rows of a table, before and after; bulk inserts left out."""
        return {
            json.loads(text)[column]
            for touched in self._touched
            if touched.table_name == table_name and touched.last_row_id is None
            for text in (touched.before, touched.after)
            if text is not None
        }

    def setting(self, key: str) -> str | None:
        """What the book knows about itself under `key`."""
        found = self.session.get(BookSetting, key)
        return found.value if found else None

    def set_setting(self, key: str, value: str) -> None:
        """Remember `value` under `key`; settings are not part of the history."""
        self.session.merge(BookSetting(key=key, value=value))

    def _record_flush(self, session: Session, _context: object) -> None:
        for instance in session.new:
            self._record(instance, before=None, after=_columns(instance))
        for instance in sorted(session.dirty, key=_place):
            before = _before(instance)
            if before:
                self._record(instance, before=before, after=_columns(instance))
        for instance in sorted(session.deleted, key=_place):
            self._record(instance, before=_columns(instance), after=None)

    def _record(self, instance: Any, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        if isinstance(instance, ChangeEntry | ChangeRow | ChangeRequest | BookSetting):
            return
        self.record(str(instance.__tablename__), instance.id, before, after)

    def begin(self) -> None:
        """See that the command was not carried out before under its key. Raises RequestDone."""
        if self.command.request is not None:
            refuse_repeated(self.session, self.command.request)

    def close(self) -> None:
        """Write the entry of everything that was touched; none where nothing was."""
        self.session.flush()
        event.remove(self.session, "before_flush", self._give_ids)
        event.remove(self.session, "after_flush", self._record_flush)
        if self._touched or self.always_entered:
            self._keep_in_step()
            self.entry_id = write_entry(self.session, self.command, self._touched, self.undoes_id)
        if self.command.request is not None:
            keep_request(self.session, self.command.request, self.command.at, self.entry_id)

    def _keep_in_step(self) -> None:
        tables = {touched.table_name for touched in self._touched}
        for name in [*(name for name, followed in _FOLLOWERS.items() if tables & followed), _DUTIES]:
            module, _colon, function = name.partition(":")
            getattr(import_module(module), function)(self)


def _place(instance: Any) -> tuple[str, int]:
    """SQLAlchemy keeps what was touched as a set: the same command must leave the same entry each time."""
    return str(instance.__tablename__), getattr(instance, "id", None) or 0


def _columns(instance: Any) -> dict[str, Any]:
    return {
        attribute.key: getattr(instance, attribute.key)
        for attribute in inspect_instance(instance).mapper.column_attrs
    }


def _before(instance: Any) -> dict[str, Any]:
    """The columns as they were loaded; empty where none has moved."""
    state = inspect_instance(instance)
    columns = _columns(instance)
    moved = False
    for key in columns:
        history = state.attrs[key].history
        if history.has_changes():
            moved = True
            columns[key] = history.deleted[0] if history.deleted else None
    return columns if moved else {}


@contextmanager
def recording(path: str, command: Command) -> Iterator[Writing]:
    """One command's transaction on the book at `path`; a dry run does everything and keeps nothing.

    Raises Busy and BookUnusable from the storage, and whatever refusal the block raises; then nothing is kept.
    """
    with transaction(path, keep=not command.dry_run) as session:
        writing = Writing(session, command)
        writing.begin()
        yield writing
        writing.close()


@contextmanager
def joining(session: Session, command: Command) -> Iterator[Writing]:
    """One command inside a transaction that others share; it has an entry of its own."""
    writing = Writing(session, command)
    writing.begin()
    yield writing
    writing.close()
