"""One thing: a card for people, an object for machines, a row where only rows are known."""

import io
import json

import pytest

from crmcli.kit.formats import Block, Column, Field, Listing, Record, render
from crmcli.kit.formats.picture import picture
from crmcli.kit.formats.terminal import Terminal

VISITS = [("2026-11-20", "问首付"), ("2026-11-13", "看车")]


def card() -> Record:
    mapping = {
        "code": "C0001",
        "name": "王小明",
        "amount_fen": 120050,
        "tags": ["老客户", "试驾"],
        "visits": [{"contact_on": "2026-11-20", "summary": "问首付"}],
        "archived_on": None,
    }
    fields = [
        Field("客户", "王小明"),
        Field("金额", 120050, "money"),
        Field("电话", "+862162345678-801", "phone"),
        Field("行业", None),
        Field("备注", "第一行\n第二行，很长：他太太周末在家"),
    ]
    visits = Listing([Column("contact_on", "日期", "date"), Column("summary", "内容")], VISITS)
    return Record(mapping, [Block("", fields), Block("联系记录", visits), Block("清单", Listing([], []))])


def printed(record: Record, format: str, width: int = 80) -> str:
    stream = io.StringIO()
    assert render(record, format, stream=stream, terminal=Terminal(width)) == 1
    return stream.getvalue()


def test_people_read_a_card() -> None:
    assert printed(card(), "plain") == (
        "客户  王小明\n金额  1,200.50\n电话  021-62345678-801\n备注  第一行\n"
        "      第二行，很长：他太太周末在家\n"
        "\n联系记录 (2)\n日期            内容\n2026-11-20 Fri  问首付\n2026-11-13 Fri  看车\n"
    )


def test_a_card_folds_in_a_narrow_terminal() -> None:
    lines = printed(card(), "table", 24).splitlines()
    assert lines[3:6] == ["备注  第一行", "      第二行，很长：他太", "      太周末在家"]


def test_machines_get_one_object() -> None:
    assert json.loads(printed(card(), "json")) == card().mapping
    assert printed(card(), "jsonl") == (
        '{"code": "C0001", "name": "王小明", "amount_fen": 120050, "tags": ["老客户", "试驾"], '
        '"visits": [{"contact_on": "2026-11-20", "summary": "问首付"}], "archived_on": null}\n'
    )


def test_rows_hold_what_is_nested_as_json() -> None:
    assert printed(card(), "tsv") == (
        "code\tname\tamount_fen\ttags\tvisits\tarchived_on\n"
        'C0001\t王小明\t120050\t老客户;试驾\t[{"contact_on": "2026-11-20", "summary": "问首付"}]\t\n'
    )


def test_markdown_is_a_list_and_tables() -> None:
    assert printed(card(), "markdown") == (
        "- **客户**: 王小明\n- **金额**: 1,200.50\n- **电话**: 021-62345678-801\n"
        "- **备注**: 第一行<br>第二行，很长：他太太周末在家\n\n## 联系记录\n\n"
        "| 日期 | 内容 |\n| --- | --- |\n| 2026-11-20 Fri | 问首付 |\n| 2026-11-13 Fri | 看车 |\n"
    )


@pytest.mark.parametrize("format", ["table", "plain", "markdown", "codes"])
def test_a_write_prints_the_code_of_what_it_made(format: str) -> None:
    assert printed(Record({"code": "C0001", "name": "王小明"}), format) == "C0001\n"


def test_a_bulk_write_prints_its_line() -> None:
    assert printed(Record({"changed": 3}, line="3 customers changed."), "plain") == "3 customers changed.\n"
    assert json.loads(printed(Record({"changed": 3}, line="3 customers changed."), "json")) == {"changed": 3}


def test_a_picture_places_chinese_by_its_width() -> None:
    listing = Listing([Column("name", "客户"), Column("title", "由头")], [("王小明", "问<首付>")])
    svg = picture(listing, 80, "crm due")
    assert 'x="0.0" y="68.8" textLength="73.2"' in svg  # three characters, six cells of 12.2
    assert 'x="97.6" y="68.8" textLength="24.4"' in svg
    assert "&lt;" in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "").replace(
        "https://www.textualize.io", ""
    )
