"""Checklists in files of ours: written by an export, known by their first key and taken back by an import."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crmcli.checklist.overview import STATES, Filters, checklist_listing
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import ValueRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _, speaking

if TYPE_CHECKING:
    from crmcli.transfer.exporting import Asked as AskedExport
    from crmcli.transfer.importing import Asked

CUSTOMERS = re.compile(r'"customers":\s*\[\s*\{')
MARK = b'"crm_checklist"'
HEAD_BYTES = 4096


def checklists_asked(
    run: Invocation, book: sqlite3.Connection, asked: AskedExport, customers: Sequence[int], *, whole: bool
) -> Listing:
    """The checklists of these customers, and those of offices and partners where nothing narrows the customers.

    `whole`: a document each, which an import takes back; else a row each, to read.
    """
    ids = _ids(book, asked, customers)
    if whole:
        from crmcli.checklist.carrying_out import checklist_documents

        documents = list(checklist_documents(run, book, ids))
        keys = list(documents[0]) if documents else ["crm_checklist"]
        return Listing([Column(key, key) for key in keys], ([one[key] for key in keys] for one in documents))
    wanted = set(ids)
    listing = checklist_listing(run, book, Filters(STATES), talk=False, archived=True)
    codes = {
        code
        for checklist_id, code in book.execute("select id, code from checklist")
        if checklist_id in wanted
    }
    return Listing(listing.columns, (row for row in listing.rows if row[0] in codes), title=_("Checklists"))


def _ids(book: sqlite3.Connection, asked: AskedExport, customers: Sequence[int]) -> list[int]:
    chosen = set(customers)
    narrowed = any(one is not None for one in (asked.where, asked.grades, asked.owner))
    rows = book.execute("select id, customer_id from checklist order by id").fetchall()
    return [
        checklist_id
        for checklist_id, customer_id in rows
        if (customer_id in chosen if customer_id is not None else not narrowed)
    ]


def import_with_checklists(run: Invocation, asked: Asked) -> Text | None:
    """Take what a file holds: customers, checklists of ours, or with an export of everything one after the other."""
    from crmcli.transfer.importing import import_file

    text = _marked_text(asked.path)
    found = _documents(text) if text is not None else None
    if text is None or found is None:
        return import_file(run, asked)
    customers = import_file(run, asked) if asked.path != "-" and CUSTOMERS.search(text) else None
    from crmcli.checklist.carrying_in import take_documents

    checklists = take_documents(run, found, skip_bad=asked.skip_bad)
    if customers is None:
        return checklists
    records = [told.record for told in (customers, checklists) if isinstance(told.record, Mapping)]
    return Text(
        f"{customers.text}\n{checklists.text}", {key: value for one in records for key, value in one.items()}
    )


def _documents(text: str) -> list[object] | None:
    from crmcli.checklist.document_checks import documents_in

    return documents_in(text)


def _marked_text(path: str) -> str | None:
    """The text of a file that begins as one of ours with checklists; a pipe is looked at and left whole."""
    if path == "-":
        peek = getattr(sys.stdin and sys.stdin.buffer, "peek", None)
        if peek is None or MARK not in peek(HEAD_BYTES)[:HEAD_BYTES]:
            return None
        return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    try:
        with open(path, "rb") as file:
            if MARK not in file.read(HEAD_BYTES):
                return None
            file.seek(0)
            return file.read().decode("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return None  # what is wrong with it is said where it is opened as a table


def refuse_table_of_checklists(headers: Sequence[str]) -> None:
    """A table of checklists is for reading, and would become customers. Raises ValueRefused."""
    ours = {("checklist", "template")}
    for language in ("en", "zh"):
        with speaking(language):
            ours.add((_("Checklist"), _("Template")))
    if any(list(headers[:1]) == [first] and second in headers for first, second in ours):
        raise ValueRefused(
            _(
                "This is a table of checklists, to read; they come back from JSON: crm export checklists -o FILE.json."
            )
        )
