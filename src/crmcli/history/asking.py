"""What is asked of the history: whose entries, and of which fields."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from itertools import islice

from crmcli.change.queries import undoable_entries
from crmcli.customer.fields import customer_fields, own_field_names
from crmcli.customer.naming import field_asked
from crmcli.customer.revealing import note_revealed
from crmcli.history.queries import Event, touched_by
from crmcli.history.wording import history_listing
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Listing
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.storage.references import columns_of, table_names
from crmcli.staff.queries import owner_asked

MOST_LISTED = 20
# Where a field of a card is stored under another name than it is asked by.
_STORED_AS = {
    "owner": "owner_id",
    "topic": "next_topic",
    "phone": "number",
    "note": "text",
    "importance": "importance_set",
    "contact": "name",
}


def person_meant(run: Invocation, book: sqlite3.Connection, typed: str | None) -> str | None:
    """The name by which the history knows somebody; None for everybody. Raises NotFound with the nearest."""
    return None if typed is None else owner_asked(run, book, typed)


def columns_meant(book: sqlite3.Connection, typed: Sequence[str], today: date) -> frozenset[str]:
    """The stored names of fields, by whatever name `--where` knows them. Raises UsageRefused."""
    fields = customer_fields(book, today)
    stored = {column for table in table_names(book) for column in columns_of(book, table)}
    meant = set()
    for name in typed:
        field = field_asked(fields, name)
        column = _STORED_AS.get(field.name, field.name) if field else name
        if column not in stored and column not in own_field_names(book):
            near = fields.nearest(name)
            raise UsageRefused(
                _("There is no field {field}; did you mean {near}?")
                if near
                else _("There is no field {field}."),
                field=excerpt(name),
                near=near,
            )
        meant.add(column)
    return frozenset(meant)


def note_who_looks(run: Invocation, customer: str | None) -> None:
    """Sensitive values are looked up on one card, and that is kept. Raises UsageRefused for the whole book."""
    if customer is None:
        raise UsageRefused(_("--reveal is for one customer: crm history CUSTOMER --reveal."))
    note_revealed(run, customer)


def undoable_listing(run: Invocation) -> Listing:
    """What I may take back, the last first."""
    with run.reading() as book:
        found = [
            Event(*entry, None, touched_by(book, entry.id))
            for entry in islice(undoable_entries(book, run.actor_name), MOST_LISTED)
        ]
        return history_listing(book, found, _("There is nothing to take back."))
