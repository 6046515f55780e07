"""Many command lines in one run: each by itself, or all or nothing."""

import json
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.program import Program


@pytest.fixture
def crm(tmp_path: Path) -> Inside:
    return Inside(Program(tmp_path))


def results(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


LINES = """
# what happened this morning
add 王小明 --phone 13800138000 --grade B
crm visit 王小明 '谈了价格, 下周签' --next fri
add 李丽 --phone 13800138000
note 王小明 '有一行'
"""


def test_each_line_is_a_transaction_of_its_own(crm: Inside) -> None:
    ran = crm("batch", "-", "-f", "jsonl", stdin=LINES)
    assert ran.code == 5
    assert [(line["line"], line["exit_code"]) for line in results(ran.out)] == [
        (3, 0),
        (4, 0),
        (5, 5),
        (6, 0),
    ]
    assert "C0001" in str(results(ran.out)[2]["refusal"])
    shown = crm("show", "wxm", "-f", "json").json
    assert shown["next_follow_up_on"] == "2026-11-27"
    assert [visit["summary"] for visit in shown["visits"]] == ["谈了价格, 下周签"]
    assert [note["text"] for note in shown["notes"]] == ["有一行"]


def test_atomic_keeps_nothing_of_a_batch_that_fails(crm: Inside) -> None:
    crm("add", "张三", "--grade", "C")
    before = crm.book.read_bytes()
    ran = crm("batch", "-", "--atomic", "-f", "jsonl", stdin=LINES)
    assert ran.code == 5
    assert [line["line"] for line in results(ran.out)] == [5]
    assert crm("list", "-f", "codes").out == "C0001\n"
    assert crm.book.read_bytes() == before


def test_atomic_lines_see_what_the_lines_before_did(crm: Inside) -> None:
    lines = LINES.replace("add 李丽 --phone 13800138000", "add 李丽 --phone 13800138001")
    ran = crm("batch", "-", "--atomic", stdin=lines)
    assert ran.code == 0, ran.err
    assert ran.lines == ["3  done  C0001", "4  done  C0001", "5  done  C0002", "6  done  C0001"]
    history = crm("list", "-f", "codes").lines
    assert history == ["C0001", "C0002"]


def test_an_atomic_batch_that_fails_makes_no_book(crm: Inside) -> None:
    assert crm("batch", "-", "--atomic", stdin="add 王小明\nvisit 李丽\n").code == 3
    assert not crm.book.exists()


def test_a_dry_run_changes_nothing(crm: Inside) -> None:
    crm("add", "张三", "--grade", "C")
    before = crm.book.read_bytes()
    for options in ([], ["--atomic"]):
        assert crm("batch", "-", "--dry-run", *options, stdin="add 李丽\nnote 张三 好\n").code == 0
    assert crm.book.read_bytes() == before


def test_reads_print_what_they_find(crm: Inside) -> None:
    ran = crm("batch", "-", stdin="add 王小明\ndue --count\ndate 2026-12-01\n")
    assert ran.lines == ["1  done  C0001", "2  done  1", "3  done  2026-12-01 Tue"]


def test_bad_lines_are_refused_one_by_one(crm: Inside) -> None:
    (crm.folder / "list.txt").write_bytes(
        "add 甲\nfrobnicate\nadd 'unclosed\nbatch -\nnote 甲 -\nadd 乙 --grade Z\n".encode("utf-8-sig")
        + b"\xff\xfe\n"
    )
    ran = crm("batch", crm.folder / "list.txt", "-f", "jsonl")
    assert [line["exit_code"] for line in results(ran.out)] == [0, 2, 2, 2, 2, 5, 2]
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_a_file_that_is_not_there(crm: Inside) -> None:
    ran = crm("batch", "none.txt", lang="zh")
    assert (ran.code, ran.out) == (3, "")
    assert "none.txt" in ran.err
