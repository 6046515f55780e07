"""Writing the book: one SQLModel session, one transaction, begun IMMEDIATE so that no update is lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from time import monotonic
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from crmcli.kit.storage.faults import book_fault, is_busy
from crmcli.kit.storage.schema import BUSY_TIMEOUT_MS

_TURN_MS = 20  # longer, and SQLite asks ever more seldom: who waits longest would wait ever longer
_PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "journal_mode = delete",  # safe on every SQLite; WAL is not below 3.51.3
    "synchronous = extra",  # with DELETE, FULL may lose an acknowledged commit in a power cut
    "foreign_keys = on",
    "recursive_triggers = on",  # else REPLACE slips past the append-only triggers
    "trusted_schema = off",
    "cache_spill = off",  # a long import would shut readers out as soon as it spills
    "temp_store = memory",
)


@lru_cache(maxsize=4)
def _engine(path: str) -> Engine:
    """One engine a book: it keeps compiled statements, and no connection (NullPool)."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
        for pragma in _PRAGMAS:
            connection.execute(f"pragma {pragma}")
        return connection

    # hide_parameters: an exception must not print an ID number.
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        _begin(connection.connection.dbapi_connection)

    return engine


def _begin(connection: sqlite3.Connection) -> None:
    """BEGIN IMMEDIATE, waiting for another writer in short turns: inside SQLite nobody would hear Ctrl-C."""
    deadline = monotonic() + BUSY_TIMEOUT_MS / 1000
    connection.execute(f"pragma busy_timeout = {_TURN_MS}")
    while True:
        try:
            connection.execute("begin immediate")
            break
        except sqlite3.OperationalError as error:
            if not is_busy(error) or monotonic() > deadline:
                raise
    connection.execute(f"pragma busy_timeout = {BUSY_TIMEOUT_MS}")


@contextmanager
def transaction(path: str, *, keep: bool = True) -> Iterator[Session]:
    """A session whose whole block is one transaction: kept at the end, or undone by any exception.

    `keep=False` (a dry run) does everything and takes it all back. Raises Busy and BookUnusable.
    """
    try:
        with Session(_engine(path), expire_on_commit=False) as session:
            yield session
            session.flush()
            if keep:
                session.commit()
            else:
                session.expunge_all()  # what was loaded stays readable: a dry run still says what would be
                session.rollback()
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error) and not isinstance(error.orig, sqlite3.IntegrityError):
            raise book_fault(error.orig, path) from error
        raise
    except sqlite3.OperationalError as error:
        raise book_fault(error, path) from error
