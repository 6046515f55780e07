"""Questions about visits that several capabilities ask, and what a logged one says."""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from datetime import date

# Salespeople of whom a report is expected on working days, and from which day on. Whoever began the book and has no
# place in a team is expected from the first customer or contact on, if there is one.
REPORTING_STAFF = """(
select s.id, s.name, s.supervisor_id, s.left_on,
  max(substr(s.added_at, 1, 10), case
    when s.id > (select min(id) from staff) or coalesce(s.branch, s.territory, s.supervisor_id) is not null then ''
    else (select min(day) from (
      select min(registered_on) as day from customer where owner_id = s.id
      union all select min(v.contact_on) from visit v where v.by_id = s.id or v.id in (
        select visit_id from visit_companion w where w.staff_id = s.id)))
  end) as from_on
from staff s where s.role = 'salesperson')
"""
# Oneself and everybody below, of a manager everybody; whoever came later or had left is not expected.
_WITHOUT_VISIT = f"""
with recursive below(id) as (
  select id from staff where name = :me collate nocase
    or exists (select 1 from staff m where m.name = :me collate nocase and m.role = 'manager')
  union select s.id from staff s join below b on s.supervisor_id = b.id
)
select s.name from {REPORTING_STAFF} s join below b on b.id = s.id
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
