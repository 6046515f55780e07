"""Reading the book: the standard library's sqlite3, read-only, and nothing heavier."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any
from urllib.parse import quote

from crmcli.kit.errors import BookUnusable
from crmcli.kit.i18n import _
from crmcli.kit.storage.faults import book_fault, is_busy, newer_book, not_a_book
from crmcli.kit.storage.schema import APPLICATION_ID, BUSY_TIMEOUT_MS, SCHEMA_VERSION

_TURN_SECONDS = 0.03


class _Patient(sqlite3.Connection):
    """Waits for a writer in short turns: left to itself SQLite asks ten times a second, and among many writers
    a reader then misses every gap.
    """

    def execute(self, *words: Any) -> sqlite3.Cursor:
        deadline = 0.0
        while True:
            try:
                return super().execute(*words)
            except sqlite3.OperationalError as error:
                now = monotonic()
                deadline = deadline or now + BUSY_TIMEOUT_MS / 1000
                if not is_busy(error) or now > deadline:
                    raise


def open_reading(path: str) -> sqlite3.Connection:
    """A connection that cannot write. The caller closes it. A book that is behind is brought up to date first.

    Raises BookUnusable where the file is missing, no book, newer than the program or unreadable; Busy.
    """
    try:
        connection = connect(path)
        version = _check(connection, path)
    except (sqlite3.Error, OSError) as error:
        raise book_fault(error, path) from error
    if version < SCHEMA_VERSION:
        connection.close()
        from crmcli.kit.storage.migrating import migrate

        migrate(path)
        return open_reading(path)
    return connection


def connect(path: str) -> sqlite3.Connection:
    """A connection that cannot write, to a file of whatever version or kind. The caller closes it."""
    if not os.path.isfile(path):
        if os.path.lexists(path):
            raise not_a_book(path)
        raise BookUnusable(_("There is no book at {path}."), path=path)
    if not os.path.getsize(path):
        raise not_a_book(path)
    connection = sqlite3.connect(
        f"file:{quote(os.path.abspath(path))}?mode=ro",
        uri=True,
        timeout=_TURN_SECONDS,
        isolation_level=None,
        factory=_Patient,
    )
    try:
        connection.execute("select 1 from sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if not _may_be_hot_journal(error, path):
            raise
        _roll_back_hot_journal(path)
        return connect(path)
    connection.execute("pragma query_only = on")
    connection.execute("pragma trusted_schema = off")
    return connection


def _may_be_hot_journal(error: sqlite3.Error, path: str) -> bool:
    """A writer that was killed leaves its journal; only a connection that may write can roll it back."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) and os.path.exists(path + "-journal")


def _roll_back_hot_journal(path: str) -> None:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        connection.execute("begin immediate")
        connection.execute("rollback")
    finally:
        connection.close()


def _check(connection: sqlite3.Connection, path: str) -> int:
    """The schema version of a book that this program can read."""
    (application_id,) = connection.execute("pragma application_id").fetchone()
    (version,) = connection.execute("pragma user_version").fetchone()
    if application_id != APPLICATION_ID:
        connection.close()
        raise not_a_book(path)
    if version > SCHEMA_VERSION:
        connection.close()
        raise newer_book(path)
    return int(version)


@contextmanager
def reading(path: str) -> Iterator[sqlite3.Connection]:
    """`open_reading` for a block; failures inside it become refusals too."""
    connection = open_reading(path)
    try:
        yield connection
    except sqlite3.Error as error:
        raise book_fault(error, path) from error
    finally:
        connection.close()
