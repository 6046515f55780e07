"""Writing the entry of a command: chained to the one before, with its rows, and with the key it was sent under."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from crmcli.change.bulk import driver_of, execute_many
from crmcli.change.requests import Request
from crmcli.change.rules import entry_digest, payload_digest
from crmcli.change.tables import ChangeEntry, ChangeRequest
from crmcli.kit.errors import RequestDone


class Command(NamedTuple):
    """What the history says of a command: `at` a local moment with offset, `by` a staff name."""

    name: str
    by: str
    at: str
    reason: str | None = None
    dry_run: bool = False
    request: Request | None = None


class Touched(NamedTuple):
    """A row, or a range of rows inserted at once, as the history keeps it."""

    table_name: str
    row_id: int
    last_row_id: int | None
    before: str | None
    after: str | None
    customer_id: int | None = None


def write_entry(session: Session, command: Command, touched: Sequence[Touched], undoes_id: int | None) -> int:
    """The entry of everything that was touched; its number."""
    digest = payload_digest(row[:5] for row in touched)
    previous = session.exec(select(ChangeEntry.digest).order_by(col(ChangeEntry.id).desc())).first() or ""
    said = (command.at, command.by, command.name, command.reason, digest, undoes_id)
    entry = ChangeEntry(
        at=command.at,
        by=command.by,
        command=command.name,
        reason=command.reason,
        payload_digest=digest,
        digest=entry_digest(previous, *said),
        undoes_id=undoes_id,
    )
    session.add(entry)
    session.flush()
    assert entry.id is not None
    columns = ", ".join(f'"{column}"' for column in Touched._fields)
    marks = ", ".join("?" * len(Touched._fields))
    execute_many(
        driver_of(session.connection()),
        f"insert into change_row (entry_id, {columns}) values ({entry.id}, {marks})",
        iter(list(row) for row in touched),
    )
    return entry.id


def refuse_repeated(session: Session, request: Request) -> None:
    """See that no command was carried out under this key. Raises RequestDone."""
    done = session.get(ChangeRequest, request.key)
    if done is not None:
        raise RequestDone(done.entry_id, same_words=done.words_digest == request.words_digest)


def keep_request(session: Session, request: Request, at: str, entry_id: int | None) -> None:
    """Remember the key, in the transaction of the command itself."""
    key, words_digest = request
    session.add(ChangeRequest(key=key, words_digest=words_digest, at=at, entry_id=entry_id))
    session.flush()
