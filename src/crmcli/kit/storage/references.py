"""Who refers to whom, as the file itself says: undo and merge reach tables that they know nothing of."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")
BATCH = 400


class Reference(NamedTuple):
    """A column of `child` that holds the id of a row of `parent`."""

    child: str
    column: str
    parent: str
    cascades: bool


def table_names(book: sqlite3.Connection) -> list[str]:
    """Every table of the book, in the order in which they were made."""
    rows = book.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!'"
        " order by rowid"
    )
    return [name for (name,) in rows]


def references(book: sqlite3.Connection) -> list[Reference]:
    """Every foreign key of the book; all of ours have one column and mean the id of a row."""
    return [
        Reference(child, row[3], row[2], row[6] == "CASCADE")
        for child in table_names(book)
        for row in book.execute(f'pragma foreign_key_list("{child}")')
    ]


def columns_of(book: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table."""
    return [row[1] for row in book.execute(f'pragma table_info("{table}")')]


def rows_by_id(
    book: sqlite3.Connection, table: str, ids: Sequence[int], column: str = "id"
) -> dict[int, dict[str, object]]:
    """The rows of these ids (or those whose `column` has them), by id; truth values as the history has them."""
    found = {}
    flags = [row[1] for row in book.execute(f'pragma table_info("{table}")') if row[2] == "BOOLEAN"]
    for batch in batches(ids):
        cursor = book.execute(f'select * from "{table}" where "{column}" in ({marks(batch)})', batch)
        names = [part[0] for part in cursor.description]
        for row in cursor:
            values = dict(zip(names, row, strict=True))
            values |= {flag: bool(values[flag]) for flag in flags if values[flag] is not None}
            found[values["id"]] = values
    return found


def marks(values: Sequence[object]) -> str:
    """As many places as there are values."""
    return ", ".join("?" * len(values))


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items, some hundred at a time: a statement has a limited number of places."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
