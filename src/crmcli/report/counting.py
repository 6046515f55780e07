"""How many customers of each grade there were on a day, out of the changes of grade (docs/rules.md#saturday-check)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.report.queries import among, counted, owner_on, rows

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from crmcli.report.model import Asked

# (owner, grade) -> customers
Counts = dict[tuple[str, str], int]

_NOW = """
select o.name, c.grade, count(*) from customer c join staff o on o.id = c.owner_id
where c.archived_on is null and c.grade is not null and {people} group by o.id, c.grade order by o.name, o.id, c.grade
"""
# The grade of a past day is the one that the newest change up to that day gave: the card goes by the newest one too.
_THEN = """
select o.name, g.to_grade, count(*)
from customer c join staff o on o.id = {owner}
join grade_change g on g.id = (
  select max(x.id) from grade_change x where x.customer_id = c.id and x.changed_on <= ?)
where c.registered_on <= ? and (c.archived_on is null or c.archived_on > ?) and g.to_grade is not null and {people}
group by o.id, g.to_grade order by o.name, o.id, g.to_grade
"""
_KEPT_ON = """
select counted_on, max(last_change_id) from grade_count
where counted_on = (select max(counted_on) from grade_count where {when}) group by counted_on
"""
_KEPT = """
select o.name, g.grade, g.customers from grade_count g join staff o on o.id = g.owner_id
where g.counted_on = ? and {people}
"""


class Counted(NamedTuple):
    """The count of a day: the day, its numbers; of one that was kept the newest change that it knew."""

    on: str
    counts: Counts
    last_change_id: int | None = None


def counts_on(book: sqlite3.Connection, asked: Asked, day: date) -> Counts:
    """The customers of each grade at the end of that day, by whose they were then; today as the cards say."""
    if day >= asked.today:
        condition, values = counted(asked.people)
        found = rows(book, _NOW.format(people=condition), *values)
    else:
        owner = owner_on(f"'{day.isoformat()}'")
        condition, values = counted(asked.people, owner)
        found = rows(book, _THEN.format(people=condition, owner=owner), *[day.isoformat()] * 3, *values)
    return {(owner, grade): count for owner, grade, count in found}


def kept_on(book: sqlite3.Connection, asked: Asked, day: date) -> Counted | None:
    """The count that was kept on that day."""
    return _kept(book, asked, "counted_on = ?", day)


def kept_before(book: sqlite3.Connection, asked: Asked, day: date) -> Counted | None:
    """The latest count that was kept before that day."""
    return _kept(book, asked, "counted_on < ?", day)


def _kept(book: sqlite3.Connection, asked: Asked, when: str, day: date) -> Counted | None:
    found = book.execute(_KEPT_ON.format(when=when), (day.isoformat(),)).fetchone()
    if found is None:
        return None
    counted_on, change_id = found
    condition, values = among("g.owner_id", asked.people)
    kept = rows(book, _KEPT.format(people=condition), counted_on, *values)
    return Counted(counted_on, {(owner, grade): count for owner, grade, count in kept}, change_id)
