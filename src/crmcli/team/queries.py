"""Customers whom several people hold."""

from __future__ import annotations

import sqlite3
from typing import Any

HOLDER_KEYS = ("code", "customer", "holder", "is_owner", "last_contact_on", "contacts", "last_summary")
_HOLDERS = f"""
select {", ".join(HOLDER_KEYS)} from holder_list where
  case when ?1 is null then customer_id in (select customer_id from customer_holder) else customer_id = ?1 end
  and (?2 is null or customer_id in (select customer_id from holder_list where holder = ?2 collate nocase))
order by code, is_owner desc, holder
"""


def holder_rows(
    book: sqlite3.Connection, *, customer_id: int | None = None, holder: str | None = None
) -> list[tuple[Any, ...]]:
    """Rows of HOLDER_KEYS: each holder of each shared customer, or of one, the owner first."""
    return book.execute(_HOLDERS, (customer_id, holder)).fetchall()
