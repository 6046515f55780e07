"""`crm doctor` finds every fault that is seeded, nothing in a sound book, and mends what is safe."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crmcli.doctor.surroundings import check_place
from tests.inside import Inside
from tests.program import Program


def sql(*statements: str, triggers: bool = False) -> Callable[[Path], None]:
    """Statements as another program would run them: it heeds no triggers where it drops them first."""

    def seed(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as book:
            kept = book.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
            for name, _text in kept:
                book.execute(f"drop trigger {name}")
            for statement in statements:
                book.execute(statement)
            for _name, text in kept if not triggers else []:
                book.execute(text)

    return seed


def damage_a_page(path: Path) -> None:
    with closing(sqlite3.connect(path)) as book:
        (root,) = book.execute(
            "select rootpage from sqlite_master where name = 'ix_customer_name_folded'"
        ).fetchone()
        (size,) = book.execute("pragma page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size + size - 200)
        file.write(b"\xff" * 200)


def change_an_attached_file(path: Path) -> None:
    (Path(f"{path}.files") / sha256(b"licence").hexdigest()).write_bytes(b"forged")


def lose_an_attached_file(path: Path) -> None:
    shutil.rmtree(f"{path}.files")


def open_to_all(path: Path) -> None:
    path.chmod(0o644)


def backups_open_to_all(path: Path) -> None:
    (path.parent / "backups").chmod(0o755)


def left_behind(path: Path) -> None:
    draft = path.parent / ".crm-0123456789abcdef.tmp"
    draft.touch()
    os.utime(draft, (0, 0))


def into_a_sync_folder(path: Path) -> None:
    (path.parent / ".stfolder").mkdir()


def no_backup(path: Path) -> None:
    shutil.rmtree(path.parent / "backups")


class Seed(NamedTuple):
    """A fault: how it gets in, the check that must find it, and whether `--fix` mends it."""

    sow: Callable[[Path], None]
    check: str
    mended: bool = False


SEEDS = {
    "a page": Seed(damage_a_page, "pages"),
    "a row refers to nothing": Seed(sql("update customer_note set by_id = 99"), "references"),
    "an index is gone": Seed(sql("drop index ix_visit_latest"), "schema", True),
    "a trigger is gone": Seed(sql(triggers=True), "schema", True),
    "a view is another": Seed(
        sql("drop view deal_list", "create view deal_list as select 1 as id"), "schema", True
    ),
    "a column is gone": Seed(sql("alter table customer_note drop column noted_at"), "schema"),
    "an entry is edited": Seed(sql("update change_entry set by = 'rose' where id = 3"), "chain"),
    "an entry is removed": Seed(
        sql("delete from change_row where entry_id = 3", "delete from change_entry where id = 3"), "chain"
    ),
    "two entries change places": Seed(
        sql(
            "update change_entry set id = 100 where id = 3",
            "update change_entry set id = 3 where id = 4",
            "update change_entry set id = 4 where id = 100",
        ),
        "chain",
    ),
    "what an entry says is edited": Seed(
        sql("update change_row set after = replace(after, '谈了价格', '没谈') where table_name = 'visit'"),
        "chain",
    ),
    "a row is edited": Seed(sql("update customer set amount_fen = 1 where id = 1"), "rows"),
    "a row is removed": Seed(sql("delete from customer_note"), "rows"),
    "a row is put in": Seed(sql("insert into customer_tag (customer_id, tag) values (1, '假')"), "rows"),
    "an attached file is another": Seed(change_an_attached_file, "files"),
    "an attached file is gone": Seed(lose_an_attached_file, "files"),
    "a next date later than the rhythm": Seed(
        sql("update customer set next_follow_up_on = '2027-06-01' where id = 1"), "follow_up", True
    ),
    "a next date that follows from nothing": Seed(
        sql("update customer set next_follow_up_on = '2026-11-01' where id = 1"), "follow_up", True
    ),
    "a grade without history": Seed(sql("delete from grade_change"), "grade"),
    "a contact in the future": Seed(sql("update visit set contact_on = '2030-01-01'"), "contact"),
    "a card that knows of no contact": Seed(sql("update customer set last_contact_on = null"), "contact"),
    "two key people": Seed(sql("update contact set is_key = 1"), "people"),
    "two who referred": Seed(
        sql(
            "insert into customer_relation (customer_id, who, relation) values (1, '甲', 'referred_by')",
            "insert into customer_relation (customer_id, other_id, relation) values (1, 2, 'referred_by')",
        ),
        "referrals",
    ),
    "a circle of those who referred": Seed(
        sql(
            "insert into customer_relation (customer_id, other_id, relation) values"
            " (1, 2, 'referred_by'), (2, 1, 'referred_by')"
        ),
        "referrals",
    ),
    "a name that is not found": Seed(
        sql("update customer set name_folded = 'x' where id = 1"), "search", True
    ),
    "a birthday that nobody is told": Seed(sql("delete from customer_occasion"), "birthdays", True),
    "a book for all to read": Seed(open_to_all, "modes", True),
    "backups for all to read": Seed(backups_open_to_all, "modes", True),
    "a draft left behind": Seed(left_behind, "leftovers", True),
    "a synchronised folder": Seed(into_a_sync_folder, "place"),
    "no backup": Seed(no_backup, "backup", True),
}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """A book of some weeks with something of everything, an attached file and a backup."""
    crm = Inside(Program(tmp_path_factory.mktemp("doctor")))
    crm.environ["CRM_TODAY"] = "2026-11-01"
    crm.add(
        "王小明", "--phone", "13812345678", "--grade", "B", "--contact", "李四", "--contact", "赵婷", "--note", "一",
        "--birthday", "1980-05-17", "--tag", "熟",
    )  # fmt: skip
    crm.must("visit", "王小明", "谈了价格", "--grade", "A")
    crm.add("李丽", "--grade", "C")
    crm.must("deal", "李丽", "won", "3万")
    crm.environ["CRM_TODAY"] = "2026-11-22"
    crm.must("note", "王小明", "二")
    digest = sha256(b"licence").hexdigest()
    folder = Path(f"{crm.book}.files")
    folder.mkdir(0o700)
    (folder / digest).write_bytes(b"licence")
    (folder / digest).chmod(0o600)
    sql(
        "create table paper_file (id integer primary key, digest text)",
        f"insert into paper_file values (1, '{digest}')",
    )(crm.book)
    return crm


@pytest.fixture
def crm(started: Inside, tmp_path: Path) -> Inside:
    """A copy of that book with all that lies around it."""
    copy = Inside(Program(tmp_path))
    shutil.copytree(started.book.parent, copy.book.parent)
    copy.environ["CRM_TODAY"] = "2026-11-22"
    return copy


def found(crm: Inside, *words: str) -> tuple[int, list[dict[str, Any]]]:
    ran = crm("doctor", *words, "-f", "json")
    assert ran.code in (0, 5), ran.err
    return ran.code, ran.json


def test_nothing_is_wrong_with_a_sound_book(crm: Inside) -> None:
    before = crm.book.read_bytes()
    assert found(crm) == (0, [])
    assert found(crm, "--fix") == (0, [])
    assert crm.book.read_bytes() == before


@pytest.mark.parametrize("name", SEEDS)
def test_every_seeded_fault_is_found(crm: Inside, name: str) -> None:
    SEEDS[name].sow(crm.book)
    code, rows = found(crm)
    assert code == 5
    assert SEEDS[name].check in {row["check"] for row in rows}, rows


@pytest.mark.parametrize("name", [name for name, seed in SEEDS.items() if seed.mended])
def test_what_is_safe_is_mended(crm: Inside, name: str) -> None:
    seed = SEEDS[name]
    seed.sow(crm.book)
    assert found(crm, "--fix", "--dry-run")[0] == 5
    _code, rows = found(crm, "--fix")
    assert all(row["fixed"] for row in rows if row["check"] == seed.check), rows
    assert seed.check not in {row["check"] for row in found(crm)[1]}


@pytest.mark.parametrize("name", [name for name, seed in SEEDS.items() if not seed.mended])
def test_what_is_not_safe_is_left(crm: Inside, name: str) -> None:
    SEEDS[name].sow(crm.book)
    code, rows = found(crm, "--fix")
    assert code == 5
    assert not any(row["fixed"] for row in rows if row["check"] == SEEDS[name].check)


def test_a_mended_fact_is_an_entry_that_can_be_undone(crm: Inside) -> None:
    SEEDS["a next date later than the rhythm"].sow(crm.book)
    found(crm, "--fix")
    assert crm.must("history", "--limit", "1", "-f", "json").json[0]["command"] == "doctor"
    assert crm.card("王小明")["next_follow_up_on"] == "2026-11-02"
    crm.must("undo")
    assert crm.card("王小明")["next_follow_up_on"] == "2027-06-01"


def test_the_first_broken_link_is_named(crm: Inside) -> None:
    SEEDS["an entry is removed"].sow(crm.book)
    (said,) = [row["said"] for row in found(crm)[1] if row["check"] == "chain"]
    assert "entry 4" in said


def test_rights_are_taken_from_others_only(crm: Inside) -> None:
    crm.book.chmod(0o666)
    found(crm, "--fix")
    assert stat.S_IMODE(crm.book.stat().st_mode) == 0o600


def test_other_files_are_no_patients(crm: Inside, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert crm("doctor", "--db", tmp_path / "notes.txt").code == 7
    assert crm("doctor", "--db", tmp_path / "none.db").code == 7


@pytest.mark.parametrize(
    ("mounted", "is_network"),
    [("ext4", False), ("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("9p", True), ("btrfs", False)],
)
def test_a_network_share_is_known_by_its_mount(tmp_path: Path, mounted: str, is_network: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda / ext4 rw 0 0\nserver:/x /net/my\\040share {mounted} rw 0 0\n", encoding="utf-8"
    )
    assert bool(list(check_place("/net/my share/crm.db", str(mounts)))) is is_network
    assert list(check_place("/netter/crm.db", str(mounts))) == []


@pytest.mark.parametrize(
    ("folder", "is_synced"),
    [
        ("Dropbox/work", True),
        ("OneDrive - 公司", True),
        ("坚果云", True),
        ("documents", False),
        ("megafon", False),
    ],
)
def test_a_sync_folder_is_known_by_its_name(tmp_path: Path, folder: str, is_synced: bool) -> None:
    assert bool(list(check_place(str(tmp_path / folder / "crm.db")))) is is_synced


def test_a_book_of_today_needs_no_backup_yet(inside: Inside) -> None:
    inside.add("王小明")
    assert found(inside) == (0, [])
    ran = inside("doctor", "-f", "json", env={"CRM_TODAY": "2026-12-22"})
    assert [row["check"] for row in ran.json] == ["backup"]
