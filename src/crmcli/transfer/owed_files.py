"""Promises, complaints and marks as tables of their own, to read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import parse_date
from crmcli.kit.formats import Listing
from crmcli.kit.i18n import _
from crmcli.owe.queries import MARK_KEYS, OWED_KEYS
from crmcli.owe.showing import mark_listing, owed_listing
from crmcli.policy.queries import policy_in_force
from crmcli.transfer.queries import batches

if TYPE_CHECKING:
    from crmcli.transfer.exporting import Asked

OWED_SUBJECTS = {
    "owed": ("owed_list", OWED_KEYS, "opened_on"),
    "marks": ("satisfaction_list", MARK_KEYS, "given_on"),
}
BATCH = 400


def owed_asked(run: Invocation, book: sqlite3.Connection, asked: Asked, customers: Sequence[int]) -> Listing:
    """What is owed to these customers, or their marks, by the day on which it was said."""
    view, keys, day = OWED_SUBJECTS[asked.subject]
    first = parse_date(asked.since, run.today, "past") if asked.since else date.min
    last = parse_date(asked.until, run.today, "past") if asked.until else date.max
    chosen = set(customers)
    found = book.execute(
        f"select id, customer_id from {view} where {day} between ? and ? order by {day}, id",
        (first.isoformat(), last.isoformat()),
    )
    ids = [row_id for row_id, customer_id in found if customer_id in chosen]
    rows = _rows(book, view, keys, day, ids)
    if asked.subject == "owed":
        listing = owed_listing(rows, run.today, several_states=True)
        listing.title = _("Promises and complaints")
        return listing
    listing = mark_listing(rows, policy_in_force(book).promises.low_mark)
    listing.title = _("Satisfaction")
    return listing


def _rows(
    book: sqlite3.Connection, view: str, keys: Sequence[str], day: str, ids: Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    for batch in batches(ids, BATCH):
        marks = ", ".join("?" * len(batch))
        query = f"select {', '.join(keys)} from {view} where id in ({marks}) order by {day}, id"
        yield from book.execute(query, batch).fetchall()
