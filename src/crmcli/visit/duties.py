"""Whose first visit was made alone, where the team's rule makes that a due item (docs/rules.md#team-rules)."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.dates import describe_date
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.queries import policy_in_force
from crmcli.visit.rules import FIRST_VISIT_BY_TWO

# The first visit of customers to whom nobody has gone by two yet.
_ALONE = """
select c.id, c.owner_id, min(v.contact_on) from customer c join visit v on v.customer_id = c.id and v.kind = 'visit'
where c.id between ? and ? and c.archived_on is null and c.status in ('potential', 'negotiating')
  and not exists (select 1 from visit w join visit_companion k on k.visit_id = w.id
    where w.customer_id = c.id and w.kind = 'visit')
group by c.id order by c.id
"""


def first_visit_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for the owner of each of these customers, from the day of the first visit until one by two."""
    if policy_in_force(book).team.mode(FIRST_VISIT_BY_TWO) != "due":
        return
    for ids in ranges:
        for customer_id, owner_id, first_on in book.execute(_ALONE, ids).fetchall():
            en, zh = in_both_languages(lambda: _words(first_on))  # noqa: B023 - called at once
            yield DutyRow(
                FIRST_VISIT_BY_TWO, owner_id, first_on, first_on, FIRST_VISIT_BY_TWO, en, zh, customer_id
            )


def _words(first_on: str) -> str:
    day = describe_date(date.fromisoformat(first_on))
    return _("first visit of {day} was made alone: go by two").format(day=day)
