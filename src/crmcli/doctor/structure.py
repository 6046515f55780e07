"""Checks of the file: sound pages, references that lead somewhere, and the schema that the program wants."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from crmcli.doctor.findings import Finding
from crmcli.kit.i18n import _
from crmcli.kit.storage.migrating import empty_book

MOST_TOLD = 5


def check_pages(book: sqlite3.Connection) -> Iterator[Finding]:
    """SQLite's own look at every page and index."""
    try:
        found = [str(row[0]) for row in book.execute(f"pragma integrity_check({MOST_TOLD})")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        what = "; ".join(line.replace("\n", " ") for line in found)
        yield Finding(
            "pages", _("The file is damaged: {what}. Go back to a backup: crm restore").format(what=what)
        )


def check_references(book: sqlite3.Connection) -> Iterator[Finding]:
    """Rows that refer to rows that are not there."""
    for table, row_id, parent, _key in book.execute("pragma foreign_key_check").fetchmany(MOST_TOLD):
        sentence = _("Row {row} of {table} refers to a row of {parent} that is not there.")
        yield Finding("references", sentence.format(row=row_id, table=table, parent=parent), row_id=row_id)


def check_schema(book: sqlite3.Connection) -> Iterator[Finding]:
    """Tables, views, triggers and indexes as a fresh book has them."""
    with closing(empty_book()) as fresh:
        wanted, there = _objects(fresh), _objects(book)
    for (kind, name), sql in wanted.items():
        mending = None if kind == "table" else "schema"
        if (kind, name) not in there:
            sentence = _("The {kind} {name} is missing.")
            yield Finding("schema", sentence.format(kind=kind, name=name), mending)
        elif kind != "table" and there[kind, name] != sql:
            sentence = _("The {kind} {name} is not what it should be.")
            yield Finding("schema", sentence.format(kind=kind, name=name), mending)
    yield from _check_columns(book, wanted, there)


def _check_columns(
    book: sqlite3.Connection, wanted: dict[tuple[str, str], str], there: dict[tuple[str, str], str]
) -> Iterator[Finding]:
    with closing(empty_book()) as fresh:
        for kind, name in wanted:
            if kind == "table" and (kind, name) in there and _columns(book, name) != _columns(fresh, name):
                sentence = _("The {kind} {name} is not what it should be.")
                yield Finding("schema", sentence.format(kind=kind, name=name))


def _columns(book: sqlite3.Connection, table: str) -> set[tuple[object, ...]]:
    return {row[1:4] for row in book.execute(f'pragma table_info("{table}")')}


def _objects(book: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = book.execute("select type, name, sql from sqlite_master where sql is not null order by rowid")
    return {(kind, name): re.sub(r"\s+", " ", sql) for kind, name, sql in rows}


def mend_schema(book: sqlite3.Connection) -> None:
    """Make views and triggers anew, and the indexes that are missing or other than they should be."""
    with closing(empty_book()) as fresh:
        wanted = fresh.execute(
            "select type, name, sql from sqlite_master where type <> 'table' and sql is not null order by rowid"
        ).fetchall()
    there = _objects(book)
    for kind, name, sql in wanted:
        if there.get((kind, name)) == re.sub(r"\s+", " ", sql):
            continue
        book.execute(f'drop {kind} if exists "{name}"')  # names come from our own schema
        book.execute(sql)
