"""What waits for a yes, and what was decided."""

from __future__ import annotations

import sqlite3
from typing import Any

APPROVAL_KEYS = (
    "number",
    "kind",
    "code",
    "name",
    "asked",
    "reason",
    "asked_by",
    "asked_at",
    "needs_role",
    "approver",
    "state",
    "decided_by",
    "decided_at",
    "note",
)


# What needs somebody else's yes: asked by whom, decided by whom. `asked` is a JSON object.
_APPROVALS = """(
select a.id as number, a.kind, c.code, c.name, a.asked, a.reason, s.name as asked_by, a.asked_at, a.needs_role,
  p.name as approver, a.state, d.name as decided_by, a.decided_at, a.note
from approval a join staff s on s.id = a.asked_by_id left join customer c on c.id = a.customer_id
  left join staff p on p.id = a.approver_id left join staff d on d.id = a.decided_by_id)
"""


def approval_rows(
    book: sqlite3.Connection, *, pending_only: bool, approver: str | None = None
) -> list[tuple[Any, ...]]:
    """Rows of APPROVAL_KEYS, the oldest first."""
    tests, values = ["1"], []
    if pending_only:
        tests.append("state = 'pending'")
    if approver is not None:
        tests.append("approver = ? collate nocase")
        values.append(approver)
    query = f"select {', '.join(APPROVAL_KEYS)} from {_APPROVALS} where {' and '.join(tests)} order by number"
    return book.execute(query, values).fetchall()


def approval_row(book: sqlite3.Connection, number: int) -> tuple[Any, ...] | None:
    """One request."""
    query = f"select {', '.join(APPROVAL_KEYS)} from {_APPROVALS} where number = ?"
    found: tuple[Any, ...] | None = book.execute(query, (number,)).fetchone()
    return found
