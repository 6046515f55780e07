"""Many rows into a table at once: its indexes are built in one go, not row by row."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def indexes_built_afterwards(connection: sqlite3.Connection, *tables: str) -> Iterator[None]:
    """Drop the indexes of these tables inside the transaction, and make the same ones at the end of the block.

    What is unique stays. An exception leaves them to the caller, whose transaction it takes back.
    """
    found = connection.execute(
        "select name, sql from sqlite_master where type = 'index' and tbl_name in (select value from json_each(?))"
        " and sql is not null and sql not like 'create unique%' order by rowid",
        (json.dumps(tables),),
    ).fetchall()
    for name, _sql in found:
        connection.execute(f'drop index "{name}"')
    yield
    for _name, sql in found:
        connection.execute(sql)
