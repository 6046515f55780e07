"""Campaigns written to files: documents with everything of each, or a table of whom they call on."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from crmcli.campaign.listing import CAMPAIGNS, OPINIONS, improvement_rows, member_rows, rows_by_key
from crmcli.campaign.wording import member_columns
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _

_HEAD = (
    "select name as campaign, from_on, to_on, goal, focus, owner, counts, per_day, chosen_by,"
    " started_at, ended_on, result"
    f" from {CAMPAIGNS} where id = ?"
)
_MEMBERS = (
    "select c.code, c.name, m.planned_on, m.goal, m.focus, m.done_on, s.name as done_by, m.result, m.dropped_on,"
    " m.dropped_reason from campaign_member m join customer c on c.id = m.customer_id"
    " left join staff s on s.id = m.done_by_id where m.campaign_id = ? order by m.id"
)
_OPINIONS = (
    f"select number, code, name, kind, text, said_on, by from {OPINIONS} where campaign_id = ?"
    " order by number"
)


def campaign_documents(book: sqlite3.Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The campaigns of these ids as documents, one at a time."""
    for campaign_id in ids:
        (head,) = rows_by_key(book, _HEAD, campaign_id)
        yield {
            "crm_campaign": 1,
            **head,
            "counts": head["counts"].split(),
            "members": rows_by_key(book, _MEMBERS, campaign_id),
            "opinions": rows_by_key(book, _OPINIONS, campaign_id),
            "improvements": improvement_rows(book, campaign_id),
        }


def member_table(book: sqlite3.Connection, ids: Sequence[int], customers: Collection[int]) -> Listing:
    """A row for each of the customers whom these campaigns call on, to print and take along."""
    columns = [Column("campaign", _("Campaign")), *member_columns()]
    rows = [
        [name, *(row[column.key] for column in columns[1:])]
        for campaign_id in ids
        for (name,) in book.execute("select name from campaign where id = ?", (campaign_id,)).fetchall()
        for row in member_rows(book, campaign_id)
        if row["customer_id"] in customers
    ]
    return Listing(columns, rows, title=_("Campaigns"))
