"""A copy of a book that is known to be whole before it has a name, whoever writes in the book meanwhile."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

from crmcli.kit.errors import BookUnusable, Busy, CrmError
from crmcli.kit.files import replacing_by_path
from crmcli.kit.i18n import _
from crmcli.kit.storage.faults import book_fault, newer_book, not_a_book
from crmcli.kit.storage.reading import connect
from crmcli.kit.storage.references import table_names
from crmcli.kit.storage.schema import APPLICATION_ID, SCHEMA_VERSION

Counts = dict[str, int]


@contextmanager
def looking_at(path: str) -> Iterator[sqlite3.Connection]:
    """A file of whatever version, to read for a block. Raises BookUnusable, Busy."""
    try:
        with closing(connect(path)) as book:
            yield book
    except sqlite3.Error as error:
        raise book_fault(error, path) from error


def copy_book(source: str, target: str, *, every_index: bool = False) -> Counts:
    """Copy the book as it is at one moment, check the copy, put it at `target`; its row counts.

    A book of a newer program is copied too. Until the copy is checked, `target` is as it was. Raises BookUnusable.
    """
    with looking_at(source) as book:
        check_kind(book, source)
        with replacing_by_path(target) as draft:
            counts = _copy(book, draft)
            _check(draft, counts, target, every_index=every_index)
    return counts


def verify_book(path: str) -> Counts:
    """Check that a file is a whole book: it opens, its pages and references are sound. Its row counts."""
    with looking_at(path) as book:
        check_kind(book, path)
        if book.execute("pragma user_version").fetchone()[0] > SCHEMA_VERSION:
            raise newer_book(path)
        return _sound(book, path)


def overwrite_book(source: str, path: str) -> None:
    """Make the book at `path` the same as `source` in one transaction of SQLite: whoever writes there waits."""
    try:
        with closing(connect(source)) as new, closing(sqlite3.connect(path, timeout=15)) as book:
            book.execute("pragma synchronous = extra")
            new.backup(book, progress=_refuse_to_wait)
    except sqlite3.Error as error:
        raise book_fault(error, path) from error


def _refuse_to_wait(status: int, _remaining: int, _total: int) -> None:
    """Python would ask again for ever; each time SQLite has waited for its whole timeout."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise Busy(_("Another program is using the book; nothing was changed. Try again in a moment."))


def check_kind(book: sqlite3.Connection, path: str) -> None:
    """Raises BookUnusable where the file is another program's."""
    (application_id,) = book.execute("pragma application_id").fetchone()
    if application_id != APPLICATION_ID:
        raise not_a_book(path)


def _copy(book: sqlite3.Connection, draft: str) -> Counts:
    """Copy and count inside one reading, so that both are of the same moment."""
    with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
        copy.execute("pragma synchronous = off")  # the file is brought to disk when it is whole
        copy.execute("pragma journal_mode = off")
        book.execute("begin")
        try:
            counts = row_counts(book)
            book.backup(copy)
        except sqlite3.Error as error:
            raise _copy_failed(error, draft) from error
        finally:
            book.execute("rollback")
    return counts


def _copy_failed(error: sqlite3.Error, draft: str) -> CrmError:
    if (getattr(error, "sqlite_errorname", "") or "") == "SQLITE_FULL":
        return BookUnusable(_("The disk is full: no backup was made; the book is untouched."))
    return book_fault(error, draft)


def _check(draft: str, counts: Counts, target: str, *, every_index: bool) -> None:
    uri = f"file:{quote(draft)}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as copy:
        # A copy has the pages of the book: what an index says of its table is as true there as here. To look it up
        # for each of some million values takes ten times as long as the copy (docs/decisions/0020).
        if _sound(copy, target, "integrity_check" if every_index else "quick_check") != counts:
            raise BookUnusable(_("The copy {path} is not whole; it was not kept."), path=target)


def _sound(book: sqlite3.Connection, path: str, check: str = "integrity_check") -> Counts:
    found = [row[0] for row in book.execute(f"pragma {check}(3)")]
    if found != ["ok"]:
        raise BookUnusable(_("{path} is damaged: {what}."), path=path, what="; ".join(map(str, found)))
    broken = book.execute("pragma foreign_key_check").fetchone()
    if broken is not None:
        raise BookUnusable(
            _("{path} is damaged: a row of {table} refers to one that is not there."),
            path=path,
            table=broken[0],
        )
    return row_counts(book)


def row_counts(book: sqlite3.Connection) -> Counts:
    """How many rows each table has."""
    return {
        table: book.execute(f'select count(*) from "{table}"').fetchone()[0] for table in table_names(book)
    }
