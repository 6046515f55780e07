"""Making a book and bringing one up to date: numbered SQL files, one transaction each, views made anew."""

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from crmcli.kit.clock import Clock
from crmcli.kit.errors import BookUnusable, system_reason
from crmcli.kit.i18n import _
from crmcli.kit.storage.backups import make_backup
from crmcli.kit.storage.copying import row_counts
from crmcli.kit.storage.faults import book_fault, newer_book, not_a_book
from crmcli.kit.storage.schema import APPLICATION_ID, BUSY_TIMEOUT_MS, SCHEMA_VERSION

_PACKAGE = Path(__file__).parents[2]
_MIGRATIONS = Path(__file__).with_name("migrations")
_VIEWS = "views.sql"


def create_book(path: str) -> bool:
    """Build an empty book in a temporary file and link it into place; False where one has appeared meanwhile.

    The file is 0600 and a folder made for it 0700, whatever the umask.
    """
    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".crm-new-", dir=folder)
        os.close(handle)
        try:
            _build(draft)
            put_in_place(draft, path)
        except FileExistsError:
            return False
        finally:
            os.unlink(draft)
    except OSError as error:
        raise BookUnusable(
            _("A book cannot be made at {path}: {why}."), path=path, why=system_reason(error)
        ) from error
    except sqlite3.Error as error:
        raise book_fault(error, path) from error
    return True


_NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


def put_in_place(draft: str, path: str) -> None:
    """Give the finished file its name, never over one that is there: FileExistsError then."""
    try:
        os.link(draft, path)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        # USB sticks and some network shares know no links; a file made this way is copied into place.
        with open(draft, "rb") as finished, open(path, "xb") as book:
            book.write(finished.read())


def empty_book() -> sqlite3.Connection:
    """A book in memory, for reading where there is none yet."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _run_from(connection, 0)
    connection.execute("pragma query_only = on")
    return connection


def migrate(path: str) -> None:
    """Bring the book up to SCHEMA_VERSION, backed up before; two programs that start at once do it once."""
    with _opened(path) as connection:
        version = _version(connection, path)
        if version < SCHEMA_VERSION:
            make_backup(path, Clock(None, None, None).now(), "before-migration")
            _run_from(connection, version)


def bring_up_to_date(path: str) -> None:
    """The same for a copy that nobody else knows of: there is nothing to back up."""
    with _opened(path) as connection:
        version = _version(connection, path)
        if version < SCHEMA_VERSION:
            _run_from(connection, version)


@contextmanager
def _opened(path: str) -> Iterator[sqlite3.Connection]:
    try:
        with closing(_open(path)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise book_fault(error, path) from error


def _build(draft: str) -> None:
    connection = _open(draft)
    try:
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        _run_from(connection, 0)
    finally:
        connection.close()


def _open(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    # Outside a transaction, so that rebuilding a table never cascades into its children.
    connection.execute("pragma foreign_keys = off")
    connection.execute("pragma synchronous = extra")
    return connection


def _version(connection: sqlite3.Connection, path: str) -> int:
    """How old the book is. Whoever comes second finds it moved once it holds the lock (`_run_from`)."""
    (application_id,) = connection.execute("pragma application_id").fetchone()
    if application_id != APPLICATION_ID:
        raise not_a_book(path)
    (version,) = connection.execute("pragma user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise newer_book(path)
    return int(version)


def _run_from(connection: sqlite3.Connection, version: int) -> None:
    connection.execute("begin immediate")
    try:
        (current,) = connection.execute("pragma user_version").fetchone()
        if current == version:
            counts = row_counts(connection)
            _drop_views_and_triggers(connection)
            for number, script in _scripts():
                if number > version:
                    _execute(connection, script)
            _check_nothing_lost(connection, counts)
            for views in _views():
                _execute(connection, views)
            connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:  # a failing disk has made SQLite roll back by itself
            connection.execute("rollback")
        raise


def _check_nothing_lost(connection: sqlite3.Connection, before: Mapping[str, int]) -> None:
    """Every row is still there and refers to one that is. BookUnusable otherwise, and the file stays as it was."""
    after = row_counts(connection)
    lost = [table for table, count in before.items() if after.get(table, 0) != count]
    broken = connection.execute("pragma foreign_key_check").fetchone()
    if lost or broken:
        raise BookUnusable(
            _(
                "The book could not be brought up to date without losing rows of {table}; it was left as it is."
            ),
            table=lost[0] if lost else broken[0],
        )


def _scripts() -> Iterator[tuple[int, str]]:
    # Not by glob, which leaves out in silence what it may not read.
    for name in sorted(os.listdir(_MIGRATIONS)):
        if name.endswith(".sql"):
            yield int(name[:4]), (_MIGRATIONS / name).read_text(encoding="utf-8")


def _views() -> Iterator[str]:
    for name in sorted(os.listdir(_PACKAGE)):
        if (_PACKAGE / name).is_dir() and _VIEWS in os.listdir(_PACKAGE / name):
            yield (_PACKAGE / name / _VIEWS).read_text(encoding="utf-8")


def _drop_views_and_triggers(connection: sqlite3.Connection) -> None:
    made = connection.execute(
        "select type, name from sqlite_master where type in ('view', 'trigger')"
    ).fetchall()
    for kind, name in made:
        connection.execute(f'drop {kind} "{name}"')  # names come from our own schema


def _execute(connection: sqlite3.Connection, script: str) -> None:
    """Run a script statement by statement: `executescript` would commit the transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    if statement.strip():
        connection.execute(statement)
