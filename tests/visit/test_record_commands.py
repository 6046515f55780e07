"""The full record of a visit as typed in scripts: kept, shown, exported, brought back, refused."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.inside import Inside
from tests.once import made_once

FULL = (
    *("--impression", "高个子", "--presented", "样板房", "--interests", "阳台", "--concerns", "价格"),
    *("--problems", "首付不够", "--measures", "分期", "--competitor", "对面降价", "--next-problem", "贷款"),
    *("--next-measure", "带银行的人", "--strengths", "耐心", "--weaknesses", "没问预算"),
)
SAID = {
    **{"impression": "高个子", "presented": "样板房", "interests": "阳台", "concerns": "价格"},
    **{"problems": "首付不够", "measures": "分期", "competitor": "对面降价", "next_problem": "贷款"},
    **{"next_measure": "带银行的人", "strengths": "耐心", "weaknesses": "没问预算"},
}


@made_once
def one(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678", "--grade", "B")
    inside.must("team", "staff", "add", "李主管")


def visits(crm: Inside, name: str = "王小明") -> list[dict[str, object]]:
    found = crm.must("show", name, "-f", "json").json["visits"]
    assert isinstance(found, list)
    return found


def log_full(crm: Inside) -> None:
    crm.must(
        "visit", "王小明", "看了样板房", *FULL, "--purpose", "示范推销", "--purpose", "送样品",
        "--line", "021-62345678", "--satisfaction", "4", "--proxy", "王太太", "--short", "--scout", "--told", "李主管",
    )  # fmt: skip


def test_everything_is_kept(one: Inside) -> None:
    log_full(one)
    (visit,) = visits(one)
    assert visit["aspects"] == SAID
    assert {key: visit[key] for key in ("purposes", "purpose", "line", "satisfaction", "proxy")} == {
        "purposes": ["demonstrate_selling", "送样品"],
        "purpose": "demonstrate_selling; 送样品",
        "line": "021-62345678",
        "satisfaction": 4,
        "proxy": "王太太",
    }
    assert (visit["is_short"], visit["is_scout"], visit["told"]) == (True, True, ["李主管"])


def test_the_card_says_it_in_words(one: Inside) -> None:
    log_full(one)
    chinese = one.must("show", "王小明", "--lang", "zh").out
    for words in (
        "示范推销, 送样品",
        "竞品动态",
        "对面降价",
        "下次要解决的问题",
        "踩盘",
        "王太太",
        "第 1 次，2026-11-22",
    ):
        assert words.replace(", ", "、") in chinese.replace(", ", "、"), words
    assert "demonstrate selling" in one.must("show", "王小明").out


def test_a_visit_without_a_record_looks_as_before(one: Inside) -> None:
    one.must("visit", "王小明", "打过电话")
    assert "Visit 1, " not in one.must("show", "王小明").out


def test_the_record_survives_an_export_and_an_import(one: Inside) -> None:
    log_full(one)
    one.must("visit", "王小明", "--correct", "1", "--concerns", "贷款", "--reason", "听错了")
    document = one.must("export", "all", "-f", "json").out
    (one.folder / "all.json").write_text(document, encoding="utf-8")
    before = visits(one)
    one.must("--db", one.folder / "other.db", "import", one.folder / "all.json")
    after = one.must("--db", one.folder / "other.db", "show", "王小明", "-f", "json").json["visits"]
    assert after == before


def test_a_table_of_visits_has_a_column_for_each_part(one: Inside) -> None:
    log_full(one)
    (row,) = one.must("export", "visits", "-f", "json").json
    assert {part: row[part] for part in SAID} == SAID
    assert (row["visit_number"], row["purpose"], row["told"]) == (
        1,
        "demonstrate_selling; 送样品",
        ["李主管"],
    )
    one.must("export", "visits", "-o", one.folder / "v.csv", "--lang", "zh")
    written = (one.folder / "v.csv").read_text(encoding="utf-8-sig")
    assert "竞品动态" in written.splitlines()[0]
    assert "示范推销" in written.splitlines()[1]


def test_a_scout_is_left_out_where_it_is_asked_for(one: Inside) -> None:
    one.add("李丽")
    ran = one("visit", "李丽", "问了所有户型", "--kind", "reception", "--scout")
    assert "--told" in ran.err
    assert one.must("list", "--where", "scout = no", "-f", "codes").out.split() == ["C0001"]
    assert one.must("list", "--where", "踩盘 = 是", "-f", "codes").out.split() == ["C0002"]
    assert one.card("C0002")["is_scout"] is True
    one.must("visit", "李丽", "--correct", "1", "--no-scout")
    assert one.must("list", "--where", "scout = yes", "-f", "codes").out == ""


def test_a_short_reception(one: Inside) -> None:
    assert one("visit", "王小明", "--kind", "reception", "--short").code == 5
    one.must("visit", "王小明", "要大户型", "--kind", "reception", "--short")
    one.add("无电话")
    assert (
        "crm edit C0002 --phone" in one("visit", "无电话", "要大户型", "--kind", "reception", "--short").err
    )


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--with", "李主管x"], 3, "李主管"),
        (["--with", "lily"], 5, "companion"),
        (["--with", "李主管", "--with", "李主管"], 5, "twice"),
        (["--told", "没有人"], 3, "没有人"),
        (["--told", "李主管", "--told", "李主管"], 5, "twice"),
        (["--satisfaction", "9"], 5, "1 .*5"),
        (["--set", "预算=1"], 5, "预算"),
        (["--set", "concerns"], 2, "ASPECT=TEXT"),
        (["--concerns", "x" * 10_001], 5, "10000"),
        (["--concerns", "@price"], 5, "no phrases"),
        (["--draft", "nothing.txt"], 3, "nothing.txt"),
        (["--draft", "."], 5, "folder"),
        (["--edit", "--no-input"], 2, "--no-input"),
        (["--correct", "0"], 3, "0"),
        (["--correct", "x"], 2, "--correct"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    one: Inside, words: list[str], code: int, told: str
) -> None:
    ran = one("visit", "王小明", "看了", *words)
    assert ran.code == code, ran.err
    assert re.search(told, ran.err), ran.err
    assert visits(one) == []


def test_hostile_text_is_kept_clean(one: Inside) -> None:
    one.must(
        "visit",
        "王小明",
        "x",
        "--concerns",
        "价\x1b[31m格\u202e\nB",
        "--proxy",
        "王\x07太太",
        "--line",
        "=1+1",
    )
    (visit,) = visits(one)
    assert (visit["aspects"], visit["proxy"], visit["line"]) == (
        {"concerns": "价[31m格\nB"},
        "王太太",
        "=1+1",
    )


def test_a_visit_of_before_keeps_its_purpose(one: Inside) -> None:
    one.must("visit", "王小明", "x")
    with closing(sqlite3.connect(one.book, isolation_level=None)) as book:
        book.execute("update visit set purpose = '报价'")
    (visit,) = visits(one)
    assert (visit["purpose"], visit["purposes"]) == ("报价", ["报价"])
    (row,) = one.must("export", "visits", "-f", "json").json
    assert row["purpose"] == "报价"
    assert one.must("export", "all", "-f", "json").json


def test_brief_says_what_is_to_be_solved(one: Inside) -> None:
    log_full(one)
    brief = one.must("brief", "王小明", "-f", "json").json
    assert brief["to_solve"] == {"concerns": "价格", "next_problem": "贷款", "next_measure": "带银行的人"}
    assert "贷款 > 带银行的人" in one.must("brief", "王小明").out


def test_history_names_the_parts(one: Inside) -> None:
    one.must("visit", "王小明", "x", "--concerns", "价格", "--purpose", "催款", "--told", "李主管", "--scout")
    told = one.must("history", "王小明", "--lang", "zh").out
    assert "拜访记录: 关注点 价格" in told
    assert "收逾期款" in told
    assert "踩盘已告知: 李主管" in told


def test_in_a_team_a_scout_is_told_to_a_supervisor_and_not_to_oneself(inside: Inside) -> None:
    inside.must("team", "staff", "add", "李主管", "--role", "主管")
    inside.must("team", "staff", "add", "刘燕")
    inside.add("王小明")
    inside.must("config", "policy", "team")
    for told, code in (("刘燕", 5), ("lily", 5), ("李主管", 0)):
        assert inside("visit", "王小明", "来踩盘", "--scout", "--told", told, "--as", "lily").code == code
