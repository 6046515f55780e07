"""Reading the book: the standard library's sqlite3, read-only, and nothing heavier."""

from __future__ import annotations

import os
from time import monotonic

from crmcli.kit.errors import BookUnusable
from crmcli.kit.i18n import _
from crmcli.kit.storage.driver import driver
from crmcli.kit.storage.schema import APPLICATION_ID, BUSY_TIMEOUT_MS, SCHEMA_VERSION

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any

_TURN_SECONDS = 0.01
# A read looks at most pages once: taking new memory for each costs more than reading a few again.
_CACHED_PAGES = 64


class _Patient(driver.Connection):
    """Waits for a writer in short turns: left to itself SQLite asks ten times a second, and among many writers
    a reader then misses every gap.
    """

    def execute(self, *words: Any) -> sqlite3.Cursor:
        deadline = 0.0
        while True:
            try:
                return super().execute(*words)
            except driver.OperationalError as error:
                from crmcli.kit.storage.faults import is_busy

                now = monotonic()
                deadline = deadline or now + BUSY_TIMEOUT_MS / 1000
                if not is_busy(error) or now > deadline:
                    raise


def open_reading(path: str, *, may_migrate: bool = True) -> sqlite3.Connection:
    """A connection that cannot write. The caller closes it. A book that is behind is brought up to date first.

    Raises BookUnusable where the file is missing, no book, newer than the program, unreadable, or behind and must
    not be touched; Busy.
    """
    try:
        connection = connect(path)
        version = _check(connection, path)
    except (driver.Error, OSError) as error:
        raise _fault(error, path) from error
    if version < SCHEMA_VERSION:
        connection.close()
        if not may_migrate:
            raise BookUnusable(f"{path} is behind")  # for a program, which asks again
        from crmcli.kit.storage.migrating import migrate

        migrate(path)
        return open_reading(path)
    return connection


def connect(path: str) -> sqlite3.Connection:
    """A connection that cannot write, to a file of whatever version or kind. The caller closes it."""
    if not os.path.isfile(path):
        if os.path.lexists(path):
            raise _not_a_book(path)
        raise BookUnusable(_("There is no book at {path}."), path=path)
    if not os.path.getsize(path):
        raise _not_a_book(path)
    connection = driver.connect(
        read_only_uri(path),
        uri=True,
        timeout=_TURN_SECONDS,
        isolation_level=None,
        factory=_Patient,
    )
    try:
        connection.execute("select 1 from sqlite_master").fetchone()
    except driver.OperationalError as error:
        connection.close()
        if not _may_be_hot_journal(error, path):
            raise
        _roll_back_hot_journal(path)
        return connect(path)
    connection.execute(f"pragma cache_size = {_CACHED_PAGES}")
    connection.execute("pragma query_only = on")
    connection.execute("pragma trusted_schema = off")
    return connection


def read_only_uri(path: str) -> str:
    """How SQLite is told to open a file and never to write into it."""
    place = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{place}?mode=ro"


def _may_be_hot_journal(error: sqlite3.Error, path: str) -> bool:
    """A writer that was killed leaves its journal; only a connection that may write can roll it back."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) and os.path.exists(path + "-journal")


def _roll_back_hot_journal(path: str) -> None:
    connection = driver.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)
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
        raise _not_a_book(path)
    if version > SCHEMA_VERSION:
        connection.close()
        from crmcli.kit.storage.faults import newer_book

        raise newer_book(path)
    return int(version)


def _not_a_book(path: str) -> BookUnusable:
    from crmcli.kit.storage.faults import not_a_book

    return not_a_book(path)


def _fault(error: sqlite3.Error | OSError, path: str) -> Exception:
    from crmcli.kit.storage.faults import book_fault

    return book_fault(error, path)


class reading:  # noqa: N801 - used as a function is: `with reading(path) as book`
    """`open_reading` for a block; failures inside it become refusals too. `connection` is None outside the block.

    `admit` is asked first, and may refuse whoever reads. With `is_last` the process ends soon after, and takes the
    connection with it: to close it, table by table, takes a hundredth of a quick answer. It is let go of: nobody
    who writes has to wait for whoever prints.
    """

    def __init__(
        self,
        path: str,
        *,
        may_migrate: bool = True,
        is_last: bool = False,
        admit: Callable[[sqlite3.Connection], None] | None = None,
    ) -> None:
        self.path = path
        self.may_migrate = may_migrate
        self.is_last = is_last
        self.admit = admit
        self.connection: sqlite3.Connection | None = None
        self._left_open: sqlite3.Connection | None = None

    def __enter__(self) -> sqlite3.Connection:
        self.connection = open_reading(self.path, may_migrate=self.may_migrate)
        if self.admit is not None:
            try:
                self.admit(self.connection)
            except BaseException:
                self.connection.close()
                self.connection = None
                raise
        return self.connection

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self.connection is not None:
            if self.is_last and error is None:
                self.connection.rollback()
                self._left_open = self.connection
            else:
                self.connection.close()
            self.connection = None
        if isinstance(error, driver.Error):
            raise _fault(error, self.path) from error


# Where nobody's name matters, who works need not be found out.
_WHO_READS = """
select exists (select 1 from policy_value where key = 'policy' and value = 'team'),
  exists (select 1 from staff where left_on is not null)
"""
_WORKS = "select 1 from staff where name_folded = lower(?) and left_on is null"


def surely_reads(book: sqlite3.Connection, named: str) -> bool:
    """Whether whoever works is on the staff and has not left, where that matters; `named` where somebody said a name.

    A no is no refusal: what quick answers and completion ask; of those who leave later, or are not on
    the staff, only the application knows (`staff.queries.check_may_read`).
    """
    is_team, has_left = book.execute(_WHO_READS).fetchone()
    if not has_left and not (is_team and named):
        return True
    if not named:
        from crmcli.kit.surroundings import system_user

        named = system_user()
    return book.execute(_WORKS, (named,)).fetchone() is not None
