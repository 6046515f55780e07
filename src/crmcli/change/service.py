"""The one door to the book: a block in which rows are added and changed, recorded as one entry."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, event, func, insert, update
from sqlalchemy import inspect as inspect_instance
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from crmcli.change.bulk import execute_many, statement_for
from crmcli.change.rules import canonical, entry_digest, payload_digest
from crmcli.change.tables import BookSetting, ChangeEntry, ChangeRow
from crmcli.kit.storage.writing import transaction

# What follows from the rows of a table and is kept in step with them by whatever writes there: an undo, a merge
# and an import too. By name, because nothing is known here of the capabilities above.
_FOLLOWED_BY = dict.fromkeys(("customer", "contact"), "crmcli.customer.occasions:follow_birthdays")


class Command(NamedTuple):
    """What the history says of a command: `at` a local moment with offset, `by` a staff name."""

    name: str
    by: str
    at: str
    reason: str | None = None
    dry_run: bool = False


class _Touched(NamedTuple):
    table_name: str
    row_id: int
    last_row_id: int | None
    before: str | None
    after: str | None


class Writing:
    """What a service function works with: the session, and bulk statements that are recorded too."""

    def __init__(self, session: Session, command: Command) -> None:
        self.session = session
        self.command = command
        self._touched: list[_Touched] = []
        self._ranges: dict[str, int] = {}  # table -> place in `_touched` of its last bulk insert
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
        identity = table.__table__.c.id  # type: ignore[attr-defined]
        connection = self.session.connection()
        first = (connection.execute(select_columns(func.max(identity))).scalar() or 0) + 1
        count = 0
        sql, in_order = statement_for(insert(table), connection.dialect, table, first_row)

        def parameters() -> Iterator[list[Any]]:
            nonlocal count
            for count, row in enumerate(chain([first_row], rows), start=1):
                yield in_order(row, first + count - 1)

        execute_many(driver_of(connection), sql, parameters())
        ids = range(first, first + count)
        self._record_range(str(table.__tablename__), ids)
        return ids

    def _record_range(self, table_name: str, ids: range) -> None:
        """One line for rows that were inserted one after the other, in however many goes."""
        place = self._ranges.get(table_name)
        if place is not None and self._touched[place].last_row_id == ids[0] - 1:
            self._touched[place] = self._touched[place]._replace(last_row_id=ids[-1])
        else:
            self._ranges[table_name] = len(self._touched)
            self._touched.append(_Touched(table_name, ids[0], ids[-1], None, None))

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
                self._touched.append(_Touched(name, before["id"], None, canonical(before), canonical(after)))
                yield in_order({**after, "row_id": before["id"]}, before["id"])

        identity = table.__table__.c.id  # type: ignore[attr-defined]
        sql, in_order = statement_for(
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
                "after": json.loads(touched.after) if touched.after else None,
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
        for instance in session.dirty:
            before = _before(instance)
            if before:
                self._record(instance, before=before, after=_columns(instance))
        for instance in session.deleted:
            self._record(instance, before=_columns(instance), after=None)

    def _record(self, instance: Any, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        if isinstance(instance, ChangeEntry | ChangeRow | BookSetting):
            return
        self._touched.append(
            _Touched(
                str(instance.__tablename__),
                instance.id,
                None,
                None if before is None else canonical(before),
                None if after is None else canonical(after),
            )
        )

    def close(self) -> None:
        """Write the entry of everything that was touched; nothing where nothing was."""
        self.session.flush()
        event.remove(self.session, "after_flush", self._record_flush)
        if not self._touched:
            return
        self._keep_in_step()
        command = self.command
        digest = payload_digest(self._touched)
        previous = (
            self.session.exec(select(ChangeEntry.digest).order_by(col(ChangeEntry.id).desc())).first() or ""
        )
        entry = ChangeEntry(
            at=command.at,
            by=command.by,
            command=command.name,
            reason=command.reason,
            payload_digest=digest,
            digest=entry_digest(previous, command.at, command.by, command.name, command.reason, digest),
        )
        self.session.add(entry)
        self.session.flush()
        self.session.connection().execute(
            insert(ChangeRow), [{"entry_id": entry.id, **touched._asdict()} for touched in self._touched]
        )

    def _keep_in_step(self) -> None:
        for name in {_FOLLOWED_BY.get(touched.table_name) for touched in self._touched} - {None}:
            module, _colon, function = str(name).partition(":")
            getattr(import_module(module), function)(self)


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection, inside the transaction that SQLAlchemy has begun."""
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return driver


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
        yield writing
        writing.close()


@contextmanager
def joining(session: Session, command: Command) -> Iterator[Writing]:
    """One command inside a transaction that others share; it has an entry of its own."""
    writing = Writing(session, command)
    yield writing
    writing.close()
