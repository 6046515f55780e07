"""What was agreed with customers for the days to come."""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from typing import Any

    from crmcli.kit.days import date

_PLANNED = """
select agreed_on, name, code, (select number || case extension when '' then '' else '-' || extension end
  from customer_phone p where p.customer_id = c.id order by rank, id limit 1), next_topic
from customer c where archived_on is null and agreed_on = next_follow_up_on
  and next_follow_up_on > ? and next_follow_up_on <= ?{owner}
  and not exists (select 1 from visit x where x.customer_id = c.id and x.is_scout)
  order by agreed_on, name, code limit ?
"""


def planned_rows(
    book: sqlite3.Connection, today: date, until: date, owner: str | None, limit: int
) -> list[tuple[Any, ...]]:
    """Agreed dates after today: (agreed_on, name, code, phone, topic)."""
    narrowed = " and owner_id in (select id from staff where name = ? collate nocase)" if owner else ""
    days = (today.isoformat(), until.isoformat())
    query = _PLANNED.format(owner=narrowed)
    return book.execute(query, (*days, *((owner,) if owner else ()), limit)).fetchall()
