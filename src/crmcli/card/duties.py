"""What a card makes due: spot checks (docs/rules.md#card-life), and dates that expire (docs/rules.md#verification)."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

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
MOST_NAMED = 3


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
    """An item for each card with days that expire, until other days stand there: due on the first, naming each.

    For everybody whose playbook has such days.
    """
    card = card_definition(book)
    expiring = [key for key, one in card.by_key.items() if one.expires and not one.retired]
    if not expiring:
        return
    words = _ExpiryWords(card)
    sql = _DAYS.format(fields=", ".join("?" * len(expiring)))
    for ids in ranges:
        rows = book.execute(sql, (*ids, *expiring)).fetchall()
        for (customer_id, owner_id), values in groupby(rows, itemgetter(0, 1)):
            days = sorted((row[4], row[2], row[3]) for row in values if _is_day(row[4]))
            if days:
                first = days[0][0]
                visible_on = (date.fromisoformat(first) - timedelta(days=EXPIRY_LEAD_DAYS)).isoformat()
                title = ",".join(dict.fromkeys(key for _day, key, _record in days))
                en, zh = words.of(days)
                yield DutyRow("card_expiry", owner_id, visible_on, first, title, en, zh, customer_id)


def _is_day(value: str) -> bool:
    """Whether it is a day with room before it; text of one's own may never have become one."""
    try:
        date.fromisoformat(value) - timedelta(days=EXPIRY_LEAD_DAYS)
    except (ValueError, OverflowError):
        return False
    return True


class _ExpiryWords:
    """The fields of an item with their days, in both languages: a few by name, then how many more."""

    def __init__(self, card: CardDefinition) -> None:
        self._card = card
        self._names: dict[tuple[str, int], tuple[str, str]] = {}
        self._sentence = in_both_languages(lambda: _("{fields}: renew, then note the new day"))
        self._comma = in_both_languages(lambda: _(", "))
        self._and_more = in_both_languages(lambda: _("{fields} and {count} more"))

    def of(self, days: Sequence[tuple[str, str, int]]) -> tuple[str, str]:
        en, zh = (self._worded(days, place) for place in (0, 1))
        return en, zh

    def _worded(self, days: Sequence[tuple[str, str, int]], place: int) -> str:
        named = self._comma[place].join(
            f"{self._name(key, record)[place]} {day}" for day, key, record in days[:MOST_NAMED]
        )
        if len(days) > MOST_NAMED:
            named = self._and_more[place].format(fields=named, count=len(days) - MOST_NAMED)
        return self._sentence[place].format(fields=named)

    def _name(self, key: str, record: int) -> tuple[str, str]:
        if (key, record) not in self._names:
            self._names[key, record] = in_both_languages(lambda: shown_name(self._card, key, record))
        return self._names[key, record]
