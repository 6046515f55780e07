"""No input whatever ends in a traceback or a fault, and what is refused is left as it is."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.app import VERBS
from crmcli.kit.storage.schema import SCHEMA_VERSION
from tests.inside import Inside
from tests.program import Program

FAULT = 70


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    crm = Inside(Program(tmp_path_factory.mktemp("bad")))
    crm.add("王小明", "--grade", "A", "--phone", "13812345678")
    return crm


@pytest.fixture
def copy(written: Inside, tmp_path: Path) -> Inside:
    """That book, for one test to change."""
    return written.elsewhere(tmp_path)


@pytest.fixture
def program(copy: Inside) -> Program:
    """The installed program on that book."""
    return copy.program


HOSTILE = {
    "empty": "",
    "blank": " \u3000\t",
    "controls": "\x1b[2J\x07\x9b1m",
    "bidi": "\u202eabc\u2066\u200b\u200d",
    "surrogate": "a\ud800b",
    "surrogates": "\udcff\udc80",
    "newlines": "a\nb\r\n\u2028c",
    "markup": "[red]x[/red] {name} {0} %s %(x)s",
    "sql": "' or 1=1; drop table customer; --",
    "wildcards": "%_\\*?[",
    "long": "长" * 40_000,
    "accents": "a" + "\u0301" * 30_000,
    "digits": "9" * 5_000,
    "other digits": "١٢٣４５²",
    "dash": "-",
    "option": "--yes",
    "date": "-99999w",
    "equals": "=",
    "brackets": "(" * 3_000,
    "formula": "=cmd|' /C calc'!A0",
    "path": "/dev/null/x",
}


READY_VERBS = sorted(set(VERBS) - {"import", "export", "demo", "init"})


def _some(name: str, at: int) -> Any:
    """While somebody works each text meets every third verb or option, the next text the next ones."""
    far = (at + list(HOSTILE).index(name)) % 3 != 0
    return pytest.mark.slow if far else ()


@pytest.mark.parametrize(
    ("verb", "text"),
    [
        pytest.param(verb, text, id=f"{verb}-{name}", marks=_some(name, at))
        for at, verb in enumerate(READY_VERBS)
        for name, text in HOSTILE.items()
    ],
)
def test_no_text_gives_a_fault(written: Inside, verb: str, text: str) -> None:
    for words in (["--dry-run", text], ["--dry-run", "王小明", text], ["--dry-run", "--", text]):
        ran = written(verb, *words)
        assert ran.code in (0, 2, 3, 4, 5, 7), (words, ran.err)
        assert "\x1b" not in ran.err
        assert len(ran.err) < 50_000, "quoted at most once, as a path"


OPTIONS = (
    ["add", "甲", "--phone"], ["add", "甲", "--grade"], ["add", "甲", "--close"], ["add", "甲", "--amount"],
    ["add", "甲", "--birthday"], ["add", "甲", "--id"], ["add", "甲", "--licence"], ["add", "甲", "--set"],
    ["add", "甲", "--owner"], ["add", "甲", "--email"], ["add", "甲", "--as"], ["edit", "c1", "--drop-phone"],
    ["list", "--where"], ["list", "--sort"], ["list", "--limit"], ["list", "--grade"], ["list", "--owner"],
    ["list", "--tag"], ["list", "--need"], ["list", "--region"], ["list", "--format"], ["list", "--db"],
    ["visit", "c1", "x", "--at"], ["visit", "c1", "x", "--next"], ["visit", "c1", "x", "--with"],
    ["visit", "c1", "x", "--kind"], ["visit", "c1", "x", "--topic"], ["due", "--from"], ["due", "--kind"],
    ["due", "--limit"], ["show"], ["show", "c1"], ["tag", "--where"], ["archive", "--where"], ["edit", "--where"],
    ["deal", "c1", "won", "--on"], ["plan", "--per-day"], ["contact", "add", "c1", "乙", "--phone"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("options", "text"),
    [
        pytest.param(OPTIONS[at::3], text, id=f"{name}-{at}", marks=_some(name, at))
        for name, text in HOSTILE.items()
        for at in range(3)
    ],
)
def test_no_value_of_an_option_gives_a_fault(
    written: Inside, options: Sequence[list[str]], text: str
) -> None:
    for words in options:
        ran = written(*words, text, "--dry-run")
        assert ran.code in (0, 2, 3, 4, 5, 7), (words, ran.err)
        assert "\x1b" not in ran.err


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [*VERBS, "--db", "-f", "json", "--where", "王小明", "c1", "--", "-", "today", "A", "help"]
        )
        | st.text(max_size=8),
        max_size=6,
    ),
    st.binary(max_size=60),
)
def test_no_command_line_gives_a_fault(written: Inside, words: list[str], stdin: bytes) -> None:
    unwanted = {"import", "export", "demo", "init", "config", "playbook"}
    if unwanted & set(words):
        return
    ran = written("--dry-run", *words, stdin=stdin)
    assert ran.code in (0, 1, 2, 3, 4, 5, 7), (words, ran.err)


@pytest.mark.parametrize("word", [b"\xff\xfe", b"\x80", b"a\xed\xa0\x80b"])
def test_bytes_that_are_no_text_are_refused(program: Program, word: bytes) -> None:
    for words in (["show", word], ["add", word], ["list", "--where", word], [word]):
        ran = program(*words)
        assert ran.code in (2, 5)
        assert ran.err.startswith("crm: ")


def test_arguments_in_the_bytes_of_an_old_terminal(program: Program) -> None:
    assert program("show", "王小明".encode("gb18030"), "-f", "codes").out == "C0001\n"


@pytest.mark.parametrize(
    "stdin",
    [b"", b"\0" * 1000, b"\xff" * 1000, b"x" * 1_048_576, "长".encode() * 350_000, b"a\n" * 500_000,
     ("a" + "\u0301" * 500_000).encode()],
    ids=["nothing", "nul", "ff", "1 MB", "1 MB of Han", "1 MB of lines", "1 MB of accents"],
)  # fmt: skip
def test_stdin_may_hold_anything(copy: Inside, stdin: bytes) -> None:
    before = copy.book.read_bytes()
    assert copy("note", "C1", "-", stdin=stdin).code == 5
    assert copy("archive", "-", stdin=stdin).code in (0, 3, 5)
    assert copy.book.read_bytes() == before


def test_what_is_no_book_is_7_and_left_as_it_is(copy: Inside) -> None:
    contents = {
        "empty": b"",
        "text": "客户名称,手机\n王小明,13812345678\n".encode() * 50,
        "nul": b"\0" * 5000,
    }
    for name, content in contents.items():
        path = copy.program.folder / name
        path.write_bytes(content)
        for words in (["list"], ["note", "x", "y"], ["add", "x"]):
            ran = copy("--db", path, *words)
            assert (ran.code, ran.out) == (7, "")
            assert name in ran.err
        assert path.read_bytes() == content


def test_a_folder_as_the_book(copy: Inside) -> None:
    (copy.program.folder / "books").mkdir()
    for words in (["list"], ["add", "x"], ["due"]):
        ran = copy("--db", copy.program.folder / "books", *words)
        assert (ran.code, ran.out) == (7, "")
    assert list((copy.program.folder / "books").iterdir()) == []


@pytest.mark.parametrize("words", [["list"], ["add", "x"], ["due"], ["note", "C1", "x"]])
def test_a_newer_book_is_7_and_left_as_it_is(copy: Inside, words: list[str]) -> None:
    with closing(sqlite3.connect(copy.book)) as book:
        book.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    before = copy.book.read_bytes()
    ran = copy(*words)
    assert (ran.code, ran.out) == (7, "")
    assert "newer" in ran.err
    assert copy.book.read_bytes() == before
    assert list(copy.book.parent.iterdir()) == [copy.book]


@pytest.mark.parametrize("words", [["list"], ["due"], ["show", "C1"], ["add", "x"]])
def test_a_damaged_book_is_7(copy: Inside, words: list[str]) -> None:
    content = copy.book.read_bytes()
    copy.book.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    ran = copy(*words)
    assert (ran.code, ran.out) == (7, "")


def test_a_folder_that_cannot_be_made(copy: Inside) -> None:
    (copy.program.folder / "file").touch()
    for place in (copy.program.folder / "file" / "crm.db", Path("/proc/nowhere/crm.db")):
        ran = copy("--db", place, "add", "x")
        assert (ran.code, ran.out) == (7, "")
        assert str(place) in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_permissions(program: Program) -> None:
    program.book.parent.chmod(0o500)
    assert program("list").code == 0
    assert program("add", "x").code == 7
    program.book.chmod(0o000)
    assert program("list").code == 7
    program.book.parent.chmod(0o700)


def test_a_broken_link_as_the_book(copy: Inside) -> None:
    link = copy.program.folder / "link.db"
    link.symlink_to(copy.program.folder / "nowhere.db")
    assert copy("--db", link, "list").code == 7
    assert copy("--db", link, "add", "x").code == 7
    assert not (copy.program.folder / "nowhere.db").exists()


def test_a_link_to_the_book_is_the_book(copy: Inside) -> None:
    link = copy.program.folder / "link.db"
    link.symlink_to(copy.book)
    assert copy("--db", link, "note", "C1", "x").code == 0
    assert link.is_symlink()
