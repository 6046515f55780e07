"""Which rows of a file name a next follow-up that is later than the rhythm of the grade."""

from __future__ import annotations

import sqlite3
from datetime import date

from crmcli.transfer.cards import Card
from crmcli.transfer.planning import Plan
from crmcli.transfer.queries import BATCH, batches, stored_cards
from crmcli.transfer.rows import EMPTY_ROW, Terms, changed_row, rhythm_start
from crmcli.transfer.rules import changes_of


def late_lines(book: sqlite3.Connection, plan: Plan, terms: Terms) -> list[int]:
    """The lines whose date is later, without a reason of its own, in the order of the file."""
    lines = [card.line for card in plan.new if _is_late(card, terms)]
    telling = [update for update in plan.updates if "next_follow_up_on" in update.card.columns]
    for batch in batches(telling, BATCH):
        stored = stored_cards(book, [update.customer_id for update in batch])
        for customer_id, card in batch:
            changes = changes_of(card, stored[customer_id])
            after = changed_row(stored[customer_id].row, changes, None, terms)
            if "next_follow_up_on" in changes.columns and after["agreed_reason"] == terms.late_reason:
                lines.append(card.line)
    return sorted(lines)


def _is_late(card: Card, terms: Terms) -> bool:
    agreed = card.columns.get("next_follow_up_on")
    if not isinstance(agreed, date) or "agreed_reason" in card.columns:
        return False
    status = str(card.columns.get("status", EMPTY_ROW["status"]))
    ceiling = terms.ceiling(card.grade, status, rhythm_start(card, terms))
    return ceiling is not None and agreed > ceiling
