"""Who is on the staff."""

import sqlite3


def staff_rows(book: sqlite3.Connection) -> list[tuple[str, int]]:
    """(name, number of customers not archived), by name."""
    return book.execute(
        "select name, (select count(*) from customer c where c.owner_id = s.id and c.archived_on is null)"
        " from staff s order by name"
    ).fetchall()
