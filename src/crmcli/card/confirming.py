"""The whole card confirmed with the customer once a quarter, and how far that has come (docs/rules.md#confirmation)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.cards import card_policy
from crmcli.policy.queries import policy_in_force

WAYS = ("mail", "email", "fax", "call", "visit", "reception", "message", "wechat", "other")
_LAST = """
select c.id, c.owner_id, max(c.registered_on,
  coalesce((select max(confirmed_on) from card_confirmation f where f.customer_id = c.id), ''))
from customer c where c.id between ? and ? and c.archived_on is null order by c.id
"""
_PROGRESS = """
select {by}, count(*), sum(seen), sum(moved), count(*) - sum(seen) from (
  select s.name as owner, coalesce(s.branch, '-') as branch,
    exists (select 1 from card_confirmation f where f.customer_id = c.id and f.confirmed_on between ? and ?) as seen,
    exists (select 1 from card_confirmation f where f.customer_id = c.id and f.confirmed_on between ? and ?
      and f.changed) as moved
  from customer c join staff s on s.id = c.owner_id where c.archived_on is null and c.registered_on <= ?
) group by 1 order by 1
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


def progress_rows(
    book: sqlite3.Connection, first: date, last: date, by: str = "owner"
) -> list[tuple[object, ...]]:
    """Owner or branch, its cards, those confirmed between two days, those of them that had changed, those left."""
    days = (first.isoformat(), last.isoformat())
    return book.execute(_PROGRESS.format(by=by), (*days, *days, last.isoformat())).fetchall()


def progress_listing(run: Invocation, quarter: str | None, by: str) -> Listing:
    """How far the confirmation of a quarter has come. Raises UsageRefused."""
    if by not in ("owner", "branch"):
        raise UsageRefused(_("Progress is told by owner or branch, not by {typed}."), typed=by[:40])
    first, last = quarter_meant(quarter, run.today)
    with run.reading() as book:
        rows = progress_rows(book, first, last, by)
    columns = [
        Column(by, _("Owner") if by == "owner" else _("Branch")),
        Column("cards", _("Cards"), "int"),
        Column("confirmed", _("Confirmed"), "int"),
        Column("changed", _("Changed"), "int"),
        Column("left", _("Not yet"), "int"),
        Column("percent", _("Percent"), "int"),
    ]
    shown = [(*row, round(100 * int(str(row[2])) / int(str(row[1])))) for row in rows]
    return Listing(columns, shown, empty=_("There are no cards."), code_key=by)
