"""`crm doctor`: every check, one after the other, on a book that may be in any state."""

import sqlite3
from collections.abc import Iterator

from crmcli.doctor.facts import FACTS
from crmcli.doctor.findings import Finding
from crmcli.doctor.past import check_chain, check_rows
from crmcli.doctor.structure import check_pages, check_references, check_schema
from crmcli.doctor.surroundings import (
    check_backups,
    check_files,
    check_leftovers,
    check_modes,
    check_place,
)
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import BookUnusable
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _
from crmcli.kit.storage.copying import check_kind, looking_at


def examine(run: Invocation) -> list[Finding]:
    """Everything that is wrong, in the order of the checks. Raises BookUnusable where there is no book to look at."""
    path = run.book_path
    with run.reading():  # an older book is brought up to date; none, another file or a newer one is refused
        pass
    found = [*check_modes(path), *check_place(path), *check_leftovers(path)]
    with looking_at(path) as book:
        check_kind(book, path)
        found += _inside(run, book)
    return found


def _inside(run: Invocation, book: sqlite3.Connection) -> Iterator[Finding]:
    """What needs sound pages is only asked of sound pages."""
    damage = list(check_pages(book))
    if damage:
        yield from damage
        return
    yield from check_references(book)
    schema = list(check_schema(book))
    yield from schema
    if any(finding.mending is None for finding in schema):
        return
    yield from check_chain(book)
    yield from check_rows(book)
    for check in FACTS:
        yield from check(book, run.today)
    yield from check_files(book, run.book_path)
    yield from check_backups(book, run.book_path, run.today)


def findings_listing(findings: list[Finding], mended: list[Finding]) -> Listing:
    """What was found, and what has been put right."""
    columns = [
        Column("check", _("Check")),
        Column("said", _("Found")),
        Column("fixable", _("crm doctor --fix mends it"), "bool", tables=False),
        Column("fixed", _("Mended"), "bool"),
    ]
    rows = [(one.check, one.said, one.mending is not None, one in mended) for one in findings]
    return Listing(columns, rows, empty=_("Nothing is wrong."), code_key="check")


def refuse_missing(run: Invocation) -> None:
    """A doctor needs a book."""
    if run.book_missing:
        raise BookUnusable(_("There is no book at {path}."), path=run.book_path)
