"""A large import builds the indexes of customers afterwards; nobody can tell from the book."""

import sqlite3
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from crmcli.kit.errors import BookUnusable
from crmcli.kit.storage.indexing import indexes_built_afterwards
from crmcli.transfer import service
from tests.inside import Inside

SCHEMA = "select type, name, tbl_name, sql from sqlite_master order by type, name"


@pytest.fixture
def file(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three customers, more than the book has: for this test that is a large file."""
    monkeypatch.setattr(service, "CHUNK", 2)
    inside.add("王小明")
    path = inside.folder / "a.csv"
    path.write_text("编号,姓名,身份证号\nKH1,甲,\nKH2,乙,11010519491231002X\nKH3,丙,\n", encoding="utf-8")
    return path


@pytest.fixture
def dropped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables whose indexes were built afterwards."""
    tables: list[str] = []

    def noted(connection: sqlite3.Connection, *named: str) -> AbstractContextManager[None]:
        tables.extend(named)
        return indexes_built_afterwards(connection, *named)

    monkeypatch.setattr(service, "indexes_built_afterwards", noted)
    return tables


def asked(inside: Inside, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(inside.book)) as connection:
        return connection.execute(query).fetchall()


def test_the_indexes_are_the_same_and_whole(inside: Inside, file: Path, dropped: list[str]) -> None:
    tables = ["customer", "contact", "customer_phone"]
    lists = [asked(inside, f"pragma index_list({table})") for table in tables]
    before = asked(inside, SCHEMA)
    inside.must("import", file)
    assert dropped == tables
    assert asked(inside, SCHEMA) == before
    assert [asked(inside, f"pragma index_list({table})") for table in tables] == lists
    assert asked(inside, "pragma integrity_check") == [("ok",)]
    assert inside.names("find", "乙") == ["乙"]


def test_a_failure_in_between_leaves_the_book_as_it_was(
    inside: Inside, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise BookUnusable("The disk is full.")

    monkeypatch.setattr(service, "add_parts", fail)
    before = asked(inside, SCHEMA)
    assert inside("import", file).code == 7
    assert asked(inside, SCHEMA) == before
    assert asked(inside, "select name from customer") == [("王小明",)]


@pytest.mark.parametrize("customers", [3, 4])
def test_a_file_smaller_than_the_book_goes_in_row_by_row(
    inside: Inside, file: Path, customers: int, dropped: list[str]
) -> None:
    for number in range(1, customers):
        inside.add(f"客户{number}")
    inside.must("import", file)
    assert bool(dropped) is (customers == 3)
