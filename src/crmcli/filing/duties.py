"""Cards that are to be filled in, submitted or mended (docs/rules.md#card-life)."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.filing.required import missing_values
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.cards import card_policy
from crmcli.policy.queries import policy_in_force

_OPEN = """
select f.customer_id, c.owner_id, f.state, f.cause, f.reason,
  case f.state when 'draft' then f.opened_on else f.decided_on end
from card_filing f join customer c on c.id = f.customer_id
where f.state in ('draft', 'returned') and f.customer_id between ? and ? order by f.customer_id
"""


def card_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for each card that is not submitted, or was returned."""
    if policy_in_force(book).team.mode("new_card") != "approve":
        return
    policy = card_policy(book)
    for ids in ranges:
        for customer_id, owner_id, state, cause, reason, since in book.execute(_OPEN, ids).fetchall():
            opened_on = date.fromisoformat(since)
            en, zh = in_both_languages(
                lambda: _title(state, cause, reason, missing_values(book, customer_id, opened_on))  # noqa: B023
            )
            due_on = policy.fill_within.after(opened_on).isoformat()
            yield DutyRow("card", owner_id, since, due_on, state, en, zh, customer_id)


def _title(state: str, cause: str, reason: str | None, missing: Sequence[str]) -> str:
    words = _words(state, cause, reason)
    if not missing:
        return words
    return _("{words}; missing: {fields}").format(words=words, fields=_(", ").join(missing))


def _words(state: str, cause: str, reason: str | None) -> str:
    if state == "returned":
        return _("card returned: {reason}").format(reason=reason or "-")
    return (
        _("first transaction: card to be completed and submitted")
        if cause == "first_deal"
        else _("card to be filled in and submitted")
    )
