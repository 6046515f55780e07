"""Checklists and campaigns as an export writes them: documents to be taken back, or tables to read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crmcli.checklist.overview import STATES, Filters, checklist_listing
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _

if TYPE_CHECKING:
    from crmcli.transfer.exporting import Asked as AskedExport


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


def campaigns_asked(
    book: sqlite3.Connection, asked: AskedExport, customers: Sequence[int], *, whole: bool
) -> Listing:
    """The campaigns that call on any of these customers, whole as documents; else a row for each of the customers."""
    chosen = set(customers)
    narrowed = any(one is not None for one in (asked.where, asked.grades, asked.owner))
    rows = book.execute("select campaign_id, customer_id from campaign_member").fetchall()
    ids = {campaign_id for campaign_id, customer_id in rows if customer_id in chosen}
    if not narrowed:
        ids |= {one for (one,) in book.execute("select id from campaign")}
    if whole:
        from crmcli.campaign.carrying_out import campaign_documents

        documents = list(campaign_documents(book, sorted(ids)))
        keys = list(documents[0]) if documents else ["crm_campaign"]
        return Listing([Column(key, key) for key in keys], ([one[key] for key in keys] for one in documents))
    from crmcli.campaign.carrying_out import member_table

    return member_table(book, sorted(ids), chosen)
