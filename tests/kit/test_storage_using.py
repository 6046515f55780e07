"""Reading and writing the book: what is refused, what a crash leaves, who waits for whom."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import text

from crmcli.kit.errors import BookUnusable, Busy
from crmcli.kit.storage import migrating, reading, writing
from crmcli.kit.storage.schema import SCHEMA_VERSION

SETTING = "insert into book_setting values ('key', 'value')"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    migrating.create_book(str(tmp_path / "crm.db"))
    return tmp_path / "crm.db"


def settings(path: Path) -> list[tuple[str, str]]:
    with reading.reading(str(path)) as book:
        return book.execute("select key, value from book_setting").fetchall()


def test_a_reader_cannot_write(path: Path) -> None:
    with pytest.raises(BookUnusable), reading.reading(str(path)) as book:
        book.execute(SETTING)
    assert settings(path) == []


def test_a_missing_book_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookUnusable, match=r"none\.db"):
        reading.open_reading(str(tmp_path / "none.db"))
    assert not (tmp_path / "none.db").exists()


def test_what_is_no_book_is_left_as_it_is(tmp_path: Path) -> None:
    contents = {"empty": b"", "text": b"name,phone\n" * 200, "half": b"SQLite format 3\0" + b"\0" * 500}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BookUnusable, match=name):
            reading.open_reading(str(tmp_path / name))
        assert (tmp_path / name).read_bytes() == content
    (tmp_path / "folder").mkdir()
    with pytest.raises(BookUnusable):
        reading.open_reading(str(tmp_path / "folder"))


def test_a_newer_book_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as book:
        book.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(BookUnusable, match="newer"):
        reading.open_reading(str(path))
    assert path.read_bytes() == before


def test_a_damaged_book_is_a_refusal(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(BookUnusable), reading.reading(str(path)) as book:
        book.execute("select * from customer").fetchall()


@pytest.mark.parametrize("name", ["顾客 100%?.db", "a#b&c=d.db", "o'brien.db", "-f.db"])
def test_a_path_is_only_a_path(tmp_path: Path, name: str) -> None:
    migrating.create_book(str(tmp_path / name))
    assert settings(tmp_path / name) == []


def test_what_is_in_the_block_is_kept_together(path: Path) -> None:
    with writing.transaction(str(path)) as session:
        session.exec(text(SETTING))  # type: ignore[call-overload]
    assert settings(path) == [("key", "value")]


def test_any_exception_undoes_the_block(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing.transaction(str(path)) as session:
        session.exec(text(SETTING)).rowcount / 0  # type: ignore[call-overload]
    assert settings(path) == []
    with writing.transaction(str(path), keep=False) as session:
        session.exec(text(SETTING))  # type: ignore[call-overload]
    assert settings(path) == []


def test_a_held_book_is_busy_and_readers_are_not_shut_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(writing, "_PRAGMAS", ("busy_timeout = 50",))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        other.execute(SETTING)
        with pytest.raises(Busy), writing.transaction(str(path)) as session:
            session.exec(text(SETTING))  # type: ignore[call-overload]
        assert settings(path) == []


def test_whoever_prints_what_it_has_read_keeps_nobody_from_writing(path: Path) -> None:
    read = reading.reading(str(path), is_last=True)
    with read as book:
        book.execute("begin")
        assert book.execute("select * from sqlite_master").fetchone()
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        other.execute("begin exclusive")
        other.execute(SETTING)
        other.execute("commit")
    assert settings(path) == [("key", "value")]
    assert read.connection is None


KILLED = """
import os, signal, sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None)
book.execute("pragma cache_size = 1")
book.execute("pragma cache_spill = 1")
book.execute("begin immediate")
for number in range(3000):
    book.execute("insert into book_setting values (?, ?)", (str(number), "x" * 500))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_book_whose_writer_was_killed_is_read_as_it_was(path: Path) -> None:
    with writing.transaction(str(path)) as session:
        session.exec(text(SETTING))  # type: ignore[call-overload]
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    journal = Path(f"{path}-journal")
    assert journal.exists(), "the test must leave a hot journal"
    assert settings(path) == [("key", "value")]
    assert not journal.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_permissions_are_respected_and_named(path: Path) -> None:
    path.chmod(0o400)
    with pytest.raises(BookUnusable, match="read-only"), writing.transaction(str(path)) as session:
        session.exec(text(SETTING))  # type: ignore[call-overload]
    path.chmod(0o000)
    with pytest.raises(BookUnusable):
        reading.open_reading(str(path))
