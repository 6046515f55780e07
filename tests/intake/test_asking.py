"""`crm add` and `crm visit` asking on a terminal."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.inside import Inside
from tests.program import Program

ZH = {"CRM_LANG": "zh"}


def closed(child: Any) -> int:
    """Wait for the end; the exit code."""
    child.expect(pexpect.EOF, timeout=20)
    child.close()
    return int(child.exitstatus if child.exitstatus is not None else 128 + child.signalstatus)


def customers(program: Program) -> list[tuple[object, ...]]:
    if not program.book.exists():
        return []
    with closing(sqlite3.connect(program.book)) as book:
        return book.execute(
            "select name, phone, need, expected_close_on, grade from customer_list"
        ).fetchall()


def test_add_asks_for_what_is_missing(crm: Program) -> None:
    child = crm.terminal("add", env=ZH)
    child.expect("名")
    child.sendline("王小明")
    child.expect("电话|手机")
    child.sendline("138")
    child.expect("11|手机号")
    child.sendline("13812345678")
    child.expect("需求")
    child.sendline("有需求")
    child.expect("成交")
    child.sendline("12-1")
    child.expect("等级")
    child.sendline("b")
    assert closed(child) == 0
    assert customers(crm) == [("王小明", "+8613812345678", "target", "2026-12-01", "B")]


@pytest.mark.slow
def test_enter_leaves_a_thing_out(crm: Program) -> None:
    child = crm.terminal("add", "王小明", env=ZH)
    for question in ("电话|手机", "需求"):
        child.expect(question)
        child.sendline("")
    child.expect("等级")
    child.sendline("")
    assert closed(child) == 0
    assert customers(crm)[0][:4] == ("王小明", None, None, None)


@pytest.mark.slow
def test_what_was_said_is_not_asked(crm: Program) -> None:
    child = crm.terminal("add", "王小明", "--phone", "13812345678", "--grade", "B", env=ZH)
    assert closed(child) == 0
    assert customers(crm)[0][4] == "B"
    child = crm.terminal("add", "李四", "--yes", "--no-input", env=ZH)
    assert closed(child) == 0


def test_backspace_takes_a_whole_character(crm: Program) -> None:
    child = crm.terminal("add", env={**ZH, "LANG": "C.UTF-8"})
    child.expect("名")
    child.send("王小朋\x7f明")
    child.sendline("")
    for question in ("电话|手机", "需求", "等级"):
        child.expect(question)
        child.sendline("")
    assert closed(child) == 0
    assert customers(crm)[0][0] == "王小明"


@pytest.mark.parametrize(("key", "code"), [("\x04", 2), ("\x03", 130)], ids=["end of input", "interrupt"])
def test_leaving_in_the_middle_writes_nothing(inside: Inside, key: str, code: int) -> None:
    child = inside.terminal("add", "王小明", env=ZH)
    child.expect("电话|手机")
    child.send(key)
    child.expect(pexpect.EOF)
    said = child.before
    assert closed(child) == code
    assert "Traceback" not in said
    assert customers(inside.program) == []


@pytest.mark.slow
def test_nobody_is_asked_where_nobody_sits(crm: Program) -> None:
    assert crm("add").code == 2
    child = crm.terminal("add", "--no-input", env=ZH)
    assert closed(child) == 2


@pytest.fixture
def two(inside: Inside) -> Program:
    """Two customers of one name."""
    inside.add("王小明", "--grade", "B", "--phone", "13812345678")
    inside.add("王小明", "--grade", "C", "--phone", "13900001111")
    return inside.program


@pytest.mark.parametrize(
    ("answer", "code", "shown"),
    [
        ("2", 0, "C0002"),
        ("7", 4, ""),
        pytest.param("", 4, "", marks=pytest.mark.slow),
        pytest.param("x", 4, "", marks=pytest.mark.slow),
    ],
)
def test_of_several_one_is_chosen(two: Program, answer: str, code: int, shown: str) -> None:
    child = two.terminal("show", "王小明", "-f", "codes", env=ZH)
    child.expect("1 .*C0001.*13812345678")
    child.expect("2 .*C0002.*13900001111")
    child.expect("哪")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    lines = child.before.splitlines()
    assert closed(child) == code
    assert (lines[-1] == shown) or not shown


@pytest.mark.slow
def test_visit_asks_for_the_grade_and_enter_keeps_it(two: Program) -> None:
    for code, grade in (("C0001", ""), ("C0002", "a")):
        child = two.terminal("visit", code, "谈了价格", "--next", "+1d", "--topic", "带新报价", env=ZH)
        child.expect("等级")
        child.sendline(grade)
        assert closed(child) == 0
    with closing(sqlite3.connect(two.book)) as book:
        assert book.execute("select code, grade from customer order by code").fetchall() == [
            ("C0001", "B"), ("C0002", "A"),
        ]  # fmt: skip


def test_visit_asks_for_what_is_missing(two: Program) -> None:
    child = Inside(two).terminal("visit", "C0001", env=ZH)
    for question, answer in (
        ("等级", ""),
        ("谈|内容|说", "谈了价格"),
        ("约定的下次", "周八"),
        ("约定的下次", "周三"),
        ("由头", "带新报价"),
    ):
        child.expect(question)
        child.sendline(answer)
    assert closed(child) == 0
    visit = two("show", "C0001", "-f", "json").json["visits"][0]
    assert (visit["summary"], visit["next_on"], visit["topic"]) == ("谈了价格", "2026-11-25", "带新报价")


@pytest.mark.slow
def test_a_visit_that_is_broken_off_is_not_logged(two: Program) -> None:
    before = Path(two.book).read_bytes()
    child = two.terminal("visit", "C0001", "谈了价格", env=ZH)
    child.expect("等级")
    child.send("\x03")
    assert closed(child) == 130
    assert Path(two.book).read_bytes() == before
