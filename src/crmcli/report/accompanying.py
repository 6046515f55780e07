"""On which days supervisors and salespeople went to customers together (docs/rules.md#accompaniment)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.customer.vocabulary import labels
from crmcli.report.queries import rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from crmcli.report.model import Asked

_DAYS = """
select b.staff_id, a.staff_id, substr(v.contact_on, 1, 7), count(distinct v.contact_on), count(*)
from visit v join visit_party b on b.visit_id = v.id join visit_party a on a.visit_id = v.id
join staff boss on boss.id = b.staff_id join staff seller on seller.id = a.staff_id
where v.contact_on between ? and ? and boss.role <> 'salesperson' and seller.role = 'salesperson'
group by b.staff_id, a.staff_id, substr(v.contact_on, 1, 7)
"""
_PURPOSES = """
select b.staff_id, v.purpose, count(distinct v.visit_id)
from visit_purpose_list v join visit_party b on b.visit_id = v.visit_id join staff boss on boss.id = b.staff_id
where v.contact_on between ? and ? and boss.role <> 'salesperson' and exists (
  select 1 from visit_party a join staff seller on seller.id = a.staff_id
  where a.visit_id = v.visit_id and seller.role = 'salesperson')
group by boss.id, v.purpose order by boss.name, boss.id, count(distinct v.visit_id) desc, v.purpose
"""


class Together(NamedTuple):
    """Who went along with whom in a month: on how many days, to how many contacts."""

    supervisor_id: int
    salesperson_id: int
    month: str
    days: int
    contacts: int


def accompanied(book: sqlite3.Connection, asked: Asked) -> list[Together]:
    """Every pair that went together in the period, month by month."""
    return [Together(*row) for row in rows(book, _DAYS, *asked.days)]


def months_between(first: date, last: date) -> Iterator[str]:
    """`2026-11` and so on: every month of which a day lies in the period."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def purposes(book: sqlite3.Connection, asked: Asked) -> tuple[dict[str, str], list[tuple[int, str, int]]]:
    """The words for purposes, and (supervisor, purpose, contacts) of the contacts on which one went along."""
    return labels("visit_purpose"), [
        (boss, what, count) for boss, what, count in rows(book, _PURPOSES, *asked.days)
    ]
