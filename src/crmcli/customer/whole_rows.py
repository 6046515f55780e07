"""Whole rows of the table `customer`, to be written again many at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

DAY_COLUMNS = (
    "expected_close_on",
    "registered_on",
    "archived_on",
    "last_contact_on",
    "rhythm_from_on",
    "agreed_on",
    "next_follow_up_on",
    "first_follow_up_from_on",
    "first_follow_up_due_on",
    "met_on",
)


def customer_rows(book: sqlite3.Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The rows of `customer`, days as days."""
    marks = ", ".join("?" * len(ids))
    cursor = book.execute(f"select * from customer where id in ({marks})", list(ids))
    names = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        for column in DAY_COLUMNS:
            row[column] = date.fromisoformat(row[column]) if row[column] else None
        row["birthday_is_lunar"] = bool(row["birthday_is_lunar"])
        yield row
