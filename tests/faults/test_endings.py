"""However a command ends: a clear end, the right exit code, and a book that is whole."""

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crmcli.kit.storage.migrating import create_book
from crmcli.kit.storage.schema import SCHEMA_VERSION
from tests.faults.scenarios import _at, _old, content
from tests.faults.test_concurrency import _held
from tests.guards.test_schema import described
from tests.inside import Inside
from tests.program import CRM, Program

NOBODY = 65534


@pytest.fixture
def book(crm: Program) -> Path:
    Inside(crm).add("王小明", "--grade", "B")
    return crm.book


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_waiting_writer_at_once(crm: Program, book: Path, number: int, code: int) -> None:
    before = content(book)
    with (
        _held(book),
        subprocess.Popen(
            [CRM, "note", "王小明", "x"], env=crm.environ, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as waiting,
    ):
        time.sleep(1.5)  # it has started and waits for the book
        started = time.monotonic()
        waiting.send_signal(number)
        _out, err = waiting.communicate(timeout=10)
        assert time.monotonic() - started < 5
    assert waiting.returncode == code
    assert b"Traceback" not in err
    assert content(book) == before


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_a_signal_in_the_middle_of_an_import_leaves_nothing_of_it(
    crm: Program, book: Path, tmp_path: Path, number: int
) -> None:
    file = tmp_path / "many.csv"
    file.write_text("姓名\n" + "".join(f"新{n}\n" for n in range(12_000)), encoding="utf-8")
    before = content(book)
    with subprocess.Popen(
        [CRM, "import", file],
        env=crm.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as importing:
        journal = Path(f"{book}-journal")
        for _turn in range(2000):
            if journal.exists() or importing.poll() is not None:
                break
            time.sleep(0.01)
        importing.send_signal(number)
        importing.communicate(timeout=30)
    assert importing.returncode in (128 + number, 0)
    assert (content(book) == before) is (importing.returncode != 0)
    assert not journal.exists()


def test_a_closed_pipe_ends_quietly(crm: Program, book: Path) -> None:
    for words in (["list"], ["history"], ["doctor"], ["note", "王小明", "x"]):
        ended = subprocess.run(
            f"{CRM} {' '.join(words)} | true; exit ${{PIPESTATUS[0]}}",
            shell=True,
            executable="/bin/bash",
            env=crm.environ,
            capture_output=True,
            check=False,
        )
        assert ended.returncode == 0, words
        assert ended.stderr.count(b"Traceback") == 0


def test_without_a_home_a_named_book_does(crm: Program, tmp_path: Path) -> None:
    environ = {key: value for key, value in crm.environ.items() if not key.startswith(("HOME", "XDG"))}
    words = [CRM, "--db", str(tmp_path / "book.db")]
    for more in (["add", "王小明"], ["list"], ["backup"], ["doctor"]):
        ended = subprocess.run([*words, *more], env=environ, capture_output=True, check=False)
        assert ended.returncode == 0, ended.stderr


def _as_nobody(crm: Program, *words: str) -> "subprocess.CompletedProcess[bytes]":
    """The program for somebody whom rights stop: root is not stopped by them."""
    who: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    ended: subprocess.CompletedProcess[bytes] = subprocess.run(
        [CRM, *words], env=crm.environ, capture_output=True, check=False, cwd="/", **who
    )
    return ended


@pytest.fixture
def shared(crm: Program) -> Iterator[Path]:
    """A folder that others can reach too, as pytest's own cannot be."""
    folder = Path(tempfile.mkdtemp(prefix="crm-rights-"))
    folder.chmod(0o755)
    try:
        reachable = _as_nobody(crm, "--version").returncode == 0
    except OSError:
        reachable = False
    if not reachable:
        pytest.skip("the program cannot be run by others here")
    yield folder
    subprocess.run(["chmod", "-R", "u+rwX", str(folder)], check=False)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_written_is_named(crm: Program, shared: Path, what: str) -> None:
    place = shared / "mine"
    place.mkdir()
    if os.geteuid() == 0:
        os.chown(place, NOBODY, NOBODY)
    path = place / "crm.db"
    crm.environ |= {"CRM_DB": str(path), "HOME": str(place), "XDG_CONFIG_HOME": str(place / "config")}
    assert _as_nobody(crm, "add", "王小明").returncode == 0
    before = path.read_bytes()
    (path if what == "file" else place).chmod(0o400 if what == "file" else 0o500)
    ended = _as_nobody(crm, "note", "王小明", "x")
    assert ended.returncode == 7, ended.stderr
    assert str(path).encode() in ended.stderr
    assert b"Traceback" not in ended.stderr
    assert path.read_bytes() == before
    assert _as_nobody(crm, "list").returncode == 0, "reading goes on"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A book as the first version left it."""
    folder = tmp_path / "old"
    folder.mkdir(mode=0o700)
    crm = Inside(Program(tmp_path))
    crm.environ["CRM_DB"] = str(folder / "crm.db")
    _old(_at(crm, folder / "crm.db"), folder)
    return folder / "crm.db"


def test_two_that_start_at_once_migrate_once(crm: Program, old: Path) -> None:
    words = [CRM, "--db", str(old), "list", "-f", "json"]
    started = [
        subprocess.Popen(words, env=crm.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    ended = [(process.communicate(), process.returncode) for process in started]
    assert [code for _said, code in ended] == [0] * 4, ended
    assert len({out for (out, _err), _code in ended}) == 1
    with closing(sqlite3.connect(old)) as book:
        assert book.execute("pragma user_version").fetchone() == (SCHEMA_VERSION,)
    assert list((old.parent / "backups").glob("*before-migration*.db"))


def test_a_migrated_book_is_what_a_new_one_is_and_keeps_every_row(
    crm: Program, old: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(old)) as book:
        before = {
            table: book.execute(f'select count(*) from "{table}"').fetchone()
            for (table,) in book.execute("select name from sqlite_master where type = 'table'").fetchall()
        }
    assert crm("--db", old, "doctor", "-f", "json").out == "[]\n"
    assert create_book(str(tmp_path / "new.db"))
    with closing(sqlite3.connect(old)) as book, closing(sqlite3.connect(tmp_path / "new.db")) as new:
        assert described(book) == described(new)
        assert {
            table: book.execute(f'select count(*) from "{table}"').fetchone() for table in before
        } == before
    assert crm("--db", old, "undo").code == 0, "what was done before can still be taken back"


def test_a_migration_without_room_for_its_backup_leaves_the_old(crm: Program, old: Path) -> None:
    (old.parent / "backups").touch()
    before = old.read_bytes()
    ran = crm("--db", old, "list")
    assert ran.code == 7
    assert old.read_bytes() == before


def test_a_migration_that_would_lose_rows_leaves_the_old(
    old: Path, monkeypatch: pytest.MonkeyPatch, crm: Program
) -> None:
    """The negative control of the count: a migration that cascades, as one did before anybody counted."""
    from crmcli.kit.errors import BookUnusable
    from crmcli.kit.storage import migrating

    real: Callable[..., None] = migrating._drop_views_and_triggers

    def lossy(connection: sqlite3.Connection) -> None:
        real(connection)
        connection.execute("delete from customer_phone")

    monkeypatch.setattr(migrating, "_drop_views_and_triggers", lossy)
    before = content(old)
    with pytest.raises(BookUnusable, match="customer_phone"):
        migrating.migrate(str(old))
    assert content(old) == before


def test_nothing_secret_stands_among_the_arguments_of_a_program_that_is_started() -> None:
    """Hooks and notices are told on stdin; an editor is told where the draft lies."""
    source = Path(__file__).parents[2] / "src" / "crmcli"
    starts = [path for path in source.rglob("*.py") if "subprocess.run(" in path.read_text(encoding="utf-8")]
    assert {path.name for path in starts} <= {"hooks.py", "notices.py", "drafts.py"}
