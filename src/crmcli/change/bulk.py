"""Many rows at the speed of the driver: the SQL for a table, and rows as lists in the order of its places."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Connection, Date
from sqlmodel import SQLModel

_BATCH = 1_000


def statement_for(
    statement: Any, dialect: Any, table: type[SQLModel], pattern: Mapping[str, Any] | None = None
) -> tuple[str, list[str], Callable[[Mapping[str, Any], int], list[Any]]]:
    """The SQL of an insert or update, its columns, and what puts an id and its row in the order of the places.

    It has every column but those that stay NULL because `pattern` leaves them out.
    """
    columns = table.__table__.c  # type: ignore[attr-defined]
    defaults = {name: field.default for name, field in table.model_fields.items()}
    written = [
        column.name
        for column in columns
        if pattern is None or column.name in ("id", *pattern) or defaults[column.name] is not None
    ]
    compiled = statement.compile(dialect=dialect, column_keys=written)
    identity, *names = compiled.positiontup
    assert identity == "id"
    assert len(names) > 1  # else what takes them from a row would give no tuple
    kinds = [columns[name].type if name in columns else None for name in names]
    days = [place for place, kind in enumerate(kinds, 1) if isinstance(kind, Date)]
    flags = [place for place, kind in enumerate(kinds, 1) if isinstance(kind, Boolean)]
    texts = _DayTexts()
    in_row = itemgetter(*names)

    def in_order(row: Mapping[str, Any], row_id: int) -> list[Any]:
        try:
            values = [row_id, *in_row(row)]
        except KeyError:
            values = [row_id, *[row[name] if name in row else defaults[name] for name in names]]
        for place in days:
            values[place] = texts[values[place]]
        # What is no plain number or text the driver tries to adapt, at the cost of some insertions.
        for place in flags:
            values[place] = int(values[place])
        return values

    sqlite3.register_adapter(type(None), _as_it_is)  # so that the driver finds at once how to adapt it
    return str(compiled), [identity, *names], in_order


class _DayTexts(dict["date | None", "str | None"]):
    """Days as they are stored; many rows have the same."""

    def __missing__(self, day: date | None) -> str | None:
        text = self[day] = None if day is None else day.isoformat()
        return text


def _as_it_is(value: None) -> None:
    return value


def execute_many(driver: sqlite3.Connection, sql: str, parameters: Iterator[list[Any]]) -> None:
    """Rows made in batches and inserted in batches take two thirds of the time of making and inserting in turns."""
    while batch := list(islice(parameters, _BATCH)):
        driver.executemany(sql, batch)


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection, inside the transaction that SQLAlchemy has begun."""
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return driver
