"""`crm card list` and `show`: how far each card is, and what was found on it."""

from __future__ import annotations

import sqlite3
from typing import Any

from crmcli.card.queries import CARD_CHECKS, CARDS
from crmcli.card.verifying import value_mappings, values_listing
from crmcli.customer.card_blocks import confirmation_words
from crmcli.customer.fields import customer_fields
from crmcli.customer.queries import Match
from crmcli.customer.showing import last_confirmation
from crmcli.customer.vocabulary import labels, stored_word
from crmcli.filing.required import lacks_of
from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _
from crmcli.kit.where import compile_where
from crmcli.staff.queries import owner_asked

_KEYS = (
    "code", "name", "kind", "grade", "status", "owner", "branch", "region", "industry", "state", "cause", "opened_on",
    "submitted_on", "submitted_by", "filed_on", "decided_on", "decided_by", "reason",
)  # fmt: skip


def cards_listing(
    run: Invocation, *, state: str | None, owner: str | None, where: str | None, limit: str | None
) -> Listing:
    """The list of customers with how far each card is (客户一览表)."""
    tests, values = ["archived_on is null"], list[object]()
    with run.reading() as book:
        if state is not None:
            tests.append("state = ?")
            values.append(stored_word("card_state", state))
        who = owner_asked(run, book, owner)
        if who is not None:
            tests.append("owner = ? collate nocase")
            values.append(who)
        if where is not None:
            compiled = compile_where(where, customer_fields(book, run.today), run.today)
            tests.append(f"customer_id in (select id from customer_list l where {compiled.sql})")
            values += compiled.parameters
        most = -1 if limit is None else parse_count(limit, "--limit")
        query = f"select {', '.join(_KEYS)} from {CARDS} where {' and '.join(tests)} order by code limit ?"
        rows = book.execute(query, (*values, most)).fetchall()
    return Listing(_columns(), rows, empty=_("No card is like that."))


def _columns() -> list[Column]:
    return [
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("kind", _("Kind"), "words", labels=labels("kind")),
        Column("grade", _("Grade")),
        Column("status", _("Status"), "words", labels=labels("status"), line=2),
        Column("owner", _("Owner"), line=2),
        Column("branch", _("Branch"), tables=False),
        Column("region", _("Region"), line=2),
        Column("industry", _("Industry"), line=2),
        Column("state", _("Card"), "words", labels=labels("card_state")),
        Column("cause", _("Cause"), tables=False),
        Column("opened_on", _("Opened"), "date", tables=False),
        Column("submitted_on", _("Submitted"), "date", tables=False),
        Column("submitted_by", _("Submitted by"), tables=False),
        Column("filed_on", _("Filed"), "date"),
        Column("decided_on", _("Decided"), "date", tables=False),
        Column("decided_by", _("Decided by"), tables=False),
        Column("reason", _("Reason"), line=2),
    ]


def card_record(book: sqlite3.Connection, run: Invocation, match: Match) -> Record:
    """One card: its life, what it lacks, what spot checks found."""
    row = book.execute(
        f"select {', '.join(_KEYS)} from {CARDS} where customer_id = ?", (match.customer_id,)
    ).fetchone()
    mapping: dict[str, Any] = dict(zip(_KEYS, row, strict=True))
    lacks = lacks_of(book, run.today, match.customer_id)[match.customer_id]
    mapping |= {"missing": list(lacks.missing), "missing_keys": list(lacks.missing_keys)}
    mapping["confirmation"] = last_confirmation(book, match.customer_id)
    cursor = book.execute(
        "select number, drawn_on, drawn_by, state, finding, checked_on, checked_by, mended_on, mended_by, mended_note"
        f" from {CARD_CHECKS} where customer_id = ? order by number desc",
        (match.customer_id,),
    )
    keys = [column[0] for column in cursor.description]
    mapping["checks"] = [dict(zip(keys, one, strict=True)) for one in cursor]
    facts = [
        Field(_("Card"), labels("card_state")[mapping["state"]]),
        Field(_("Opened"), mapping["opened_on"], "date"),
        Field(_("Submitted"), _by(mapping["submitted_on"], mapping["submitted_by"])),
        Field(_("Decided"), _by(mapping["decided_on"], mapping["decided_by"])),
        Field(_("Filed"), mapping["filed_on"], "date"),
        Field(_("Reason"), mapping["reason"]),
        Field(_("Missing"), ", ".join(mapping["missing"]) or None),
        Field(_("Confirmed with the customer"), confirmation_words(mapping["confirmation"])),
    ]
    columns = [
        Column("number", _("Number"), "int"),
        Column("drawn_on", _("Drawn"), "date"),
        Column("state", _("Result"), "words", labels=labels("check_result")),
        Column("checked_by", _("By")),
        Column("finding", _("Finding"), line=2),
        Column("mended_on", _("Put right"), "date", line=2),
    ]
    shown = [[one[column.key] for column in columns] for one in mapping["checks"]]
    mapping["values"] = value_mappings(book, match.customer_id, run.today)
    blocks = [
        Block(f"{match.name}  {match.code}", facts),
        Block(_("Each value confirmed"), values_listing(mapping["values"])),
        Block(_("Spot checks"), Listing(columns, shown)),
    ]
    return Record(mapping, blocks)


def _by(day: str | None, name: str | None) -> str | None:
    return "  ".join(filter(None, (day, name))) or None
