"""Customers whom several people hold."""

from __future__ import annotations

import sqlite3
from typing import Any

HOLDER_KEYS = ("code", "customer", "holder", "is_owner", "last_contact_on", "contacts", "last_summary")
_TOOK_PART = """(v.by_id = s.id or exists
    (select 1 from visit_companion w where w.visit_id = v.id and w.staff_id = s.id))"""
_HOLDS = "(s.id = c.owner_id or s.id in (select staff_id from customer_holder h where h.customer_id = c.id))"
# Who holds a customer, the owner among them, and what contact each had.
_HOLDERS = f"""
select c.code, c.name as customer, s.name as holder, s.id = c.owner_id as is_owner,
  (select max(contact_on) from visit v where v.customer_id = c.id and {_TOOK_PART}) as last_contact_on,
  (select count(*) from visit v where v.customer_id = c.id and {_TOOK_PART}) as contacts,
  (select summary from visit v where v.customer_id = c.id and v.by_id = s.id order by contact_on desc, id desc limit 1)
    as last_summary
from customer c join staff s on {_HOLDS}
where c.archived_on is null
  and case when ?1 is null then c.id in (select customer_id from customer_holder) else c.id = ?1 end
  and (?2 is null or exists (select 1 from staff s where s.name = ?2 collate nocase and {_HOLDS}))
order by code, is_owner desc, holder
"""


def holder_rows(
    book: sqlite3.Connection, *, customer_id: int | None = None, holder: str | None = None
) -> list[tuple[Any, ...]]:
    """Rows of HOLDER_KEYS: each holder of each shared customer, or of one, the owner first."""
    return book.execute(_HOLDERS, (customer_id, holder)).fetchall()
