"""Many programs at one book lose nothing: not a visit, not a count; the same on a weakened engine is caught."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.concurrency import make_book, run_clients
from tests.inside import Inside
from tests.program import Program


def test_a_few_writers_and_readers(tmp_path: Path) -> None:
    outcome = run_clients(make_book(tmp_path), writers=3, visits=8, readers=1)
    assert outcome.errors == []
    assert (outcome.visits, outcome.counted) == (24, 24)
    assert outcome.reader_waits


@pytest.mark.slow
def test_eight_writers_with_readers_and_an_import_in_between(tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    file.write_text("姓名,手机\n" + "".join(f"新{n},139{n:08}\n" for n in range(100_000)), encoding="utf-8")
    desks = make_book(tmp_path)
    outcome = run_clients(desks, writers=8, visits=200, import_file=file)
    assert outcome.errors == []
    assert (outcome.visits, outcome.counted) == (1600, 1600)
    assert desks.row("select count(*) from customer where name like '新%'") == (100_000,)
    assert desks.row("pragma integrity_check") == ("ok",)


@pytest.mark.slow
def test_a_weakened_engine_is_caught(tmp_path: Path) -> None:
    """The negative control: without BEGIN IMMEDIATE counts are lost, or writers fail."""
    outcome = run_clients(make_book(tmp_path), writers=4, visits=50, weak=True)
    assert outcome.errors or outcome.counted < 200


@pytest.mark.slow
def test_eight_times_twenty_five_whole_programs(tmp_path: Path) -> None:
    crm = Program(tmp_path)
    crm("add", "王小明", "--grade", "B")

    def visits(writer: int) -> list[str]:
        rans = [crm("visit", "C0001", f"{writer} {turn}", "--as", f"w{writer}") for turn in range(25)]
        return [ran.err for ran in rans if ran.code != 0]

    with ThreadPoolExecutor(8) as pool:
        errors = [error for found in pool.map(visits, range(8)) for error in found]
    assert errors == []
    assert len(crm("show", "C0001", "-f", "json").json["visits"]) == 200
    assert crm("doctor").code == 0


@pytest.mark.slow
def test_a_writer_that_is_kept_waiting_too_long_says_so(crm: Program) -> None:
    crm("add", "王小明")
    with _held(crm.book):
        ran = crm("note", "王小明", "x")
        assert crm("list").code == 0, "readers are not shut out"
    assert ran.code == 75
    assert "Another program is using the book" in ran.err


def _held(book: Path) -> "subprocess.Popen[str]":
    """Another program that holds the book for writing until it is closed."""
    script = (
        "import sqlite3, sys\n"
        "book = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "book.execute('begin immediate')\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(book)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    return holder


def test_a_form_that_was_open_while_somebody_wrote_is_refused_and_shows_both(inside: Inside) -> None:
    inside.add("王小明", "--grade", "B")
    child = inside.terminal("visit", "王小明")
    child.expect("Grade after this contact")
    inside.must("edit", "王小明", "--region", "郑州", "--as", "rose")
    child.sendline("A")
    child.expect("What was said")
    child.sendline("谈了价格")
    child.expect("Next date agreed")
    child.sendline("")
    child.expect(r"meanwhile by rose \(Region: - > 郑州\)")
    child.expect_exact("crm visit C0001 --grade=A -- '谈了价格'")
    child.close()
    card = inside.card("王小明")
    assert (card["grade"], card["region"], card["visits"]) == ("B", "郑州", [])
