"""A book that the migrations made equals the tables of the source, and all that it publishes can be read."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crmcli.kit.storage.migrating import create_book
from crmcli.kit.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.once import books_built_anew
from tools.print_schema import schema_statements

__all__ = ["books_built_anew"]

pytestmark = pytest.mark.usefixtures("books_built_anew")

MIGRATIONS = Path(create_book.__code__.co_filename).with_name("migrations")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("schema") / "crm.db"
    assert create_book(str(path))
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.fixture(scope="module")
def declared() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in schema_statements():
            connection.execute(statement)
        yield connection


def described(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Each table as sets, so that the order of columns, which ALTER TABLE cannot choose, does not count."""
    tables = connection.execute(
        "select name, sql from sqlite_master where type = 'table' and name not like 'sqlite_%'"
    )
    return {
        name: {
            "columns": {tuple(row[1:]) for row in connection.execute(f'pragma table_xinfo("{name}")')},
            "foreign keys": {
                tuple(row[2:]) for row in connection.execute(f'pragma foreign_key_list("{name}")')
            },
            "indexes": set(indexes(connection, name)),
            "parts": parts(sql),
            "kind": connection.execute(
                "select type, wr, strict from pragma_table_list(?)", (name,)
            ).fetchone(),
        }
        for name, sql in tables.fetchall()
    }


def indexes(connection: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    """Each index: whether unique, made by what, partial, its columns in order and its condition."""
    for _number, name, unique, origin, partial in connection.execute(
        f'pragma index_list("{table}")'
    ).fetchall():
        columns = tuple(tuple(row[2:]) for row in connection.execute(f'pragma index_xinfo("{name}")'))
        (sql,) = connection.execute("select sql from sqlite_master where name = ?", (name,)).fetchone()
        named = name if origin == "c" else ""  # SQLite numbers the indexes that constraints make
        yield named, unique, partial, columns, normalised(sql or "")


def parts(sql: str) -> set[str]:
    """The comma-separated parts of a CREATE TABLE: columns and constraints, CHECKs among them."""
    body = sql[sql.index("(") + 1 : sql.rindex(")")]
    found, depth, quoted = [""], 0, False
    for character in body:
        quoted ^= character == "'"
        depth += (character == "(") - (character == ")") if not quoted else 0
        if character == "," and not depth and not quoted:
            found.append("")
        else:
            found[-1] += character
    return {normalised(part) for part in found}


def normalised(sql: str) -> str:
    """One spelling for what SQLite takes as the same: spaces, and the case outside of quotes."""
    pieces = re.split(r"('(?:[^']|'')*')", sql)
    plain = [
        re.sub(r"\s+", " ", piece.lower().replace('"', "")) if not i % 2 else piece
        for i, piece in enumerate(pieces)
    ]
    return re.sub(r"\s*([(),=<>])\s*", r"\1", "".join(plain)).strip()


def test_migrations_make_the_tables_of_the_source(
    migrated: sqlite3.Connection, declared: sqlite3.Connection
) -> None:
    made, wanted = described(migrated), described(declared)
    assert sorted(made) == sorted(wanted)
    for name, table in wanted.items():
        assert made[name] == table, (
            f"{name}: write a migration; tools/print_schema.py says what the source wants"
        )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("create table t (a integer, b text)", 'CREATE TABLE t ("a" INTEGER,\n\tb TEXT )', True),
        ("create table t (a integer, b text)", "create table t (b text, a integer)", True),
        ("create table t (a check (a in ('x', 'y')))", "create table t (a check (a in ('x','y')))", True),
        ("create table t (a check (a in ('x')))", "create table t (a check (a in ('X')))", False),
        ("create table t (a check (a > 0))", "create table t (a)", False),
        ("create table t (a not null)", "create table t (a)", False),
    ],
)
def test_the_comparison_sees_differences_and_only_those(one: str, other: str, same: bool) -> None:
    assert (parts(one) == parts(other)) is same


def test_every_view_can_be_read(migrated: sqlite3.Connection) -> None:
    views = [name for (name,) in migrated.execute("select name from sqlite_master where type = 'view'")]
    assert views
    for view in views:
        migrated.execute(f'select * from "{view}" limit 0')


def test_every_trigger_names_a_table_that_is_there(migrated: sqlite3.Connection) -> None:
    triggers = migrated.execute("select name, tbl_name from sqlite_master where type = 'trigger'").fetchall()
    tables = {
        name for (name,) in migrated.execute("select name from sqlite_master where type in ('table', 'view')")
    }
    assert triggers
    assert {table for _name, table in triggers} <= tables


def test_a_new_book_is_marked_whole_and_current(migrated: sqlite3.Connection) -> None:
    assert migrated.execute("pragma application_id").fetchone() == (APPLICATION_ID,)
    assert migrated.execute("pragma user_version").fetchone() == (SCHEMA_VERSION,)
    assert migrated.execute("pragma integrity_check").fetchone() == ("ok",)
    assert migrated.execute("pragma foreign_key_check").fetchall() == []


def test_migrations_are_numbered_without_gaps_up_to_the_version() -> None:
    numbers = [
        int(script.name[:4]) for script in sorted(MIGRATIONS.iterdir()) if script.suffix in (".sql", ".py")
    ]
    assert numbers == list(range(1, SCHEMA_VERSION + 1))
