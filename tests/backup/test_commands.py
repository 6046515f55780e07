"""`crm backup` and `crm restore` on real files."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from crmcli.kit.storage import copying
from crmcli.kit.storage.schema import SCHEMA_VERSION
from tests.inside import Inside
from tests.once import made_once


@made_once
def lily(inside: Inside) -> None:
    inside.add("王小明", "--grade", "B")


def on(crm: Inside, day: str, *words: str) -> None:
    ran = crm(*words, env={"CRM_TODAY": day})
    assert ran.code == 0, ran.err


def backups(crm: Inside) -> list[Path]:
    return sorted((crm.book.parent / "backups").glob("*.db"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as book:
        return [name for (name,) in book.execute("select name from customer order by id")]


def test_a_backup_is_a_whole_book_of_its_own(lily: Inside, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    ran = lily.must("backup", target, "-f", "json")
    assert ran.json == {"path": str(target), "customers": 1, "rows": ran.json["rows"]}
    assert lily.must("--db", target, "list", "-f", "json").out == lily.must("list", "-f", "json").out
    assert mode(target) == 0o600
    assert not list(tmp_path.glob(".crm*"))


def test_without_a_path_it_lies_among_the_others(lily: Inside) -> None:
    before = os.umask(0)
    try:
        lily.must("backup")
    finally:
        os.umask(before)
    (backup,) = backups(lily)
    assert (mode(backup), mode(backup.parent)) == (0o600, 0o700)
    assert [row["path"] for row in lily.must("backup", "--list", "-f", "json").json] == [str(backup)]


def test_a_target_keeps_its_mode_and_links_and_folders_stay(lily: Inside, tmp_path: Path) -> None:
    target, link = tmp_path / "copy.db", tmp_path / "link.db"
    target.touch(0o640)
    target.chmod(0o640)
    lily.must("backup", target)
    assert mode(target) == 0o640
    link.symlink_to(target)
    assert lily("backup", link).code == 7
    assert lily("backup", tmp_path).code == 7
    assert lily("backup", lily.book).code == 5
    assert lily("backup", tmp_path / "no" / "copy.db").code == 7
    assert names_in(lily.book) == ["王小明"]


def test_each_day_the_first_write_backs_up_what_was_before_it(lily: Inside) -> None:
    assert backups(lily) == []
    on(lily, "2026-11-22", "add", "李丽")
    assert backups(lily) == [], "the book is of today"
    on(lily, "2026-11-23", "list")
    on(lily, "2026-11-23", "add", "周敏", "--dry-run")
    assert backups(lily) == [], "reading and trying write nothing"
    on(lily, "2026-11-23", "add", "孙浩")
    on(lily, "2026-11-23", "add", "周敏")
    assert [names_in(path) for path in backups(lily)] == [["王小明", "李丽"]]
    on(lily, "2026-11-24", "note", "孙浩", "x")
    assert len(backups(lily)) == 2


def test_a_backup_that_cannot_be_made_is_said_and_stops_no_work(lily: Inside) -> None:
    (lily.book.parent / "backups").touch()
    ran = lily("note", "王小明", "x", env={"CRM_TODAY": "2026-11-23"})
    assert ran.code == 0
    assert "backup" in ran.err
    assert lily("backup").code == 7


def test_a_copy_that_is_not_whole_gets_no_name(
    lily: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lily.must("backup", tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    lily.add("李丽")
    real = copying._copy

    def lossy(book: sqlite3.Connection, draft: str) -> copying.Counts:
        counts = real(book, draft)
        with closing(sqlite3.connect(draft)) as copy, copy:
            copy.execute("delete from customer where name = '李丽'")
        return counts

    monkeypatch.setattr(copying, "_copy", lossy)
    ran = lily("backup", tmp_path / "copy.db")
    assert ran.code == 7
    assert (tmp_path / "copy.db").read_bytes() == before
    assert not list(tmp_path.glob(".crm*"))


def test_a_restore_brings_everything_back_and_keeps_what_it_replaces(lily: Inside) -> None:
    lily.must("backup")
    before = lily.must("show", "王小明", "-f", "json").out
    lily.must("edit", "王小明", "--name", "王大明")
    lily.add("李丽")
    ran = lily.must("restore", "1", "-f", "json")
    assert lily.must("show", "王小明", "-f", "json").out == before
    assert names_in(Path(ran.json["kept"])) == ["王大明", "李丽"]
    assert lily.must("history", "--limit", "1", "-f", "json").json[0]["command"] == "restore"
    lily.must("restore", Path(ran.json["kept"]).name)
    assert lily.names("list") == ["王大明", "李丽"]
    assert not list(lily.book.parent.glob(".crm*"))


def test_a_book_that_is_gone_or_damaged_is_restored(lily: Inside, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    lily.must("backup", copy)
    lily.book.write_bytes(b"\0" * 8192)
    lily.must("restore", copy)
    assert lily.names("list") == ["王小明"]
    (damaged,) = lily.book.parent.glob("crm.db.damaged-*")
    assert damaged.read_bytes() == b"\0" * 8192
    lily.book.unlink()
    lily.must("restore", copy)
    assert lily.names("list") == ["王小明"]


@pytest.mark.parametrize("damage", ["cut", "flip", "text", "empty", "other database", "newer"])
def test_a_backup_that_is_not_whole_is_refused_before_anything_is_touched(
    lily: Inside, tmp_path: Path, damage: str
) -> None:
    copy = tmp_path / "copy.db"
    lily.must("backup", copy)
    content = copy.read_bytes()
    if damage == "cut":
        copy.write_bytes(content[: len(content) // 2])
    elif damage == "flip":
        copy.write_bytes(content[:8192] + b"\xff" * 4096 + content[12288:])
    elif damage == "text":
        copy.write_text("mine", encoding="utf-8")
    elif damage == "empty":
        copy.write_bytes(b"")
    elif damage == "newer":
        with closing(sqlite3.connect(copy)) as book:
            book.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    else:
        copy.unlink()
        with closing(sqlite3.connect(copy)) as book, book:
            book.execute("create table t (a)")
    before = lily.book.read_bytes()
    ran = lily("restore", copy)
    assert ran.code == 7, ran.err
    assert lily.book.read_bytes() == before
    assert backups(lily) == []


def test_the_daily_backup_leaves_indexes_alone_and_one_that_is_asked_for_does_not(
    lily: Inside, tmp_path: Path
) -> None:
    """To look every row up in every index takes ten times as long as the copy."""
    with closing(sqlite3.connect(lily.book, isolation_level=None)) as book:
        book.execute("pragma writable_schema = on")
        index = book.execute("select * from sqlite_master where name = 'ix_customer_tag_once'").fetchone()
        book.execute("delete from sqlite_master where name = 'ix_customer_tag_once'")
    with closing(sqlite3.connect(lily.book, isolation_level=None)) as book:
        book.execute("insert into customer_tag (customer_id, tag) values (1, '重点')")
        book.execute("pragma writable_schema = on")
        book.execute("insert into sqlite_master values (?, ?, ?, ?, ?)", index)
    on(lily, "2026-11-23", "note", "王小明", "喜欢钓鱼")
    (daily,) = backups(lily)
    for words in (["backup"], ["backup", tmp_path / "copy.db"], ["restore", daily]):
        ran = lily(*words)
        assert (ran.code, "ix_customer_tag_once" in ran.err) == (7, True)
    assert not (tmp_path / "copy.db").exists()


def test_a_dry_restore_checks_and_changes_nothing(lily: Inside, tmp_path: Path) -> None:
    lily.must("backup", tmp_path / "copy.db")
    lily.add("李丽")
    before = lily.book.read_bytes()
    lily.must("restore", tmp_path / "copy.db", "--dry-run")
    lily.must("backup", tmp_path / "other.db", "--dry-run")
    assert lily.book.read_bytes() == before
    assert not (tmp_path / "other.db").exists()


def test_what_cannot_be_meant_is_refused(lily: Inside, tmp_path: Path) -> None:
    assert lily("restore").code == 2
    assert lily("restore", "99").code == 3
    assert lily("restore", lily.book).code == 5
    assert lily("backup", tmp_path / "x.db", "--list").code == 2
    assert lily("backup", "--db", tmp_path / "none.db").code == 7


def test_attached_files_are_copied_and_come_back(lily: Inside, tmp_path: Path) -> None:
    """Whatever table speaks of a digest: no capability has to say so here."""
    content = b"licence"
    digest = sha256(content).hexdigest()
    files = Path(f"{lily.book}.files")
    files.mkdir()
    (files / digest).write_bytes(content)
    with closing(sqlite3.connect(lily.book)) as book, book:
        book.execute("create table paper_file (id integer primary key, digest text)")
        book.execute("insert into paper_file (digest) values (?)", (digest,))
    lily.must("backup", tmp_path / "copy.db")
    assert (Path(f"{tmp_path / 'copy.db'}.files") / digest).read_bytes() == content
    lily.must("backup")
    shutil.rmtree(files)
    lily.must("restore", "1")
    assert (files / digest).read_bytes() == content
    assert mode(files / digest) == 0o600


def test_a_large_import_is_backed_up_before(lily: Inside, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    file.write_text("姓名\n" + "".join(f"客户{number}\n" for number in range(1000)), encoding="utf-8")
    lily.must("import", file)
    assert [names_in(path) for path in backups(lily)] == [["王小明"]]


def test_a_backup_while_others_write_is_of_one_moment(lily: Inside, tmp_path: Path) -> None:
    script = (
        "import sqlite3, sys, time\n"
        "book = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=15)\n"
        "book.execute('create table pair (side text, number integer)')\n"
        "print('ready', flush=True)\n"
        "for number in range(100000):\n"
        "    book.execute('begin immediate')\n"
        "    book.execute('insert into pair values (?, ?)', ('left', number))\n"
        "    book.execute('insert into pair values (?, ?)', ('right', number))\n"
        "    book.execute('commit')\n"
    )
    words = [sys.executable, "-c", script, str(lily.book)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        try:
            for number in range(5):
                lily.must("backup", tmp_path / f"{number}.db")
        finally:
            writer.kill()
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as copy:
            sides = dict(copy.execute("select side, count(*) from pair group by side"))
            assert sides.get("left") == sides.get("right")
