"""Tables from files and standard input, well formed and hostile."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import CrmError, NotFound, UsageRefused, ValueRefused
from crmcli.kit.formula_cells import guard_cell
from crmcli.transfer.sources import RoundedDigits, RowProblem, SourceRow, open_table

SAMPLES = Path(__file__).parents[1] / "data"
Read = tuple[list[str], list[SourceRow | RowProblem]]
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def read_file(path: Path, encoding: str | None = None, format: str | None = None) -> Read:
    with open_table(str(path), encoding=encoding, format=format, stdin=io.BytesIO()) as table:
        return table.headers, list(table.rows)


def read_bytes(content: bytes, encoding: str | None = None, format: str | None = None) -> Read:
    with open_table("-", encoding=encoding, format=format, stdin=io.BytesIO(content)) as table:
        return table.headers, list(table.rows)


def cells(content: str | bytes, format: str | None = None) -> list[list[object]]:
    content = content if isinstance(content, bytes) else content.encode()
    headers, rows = read_bytes(content, format=format)
    assert all(isinstance(row, SourceRow) for row in rows)
    return [list(headers), *(row.cells for row in rows)]


def write_workbook(path: Path, rows: list[list[object]], first_row: int = 0) -> Path:
    workbook = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    )
    workbook.add_worksheet("empty")
    sheet = workbook.add_worksheet("customers")
    for place, row in enumerate(rows, start=first_row):
        sheet.write_row(place, 0, row)
    workbook.close()
    return path


# The samples ------------------------------------------------------------------------------------------------


def test_the_sample_csv() -> None:
    with open_table(str(SAMPLES / "customers.csv"), encoding=None, format=None, stdin=io.BytesIO()) as table:
        rows = list(table.rows)
    assert (table.format, table.encoding, len(table.headers), table.headers[-1]) == (
        "csv",
        "gb18030",
        17,
        "备注",
    )
    assert len(rows) == 604
    assert all(isinstance(row, SourceRow) and len(row.cells) == 17 for row in rows)
    by_code = {str(row.cells[0]): row for row in rows}
    assert by_code["KH00001"].line == 2
    assert by_code["KH00004"] == SourceRow(5, by_code["KH00004"].cells)
    assert by_code["KH00004"].cells[-1] == "重点客户，\n需主管陪同"
    # A quoted line break pushes the next record down by one physical line.
    assert by_code["KH00005"].line == 7
    assert by_code["KH00003"].cells[4] == "１３５２８６５７０７０"
    assert {"KH90001", "KH90002", "KH90003", "KH90004"} <= set(by_code)
    lines = (SAMPLES / "customers.csv").read_bytes().split(b"\n")
    assert all(lines[row.line - 1].startswith(str(row.cells[0]).encode()) for row in rows)


def test_the_sample_workbook_holds_the_good_rows_of_the_csv() -> None:
    headers, rows = read_file(SAMPLES / "customers.xlsx")
    csv_headers, csv_rows = read_file(SAMPLES / "customers.csv")
    assert headers == csv_headers
    assert [row.line for row in rows] == list(range(2, 602))
    first = dict(zip(headers, rows[0].cells, strict=True))
    assert (first["手机"], first["预计金额（元）"]) == ("13074391500", "393000")
    assert first["预计成交日期"] == date(2027, 9, 18)
    assert first["固定电话"] == ""
    codes = [row.cells[0] for row in csv_rows]
    assert [row.cells[0] for row in rows] == [code for code in codes if not str(code).startswith("KH9")]


# Separated text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_encodings_are_found(encoding: str, found: str) -> None:
    stdin = io.BytesIO("姓名,备注\n张三,你好\n".encode(encoding))
    with open_table(None, encoding=None, format=None, stdin=stdin) as table:
        assert (table.encoding, table.headers) == (found, ["姓名", "备注"])
        assert list(table.rows) == [SourceRow(2, ["张三", "你好"])]


def test_an_encoding_may_be_named() -> None:
    assert read_bytes("姓名,備註\n張三,\n".encode("big5"), encoding="big5")[0] == ["姓名", "備註"]
    with pytest.raises(ValueRefused, match="not text in ascii"):
        read_bytes("姓名\n".encode(), encoding="ascii")


@pytest.mark.parametrize("encoding", ["klingon", "", "base64", "hex", "a\0b", "\ud800", "x" * 10_000])
def test_an_unknown_encoding_is_a_wrong_option(encoding: str) -> None:
    with pytest.raises(UsageRefused):
        read_bytes(b"a,b\n", encoding=encoding)


def test_an_unknown_format_is_a_wrong_option() -> None:
    with pytest.raises(UsageRefused, match="csv, tsv, xlsx, json, jsonl"):
        read_bytes(b"a,b\n", format="pdf")


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("name,note\r\na,b\r\n", [["name", "note"], ["a", "b"]]),
        ("name,note\ra,b\r", [["name", "note"], ["a", "b"]]),
        ("name,note\na,b", [["name", "note"], ["a", "b"]]),
        ("name;note\na;1,5\n", [["name", "note"], ["a", "1,5"]]),
        ("name\tnote\na\tb,c\n", [["name", "note"], ["a", "b,c"]]),
        ('"a;b;c;d",note\nx,y\n', [["a;b;c;d", "note"], ["x", "y"]]),
        ("sep=;\nname;note\na;b\n", [["name", "note"], ["a", "b"]]),
        ("name\nonly\n", [["name"], ["only"]]),
        ('name,note\na,"x\ny"\n', [["name", "note"], ["a", "x\ny"]]),
        ('name,note\na,"say ""hi"""\n', [["name", "note"], ["a", 'say "hi"']]),
        ("name,note\na\n", [["name", "note"], ["a", ""]]),
        ("name,note\na,b,, \n", [["name", "note"], ["a", "b"]]),
        ("name,note,,\na,b,,\nc,,, \n", [["name", "note"], ["a", "b"], ["c", ""]]),
        ("name,,note\na,x,b\n", [["name", "column 2", "note"], ["a", "x", "b"]]),
        ("name,,note,\na,,b,x\n", [["name", "note", "column 4"], ["a", "b", "x"]]),
        ("\n,,\nname,note\n\n , \na,b\n\n", [["name", "note"], ["a", "b"]]),
        ("备注,备注,备注\n1,2,3\n", [["备注", "备注 2", "备注 3"], ["1", "2", "3"]]),
        ("备注,备注,备注 2\n1,2,3\n", [["备注", "备注 3", "备注 2"], ["1", "2", "3"]]),
        ("na\0me,no\0te\na\0,\0b\n", [["name", "note"], ["a", "b"]]),
        ('\ufeff"name",note\na,b\n', [["name", "note"], ["a", "b"]]),
        (
            "客户一览表,,\n2026年,,\n客户名称,手机,备注\na,1,b\n",
            [["客户名称", "手机", "备注"], ["a", "1", "b"]],
        ),
        ('"预计\n金额",name\n1,a\n', [["预计 金额", "name"], ["1", "a"]]),
        ("name,note\n'=1+1,''=1+1\n", [["name", "note"], ["=1+1", "'=1+1"]]),
        ("name,note\n'tis,'\n", [["name", "note"], ["'tis", "'"]]),
        ("\u202ename\u200b,note\x1b\n", [["name", "note"]]),
    ],
)
def test_csv_shapes(text: str, table: list[list[object]]) -> None:
    assert cells(text) == table


def test_a_tsv_of_ours_is_unescaped_and_one_of_excel_is_unquoted() -> None:
    assert cells("name\tnote\na\\tb\tc\\nd\\\\e\n", "tsv") == [["name", "note"], ["a\tb", "c\nd\\e"]]
    assert cells('name\tnote\n"a\nb"\tC:\\news\n', "tsv") == [["name", "note"], ["a\nb", "C:\\news"]]
    assert cells('name\tnote\n"half quoted\tC:\\docs\n', "tsv") == [
        ["name", "note"],
        ['"half quoted', "C:\\docs"],
    ]


def test_lines_are_where_records_begin() -> None:
    _headers, rows = read_bytes(b'name,note\r\na,"1\r\n2\r\n3"\r\n\r\nb,x\r\n')
    assert [row.line for row in rows] == [2, 6]


def test_a_row_that_is_too_wide_is_reported_and_the_others_are_read() -> None:
    headers, rows = read_bytes(b"name,note\na,b,c,d\ne,f\n")
    problem, good = rows
    assert isinstance(problem, RowProblem)
    assert (problem.line, problem.cells) == (2, ["a", "b", "c", "d"])
    assert "4 cells" in str(problem.reason)
    assert good == SourceRow(3, ["e", "f"])
    assert headers == ["name", "note"]


def test_a_quotation_mark_that_is_never_closed_is_reported_where_it_opens() -> None:
    _headers, rows = read_bytes(b'name,note\na,b\nc,"d\ne,f\ng,h\n')
    assert rows[0] == SourceRow(2, ["a", "b"])
    assert isinstance(rows[1], RowProblem)
    assert (len(rows), rows[1].line, rows[1].cells) == (2, 3, ["c", "d\ne,f\ng,h\n"])
    with pytest.raises(ValueRefused, match="never closed"):
        read_bytes(b'"name,note\na,b\n')


def test_a_cell_of_a_megabyte_is_read_and_an_endless_one_refused() -> None:
    assert cells(b"name,note\na," + b"x" * 1_000_000 + b"\n")[1] == ["a", "x" * 1_000_000]
    with pytest.raises(ValueRefused, match="quotation mark"):
        read_bytes(b'name,note\na,"' + b"x\n" * 5_000_000)


def test_rows_come_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "endless.csv"
    path.write_bytes(b"name,note\n" + b"a,b\n" * 100_000)
    with open_table(str(path), encoding=None, format=None, stdin=io.BytesIO()) as table:
        assert next(table.rows) == SourceRow(2, ["a", "b"])
        assert next(table.rows).line == 3


def test_a_row_of_words_that_are_headers_too_is_a_row_below_the_header_with_the_names() -> None:
    assert cells(b"name,a,b\n,Cell,Cell\n") == [["name", "a", "b"], ["", "Cell", "Cell"]]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
            min_size=3,
            max_size=3,
        ),
        max_size=8,
    )
)
def test_what_is_written_as_csv_is_read_back(rows: list[list[str]]) -> None:
    import csv

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([["name", "phone", "b"], *([guard_cell(cell) for cell in row] for row in rows)])
    expected = [row for row in rows if any(cell and not cell.isspace() for cell in row)]
    assert cells(text.getvalue()) == [["name", "phone", "b"], *expected]


# Workbooks --------------------------------------------------------------------------------------------------


def test_the_first_sheet_with_content_and_its_own_row_numbers(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "a.xlsx", [["客户名称", "手机"], ["a", 13800138000], [], ["b", ""]], first_row=3
    )
    assert read_file(path) == (
        ["客户名称", "手机"],
        [SourceRow(5, ["a", "13800138000"]), SourceRow(7, ["b", ""])],
    )


def test_cells_of_a_sheet(tmp_path: Path) -> None:
    values = [
        *(1.5, 0.1 + 0.2, -3, 1e20, True, date(2026, 1, 2), datetime(2026, 1, 2, 9, 30), time(9, 30)),
        *("'=1+1", "'x", 110101199003070000),
    ]
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.Workbook()
    workbook.create_sheet("customers").append([f"h{place}" for place in range(len(values))])
    workbook["customers"].append(values)
    workbook.save(path)
    _headers, rows = read_file(path)
    assert rows[0].cells == [
        *("1.5", "0.3", "-3", "100000000000000000000", "true", date(2026, 1, 2), datetime(2026, 1, 2, 9, 30)),
        *("09:30:00", "=1+1", "'x", "110101199003070000"),
    ]
    assert isinstance(rows[0].cells[-1], RoundedDigits)
    assert not isinstance(rows[0].cells[2], RoundedDigits)


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["name", "note"], ["a", "b"]])
    assert cells(path.read_bytes()) == [["name", "note"], ["a", "b"]]
    assert read_file(path.rename(tmp_path / "a.csv"))[0] == ["name", "note"]
    with pytest.raises(ValueRefused, match="is a workbook"):
        read_file(tmp_path / "a.csv", format="csv")


def test_a_hidden_sheet_is_not_the_table(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["old", "things"])
    workbook.active.sheet_state = "hidden"
    workbook.create_sheet("now").append(["name", "note"])
    workbook.save(tmp_path / "a.xlsx")
    assert read_file(tmp_path / "a.xlsx")[0] == ["name", "note"]


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD2000", "Z1048576"])
def test_a_stray_cell_far_away_does_not_eat_the_memory(tmp_path: Path, cell: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["name", "note"])
    workbook.active[cell] = "stray"
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(ValueRefused, match="too large"):
        read_file(tmp_path / "a.xlsx")


def test_a_stray_cell_in_a_far_column_of_a_small_sheet_is_only_a_column(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["name", "note"])
    workbook.active["XFD3"] = "stray"
    workbook.save(tmp_path / "a.xlsx")
    assert read_file(tmp_path / "a.xlsx")[0] == ["name", "note", "column 16384"]


def test_a_sheet_may_have_more_columns_than_the_alphabet_has_letters(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    workbook = Workbook(str(tmp_path / "a.xlsx"))
    sheet = workbook.add_worksheet()
    headers = ["name", "note", *(f"field {number}" for number in range(40))]
    sheet.write_row(0, 0, headers)
    sheet.write_row(1, 0, ["王小明"] * len(headers))
    workbook.close()
    assert read_file(tmp_path / "a.xlsx") == (headers, [(2, ["王小明"] * len(headers))])


# JSON -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "table"),
    [
        (
            '[{"name": "a", "n": 1}, {"name": "b", "x": null}]',
            [["name", "n", "x"], ["a", "1", ""], ["b", "", ""]],
        ),
        ('{"customers": [{"name": "a"}]}', [["name"], ["a"]]),
        ('{"name": "a", "phones": ["1", "2"]}', [["name", "phones"], ["a", ["1", "2"]]]),
        (
            '[{"name": "a", "fields": {"面积": 12, "价": 1.50}}]',
            [["name", "fields"], ["a", {"面积": 12, "价": "1.50"}]],
        ),
        (
            '[{"a": 1.10, "b": true, "c": NaN, "d": 1e999}]',
            [["a", "b", "c", "d"], ["1.10", "true", "NaN", "1e999"]],
        ),
        ('{"name": "a"}\n\n{"name": "b", "note": "x"}\n', [["name", "note"], ["a", ""], ["b", "x"]]),
        ("[]", [[]]),
        ("[{}]", [[]]),
        ('\ufeff[{"name": "a"}]', [["name"], ["a"]]),
        ('[{"": "x", "name": "a"}]', [["column 1", "name"], ["x", "a"]]),
        ('[{"name": "a\\u0000b"}]', [["name"], ["ab"]]),
    ],
)
def test_json_shapes(text: str, table: list[list[object]]) -> None:
    assert cells(text) == table


def test_lines_of_json() -> None:
    assert [row.line for row in read_bytes(b'[{"a":1},\n\n{},\n{"a":2}]')[1]] == [1, 3]
    assert [row.line for row in read_bytes(b'{"a":1}\n\n{"a":2}\n')[1]] == [1, 3]


def test_a_number_too_long_for_a_number_stays_as_it_is_written() -> None:
    digits = "9" * 10_000
    assert cells(f'[{{"a": {digits}, "b": [{digits}]}}]')[1] == [digits, [digits]]


def test_a_lone_surrogate_in_json_is_passed_on_for_the_edge_to_clean() -> None:
    assert cells('[{"\\ud800name": "a\\udfff"}]') == [["name"], ["a\udfff"]]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    )
)
def test_any_json_is_a_table_or_refused(document: object) -> None:
    for format in ("json", "jsonl"):
        try:
            headers, rows = read_bytes(json.dumps(document).encode(), format=format)
        except CrmError as refusal:
            str(refusal)
        else:
            assert all(len(row.cells) == len(headers) for row in rows)


# What is no table -------------------------------------------------------------------------------------------

DEEP = b"[" * 200_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\xef\xbb\xbf\r\n \n", "is empty"),
        ("a.csv", b",,,\n,,\n", "is empty"),
        ("a.csv", bytes(100_000), "is empty"),
        ("a.json", b"  ", "is empty"),
        ("a.jsonl", b"", "is empty"),
        ("a.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "holds no table"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "holds no table"),
        ("a.csv", bytes(range(256)) * 40, "holds no table"),
        ("a.xls", b"<html><body><p>name</p>", "holds no table"),
        ("a.xls", OLD_EXCEL, "save it as .xlsx"),
        ("a.xlsx", OLD_EXCEL, "save it as .xlsx"),
        ("a.xlsx", OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xlsx", b"PK\x03\x04 not really", "damaged"),
        ("a.xlsx", b"name,note\na,b\n", "no XLSX"),
        ("a.csv", b"name,\x80\xff\xff\xff\n", "neither UTF-8 nor GB18030"),
        ("a.csv", b"\xef\xbb\xbfname,\xd5\xc5\n", "neither UTF-8"),
        ("a.json", b'[{"name": "a"}, {"na', "line 1, column"),
        ("a.json", b"name,note\na,b\n", "no complete JSON"),
        ("a.json", b"3", "no array of objects"),
        ("a.json", b'{"customers": 3}', "no array of objects"),
        ("a.json", b'[{"a": 1}, 3]', "Entry 2"),
        ("a.json", DEEP, "nested too deeply"),
        ("a.json", b'{"a":' * 200_000, "nested too deeply"),
        ("a.jsonl", b'{"a": 1}\n{"a": ', "line 2"),
        ("a.jsonl", b'{"a": 1}\n[2]\n', "Entry 2"),
        ("a.jsonl", DEEP, "nested too deeply"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueRefused, match=said):
        read_file(path)


def test_a_zip_that_is_no_workbook_and_a_workbook_cut_short(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ValueRefused, match="holds no table"):
        read_file(tmp_path / "a.zip")
    whole = write_workbook(tmp_path / "a.xlsx", [["name", "note"], ["a", "b"]]).read_bytes()
    for length in (30, len(whole) // 2, len(whole) - 5):
        with pytest.raises(ValueRefused, match="damaged"):
            read_bytes(whole[:length])
    write_workbook(tmp_path / "empty.xlsx", [])
    with pytest.raises(ValueRefused, match="is empty"):
        read_file(tmp_path / "empty.xlsx")


def test_a_workbook_whose_parts_are_wrong(tmp_path: Path) -> None:
    whole = write_workbook(tmp_path / "a.xlsx", [["name", "note"], ["a", "b"]])
    for broken in ("xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"):
        damaged = io.BytesIO()
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(damaged, "w") as target:
            for member in source.namelist():
                target.writestr(member, b"<x>\0<" if member == broken else source.read(member))
        with pytest.raises(ValueRefused):
            read_bytes(damaged.getvalue())


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        ("xl/sharedStrings.xml", b'uniqueCount="3"', b'uniqueCount="499999999999"'),
        ("xl/worksheets/sheet2.xml", b'r="A2"', b'r="A999999999999"'),
        ("xl/worksheets/sheet2.xml", b'r="A2"', b"r='zzzz2'"),
        ("xl/worksheets/sheet2.xml", b"<v>0.5</v>", b"<v>1e30</v>"),
    ],
)
def test_numbers_that_no_workbook_has_are_refused(
    tmp_path: Path, member: str, old: bytes, new: bytes
) -> None:
    workbook = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    workbook.add_worksheet("empty")
    sheet = workbook.add_worksheet("customers")
    sheet.write_row(0, 0, ["name", "note"])
    sheet.write_row(1, 0, ["a", 0.5], workbook.add_format({"num_format": "[h]:mm"}))
    workbook.close()
    damaged = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            assert name != member or old in content
            target.writestr(name, content.replace(old, new) if name == member else content)
    with pytest.raises(ValueRefused, match=r"damaged|too large"):
        read_bytes(damaged.getvalue())


@pytest.mark.parametrize("path", ["missing.csv", "missing/folder.csv", "a\0b.csv", "\ud800.csv"])
def test_a_missing_file_is_not_found(tmp_path: Path, path: str) -> None:
    with pytest.raises(NotFound) as refusal:
        open_table(f"{tmp_path}/{path}", encoding=None, format=None, stdin=io.BytesIO())
    assert refusal.value.exit_code == 3


def test_a_folder_and_a_name_that_is_too_long_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueRefused, match="is a folder"):
        read_file(tmp_path)
    with pytest.raises(ValueRefused, match="cannot be read"):
        read_file(tmp_path / ("x" * 5000))


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.csv"
    path.write_bytes(b"name\na\n")

    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    # The super-user may read everything, so taking the right away would not always test this.
    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(ValueRefused, match="may not be read"):
        read_file(path)


def test_a_stream_that_breaks_is_refused() -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(ValueRefused, match=r"standard input cannot be read"):
        open_table("-", encoding=None, format=None, stdin=Broken())  # type: ignore[arg-type]


def test_a_named_pipe_is_read(tmp_path: Path) -> None:
    from threading import Thread

    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(b"name,note\na,b\n",))
    writer.start()
    assert read_file(pipe) == (["name", "note"], [SourceRow(2, ["a", "b"])])
    writer.join()


def looks_like_text(content: bytes) -> bytes:
    return b"name,phone\n" + content


@pytest.mark.parametrize("dress", [bytes, looks_like_text])
@pytest.mark.parametrize("format", [None, "csv", "tsv", "json", "jsonl", "xlsx"])
@given(
    content=st.binary(max_size=200)
    | st.text(st.sampled_from("a,;\t\"'\r\n\0\\张{}[]:"), max_size=60).map(str.encode)
)
def test_any_bytes_are_a_table_or_refused(
    dress: Callable[[bytes], bytes], format: str | None, content: bytes
) -> None:
    try:
        headers, rows = read_bytes(dress(content), format=format)
    except CrmError as refusal:
        str(refusal)
    else:
        assert len(headers) == len(set(headers))
        assert all(headers)
        assert all(len(row.cells) == len(headers) for row in rows if isinstance(row, SourceRow))
        assert all(str(row.reason) for row in rows if isinstance(row, RowProblem))
