"""The whole card confirmed with the customer once a quarter, and how far that has come (docs/rules.md#confirmation)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from crmcli.card.counted_by import by_meant
from crmcli.customer.confirmed import progress_rows
from crmcli.customer.confirming import confirm_values
from crmcli.customer.fields import customer_fields
from crmcli.customer.naming import meant_on_card
from crmcli.customer.rules import parse_line
from crmcli.customer.selection import one_customer
from crmcli.customer.service import load_customer
from crmcli.customer.showing import written_record
from crmcli.customer.vocabulary import stored_word
from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Column, Listing, Record
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.cards import card_policy
from crmcli.policy.fields import card_definition
from crmcli.policy.queries import policy_in_force
from crmcli.staff.desk import desk

_LAST = """
select c.id, c.owner_id, max(c.registered_on,
  coalesce((select max(confirmed_on) from card_confirmation f where f.customer_id = c.id), ''))
from customer c where c.id between ? and ? and c.archived_on is null order by c.id
"""


def review_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """Every card, when it was not gone through with the customer for as long as the playbook says."""
    team = policy_in_force(book).team
    if team.mode("card_review") != "due":
        return
    policy = card_policy(book)
    en, zh = in_both_languages(lambda: _("confirm the card with the customer: has anything changed?"))
    for ids in ranges:
        for customer_id, owner_id, last_on in book.execute(_LAST, ids).fetchall():
            since = date.fromisoformat(max(last_on, team.since or ""))
            due_on = policy.confirm_every.after(since)
            first = max(due_on - timedelta(days=policy.lead_days), since)
            yield DutyRow(
                "card_review",
                owner_id,
                first.isoformat(),
                due_on.isoformat(),
                "card_review",
                en,
                zh,
                customer_id,
            )


def quarter_meant(typed: str | None, today: date) -> tuple[date, date]:
    """First and last day of `2026Q4`, or of the quarter of today. Raises UsageRefused."""
    year, number = today.year, (today.month - 1) // 3 + 1
    if typed is not None:
        text = typed.strip().upper().replace("年", "Q").replace("季度", "").replace("季", "")
        before, _q, after = text.partition("Q")
        if not (before.isdigit() and len(before) == 4 and after in ("1", "2", "3", "4") and before > "1900"):
            raise UsageRefused(_("A quarter is written like 2026Q4, not {typed}."), typed=typed[:40])
        year, number = int(before), int(after)
    first = date(year, number * 3 - 2, 1)
    after_last = date(year + number // 4, number % 4 * 3 + 1, 1)
    return first, after_last - timedelta(days=1)


def progress_listing(run: Invocation, quarter: str | None, by: str) -> Listing:
    """How far the confirmation of a quarter has come. Raises UsageRefused."""
    refusal = _("Progress is told by owner or branch, not by {typed}.")
    by = by_meant(by, ("owner", "branch"), refusal)
    first, last = quarter_meant(quarter, run.today)
    with run.reading() as book:
        rows = progress_rows(book, first, last, by)
    columns = [
        Column(by, _("Owner") if by == "owner" else _("Branch")),
        Column("cards", _("Cards"), "int"),
        Column("confirmed", _("Confirmed"), "int"),
        Column("changed", _("Changed"), "int"),
        Column("left", _("Not yet"), "int"),
        Column("values", _("Values confirmed"), "int"),
        Column("percent", _("Percent"), "int"),
    ]
    shown = [(*row, round(100 * int(str(row[2])) / int(str(row[1])))) for row in rows]
    return Listing(columns, shown, empty=_("There are no cards."), code_key=by)


def verify_card(run: Invocation, typed: str, how: str | None, *, changed: bool, note: str | None) -> Record:
    """Note that the whole card, and with it each value on it, was confirmed with the customer."""
    way, line = _way(how), parse_line(note or "")
    with run.reading() as book:
        match = one_customer(run, book, typed)
    with desk(run, "card verify") as at:
        from crmcli.card.service import confirm_card

        confirm_card(at, load_customer(at, match.customer_id), way, changed=changed, note=line)
    run.say(_("The card of {name} is confirmed.").format(name=match.name))
    return written_record(run, match.customer_id, match.code)


def verify_fields(run: Invocation, typed: str, names: Sequence[str], how: str | None) -> Record:
    """Note that these fields were confirmed. Raises NotFound, RuleRefused, ValueRefused for what cannot be."""
    way = _way(how)
    with run.reading() as book:
        match = one_customer(run, book, typed)
        fields, card = customer_fields(book, run.today), card_definition(book)
        wanted = [(name, meant_on_card(book, fields, card, name)) for name in names]
    with desk(run, "card verify") as at:
        told = confirm_values(at, load_customer(at, match.customer_id), wanted, way)
    run.say(_("Confirmed on the card of {name}: {fields}.").format(name=match.name, fields=", ".join(told)))
    return written_record(run, match.customer_id, match.code)


def _way(how: str | None) -> str | None:
    return stored_word("contact_kind", how) if how else None
