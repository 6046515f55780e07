"""What a card makes due: spot checks (docs/rules.md#card-life), and dates that expire (docs/rules.md#verification)."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.cards import card_policy
from crmcli.policy.fields import CardDefinition, card_definition, shown_name

_OPEN = """
select i.customer_id, case i.state when 'open' then k.drawn_by_id else c.owner_id end as owner_id, i.state,
  min(case i.state when 'open' then k.drawn_on else i.checked_on end), group_concat(i.finding, '; ')
from card_check_item i join card_check k on k.id = i.check_id join customer c on c.id = i.customer_id
where i.state in ('open', 'finding') and i.customer_id between ? and ?
group by 1, 2 order by 1, 2
"""

_DAYS = """
select f.customer_id, c.owner_id, f.field, f.record, f.value
from customer_field f join customer c on c.id = f.customer_id
where f.customer_id between ? and ? and f.field in ({fields}) order by f.customer_id, f.field, f.record
"""
EXPIRY_LEAD_DAYS = 30


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


def expiry_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """Each day on a card that expires, until another day stands there; for everybody whose playbook has such days."""
    card = card_definition(book)
    expiring = [key for key, one in card.by_key.items() if one.expires and not one.retired]
    if not expiring:
        return
    words: dict[tuple[str, int], tuple[str, str]] = {}  # most cards have the same
    sql = _DAYS.format(fields=", ".join("?" * len(expiring)))
    for ids in ranges:
        for customer_id, owner_id, key, record, value in book.execute(sql, (*ids, *expiring)).fetchall():
            try:
                visible_on = date.fromisoformat(value) - timedelta(days=EXPIRY_LEAD_DAYS)
            except (ValueError, OverflowError):  # text of one's own that never became a day
                continue
            if (key, record) not in words:
                words[key, record] = in_both_languages(lambda: _expiry_words(card, key, record))  # noqa: B023
            en, zh = words[key, record]
            yield DutyRow("card_expiry", owner_id, visible_on.isoformat(), value, key, en, zh, customer_id)


def _expiry_words(card: CardDefinition, key: str, record: int) -> str:
    return _("{field}: this day passes; renew it, then note the new one").format(
        field=shown_name(card, key, record)
    )
