"""Every exit code that CLI.md promises, from the installed program."""

import os
import re
import signal
import sqlite3
import subprocess
import textwrap
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.program import CRM, Program, Ran


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """Two customers of one name, one of them due tomorrow."""
    crm = Inside(Program(tmp_path_factory.mktemp("codes")))
    crm.add("王小明", "--grade", "A", "--phone", "13812345678")
    crm.add("王小明", "--grade", "B")
    return crm


@pytest.fixture
def program(written: Inside, tmp_path: Path) -> Program:
    """The installed program on that book."""
    return written.elsewhere(tmp_path).program


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["due"], 0),
        (["due", "today", "--exit-code"], 1),
        (["due", "tomorrow", "--exit-code"], 0),
        (["list", "--region", "火星"], 0),
        (["frobnicate"], 2),
        (["show"], 2),
        (["list", "--frob"], 2),
        (["list", "--where", "grade ="], 2),
        (["show", "没有"], 3),
        (["import", "none.csv"], 3),
        (["show", "王小明"], 4),
        (["add", "李四", "--phone", "1"], 5),
        (["--db", "none.db", "list"], 7),
    ],
)
def test_exit_codes(program: Program, words: list[str], code: int) -> None:
    ran = program(*words)
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    if code > 1:
        assert ran.out == ""
        assert ran.err.startswith("crm: ")


def test_an_output_that_is_full_is_7(program: Program) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        ended = subprocess.run(
            [CRM, "list", "-f", "json"], stdout=full, stderr=subprocess.PIPE, env=program.environ, check=False
        )
    assert ended.returncode == 7
    assert ended.stderr.startswith(b"crm: ")
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", ">&-", "<&-", "2>&- >&-"])
def test_streams_that_are_closed_or_full_give_no_traceback(program: Program, redirection: str) -> None:
    ended = subprocess.run(
        f"{CRM} find nobody {redirection}", shell=True, capture_output=True, env=program.environ, check=False
    )
    assert ended.returncode in (0, 7)
    assert b"Traceback" not in ended.stderr + ended.stdout


def test_a_reader_that_has_gone_is_no_failure(program: Program) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [CRM, "list", "-f", "json"], stdout=writer, stderr=subprocess.PIPE, env=program.environ, check=False
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_head_ends_a_long_list_quietly(program: Program) -> None:
    ended = subprocess.run(
        f"{CRM} help all | head -1; exit ${{PIPESTATUS[0]}}", shell=True, executable="/bin/bash",
        capture_output=True, env=program.environ, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, b"")


def with_patch(program: Program, patch: str, *words: str, env: dict[str, str] | None = None) -> Ran:
    """Run the program with a module changed before it starts."""
    folder = program.folder / "patch"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(textwrap.dedent(patch), encoding="utf-8")
    return program(*words, env={"PYTHONPATH": str(folder), **(env or {})})


FAULT = """
    import crmcli.customer.listing as listing
    def fail(*_given, **_named):
        raise ZeroDivisionError("secret 13812345678")
    listing.list_customers = fail
"""


def test_a_fault_of_ours_is_70_and_one_sentence(program: Program) -> None:
    ran = with_patch(program, FAULT, "list")
    assert (ran.code, ran.out, ran.err.count("\n")) == (70, "", 1)
    assert ran.err.startswith("crm: ")
    assert "ZeroDivisionError" in ran.err
    assert "13812345678" not in ran.err
    assert "CRM_DEBUG=1" in ran.err


def test_only_who_debugs_sees_a_traceback(program: Program) -> None:
    assert "Traceback" in with_patch(program, FAULT, "list", env={"CRM_DEBUG": "1"}).err
    assert "Traceback" in program("show", "没有", env={"CRM_DEBUG": "1"}).err


def test_a_book_that_somebody_holds_is_75(program: Program) -> None:
    before = program.book.read_bytes()
    with closing(sqlite3.connect(program.book, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert program("list").code == 0, "readers go on"
        impatient = "import crmcli.kit.storage.schema as schema; schema.BUSY_TIMEOUT_MS = 50"
        ran = with_patch(program, impatient, "note", "C1", "x")
        other.execute("rollback")
    assert (ran.code, ran.out) == (75, "")
    assert ran.err.startswith("crm: ")
    assert program.book.read_bytes() == before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("words", [["note", "C1", "-"], ["archive", "-"]])
def test_interrupted_and_terminated(
    program: Program, words: Sequence[str], number: signal.Signals, code: int
) -> None:
    before = program.book.read_bytes()
    child = subprocess.Popen(
        [CRM, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.environ,
    )
    _wait_until_reading(child)
    child.send_signal(number)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out) == (code, b"")
    assert b"Traceback" not in err
    assert program.book.read_bytes() == before


@pytest.mark.slow
def test_who_waits_for_a_held_book_can_be_interrupted(program: Program) -> None:
    with closing(sqlite3.connect(program.book, isolation_level=None)) as other:
        other.execute("begin immediate")
        child = subprocess.Popen([CRM, "note", "C1", "x"], stderr=subprocess.PIPE, env=program.environ)
        signal.sigtimedwait([], 2)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=6)
    assert child.returncode == 130


def _wait_until_reading(child: subprocess.Popen[bytes]) -> None:
    """Wait until the process has its terminal handlers and sleeps on its stdin."""
    for _ in range(3000):
        calling = Path(f"/proc/{child.pid}/syscall")
        number, argument = ([*calling.read_text().split(), "", ""])[:2]
        if (number, argument) == ("0", "0x0"):
            return
        if child.poll() is not None:
            raise AssertionError(child.communicate())
        os.sched_yield()
        signal.sigtimedwait([], 0.01)
    raise AssertionError("never read its stdin")


def test_every_refusal_is_short_and_in_the_language(written: Inside) -> None:
    for words in (["show", "没有"], ["frob"], ["list", "--frob"], ["add", "李四", "--phone", "1"],
                  ["list", "--limit", "x"], ["--db", "none.db", "list"], ["show", "王小明"],
                  ["list", "-f", "pdf"]):  # fmt: skip
        ran = written(*words, lang="zh")
        sentence = ran.err.splitlines()[0]
        assert re.search("[\u4e00-\u9fff]", sentence), sentence
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", sentence), sentence
