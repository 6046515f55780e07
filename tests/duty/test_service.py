"""Due items are kept in step with the cards and with the facts they follow from."""

import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.duty import service
from crmcli.duty.service import joined, stale_kinds
from tests.inside import Inside
from tests.once import made_once
from tests.program import Program


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5)).map(lambda pair: (pair[0], pair[0] + pair[1])))
)
def test_ranges_are_joined_and_lose_nothing(ranges: list[tuple[int, int]]) -> None:
    found = joined(ranges)
    ids = {one for first, last in ranges for one in range(first, last + 1)}
    assert [one for first, last in found for one in range(first, last + 1)] == sorted(ids)
    assert all(after[0] > before[1] + 1 for before, after in pairwise(found))


@made_once
def waiting(inside: Inside) -> None:
    """A fall of 王小明 (B, 5000) waits for 李主管."""
    inside.must("team", "staff", "add", "李主管", "--role", "主管")
    inside.must("config", "rule.grade_fall", "approve")
    inside.add("王小明", "--grade", "B", "--amount", "5000")
    assert inside("grade", "王小明", "D", "--reason", "x").code == 6


def stored(inside: Inside) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(inside.book)) as book:
        assert stale_kinds(book) == []
        return book.execute("select kind, name, grade, amount_fen from duty").fetchall()


def test_an_item_follows_its_card(waiting: Inside) -> None:
    assert stored(waiting) == [("approval", "王小明", "B", 500_000)]
    waiting.must("edit", "王小明", "--name", "王大明", "--amount", "6000")
    assert stored(waiting) == [("approval", "王大明", "B", 600_000)]
    waiting.must("grade", "王大明", "A")
    assert stored(waiting) == [("approval", "王大明", "A", 600_000)]
    waiting.must("archive", "王大明")
    assert stored(waiting) == []
    waiting.must("archive", "王大明", "--back")
    assert stored(waiting) == []  # the request was withdrawn with the card
    waiting.must("undo", "--yes")
    waiting.must("undo", "--yes")
    assert stored(waiting) == [("approval", "王大明", "A", 600_000)]


def test_a_merge_takes_the_items_along(waiting: Inside) -> None:
    waiting.add("王小明二", "--grade", "B")
    waiting.must("owe", "add", "王小明", "送样品", "--by", "+3d")
    waiting.must("merge", "C0002", "C0001", "--yes", "--prefer", "C0002")
    assert [row[:2] for row in stored(waiting)] == [("promise", "王小明二")]


def test_the_doctor_finds_items_that_do_not_follow_and_mends_them(waiting: Inside) -> None:
    with closing(sqlite3.connect(waiting.book, isolation_level=None)) as book:
        book.execute("update duty set due_on = '2020-01-01'")
        assert stale_kinds(book) == ["approval"]
    ran = waiting("doctor")
    assert (ran.code, "approval" in ran.out) == (5, True)
    waiting("doctor", "--fix")
    assert stored(waiting) == [("approval", "王小明", "B", 500_000)]


def imported(inside: Inside) -> list[tuple[object, ...]]:
    """What is due in a team with every rule on, behind an import of sixty customers and a change of the rules."""
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off")
    file = inside.folder / "many.csv"
    lines = [
        f"客户{number},{'ABCDE'[number % 5]},{number * 100_000},1380000{number:04}" for number in range(60)
    ]
    file.write_text("\n".join(["客户名称,等级,金额,电话", *lines]), encoding="utf-8")
    inside.must("import", file)
    inside.must("config", "rule.verification", "due")
    inside.must("visit", "客户7", "看样品", "--scout")
    with closing(sqlite3.connect(inside.book)) as book:
        assert stale_kinds(book) == []
        return book.execute(
            "select kind, code, name, grade, visible_on, due_on, title, words_zh, amount_fen from duty"
            " order by kind, code, due_on"
        ).fetchall()


def test_many_items_are_reckoned_in_parts_and_are_the_same(
    inside: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = imported(inside)
    monkeypatch.setattr(service, "_AT_ONCE", 7)
    monkeypatch.setattr(service, "_MANY", 3)
    another = tmp_path / "another"
    another.mkdir()
    assert imported(Inside(Program(another))) == whole
    kinds = {kind for kind, *_rest in whole}
    assert {"key_by_two", "review", "greeting"} <= kinds
