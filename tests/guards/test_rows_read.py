"""What an answer reads does not grow with the book: counted in steps of SQLite's machine and seen in its plans."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.make_customers import rows
from crmcli.completion.queries import customers, open_book
from crmcli.completion.rules import Asked
from crmcli.customer.ordering import FEW
from crmcli.kit.storage.driver import driver
from tests.inside import Inside, quickly
from tests.program import Program

SMALL, LARGE = 150, 1_500
# A page of an index more to go through, a customer whose card has more on it.
TOLERANCE, CONSTANT = 1.15, 300
LINES = [
    "due --limit 20 -f json",
    "due --limit 20 -f plain",
    "due overdue --limit 20 -f tsv",
    "due all --from 2026-12-01 --limit 10 -f csv",
    "due --grade - --limit 20 -f json",
    "due --kind close_date_passed --limit 20 -f json",
    "due week --owner 孙静 --grade A --limit 3 -f json",
    "show KH000007 -f json",
    "show kh7 -f plain",
    "list --limit 20 -f json",
    "list --limit 20 -f plain",
    "list --where 房屋面积<=20 -f json",
    "list --where 房屋面积=7 -f tsv",
    "list --where 商圈=商圈7 -f tsv",
    "list --sort 房屋面积 --limit 20 -f tsv",
    "list --sort -房屋面积 --limit 20 -f tsv",
    "list --sort 商圈 --limit 20 -f tsv",
]
# None of them alone in its day: the first write of a day copies the book.
WRITES = [
    "note KH000007 喜欢钓鱼",
    "visit KH000007 看过样品 --grade A",
    "grade KH000008 B --reason 试试",
    "snooze KH000007 +1d",
    "edit KH000007 --region 郑州",
    "tag KH000007 重点",
    "add 王小明",
    "deal KH000007 won 100",
]
# Tables of as many rows as there are customers, by the names that queries give them.
LARGE_TABLES = re.compile(
    r"SCAN (customer|c|contact|k|customer_phone|p|visit|v|customer_note|n|grade_change|customer_field|f)\b"
)
# Questions whose order comes from an index; others sort the few rows that they have found.
SORTED = re.compile(r"from (due_\w+ d|customer_list l) where(?! \(?(l\.)?id |.*\bl\.id in \(select)")


class Watched:
    """Every connection that is opened meanwhile: the steps it takes, and what it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        self.asked: list[str] = []
        self._connect = driver.connect
        monkeypatch.setattr(driver, "connect", self.connect)

    def connect(self, *words: Any, **options: Any) -> sqlite3.Connection:
        """As the driver does it."""
        connection: sqlite3.Connection = self._connect(*words, **options)
        connection.set_progress_handler(self._step, 1)
        connection.set_trace_callback(self.asked.append)
        return connection

    def _step(self) -> int:
        self.steps += 1
        return 0


def book_of(folder: Path, count: int) -> Inside:
    """A book of so many customers as the sample has them, half of them late, a tenth without a grade."""
    crm = Inside(Program(folder))
    header, *found = rows(count)
    path = folder / "customers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        grade = header.index("客户等级")
        for number, row in enumerate(found):
            writer.writerow([*row[:grade], "" if number % 10 == 0 else row[grade], *row[grade + 1 :]])
    crm.must("import", path)
    crm.must("playbook", "use", "property")
    fill(crm.book)
    return crm


def fill(book: Path) -> None:
    """A number of the playbook, each once, and an own field with one value for fifteen, both against the codes."""
    with closing(sqlite3.connect(book)) as connection, connection:
        ids = [number for (number,) in connection.execute("select id from customer order by code desc")]
        for place, number in enumerate(ids, start=1):
            for field, value in (("home_area", str(place)), ("商圈", f"商圈{place // 15}")):
                connection.execute(
                    "insert into customer_field (customer_id, field, record, value) values (?, ?, 0, ?)",
                    (number, field, value),
                )


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inside, Inside]:
    """A small book and one of ten times as many customers."""
    small, large = (book_of(tmp_path_factory.mktemp("book"), count) for count in (SMALL, LARGE))
    return small, large


@pytest.mark.parametrize("line", LINES)
def test_an_answer_of_the_same_size_reads_as_much_in_a_large_book(
    books: tuple[Inside, Inside], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    for crm in books:
        with monkeypatch.context() as patch:
            watched = Watched(patch)
            ran = quickly(crm, *line.split())
        assert ran is not None
        assert ran.code == 0
        steps.append(watched.steps)
    small, large = steps
    assert 0 < large <= small * TOLERANCE + CONSTANT


@pytest.mark.parametrize("line", LINES)
def test_every_question_is_answered_by_an_index(
    books: tuple[Inside, Inside], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        watched = Watched(patch)
        quickly(books[1], *line.split())
    questions = [sql for sql in watched.asked if sql.lstrip().lower().startswith("select")]
    assert questions
    with closing(sqlite3.connect(books[1].book)) as book:
        for sql in questions:
            plan = book.execute(f"explain query plan {sql}").fetchall()
            outermost = [step for _id, parent, _unused, step in plan if parent == 0]
            if SORTED.search(sql):
                assert not any("TEMP B-TREE" in step for step in outermost), (sql, plan)
            whole = [step for *_rest, step in plan if LARGE_TABLES.match(step) and "USING" not in step]
            assert whole == [] or sql.endswith(f" limit {FEW}"), (sql, plan)


@pytest.mark.parametrize("line", WRITES)
def test_a_write_reads_as_much_in_a_large_book(
    books: tuple[Inside, Inside], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    for crm in books:
        crm.must("note", "KH000009", "今天的副本有了")
        with monkeypatch.context() as patch:
            watched = Watched(patch)
            patch.setattr(sqlite3, "connect", watched.connect)
            crm.must(*line.split())
        steps.append(watched.steps)
    small, large = steps
    assert 0 < large <= small * TOLERANCE + CONSTANT


@pytest.mark.parametrize("typed", ["", "KH00001"])
def test_a_completion_reads_as_much_in_a_large_book(
    books: tuple[Inside, Inside], typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    for crm in books:
        with monkeypatch.context() as patch:
            watched = Watched(patch)
            asked = Asked(typed)
            asked.source = "customers"
            book = open_book(str(crm.book))
            assert book is not None
            with closing(book):
                customers(book, asked)
        steps.append(watched.steps)
    assert steps[1] <= steps[0] * TOLERANCE + CONSTANT
