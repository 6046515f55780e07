"""When a card is to be gone through with the customer again (docs/rules.md#card-life)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.cards import card_policy
from crmcli.policy.queries import policy_in_force

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
