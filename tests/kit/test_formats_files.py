"""Files for people and for machines: what spreadsheets and programs find in them."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from crmcli.kit import formats
from crmcli.kit.errors import BookUnusable, RuleRefused, UsageRefused
from crmcli.kit.formats import FILE_FORMATS, Column, Listing, Record, export
from crmcli.kit.formats import xlsx as xlsx_module

COLUMNS = (
    Column("code", "编号"),
    Column("name", "客户"),
    Column("phone", "电话", "phone"),
    Column("next_on", "下次", "date", wording=lambda day: f"{day} 早上"),
    Column("amount_fen", "金额", "money"),
    Column("visits", "次数", "int"),
    Column("kind", "类型", "words", labels={"person": "个人"}),
    Column("tags", "标签", "list", tables=False),
    Column("key", "重点", "bool"),
)
ROWS: tuple[tuple[Any, ...], ...] = (
    ("C0001", "王小明", "+8613812345678", "2026-11-23", 120050, 3, "person", ["老客户", "试驾"], True),
    ("C0002", "=1+1", None, None, None, None, "company", [], False),
    ("C0003", "多行\n\x1b[31m名", "+862162345678", "不定", 100, 0, "person", None, None),
)


def listing(rows: Sequence[Sequence[Any]] = ROWS) -> Listing:
    return Listing(COLUMNS, rows, title="客户 [2026]")


def exported(format: str, *, keys: bool = False, rows: Sequence[Sequence[Any]] = ROWS) -> bytes:
    file = io.BytesIO()
    assert export(listing(rows), file, format, keys=keys) == len(rows)
    return file.getvalue()


def workbook_rows(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_csv_for_people_opens_in_excel() -> None:
    content = exported("csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["编号", "客户", "电话", "下次", "金额", "次数", "类型", "标签", "重点"],
        ["C0001", "王小明", "13812345678", "2026-11-23", "1200.50", "3", "个人", "老客户;试驾", "yes"],
        ["C0002", "'=1+1", "", "", "", "", "company", "", "no"],
        ["C0003", "多行\n[31m名", "021-62345678", "不定", "1", "0", "个人", "", ""],
    ]


def test_csv_with_keys_is_for_machines() -> None:
    content = exported("csv", keys=True)
    assert content.startswith(b"code,name,phone,next_on,amount_fen,visits,kind,tags,key\r\n")
    assert "C0001,王小明,+8613812345678,2026-11-23,120050,3,person,老客户;试驾,true\r\n".encode() in content


def test_tsv_is_escaped_and_never_guarded() -> None:
    lines = exported("tsv").decode("utf-8-sig").split("\n")
    assert lines[2].split("\t")[1] == "=1+1"
    assert lines[3].split("\t")[1] == "多行\\n[31m名"


def test_a_workbook_holds_texts_numbers_and_dates() -> None:
    assert workbook_rows(exported("xlsx")) == [
        ["编号", "客户", "电话", "下次", "金额", "次数", "类型", "标签", "重点"],
        ["C0001", "王小明", "13812345678", date(2026, 11, 23), 1200.5, 3.0, "个人", "老客户;试驾", "yes"],
        ["C0002", "'=1+1", "", "", "", "", "company", "", "no"],
        ["C0003", "多行\n[31m名", "021-62345678", "不定", 1.0, 0.0, "个人", "", ""],
    ]


def test_a_workbook_with_keys_is_for_machines() -> None:
    rows = workbook_rows(exported("xlsx", keys=True))
    assert rows[0] == [column.key for column in COLUMNS]
    assert rows[1] == [
        "C0001",
        "王小明",
        "+8613812345678",
        "2026-11-23",
        120050.0,
        3.0,
        "person",
        "老客户;试驾",
        "true",
    ]


def test_a_workbook_keeps_long_numbers_whole() -> None:
    columns = [Column("id", "证件"), Column("amount_fen", "金额", "money")]
    file = io.BytesIO()
    export(Listing(columns, [("410105199003071234", 10**15)]), file, "xlsx")
    assert workbook_rows(file.getvalue())[1] == ["410105199003071234", "10000000000000"]


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_json_files_are_always_for_machines(format: str) -> None:
    text = exported(format).decode()
    first = json.loads(text)[0] if format == "json" else json.loads(text.splitlines()[0])
    assert first["amount_fen"] == 120050
    assert exported(format, keys=True) == text.encode()


def test_markdown_files_are_for_people() -> None:
    assert "| 编号 | 客户 |" in exported("markdown").decode()


@pytest.mark.parametrize("format", FILE_FORMATS)
def test_an_empty_listing_makes_a_file_that_opens(format: str, tmp_path: Path) -> None:
    target = tmp_path / f"空.{format}"
    assert export(listing([]), target, format) == 0
    assert target.exists()
    if format == "xlsx":
        assert workbook_rows(target.read_bytes()) == [[column.header for column in COLUMNS]]


@pytest.mark.parametrize("format", FILE_FORMATS)
def test_one_thing_can_be_a_file(format: str) -> None:
    file = io.BytesIO()
    assert export(Record({"code": "C0001", "tags": ["a"], "visits": [{"n": 1}]}), file, format) == 1
    assert b"C0001" in file.getvalue() or format == "xlsx"


def test_a_format_that_is_no_file_is_refused() -> None:
    with pytest.raises(UsageRefused):
        exported("table")


def test_what_excel_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(RuleRefused, match="客户"):
        export(listing([("C1", "长" * 32_768, *ROWS[0][2:])]), target, "xlsx")
    monkeypatch.setattr(xlsx_module, "MOST_ROWS", 3)
    with pytest.raises(RuleRefused):
        export(listing(), target, "xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", FILE_FORMATS)
def test_a_full_disk_is_said_so(format: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "wb", buffering=0) as full, pytest.raises(OSError, match="space"):
        export(listing(ROWS * 1000), full, format)


def test_a_missing_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BookUnusable, match="missing"):
        export(listing(), tmp_path / "missing" / "a.csv", "csv")


def test_the_second_file_of_a_process_is_written_like_the_first(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        assert formats.export(listing(), tmp_path / name, "csv") == len(ROWS)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
