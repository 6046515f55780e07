"""From a report's name and options to what is printed or written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.report.asking import asked_of
from crmcli.report.catalogue import REPORTS, maker
from crmcli.report.writing import output

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from crmcli.kit.cli.invocation import Invocation
    from crmcli.kit.formats import Listing, Record
    from crmcli.report.asking import Typed
    from crmcli.report.model import Sheet


def print_report(
    run: Invocation, name: str, typed: Typed, section: str | None, target: str | None, *, keys: bool = False
) -> Record | Listing | None:
    """Make the report and print it, or write it to a file. Raises UsageRefused, NotFound, BookUnusable."""
    sheet = made(run, name, typed)
    if section is not None:
        sheet = only(sheet, section)
    return output(run, sheet, target, keys=keys)


def made(run: Invocation, name: str, typed: Typed) -> Sheet:
    """The report as the book says it now, read in one moment."""
    with run.reading() as book, one_moment(book):
        return maker(name)(book, asked_of(run, book, typed, REPORTS[name].period))


@contextmanager
def one_moment(book: sqlite3.Connection) -> Iterator[None]:
    """All queries of the block see the book as it is at its beginning."""
    if book.in_transaction:
        yield
        return
    book.execute("begin")
    try:
        yield
    finally:
        book.execute("rollback")


def only(sheet: Sheet, key: str) -> Sheet:
    """The report with one of its sections. Raises UsageRefused naming those there are."""
    chosen = [section for section in sheet.sections if section.key == key]
    if not chosen:
        raise UsageRefused(
            _("There is no section {typed}; there are: {sections}."),
            typed=excerpt(key),
            sections=", ".join(section.key for section in sheet.sections),
        )
    return sheet._replace(sections=chosen)
