"""What spot checks make due: cards to be looked at, and findings to be mended (docs/rules.md#card-life)."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.cards import card_policy

_OPEN = """
select i.customer_id, case i.state when 'open' then k.drawn_by_id else c.owner_id end as owner_id, i.state,
  min(case i.state when 'open' then k.drawn_on else i.checked_on end), group_concat(i.finding, '; ')
from card_check_item i join card_check k on k.id = i.check_id join customer c on c.id = i.customer_id
where i.state in ('open', 'finding') and i.customer_id between ? and ?
group by 1, 2 order by 1, 2
"""


def spot_check_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """For whoever drew a card: to look at it; for whoever looks after the customer: to mend what was found."""
    policy = card_policy(book)
    for ids in ranges:
        for customer_id, owner_id, state, since, found in book.execute(_OPEN, ids).fetchall():
            first = date.fromisoformat(since)
            within = policy.check_within if state == "open" else policy.fill_within
            en, zh = in_both_languages(
                lambda: (
                    _("spot check: mend {finding}").format(finding=found)  # noqa: B023
                    if found  # noqa: B023
                    else _("spot check: look at this card")
                )
            )
            yield DutyRow(
                "spot_check", owner_id, since, within.after(first).isoformat(), state, en, zh, customer_id
            )
