"""Tables of offices: titles, headers of two rows, sums, other sheets, pages saved as .xls, ruined numbers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from crmcli.kit.errors import CrmError, NotFound, UsageRefused, ValueRefused
from crmcli.transfer.phone_cells import read_phones
from crmcli.transfer.sources import Expected, Place, SourceRow, open_table
from crmcli.transfer.sources.totals import is_total
from tests.inside import Inside

Cells = list[list[Any]]


def read(content: bytes, **place: Any) -> tuple[list[str], Cells, list[int]]:
    """The headers, the rows and the lines of totals of a file of that content."""
    with open_table(
        "-", encoding=None, format=None, stdin=io.BytesIO(content), place=Place(**place)
    ) as table:
        rows = [row.cells for row in table.rows if isinstance(row, SourceRow)]
        return table.headers, rows, table.total_lines


def csv_of(rows: Cells) -> bytes:
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


def workbook(sheets: dict[str, Cells]) -> bytes:
    file = io.BytesIO()
    book = Workbook(file)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell != "":
                    sheet.write(at, place, cell)
    book.close()
    return file.getvalue()


@pytest.mark.parametrize(
    ("rows", "headers", "first"),
    [
        ([["客户台账", ""], ["", ""], ["姓名", "手机"], ["王", "1"]], ["姓名", "手机"], "王"),
        ([["说明", ""]] * 28 + [["姓名", "手机"], ["王", "1"]], ["姓名", "手机"], "王"),
        (
            [
                ["客户信息", "", "联系方式", "", "备注"],
                ["名称", "等级", "手机", "邮箱", ""],
                ["王", "A", "1"],
            ],
            ["名称", "等级", "手机", "邮箱", "备注"],
            "王",
        ),
        (
            [["客户", "", "联系人", ""], ["名称", "地区", "姓名", "职务"], ["王", "沪", "李", "厂长"]],
            ["名称", "地区", "联系人姓名", "职务"],
            "王",
        ),
        (
            [["客户", "", "2025", "2026"], ["名称", "手机", "金额", "金额"], ["王", "1", "2", "3"]],
            ["名称", "手机", "2025金额", "2026金额"],
            "王",
        ),
        ([["姓名", "手机"], ["电话", "微信"], ["王", "1"]], ["姓名", "手机"], "电话"),
        (
            [["名称", "手机", "微信", "12345"], ["企业", "1", "电话", "x"]],
            ["名称", "手机", "微信", "12345"],
            "企业",
        ),
        ([["", "", "姓名", "手机"], ["", "", "王", "1"]], ["姓名", "手机"], "王"),
    ],
)
def test_the_header_is_found_in_one_row_or_two(rows: Cells, headers: list[str], first: str) -> None:
    for content in (csv_of(rows), workbook({"a": rows})):
        found, cells, _totals = read(content)
        assert found == headers
        assert cells[0][0] == first


def test_the_row_of_the_header_can_be_said() -> None:
    rows = csv_of([["姓名", "手机"], ["name", "phone"], ["王", "1"]])
    assert read(rows)[0] == ["姓名", "手机"]
    assert read(rows, header_row=2)[:2] == (["name", "phone"], [["王", "1"]])
    with pytest.raises(UsageRefused, match="Row 9"):
        read(rows, header_row=9)


TITLED = [["经销商台账", "", ""], ["2026 年", "第一季度", ""], ["某甲", "某乙", "某丙"], ["王", "1", "x"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "html"])
def test_a_header_that_is_named_is_found_below_titles(kind: str) -> None:
    page = "<table>" + "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TITLED
    )
    cover = {"封面": [["某"], ["某"], ["某"], ["某"], ["某"]], "台账": TITLED}
    content = {"csv": csv_of(TITLED), "xlsx": workbook(cover), "html": page.encode()}[kind]
    named: Expected = lambda titles: len({"某乙", "某丙"} & set(titles))  # noqa: E731 - one for each format
    assert read(content, expected=named)[:2] == (TITLED[2], [TITLED[3]])
    assert read(content)[0] != TITLED[2]


def test_the_row_that_is_said_goes_before_headers_that_are_named() -> None:
    found = read(csv_of(TITLED), header_row=2, expected=lambda titles: "某乙" in titles)
    assert found[0][:2] == ["2026 年", "第一季度"]


def test_most_of_the_named_headers_make_the_header() -> None:
    rows = [["客户", "台账"], ["姓名", "手机"], ["客户", "联系"], ["王", "1"]]
    found = read(csv_of(rows), expected=lambda titles: len({"客户", "联系"} & set(titles)))
    assert found[:2] == (["客户", "联系"], [["王", "1"]])


def test_a_sheet_is_found_or_named() -> None:
    content = workbook(
        {
            "封面": [["2026年客户资料"], ["内部使用"]],
            "客户": [["姓名", "手机"], ["王", "1"]],
            "旧": [["姓名", "手机"], ["李", "2"]],
        }
    )
    assert read(content)[1] == [["王", "1"]]
    assert read(content, sheet="旧")[1] == read(content, sheet="3")[1] == [["李", "2"]]
    for missing in ("新", "4", "0"):
        with pytest.raises(NotFound, match="封面, 客户, 旧"):
            read(content, sheet=missing)
    with pytest.raises(UsageRefused, match="no sheets"):
        read(b"name,phone\n", sheet="1")
    with pytest.raises(UsageRefused, match="no row of headers"):
        read(b'[{"name": "a"}]', header_row=1)


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        (["合计", "", "3", "1,200.50"], True),
        (["", "总 计：", 12], True),
        (["小计（元）", "¥3"], True),
        (["Grand Total", "12%"], True),
        (["合计3户", "5万"], True),
        (["總計", "5"], True),
        (["合计", "13812345678"], False),
        (["合计", "王小明"], False),
        (["合计有限公司", "3"], False),
        (["王小明", "3"], False),
        (["", ""], False),
    ],
)
def test_rows_that_only_add_up(cells: list[object], answer: bool) -> None:
    assert is_total(cells) is answer


def test_totals_are_left_out_and_known() -> None:
    rows = [["姓名", "金额"], ["王", "1"], ["小计", "1"], ["李", "2"], ["合计", "3"]]
    assert read(csv_of(rows)) == (["姓名", "金额"], [["王", "1"], ["李", "2"]], [3, 5])
    assert read(b'[{"name": "Total", "amount": "3"}]')[1] == [["Total", "3"]]


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>td {{x: <table>}}</style></head>
<body><table border=1><tr><td colspan=3>客户资料</td></tr>
<tr><th>姓名<th>手机</th><th>备注</th></tr>
<tr><td>王小明</td><td style='mso-number-format:"\\@"'>13812345678</td><td rowspan=2>a<br>b &amp; c&nbsp;</td></tr>
<tr><td>李四</td><td><b>139</b>12345678</td></tr></table></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "big5", "utf-16"])
def test_a_page_saved_as_xls_is_a_table(charset: str) -> None:
    page = PAGE.format(charset=charset)
    text = page.translate(str.maketrans("资备", "資備")).replace("资", "") if charset == "big5" else page
    headers, rows, _totals = read(text.encode("big5" if charset == "big5" else charset, errors="replace"))
    assert (len(headers), rows[1][1]) == (3, "13912345678")
    assert rows[0] == ["王小明", "13812345678", "a\nb & c"]
    assert rows[1] == ["李四", "13912345678", ""]


def test_the_table_with_headers_is_taken_of_several() -> None:
    page = "<table><tr><td>x<td>y</table><table><tr><th>姓名<th>手机<tr><td>王<td>1</table>"
    page = f"<html>{page}</html>"
    assert read(page.encode())[:2] == (["姓名", "手机"], [["王", "1"]])
    assert read(page.encode(), sheet="1")[0] == ["x", "y"]
    with pytest.raises(NotFound, match="2 tables"):
        read(page.encode(), sheet="3")


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_an_xml_workbook_is_no_page(charset: str) -> None:
    page = '<?xml version="1.0"?>\n<Workbook xmlns="urn:x"><Table ss:A="1"><Row/></Table></Workbook>'
    with pytest.raises(ValueRefused, match="holds no table"):
        read(page.encode(charset))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/tdrhableo=\"' 姓名1&;!-colspan", max_size=200))
def test_no_page_ends_in_a_traceback(inner: str) -> None:
    try:
        headers, rows, _totals = read(f"<html><table>{inner}</table></html>".encode())
    except CrmError:
        return
    assert all(len(row) == len(headers) for row in rows)


def test_a_page_that_asks_for_too_many_cells_is_refused() -> None:
    cell = "<td colspan=500>x"
    with pytest.raises(ValueRefused, match="too large"):
        read(f"<html><table>{'<tr>' + cell * 100}\n{(cell * 100 + chr(10)) * 70}".encode())


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("13812345678 13912345678", ["+8613812345678", "+8613912345678"]),
        ("138 1234 5678 139 1234 5678", ["+8613812345678", "+8613912345678"]),
        ("13812345678/0371-62345678", ["+8613812345678", "+8637162345678"]),
        ("13812345678、13912345678；13712345678", ["+8613812345678", "+8613912345678", "+8613712345678"]),
        ("13812345678 ::: 13912345678", ["+8613812345678", "+8613912345678"]),
        ("13812345678 王小明", None),
        ("021 6234 5678", ["+862162345678"]),
    ],
)
def test_several_phones_in_a_cell(typed: str, numbers: list[str] | None) -> None:
    if numbers is None:
        with pytest.raises(ValueRefused):
            read_phones(typed)
    else:
        assert [phone.number for phone in read_phones(typed)] == numbers


@pytest.mark.parametrize("cell", [410105199001011234, "4.10105E+17", "410105199001011000"])
def test_a_ruined_id_number_is_named_by_its_cell(inside: Inside, cell: object) -> None:
    path = inside.folder / "a.xlsx"
    path.write_bytes(workbook({"a": [["", "台账"], ["", "姓名", "身份证号"], ["", "王小明", cell]]}))
    ran = inside("import", path)
    assert ran.code == 5
    assert "身份证号 C3: " in ran.err
    assert "15 digits" in ran.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("姓名,備註\n王小明,電話\n".encode("big5"), ["--encoding", "big5"]),
        ("姓名,备注\n王小明,x\n".encode("utf-16"), []),
        ("姓名;备注\n王小明;x,y\n".encode(), []),
        ("姓名\t备注\n王小明\tx\n".encode("gb18030"), []),
    ],
)
def test_texts_of_other_places(inside: Inside, content: bytes, words: list[str]) -> None:
    path: Path = inside.folder / "a.csv"
    path.write_bytes(content)
    inside.must("import", path, *words)
    assert inside.names("list") == ["王小明"]


def test_what_is_left_out_is_said(inside: Inside) -> None:
    path = inside.folder / "a.csv"
    path.write_bytes(csv_of([["客户台账"], ["姓名", "金额"], ["王小明", "3"], ["合计", "3"]]))
    ran = inside.must("import", path)
    assert "add up others are left out (line 4)" in ran.err
    assert inside.names("list") == ["王小明"]
