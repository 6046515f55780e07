"""What is owed, and how satisfied customers are."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from crmcli.kit.text import typed_value

OWED_KEYS = (
    *(
        "ref",
        "kind",
        "by_customer",
        "code",
        "name",
        "state",
        "text",
        "topic",
        "origin",
        "limits",
        "department",
    ),
    *("owner", "opened_on", "opened_by", "due_on", "expected_on", "answer", "answered_on", "answered_by"),
    *("told_on", "told_how", "told_by", "outcome", "prevention", "closed_on", "closed_by", "closed_reason"),
    *("visit_on", "visit_number"),
)
MARK_KEYS = ("code", "name", "given_on", "mark", "comment", "survey", "by")
OPEN = "closed_on is null"
_LONGEST_NUMBER = 6  # digits; longer ones are phones


class Wanted(NamedTuple):
    """Which items are asked for; None narrows nothing."""

    customer_id: int | None = None
    kinds: Sequence[str] = ()
    states: Sequence[str] = ()
    owner: str | None = None
    topic: str | None = None
    department: str | None = None
    by_customer: bool = False
    due_before: str | None = None
    where: tuple[str, tuple[Any, ...]] | None = None
    limit: int | None = None


def owed_rows(book: sqlite3.Connection, wanted: Wanted) -> list[tuple[Any, ...]]:
    """Rows of OWED_KEYS: open ones by the day on which they are due, then the others, the newest first."""
    tests, values = _conditions(wanted)
    query = (
        f"select {', '.join(OWED_KEYS)} from owed_list where {' and '.join(tests)}"
        " order by closed_on is not null, case when closed_on is null then coalesce(expected_on, due_on) end,"
        " closed_on desc, id limit ?"
    )
    return book.execute(query, (*values, -1 if wanted.limit is None else wanted.limit)).fetchall()


def _conditions(wanted: Wanted) -> tuple[list[str], list[Any]]:
    tests, values = ["1"], list[Any]()
    if wanted.customer_id is not None:
        tests.append("customer_id = ?")
        values.append(wanted.customer_id)
    else:
        tests.append("archived_on is null")
    for column, words in (("kind", wanted.kinds), ("state", wanted.states)):
        if words:
            tests.append(f"{column} in ({', '.join('?' * len(words))})")
            values += words
    for column, text in (("owner", wanted.owner), ("topic", wanted.topic), ("department", wanted.department)):
        if text is not None:
            tests.append(f"{column} = ? collate nocase")
            values.append(text)
    if wanted.by_customer:
        tests.append("by_customer")
    if wanted.due_before is not None:
        tests.append(f"{OPEN} and max(coalesce(expected_on, due_on), coalesce(told_on, '')) < ?")
        values.append(wanted.due_before)
    if wanted.where is not None:
        sql, bound = wanted.where
        tests.append(f"customer_id in (select id from customer_list l where {sql})")
        values += bound
    return tests, values


def owed_mapping(book: sqlite3.Connection, owed_id: int) -> dict[str, Any]:
    """One item under its keys."""
    query = f"select {', '.join(OWED_KEYS)} from owed_list where id = ?"
    row = book.execute(query, (owed_id,)).fetchone()
    mapping = dict(zip(OWED_KEYS, row, strict=True))
    mapping["by_customer"] = bool(mapping["by_customer"])
    return mapping


class Known(NamedTuple):
    """An item as far as a command needs to know it before it writes."""

    id: int
    ref: str
    customer_id: int
    code: str
    name: str
    kind: str
    state: str
    text: str


_KNOWN = "select id, ref, customer_id, code, name, kind, state, text from owed_list"


def known_by_ref(book: sqlite3.Connection, number: int) -> Known | None:
    """The item of that number."""
    row = book.execute(f"{_KNOWN} where ref = ?", (f"P{number:04d}",)).fetchone()
    return Known(*row) if row else None


def running_of(book: sqlite3.Connection, customer_id: int) -> list[Known]:
    """The items of a customer that are not closed, in the order in which they are due."""
    query = f"{_KNOWN} where customer_id = ? and {OPEN} order by coalesce(expected_on, due_on), id"
    return [Known(*row) for row in book.execute(query, (customer_id,))]


def ref_number(typed: str) -> int | None:
    """The number of a reference: `P0003`, `p3`, `3`, `#3`; None where it is none."""
    text = typed_value(typed).lstrip("#").upper().removeprefix("P").lstrip("0")
    plain = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if plain else None


def visit_numbered(book: sqlite3.Connection, customer_id: int, number: int) -> int | None:
    """The id of a customer's n-th visit."""
    query = "select id from visit_list where customer_id = ? and visit_number = ?"
    found = book.execute(query, (customer_id, number)).fetchone()
    return int(found[0]) if found else None


def mark_rows(
    book: sqlite3.Connection,
    *,
    customer_id: int | None = None,
    survey: str | None = None,
    since: str | None = None,
    most: int | None = None,
) -> list[tuple[Any, ...]]:
    """Rows of MARK_KEYS, the newest first."""
    tests, values = ["1"], list[Any]()
    asked = (
        ("customer_id = ?", customer_id), ("survey = ? collate nocase", survey), ("given_on >= ?", since),
        ("mark <= ?", most),
    )  # fmt: skip
    for test, value in asked:
        if value is not None:
            tests.append(test)
            values.append(value)
    query = (
        f"select {', '.join(MARK_KEYS)} from satisfaction_list where {' and '.join(tests)}"
        " order by given_on desc, id desc"
    )
    return book.execute(query, values).fetchall()


class Told(NamedTuple):
    """A complaint or suggestion as the search for recurring ones sees it."""

    ref: str
    kind: str
    code: str
    name: str
    opened_on: str
    topic: str | None
    text: str
    state: str
    prevention: str | None
    closed_on: str | None


def told_items(book: sqlite3.Connection, kinds: Sequence[str], since: str | None = None) -> list[Told]:
    """The items of these kinds, the oldest first; those that were dropped are left out."""
    query = (
        "select ref, kind, code, name, opened_on, topic, text, state, prevention, closed_on from owed_list"
        f" where kind in ({', '.join('?' * len(kinds))}) and state <> 'dropped' and opened_on >= ?"
        " order by opened_on, id"
    )
    return [Told(*row) for row in book.execute(query, (*kinds, since or ""))]
