"""What a file tells of promises, complaints and marks, and the rows that it becomes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from crmcli.transfer.cards import PastMark, PastOwed

IdOf = Callable[[str | None], int]


class Told(NamedTuple):
    """Items and marks of one customer, and who stands for a name that the file leaves out."""

    customer_id: int
    owner_id: int
    owed: Iterable[PastOwed]
    marks: Iterable[PastMark]


def owed_rows(
    book: sqlite3.Connection, told: Iterable[Told], id_of: IdOf, new_ref: Callable[[], str]
) -> Iterator[dict[str, Any]]:
    """Rows of `owed`; an item keeps its reference where that is free."""
    taken = {ref for (ref,) in book.execute("select ref from owed")}
    for one in told:
        for owed in one.owed:
            ref = owed.steps.ref
            while not ref or ref in taken:
                ref = new_ref()
            taken.add(ref)
            yield {
                "ref": ref,
                "customer_id": one.customer_id,
                **dict(owed.columns),
                **_steps(owed, one.owner_id, id_of),
                "visit_id": _visit_id(book, one.customer_id, owed.visit),
            }


def _steps(owed: PastOwed, owner_id: int, id_of: IdOf) -> dict[str, Any]:
    steps, names = owed.steps, dict(owed.staff)

    def who(key: str, on: date | None) -> int | None:
        if on is None:
            return None
        return id_of(names[key]) if names[key] is not None else owner_id

    return {
        "kind": steps.kind,
        "owner_id": id_of(names["given_to"]) if names["given_to"] is not None else None,
        "opened_on": steps.opened_on,
        "opened_by_id": who("opened_by", steps.opened_on),
        "due_on": steps.due_on,
        "answered_on": steps.answered_on,
        "answered_by_id": who("answered_by", steps.answered_on),
        "expected_on": steps.expected_on,
        "told_on": steps.told_on,
        "told_by_id": who("told_by", steps.told_on),
        "closed_on": steps.closed_on,
        "closed_by_id": who("closed_by", steps.closed_on),
        "is_dropped": steps.is_dropped,
    }


def _visit_id(book: sqlite3.Connection, customer_id: int, told: tuple[date, int] | None) -> int | None:
    """The visit of that day and number; where the numbers have moved, the only one of the day."""
    if told is None:
        return None
    day, number = told
    visits = book.execute(
        "select id, contact_on from visit where customer_id = ? order by contact_on, id", (customer_id,)
    ).fetchall()
    if number <= len(visits) and visits[number - 1][1] == day.isoformat():
        return int(visits[number - 1][0])
    of_day = [visit_id for visit_id, contact_on in visits if contact_on == day.isoformat()]
    return of_day[0] if len(of_day) == 1 else None


def mark_rows(told: Iterable[Told], noted_at: str, id_of: IdOf) -> Iterator[dict[str, Any]]:
    """Rows of `satisfaction_mark`."""
    for one in told:
        for mark in one.marks:
            yield {
                "customer_id": one.customer_id,
                "mark": mark.mark,
                "comment": mark.comment,
                "survey": mark.survey,
                "given_on": mark.given_on,
                "by_id": one.owner_id if mark.by is None else id_of(mark.by),
                "noted_at": noted_at,
            }
