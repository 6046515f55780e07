"""Questions about visits that several capabilities ask, and what a logged one says."""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from datetime import date

# Oneself and everybody below, of a manager everybody; whoever came later or had left is not expected.
_WITHOUT_VISIT = """
with recursive below(id) as (
  select id from staff where name = :me collate nocase
    or exists (select 1 from staff m where m.name = :me collate nocase and m.role = 'manager')
  union select s.id from staff s join below b on s.supervisor_id = b.id
)
select s.name from reporting_staff s join below b on b.id = s.id
where s.from_on <= :day and (s.left_on is null or s.left_on >= :day)
  and not exists (select 1 from visit v where v.contact_on = :day and (v.by_id = s.id or exists
    (select 1 from visit_companion w where w.visit_id = v.id and w.staff_id = s.id)))
order by s.name
"""


def without_visit(book: sqlite3.Connection, day: date, me: str) -> list[str]:
    """Who of oneself and one's people, of a manager everybody, logged no contact on a day and went along on none."""
    return [name for (name,) in book.execute(_WITHOUT_VISIT, {"me": me, "day": day.isoformat()})]


def said_at(book: sqlite3.Connection, customer_id: int, number: int) -> dict[str, str]:
    """The summary and the aspects of the customer's visit of that number; nothing where there is none."""
    found = book.execute(
        "select id, summary from visit_list where customer_id = ? and visit_number = ?", (customer_id, number)
    ).fetchone()
    if found is None:
        return {}
    aspects = book.execute("select aspect, text from visit_aspect where visit_id = ?", (found[0],))
    return {"summary": found[1], **dict(aspects)}
