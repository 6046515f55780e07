"""What each format prints for a small listing: Chinese aligned, hostile text harmless."""

import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import FORMATS, Column, Listing, default_format, format_of, render
from crmcli.kit.formats.terminal import Terminal
from crmcli.kit.shown import display_width

KINDS = {"follow_up": "跟进", "checklist": "资料"}
COLUMNS = (
    Column("code", "编号"),
    Column("name", "客户", once=True),
    Column("phone", "电话", "phone"),
    Column("due_on", "应办", "date"),
    Column(
        "days_overdue", "迟早", "int", style=True, wording=lambda days: f"逾期 {days} 天" if days else "今天"
    ),
    Column("amount_fen", "金额", "money"),
    Column("kind", "待办", "words", labels=KINDS, line=2),
    Column("title", "由头", line=2),
    Column("tags", "标签", "list", tables=False),
    Column("key", "重点", "bool", tables=False),
)
ROWS: tuple[tuple[Any, ...], ...] = (
    (
        "C0001",
        "王小明",
        "+8613812345678",
        "2026-11-16",
        6,
        120050,
        "follow_up",
        "问首付，带资料",
        ["老客户", "试驾"],
        1,
    ),
    ("C0007", "郑州华信商贸", None, "2026-11-18", 4, None, "checklist", "缺 3 项", [], 0),
    ("C0019", "Li Na", "+862162345678", "2026-11-22", 0, 100, "other", None, None, None),
)
HOSTILE = '\x1b[2J[red]=1+1\t换\n行\u202e\\|,"<b>\ud800\x9b'
TWO_LINES, ONE_LINE = Terminal(80), Terminal(120)


def listing(rows: Sequence[Sequence[Any]] = ROWS, **options: Any) -> Listing:
    return Listing(COLUMNS, rows, **options)


def printed(result: Listing, format: str, terminal: Terminal = ONE_LINE) -> str:
    stream = io.StringIO()
    render(result, format, stream=stream, terminal=terminal, talk=io.StringIO())
    return stream.getvalue()


def one_column(*texts: str) -> Listing:
    return Listing([Column("text", "文本")], [[text] for text in texts])


def by_lateness(row: Sequence[Any]) -> str:
    return "逾期" if row[4] > 0 else "今天"


def test_tsv_is_for_machines() -> None:
    assert printed(listing(), "tsv") == (
        "code\tname\tphone\tdue_on\tdays_overdue\tamount_fen\tkind\ttitle\ttags\tkey\n"
        "C0001\t王小明\t+8613812345678\t2026-11-16\t6\t120050\tfollow_up\t问首付，带资料\t老客户;试驾\ttrue\n"
        "C0007\t郑州华信商贸\t\t2026-11-18\t4\t\tchecklist\t缺 3 项\t\tfalse\n"
        "C0019\tLi Na\t+862162345678\t2026-11-22\t0\t100\tother\t\t\t\n"
    )


def test_csv_is_for_machines_too() -> None:
    lines = printed(listing(), "csv").split("\n")
    assert lines[0] == "code,name,phone,due_on,days_overdue,amount_fen,kind,title,tags,key"
    assert (
        lines[1]
        == "C0001,王小明,+8613812345678,2026-11-16,6,120050,follow_up,问首付，带资料,老客户;试驾,true"
    )


def test_json_is_one_array_of_objects() -> None:
    text = printed(listing(), "json")
    rows = json.loads(text)
    assert "王小明" in text
    assert [row["amount_fen"] for row in rows] == [120050, None, 100]
    assert rows[0]["tags"] == ["老客户", "试驾"]
    assert rows[2]["tags"] == []
    assert [row["key"] for row in rows] == [True, False, None]
    assert list(rows[0]) == [column.key for column in COLUMNS]


def test_jsonl_is_one_object_a_line() -> None:
    lines = printed(listing(), "jsonl").splitlines()
    assert [json.loads(line)["code"] for line in lines] == ["C0001", "C0007", "C0019"]


def test_codes_are_one_a_line_and_only_they() -> None:
    assert printed(listing([*ROWS, (None, *ROWS[0][1:])]), "codes") == "C0001\nC0007\nC0019\n"


def test_plain_aligns_by_display_width() -> None:
    assert printed(listing(), "plain") == (
        "编号   客户          电话          应办            迟早           金额  待办   由头\n"
        "C0001  王小明        13812345678   2026-11-16 Mon  逾期 6 天  1,200.50  跟进   问首付，带资料\n"
        "C0007  郑州华信商贸                2026-11-18 Wed  逾期 4 天            资料   缺 3 项\n"
        "C0019  Li Na         021-62345678  2026-11-22 Sun  今天              1  other\n"
    )


def test_sections_stand_under_headings_with_their_number() -> None:
    lines = printed(listing(section=by_lateness), "plain").splitlines()
    assert lines[1:3] == ["", "逾期 (2)"]
    assert lines[5:7] == ["", "今天 (1)"]


def test_a_wide_terminal_shows_a_row_on_one_line() -> None:
    lines = printed(listing(section=by_lateness), "table", ONE_LINE).splitlines()
    assert set(lines[1]) == {"─"}
    assert lines[2] == "逾期 (2)"
    assert (
        lines[3]
        == "C0001  王小明        13812345678   2026-11-16 Mon  逾期 6 天  1,200.50  跟进   问首付，带资料"
    )


def test_below_100_columns_a_row_takes_two_lines() -> None:
    assert printed(listing(), "table", TWO_LINES).splitlines() == [
        "编号   客户          电话          应办            迟早           金额",
        "       待办   由头",
        "─" * 70,
        "C0001  王小明        13812345678   2026-11-16 Mon  逾期 6 天  1,200.50",
        "       跟进   问首付，带资料",
        "C0007  郑州华信商贸                2026-11-18 Wed  逾期 4 天",
        "       资料   缺 3 项",
        "C0019  Li Na         021-62345678  2026-11-22 Sun  今天              1",
        "       other",
    ]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 99, 100, 120, 200])
def test_a_table_keeps_to_its_width_and_loses_nothing(width: int) -> None:
    name = "河南华信商贸集团有限公司郑州第一分公司二部"
    topic = "缺三项：营业执照副本、近六个月银行流水、法人身份证复印件，另约看样板间"
    text = printed(listing([("C0001", name, *ROWS[0][2:7], topic, [], 1)]), "table", Terminal(width))
    assert all(display_width(line) <= width for line in text.splitlines()) or width < 40
    for char in name + topic:
        assert text.count(char) >= (name + topic).count(char)


def test_repeated_cells_of_a_group_are_blank_in_a_table_only() -> None:
    twice = [ROWS[0], ROWS[0]]
    grouped = listing(twice, group=lambda row: row[0])
    assert printed(grouped, "table").count("王小明") == 1
    assert printed(listing(twice, group=lambda row: row[0]), "plain").count("王小明") == 2


def test_ascii_terminals_get_ascii_lines() -> None:
    assert "─" not in printed(listing(), "table", Terminal(80, ascii=True))


def test_colour_marks_only_the_columns_that_ask_for_it() -> None:
    styled = listing(style=lambda row: "red" if row[4] else "")
    text = printed(styled, "table", Terminal(120, colour=True, is_tty=True))
    assert "\x1b[31m逾期 6 天" in text
    assert "\x1b[31mC0001" not in text
    assert "\x1b" not in printed(listing(style=lambda row: "red"), "table", ONE_LINE)


def test_markdown_escapes_what_it_would_take_for_markup() -> None:
    text = printed(
        listing([("C1", "a|b\n[x](y)", *ROWS[0][2:])], section=by_lateness, title="待办"), "markdown"
    )
    assert text == (
        "# 待办\n\n## 逾期\n\n"
        "| 编号 | 客户 | 电话 | 应办 | 迟早 | 金额 | 待办 | 由头 |\n"
        "| --- | --- | --- | --- | --- | ---: | --- | --- |\n"
        "| C1 | a\\|b<br>\\[x](y) | 13812345678 | 2026-11-16 Mon | 逾期 6 天 | 1,200.50 "
        "| 跟进 | 问首付，带资料 |\n"
    )


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("table", ""),
        ("plain", ""),
        ("tsv", "\t".join(column.key for column in COLUMNS) + "\n"),
        ("csv", ",".join(column.key for column in COLUMNS) + "\n"),
        ("json", "[]\n"),
        ("jsonl", ""),
        ("codes", ""),
    ],
)
def test_nothing_to_list(format: str, expected: str) -> None:
    stdout, talk = io.StringIO(), io.StringIO()
    count = render(listing([], empty="今天没有待办。"), format, stream=stdout, terminal=ONE_LINE, talk=talk)
    assert (count, stdout.getvalue()) == (0, expected)
    assert talk.getvalue() == ("今天没有待办。\n" if format in ("table", "plain") else "")


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("tsv", 'text\n[2J[red]=1+1\\t换\\n行\\\\|,"<b>�\n'),
        ("csv", 'text\n"[2J[red]=1+1\t换\n行\\|,""<b>�"\n'),
        ("jsonl", '{"text": "\\u001b[2J[red]=1+1\\t换\\n行\\u202e\\\\|,\\"<b>�\\u009b"}\n'),
        ("plain", '文本\n?[2J[red]=1+1 换 行\\|,"<b>??\n'),
        ("markdown", '| 文本 |\n| --- |\n| ?\\[2J\\[red]=1+1 换<br>行\\\\\\|,"\\<b>?? |\n'),
    ],
)
def test_hostile_text(format: str, expected: str) -> None:
    assert printed(one_column(HOSTILE), format) == expected


def test_a_formula_is_guarded_in_csv_and_nowhere_else() -> None:
    assert printed(one_column("=1+1", "+86 138"), "csv").splitlines()[1:] == ["'=1+1", "'+86 138"]
    assert printed(one_column("=1+1"), "tsv") == "text\n=1+1\n"
    assert json.loads(printed(one_column("=1+1"), "json")) == [{"text": "=1+1"}]


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageRefused) as refusal:
        printed(listing(), "yaml")
    assert all(format in str(refusal.value) for format in FORMATS)


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("a.csv", "csv"),
        ("客户.XLSX", "xlsx"),
        ("/tmp/x.y/a.md", "markdown"),
        ("a", None),
        ("a.doc", None),
        ("-", None),
    ],
)
def test_the_format_follows_the_file_name(path: str, format: str | None) -> None:
    assert format_of(path) == format


def test_people_get_a_table_and_pipes_get_plain_text() -> None:
    assert (default_format(True), default_format(False)) == ("table", "plain")


@pytest.mark.parametrize("format", ["tsv", "csv", "json", "jsonl", "codes"])
def test_rows_are_written_as_they_come(format: str) -> None:
    stream = io.StringIO()
    seen: list[int] = []

    def rows() -> Iterator[tuple[str]]:
        for number in range(3):
            seen.append(stream.tell())
            yield (f"C{number}",)

    render(Listing([Column("code", "编号")], rows()), format, stream=stream, terminal=ONE_LINE)
    assert seen == sorted(set(seen))


@pytest.mark.parametrize("format", ["table", "plain", "tsv", "csv", "json", "jsonl", "markdown", "codes"])
def test_a_closed_pipe_is_left_to_the_caller(format: str) -> None:
    class ClosedPipe(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        render(listing(), format, stream=ClosedPipe(), terminal=Terminal(80, colour=True))


def test_a_date_object_is_a_date() -> None:
    days = Listing([Column("on", "日期", "date")], [(date(2026, 11, 22),), ("未定",)])
    assert printed(days, "jsonl") == '{"on": "2026-11-22"}\n{"on": "未定"}\n'
    assert printed(days, "plain") == "日期\n2026-11-22 Sun\n未定\n"
