"""The lives of customers as the book has them, for the reconstruction of their follow-ups."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from crmcli.kit.days import date
from crmcli.report.obligations import Closed, Contact, Event, Graded, Life
from crmcli.report.queries import counted, rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

_CUSTOMERS = """
select c.id, c.owner_id, c.registered_on, c.archived_on, c.next_follow_up_on from customer c
where {people} order by c.id
"""
_VISITS = """
select v.customer_id, v.contact_on, v.grade_after, v.next_on, v.reason
from visit v join customer c on c.id = v.customer_id where {people} order by v.contact_on, v.id
"""
_DEALS = """
select d.customer_id, d.closed_on, d.outcome from deal d join customer c on c.id = d.customer_id
where {people} order by d.id
"""
# A change that a contact made is told by the contact.
_CHANGES = """
select g.customer_id, g.changed_on, g.to_grade from grade_change g join customer c on c.id = g.customer_id
where {people} and not exists (select 1 from visit v where v.grade_change_id = g.id) order by g.id
"""


class Owned(NamedTuple):
    """A customer's life, and whose customer it is."""

    owner_id: int
    life: Life


def lives(book: sqlite3.Connection, people: Sequence[int] | None) -> Iterator[Owned]:
    """Every customer of these people, archived ones too."""
    condition, values = counted(people)
    events: dict[int, list[Event]] = defaultdict(list)
    for customer, on, grade, next_on, reason in rows(book, _VISITS.format(people=condition), *values):
        events[customer].append(Contact(date.fromisoformat(on), grade, _day(next_on), reason))
    for customer, on, outcome in rows(book, _DEALS.format(people=condition), *values):
        events[customer].append(Closed(date.fromisoformat(on), outcome))
    for customer, on, grade in rows(book, _CHANGES.format(people=condition), *values):
        events[customer].append(Graded(date.fromisoformat(on), grade))
    for customer, owner, registered, archived, next_on in rows(
        book, _CUSTOMERS.format(people=condition), *values
    ):
        life = Life(date.fromisoformat(registered), _day(archived), _day(next_on), events.pop(customer, ()))
        yield Owned(owner, life)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
