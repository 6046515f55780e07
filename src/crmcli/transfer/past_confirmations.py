"""Who confirmed the values of a card and what has changed since, as a file tells it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from crmcli.customer.tables import CustomerColumn, CustomerField
from crmcli.staff.desk import Desk
from crmcli.transfer.told import IdOf, Row, Told, told_of, with_ids

_CONFIRMATION = ("confirmed_at", "confirmed_how", "confirmed_by")
_VALUE = "select * from customer_field where customer_id = ? and field = ? and record = ?"
_COLUMN = "select * from customer_column where customer_id = ? and name = ?"
_NOT_KNOWN = {"confirmed_at": None, "confirmed_how": None, "confirmed_by_id": None, "set_on": None}


def add_confirmations(desk: Desk, id_of: IdOf, told: Sequence[Told]) -> None:
    """Write them beside the values, which are as the file has them; of two confirmations the later one counts."""
    book, update = desk.writing.reading(), desk.writing.update_rows
    update(CustomerField, list(_confirmed_values(book, told, id_of)))
    update(CustomerField, list(_changed_values(book, told)))
    new, changed = list[Row](), list[tuple[Row, Row]]()
    for one, row in told_of("confirmed_columns", told):
        before = _stored(book, _COLUMN, one.customer_id, row["column"])
        after = _column_after(before, one.customer_id, row, id_of)
        if after is not None and before is not None:
            changed.append((before, after))
        elif after is not None:
            new.append(after)
    desk.writing.insert_rows(CustomerColumn, new)
    update(CustomerColumn, changed)


def _confirmed_values(
    book: sqlite3.Connection, told: Iterable[Told], id_of: IdOf
) -> Iterator[tuple[Row, Row]]:
    """The values that were confirmed, as they stand, and with that."""
    for one, row in told_of("confirmed_values", told):
        before = _stored(book, _VALUE, one.customer_id, row["field"], row["record"])
        if before is not None and _is_later(row, before):
            set_on = row["set_on"] or date.fromisoformat(row["confirmed_at"][:10])
            yield before, before | _confirmation(row, id_of) | {"set_on": set_on}


def _changed_values(book: sqlite3.Connection, told: Iterable[Told]) -> Iterator[tuple[Row, Row]]:
    """What had replaced another value and waits for its confirmation."""
    for one, row in told_of("changed_values", told):
        before = _stored(book, _VALUE, one.customer_id, row["field"], row["record"])
        if before is not None and before["confirmed_at"] is None:
            yield before, before | {"set_on": row["set_on"], "has_replaced": True}


def _column_after(before: Row | None, customer_id: int, row: Row, id_of: IdOf) -> Row | None:
    """The row of a column; None where the book knows something later, or nothing is told."""
    if row["confirmed_at"] is None:
        if row["changed_on"] is None or before is not None:
            return None
        return _blank(customer_id, row["column"]) | {"set_on": row["changed_on"]}
    if before is not None and not _is_later(row, before):
        return None
    return (
        (before or _blank(customer_id, row["column"]))
        | _confirmation(row, id_of)
        | {"set_on": row["changed_on"]}
    )


def _blank(customer_id: int, column: str) -> Row:
    """Every row has the same columns, as a bulk insert wants them."""
    return {"customer_id": customer_id, "name": column, **_NOT_KNOWN}


def _is_later(row: Row, stored: Row) -> bool:
    return stored["confirmed_at"] is None or str(row["confirmed_at"]) > str(stored["confirmed_at"])


def _confirmation(row: Row, id_of: IdOf) -> Row:
    return with_ids({key: row[key] for key in _CONFIRMATION}, ("confirmed_by",), id_of)


def _stored(book: sqlite3.Connection, query: str, *values: object) -> Row | None:
    """A row of the book, days as days."""
    cursor = book.execute(query, values)
    found = cursor.fetchone()
    if found is None:
        return None
    row: Row = dict(zip([column[0] for column in cursor.description], found, strict=True))
    row["set_on"] = date.fromisoformat(row["set_on"]) if row["set_on"] else None
    return row | {"has_replaced": bool(row["has_replaced"])} if "has_replaced" in row else row
