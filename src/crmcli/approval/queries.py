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
    query = (
        f"select {', '.join(APPROVAL_KEYS)} from approval_list where {' and '.join(tests)} order by number"
    )
    return book.execute(query, values).fetchall()


def approval_row(book: sqlite3.Connection, number: int) -> tuple[Any, ...] | None:
    """One request."""
    query = f"select {', '.join(APPROVAL_KEYS)} from approval_list where number = ?"
    found: tuple[Any, ...] | None = book.execute(query, (number,)).fetchone()
    return found
