"""Making a book and bringing one up to date."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crmcli.kit.errors import BookUnusable
from crmcli.kit.storage.migrating import create_book, empty_book, migrate
from crmcli.kit.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.once import books_built_anew, empty_books_made_once

__all__ = ["books_built_anew"]

pytestmark = pytest.mark.usefixtures("books_built_anew")


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
def test_a_book_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "crm.db"
    assert create_book(str(path))
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert [file.name for file in path.parent.iterdir()] == ["crm.db"], "the draft is gone"


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    create_book(str(tmp_path / "crm.db"))
    assert mode(tmp_path) == 0o755


def test_a_book_says_what_it_is(tmp_path: Path) -> None:
    create_book(str(tmp_path / "crm.db"))
    with closing(sqlite3.connect(tmp_path / "crm.db")) as book:
        assert book.execute("pragma application_id").fetchone() == (APPLICATION_ID,)
        assert book.execute("pragma user_version").fetchone() == (SCHEMA_VERSION,)
        assert book.execute("pragma integrity_check").fetchone() == ("ok",)
        assert book.execute("select count(*) from customer_list").fetchone() == (0,)


def test_what_is_there_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    path.write_text("mine", encoding="utf-8")
    assert not create_book(str(path))
    assert path.read_text(encoding="utf-8") == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["crm.db"]


def test_a_broken_link_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    path.symlink_to(tmp_path / "elsewhere.db")
    assert not create_book(str(path))
    assert not (tmp_path / "elsewhere.db").exists()


@pytest.mark.parametrize("folder", ["file", "/proc/nowhere"])
def test_a_place_that_cannot_be_used_is_named(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BookUnusable):
        create_book(str(tmp_path / folder / "crm.db"))


def test_of_two_that_start_at_once_one_makes_the_book(tmp_path: Path) -> None:
    script = (
        "import sys; from crmcli.kit.storage.migrating import create_book\n"
        "sys.stdin.readline(); print(create_book(sys.argv[1]))"
    )
    path = tmp_path / "folder" / "crm.db"
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("\n")
        racer.stdin.flush()
    assert sorted(racer.communicate()[0].strip() for racer in racers) == ["False", "False", "False", "True"]
    assert [file.name for file in path.parent.iterdir()] == ["crm.db"]
    with closing(sqlite3.connect(path)) as book:
        assert book.execute("select count(*) from customer").fetchone() == (0,)


def test_a_newer_book_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    create_book(str(path))
    with closing(sqlite3.connect(path)) as book:
        book.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(BookUnusable, match="newer"):
        migrate(str(path))
    assert path.read_bytes() == before


def test_another_programs_database_is_no_book(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table t (x)")
    before = path.read_bytes()
    with pytest.raises(BookUnusable, match="not a customer book"):
        migrate(str(path))
    assert path.read_bytes() == before


def test_migrating_what_is_current_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    create_book(str(path))
    before = path.read_bytes()
    migrate(str(path))
    assert path.read_bytes() == before


def test_an_empty_book_can_be_read_and_not_written() -> None:
    with closing(empty_book()) as book:
        assert book.execute("select count(*) from customer_list").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            book.execute("insert into book_setting values ('a', 'b')")


def test_the_copies_that_other_tests_get_are_what_is_built(tmp_path: Path) -> None:
    create_book(str(tmp_path / "built.db"))
    with closing(empty_book()) as book:
        built = list(book.iterdump())
    with empty_books_made_once():
        for name in ("first", "copied"):
            create_book(str(tmp_path / name))
            assert (tmp_path / name).read_bytes() == (tmp_path / "built.db").read_bytes()
            assert mode(tmp_path / name) == 0o600
            with closing(empty_book()) as book:
                assert list(book.iterdump()) == built
                with pytest.raises(sqlite3.OperationalError, match="readonly"):
                    book.execute("insert into book_setting values ('a', 'b')")
