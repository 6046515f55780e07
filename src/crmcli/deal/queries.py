"""What the book says of deals."""

import sqlite3
from datetime import date


def last_closed_on(book: sqlite3.Connection, customer_id: int) -> date | None:
    """When the latest deal of a customer was closed, won or lost."""
    (found,) = book.execute(
        "select max(closed_on) from deal where customer_id = ?", (customer_id,)
    ).fetchone()
    return date.fromisoformat(found) if found else None
