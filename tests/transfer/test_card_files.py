"""Photos and the playbook of an export: what travels with the file, what must be brought, and what is said of it."""

import shutil
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.program import Program

PHOTO = b"\x89PNG what the shop looks like"


@made_once
def shop(inside: Inside) -> None:
    """公司一 with a photo of its front, and the export of everything."""
    (inside.folder / "front.png").write_bytes(PHOTO)
    inside.must("init")
    inside.must("playbook", "use", "retail")
    inside.add("公司一", "--kind", "company", "--phone", "13812345678")
    inside.must(
        "edit", "公司一", "--set", f"店面照片={inside.folder / 'front.png'}", "--set", "零售业态=便利店"
    )
    ran = inside.must("export", "all", "-o", inside.folder / "all.json")
    assert "crm import FILE --files FOLDER" in ran.err


@pytest.fixture
def other(tmp_path: Path) -> Inside:
    """Another person, who has no book."""
    (tmp_path / "other").mkdir()
    return Inside(Program(tmp_path / "other"))


def folder(crm: Inside) -> Path:
    return Path(f"{crm.book}.files")


def test_an_import_says_which_photos_are_missing_and_brings_them(
    shop: Inside, other: Inside, tmp_path: Path
) -> None:
    ran = other.must("import", tmp_path / "all.json")
    assert "1 photo or file is named on a card" in ran.err
    assert "C0001 公司一 (front.png)" in ran.err
    assert "--files" in ran.err

    said = other("card", "file", "公司一", "店面照片", "-o", tmp_path / "o.png")
    assert (said.code, said.out) == (3, "")
    assert "The copy of front.png" in said.err
    assert ".files" not in said.err
    well = other("doctor")
    assert well.code == 5
    assert "C0001 公司一 (front.png)" in well.out

    ran = other.must("import", tmp_path / "all.json", "--files", folder(shop))
    assert "1 photo or file was copied" in ran.err
    assert "is named on a card" not in ran.err
    other.must("card", "file", "公司一", "店面照片", "-o", tmp_path / "o.png")
    assert (tmp_path / "o.png").read_bytes() == PHOTO
    assert other("doctor").code == 0


def test_photos_come_with_the_cards_and_into_backups(shop: Inside, other: Inside, tmp_path: Path) -> None:
    other.must("import", tmp_path / "all.json", "--files", shop.book)
    assert [path.read_bytes() for path in folder(other).iterdir()] == [PHOTO]
    other.must("backup", tmp_path / "copy.db")
    assert [path.read_bytes() for path in Path(f"{tmp_path / 'copy.db'}.files").iterdir()] == [PHOTO]


def test_a_copy_that_was_changed_is_not_brought(shop: Inside, other: Inside, tmp_path: Path) -> None:
    next(folder(shop).iterdir()).write_bytes(b"another")
    ran = other.must("import", tmp_path / "all.json", "--files", folder(shop))
    assert "1 photo or file is named on a card" in ran.err
    assert not folder(other).exists()


def test_a_folder_that_is_not_there_is_named(shop: Inside, tmp_path: Path) -> None:
    ran = shop("import", tmp_path / "all.json", "--files", tmp_path / "nowhere")
    assert ran.code == 3
    assert "There is no folder" in ran.err


def test_doctor_finds_a_photo_that_is_gone(shop: Inside) -> None:
    shutil.rmtree(folder(shop))
    ran = shop("doctor", "-f", "json")
    assert ran.code == 5
    assert [row["check"] for row in ran.json] == ["files"]
    assert "C0001 公司一" in ran.json[0]["said"]


def test_an_empty_book_takes_the_playbook_of_the_file(shop: Inside, other: Inside, tmp_path: Path) -> None:
    tried = other("import", tmp_path / "all.json", "--dry-run")
    assert tried.code == 0, tried.err
    assert not other.book.exists()
    ran = other.must("import", tmp_path / "all.json")
    assert "the playbook retail; it is put in force with it" in ran.err
    assert other.must("playbook", "show", "-f", "json").json["name"] == "retail"
    assert other.card("公司一")["fields"] == shop.card("公司一")["fields"]
    other.must("undo")
    assert other.must("playbook", "show", "-f", "json").json["name"] == "general"
    assert other.names("list") == []


@pytest.mark.parametrize("before", [("import", "others.csv"), ("playbook", "use", "loan")])
def test_another_book_keeps_its_playbook_and_is_told_the_command(
    shop: Inside, other: Inside, tmp_path: Path, before: tuple[str, ...]
) -> None:
    (tmp_path / "others.csv").write_text("客户编号,客户名称\nKH9,别人\n", encoding="utf-8")
    other.must("init")
    other.must(*(tmp_path / word if word.endswith(".csv") else word for word in before))
    ran = other("import", tmp_path / "all.json")
    assert ran.code == 5
    assert "crm playbook use retail" in ran.err.splitlines()[-1]
    other.must("playbook", "use", "retail")
    other.must("import", tmp_path / "all.json")
    assert other.card("公司一")["fields"] == shop.card("公司一")["fields"]


def test_a_playbook_that_is_not_here_is_named(shop: Inside, other: Inside, tmp_path: Path) -> None:
    text = (tmp_path / "all.json").read_text(encoding="utf-8")
    (tmp_path / "all.json").write_text(text.replace('"retail"', '"tea-houses"', 1), encoding="utf-8")
    ran = other("import", tmp_path / "all.json", lang="zh")
    assert ran.code == 5
    assert "crm playbook use tea-houses" in ran.err.splitlines()[-1]
    assert "为单个值" not in ran.err
    assert not other.book.exists()
