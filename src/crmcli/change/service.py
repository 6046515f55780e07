"""The one door to the book: a block in which rows are added and changed, recorded as one entry."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import event, func, insert
from sqlalchemy import inspect as inspect_instance
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from crmcli.change.rules import canonical, entry_digest, payload_digest
from crmcli.change.tables import BookSetting, ChangeEntry, ChangeRow
from crmcli.kit.storage.writing import transaction


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
        event.listen(session, "after_flush", self._record_flush)

    def insert_rows(self, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> range:
        """Insert many rows at the speed of the driver; their new ids, in the order of `rows`."""
        if not rows:
            return range(0)
        self.session.flush()
        identity = table.__table__.c.id  # type: ignore[attr-defined]
        connection = self.session.connection()
        first = (connection.execute(select_columns(func.max(identity))).scalar() or 0) + 1
        connection.execute(
            insert(table), [{**row, "id": row_id} for row_id, row in enumerate(rows, start=first)]
        )
        ids = range(first, first + len(rows))
        self._touched.append(_Touched(str(table.__tablename__), ids[0], ids[-1], None, None))
        return ids

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
        if not self._touched:
            return
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
