"""What an import puts in the place of something else on a card is to be confirmed (docs/rules.md#verification)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from crmcli.customer.confirming import confirmable_columns, names_of_columns
from crmcli.customer.tables import CustomerColumn
from crmcli.staff.desk import Desk
from crmcli.transfer.queries import part_rows
from crmcli.transfer.rules import Row

_UNCONFIRMED = {"confirmed_at": None, "confirmed_by_id": None, "confirmed_how": None}


def note_replaced_columns(desk: Desk, rows: Sequence[tuple[Row, Row]], with_phones: Iterable[int]) -> None:
    """Of the rows of `customer` before and after, and of cards that had phones and have got more."""
    book = desk.writing.reading()
    known = confirmable_columns(book)
    changed = set(_replaced(rows, names_of_columns()))
    changed |= {(customer_id, "phone") for customer_id in with_phones}
    if not changed:
        return
    stored = part_rows(book, "customer_column", sorted({customer_id for customer_id, _column in changed}))
    updates = []
    for before in stored:
        key = before["customer_id"], before["name"]
        if key in changed:
            changed.remove(key)
            before["set_on"] = date.fromisoformat(before["set_on"]) if before["set_on"] else None
            updates.append((before, before | _UNCONFIRMED | {"set_on": desk.today}))
    desk.writing.update_rows(CustomerColumn, updates)
    blank = _UNCONFIRMED | {"set_on": desk.today}
    desk.writing.insert_rows(
        CustomerColumn,
        [
            {"customer_id": customer_id, "name": column, **blank}
            for customer_id, column in sorted(changed)
            if column in known.values()
        ],
    )


def _replaced(rows: Sequence[tuple[Row, Row]], known: dict[str, str]) -> Iterator[tuple[int, str]]:
    for before, after in rows:
        for stored, column in known.items():
            if before.get(stored) not in (None, "") and before[stored] != after.get(stored):
                yield before["id"], column
