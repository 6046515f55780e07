"""What SQLite and the file system say, in our kinds of refusal. Mapped by error name, never by text."""

import sqlite3

from crmcli.kit.errors import BookUnusable, Busy, CrmError, system_reason
from crmcli.kit.i18n import _


def book_fault(error: sqlite3.Error | OSError, path: str) -> CrmError:
    """The refusal for a failure to use the book at `path`; what was saved before is untouched by all of them."""
    if isinstance(error, OSError):
        return BookUnusable(_("The book {path} cannot be used: {why}."), path=path, why=system_reason(error))
    name = getattr(error, "sqlite_errorname", "") or ""
    if is_busy(error):
        return Busy(
            _("Another program is using the book {path}; nothing was changed. Try again in a moment."),
            path=path,
        )
    if name == "SQLITE_FULL":
        return BookUnusable(
            _("The disk is full: nothing was saved, what was there is intact. Free some space and try again.")
        )
    if name.startswith("SQLITE_READONLY"):
        return BookUnusable(_("The book {path} or its folder is read-only; nothing was changed."), path=path)
    if name.startswith("SQLITE_CANTOPEN") or name == "SQLITE_PERM":
        return BookUnusable(
            _("The book {path} cannot be opened; check the path and its permissions."), path=path
        )
    if name.startswith("SQLITE_IOERR"):
        return BookUnusable(_("The disk failed while using the book {path}; nothing was changed."), path=path)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return not_a_book(path)
    raise error


def is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else holds the book."""
    return (getattr(error, "sqlite_errorname", "") or "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def not_a_book(path: str) -> BookUnusable:
    """The refusal for a file that is there and is no book (an empty one too)."""
    return BookUnusable(
        _("{path} is not a customer book, or it is damaged; it was left as it is."), path=path
    )


def newer_book(path: str) -> BookUnusable:
    """The refusal for a book made by a newer program."""
    return BookUnusable(
        _("The book {path} was made by a newer crm; it was left as it is. Update crm to use it."), path=path
    )
