"""`crm owe` as people type it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.program import Program


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    inside = Inside(Program(tmp_path_factory.mktemp("owed")))
    inside.environ["CRM_TODAY"] = "2026-11-22T09:30:00"
    inside.must("team", "staff", "add", "孙静")
    inside.add("王小明", "--phone", "13812345678", "--grade", "B")
    inside.add("河南华信", "--grade", "A")
    inside.must("visit", "王小明", "看样品", "--at", "2026-11-20")
    return inside


def copied(started: Inside, folder: Path) -> Inside:
    other = started.elsewhere(folder)
    other.environ["CRM_TODAY"] = started.environ["CRM_TODAY"]
    other.book.chmod(0o600)
    return other


@pytest.fixture
def crm(started: Inside, tmp_path: Path) -> Inside:
    return copied(started, tmp_path)


@pytest.fixture(scope="module")
def unhappy(started: Inside, tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """With a complaint, for what is refused and changes nothing."""
    other = copied(started, tmp_path_factory.mktemp("unhappy"))
    complaint(other)
    return other


def owed(crm: Inside, *words: str) -> list[dict[str, object]]:
    rows = crm.must("owe", "list", *words, "-f", "json").json
    assert isinstance(rows, list)
    return rows


def complaint(crm: Inside, text: str = "发货晚了三天", *words: str) -> str:
    return crm.must("owe", "add", "王小明", text, "--kind", "complaint", *words).out.strip()


def test_a_promise_keeps_where_it_came_from_and_what_was_said(crm: Inside) -> None:
    ran = crm(
        "owe", "add", "王小明", "周五前", "送样品", "--by", "fri", "--origin", "宣传页", "--limits", "只有红色",
        "--department", "市场部", "--owner", "孙静", "--topic", "样品", "--visit", "1", "-f", "json",
    )  # fmt: skip
    assert ran.code == 0
    told = {
        key: ran.json[key]
        for key in ("ref", "text", "due_on", "origin", "limits", "department", "owner", "topic")
    }
    assert told == {
        "ref": "P0001", "text": "周五前 送样品", "due_on": "2026-11-27", "origin": "宣传页", "limits": "只有红色",
        "department": "市场部", "owner": "孙静", "topic": "样品",
    }  # fmt: skip
    assert (ran.json["visit_on"], ran.json["visit_number"]) == ("2026-11-20", 1)
    assert ran.json["by_customer"] is False
    (due,) = crm.must("due", "week", "--kind", "promise", "-f", "json").json
    assert (due["owner"], due["title"], due["due_on"]) == ("孙静", "周五前 送样品", "2026-11-27")


def test_the_life_of_a_complaint(crm: Inside) -> None:
    assert complaint(crm) == "P0001"
    assert crm("owe", "close", "P0001").code == 5
    assert crm("owe", "told", "1").code == 5
    ran = crm("owe", "answer", "王小明", "仓库在查", "--by", "+3d")
    assert (ran.code, ran.out) == (0, "P0001\n")
    assert crm("owe", "answer", "1", "又在查").code == 5
    assert crm("owe", "close", "1").code == 5
    crm.must("owe", "told", "p1", "已补发", "--how", "电话")
    assert crm("owe", "told", "1").code == 5
    crm.must("owe", "close", "王小明", "--prevent", "提前备货")
    assert crm("owe", "close", "1").code == 5
    assert crm("owe", "drop", "1", "--reason", "x").code == 5
    shown = crm.must("owe", "show", "1", "-f", "json").json
    assert shown | {
        "state": "closed", "answer": "仓库在查", "expected_on": "2026-11-25", "told_how": "call", "outcome": "已补发",
        "prevention": "提前备货", "answered_by": "lily", "told_by": "lily", "closed_by": "lily", "next_due_on": None,
    } == shown  # fmt: skip
    assert owed(crm) == []
    assert [row["ref"] for row in owed(crm, "王小明")] == ["P0001"]


def test_closed_anyway_has_its_reason(crm: Inside) -> None:
    complaint(crm)
    assert crm("owe", "close", "1", "--anyway").code == 2
    assert crm("owe", "close", "1", "--reason", "搬走了").code == 2
    crm.must("owe", "close", "1", "--anyway", "--reason", "搬走了")
    shown = crm.must("owe", "show", "1", "-f", "json").json
    assert (shown["state"], shown["closed_reason"]) == ("closed", "搬走了")


def test_answered_on_the_spot(crm: Inside) -> None:
    ref = complaint(crm, "说明书看不懂", "--answer", "当场演示了一遍")
    shown = crm.must("owe", "show", ref, "-f", "json").json
    assert (shown["state"], shown["answered_on"], shown["told_on"]) == ("told", "2026-11-22", "2026-11-22")
    other = complaint(crm, "开关坏了")
    crm.must("owe", "answer", other, "换了", "--told", "--how", "visit")
    assert crm.must("owe", "show", other, "-f", "json").json["told_how"] == "visit"


def test_one_undo_takes_a_step_back(crm: Inside) -> None:
    complaint(crm)
    crm.must("owe", "answer", "1", "换了", "--told")
    crm.must("undo", "--yes")
    assert [row["state"] for row in owed(crm)] == ["open"]
    crm.must("undo", "--yes")
    assert owed(crm, "--state", "all") == []
    assert crm.must("due", "all", "--kind", "complaint", "-f", "json").json == []


def test_several_of_a_customer_are_told_apart(crm: Inside) -> None:
    complaint(crm)
    complaint(crm, "包装破损")
    ran = crm("owe", "answer", "王小明", "在查")
    assert (ran.code, ran.out) == (4, "")
    assert "P0001" in ran.err
    assert "包装破损" in ran.err
    crm.must("owe", "answer", "2", "在查")
    assert crm.must("owe", "told", "王小明").out == "P0002\n"  # the only one that is answered
    assert crm.must("owe", "answer", "王小明", "在查").out == "P0001\n"  # the only one that is not


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add"], 2), (["add", "王小明"], 2), (["add", "王小明", " "], 5), (["add", "没有这人", "x"], 3),
        (["add", "王小明", "x", "--kind", "gift"], 5), (["add", "王小明", "x", "--by", "昨天晚上吧"], 5),
        (["add", "王小明", "x", "--by", "2026-11-01"], 5), (["add", "王小明", "x", "--on", "2026-11-23"], 5),
        (["add", "王小明", "x", "--owner", "外人"], 3), (["add", "王小明", "x", "--visit", "9"], 3),
        (["add", "王小明", "x", "--visit", "第一次"], 2),
        (["add", "王小明", "x", "--kind", "投诉", "--by-customer"], 5),
        (["add", "王小明", "x" * 10_001], 5), (["add", "王小明", "x", "--topic", "t" * 501], 5),
        (["add", "王小明", "x", "--answer", " "], 5),
        (["show", "9"], 3), (["show", "P0009"], 3), (["show", "没有这人"], 3), (["show", "河南华信"], 3), (["show"], 2),
        (["show", "0"], 3), (["show", "P"], 3), (["show", "１"], 0), (["show", "#1"], 0), (["show", "-1"], 2),
        (["answer", "1"], 2), (["answer", "1", " "], 5), (["answer", "9", "x"], 3),
        (["answer", "1", "x", "--by", "2026-11-01"], 5), (["answer", "1", "x", "--on", "tomorrow"], 5),
        (["answer", "1", "x", "--by", "fri", "--told"], 2), (["answer", "1", "x", "--how", "call"], 2),
        (["answer", "1", "x", "--told", "--how", "乌鸦"], 5),
        (["told", "1"], 5), (["told", "1", "--how", "raven"], 5), (["close", "1"], 5), (["close", "9"], 3),
        (["drop", "1"], 2), (["drop", "1", "--reason", " "], 2), (["drop", "9", "--reason", "x"], 3),
        (["edit", "1"], 2), (["edit", "1", "--text", ""], 5), (["edit", "1", "--by", "2026-11-01"], 5),
        (["edit", "1", "--kind", "gift"], 5), (["edit", "1", "--answer", "x"], 5),
        (["edit", "1", "--owner", "外人"], 3),
        (["list", "--kind", "gift"], 5), (["list", "--state", "gone"], 5), (["list", "没有这人"], 3),
        (["list", "--owner", "外人"], 3), (["list", "--where", "nix = 1"], 2), (["list", "--limit", "-1"], 2),
        (["recurring", "--kind", "gift"], 5), (["recurring", "--least", "0"], 2), (["recurring", "--since", "某天"], 5),
        (["satisfaction", "王小明"], 2), (["satisfaction", "王小明", "6"], 5), (["satisfaction", "王小明", "好"], 5),
        (["satisfaction", "没有这人", "3"], 3), (["satisfaction", "王小明", "3", "--on", "tomorrow"], 5),
        (["marks", "没有这人"], 3), (["anser", "1", "x"], 2),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_sentence(unhappy: Inside, words: list[str], code: int) -> None:
    crm, before = unhappy, unhappy.book.read_bytes()
    for lang in ("en", "zh"):
        ran = crm("owe", *words, lang=lang)
        assert ran.code == code, ran.err
        assert "Traceback" not in ran.err
        assert not code or (ran.out == "" and ran.err.strip())
        if lang == "zh" and code:
            assert any(letter >= "\u4e00" for letter in ran.err)
    assert crm.book.read_bytes() == before


def test_hostile_text_is_harmless(crm: Inside) -> None:
    ran = crm(
        "owe",
        "add",
        "王小明",
        "红\x1b[31m的\u202e样品\u200b",
        "--topic",
        "=1+1",
        "--department",
        "[red]仓库[/]",
    )
    assert ran.code == 0
    (row,) = owed(crm)
    assert (row["text"], row["topic"], row["department"]) == ("红[31m的样品", "=1+1", "[red]仓库[/]")
    for words in (("owe",), ("owe", "show", "1"), ("show", "王小明"), ("brief", "王小明"), ("due", "all")):
        shown = crm.must(*words, "-f", "table").out
        assert "\x1b" not in shown.replace("\x1b[", "") or "\x1b[31m的" not in shown
        assert "\u202e" not in shown
    assert "'=1+1" in crm.must("export", "owed", "-o", "-", "-f", "csv").out


def test_a_dry_run_notes_nothing(crm: Inside) -> None:
    ran = crm("owe", "add", "王小明", "x", "--dry-run")
    assert (ran.code, owed(crm)) == (0, [])
    complaint(crm)
    assert crm("owe", "answer", "1", "x", "--dry-run").code == 0
    assert [row["state"] for row in owed(crm)] == ["open"]


LISTS: list[tuple[list[str], list[str]]] = [
    ([], ["P0002", "P0001", "P0003"]),
    (["--kind", "promise,message"], ["P0001", "P0003"]),
    (["--kind", "承诺", "--kind", "投诉"], ["P0002", "P0001"]),
    (["--late"], ["P0002"]),
    (["--owner", "孙静"], ["P0003"]),
    (["--owner", "me"], ["P0002", "P0001"]),
    (["--department", "仓库"], ["P0002"]),
    (["--topic", "发货"], ["P0002"]),
    (["--by-customer"], ["P0001"]),
    (["--state", "all"], ["P0002", "P0001", "P0003", "P0004"]),
    (["--state", "dropped"], ["P0004"]),
    (["--state", "已撤销"], ["P0004"]),
    (["--where", "grade = A"], ["P0003"]),
    (["王小明"], ["P0002", "P0001", "P0004"]),
    (["--limit", "1"], ["P0002"]),
]


@made_once
def listed(crm: Inside) -> None:
    """Two promises and two complaints, one of which was a mistake."""
    crm.must("owe", "add", "王小明", "首付款", "--by-customer", "--by", "2026-11-25")
    complaint(crm, "晚了", "--on", "2026-11-18", "--department", "仓库", "--topic", "发货")
    crm.must("owe", "add", "河南华信", "伞", "--kind", "message", "--owner", "孙静", "--by", "2026-11-28")
    complaint(crm, "误会一场")
    crm.must("owe", "drop", "4", "--reason", "误会")


@pytest.mark.parametrize(("words", "refs"), LISTS)
def test_lists(listed: Inside, words: list[str], refs: list[str]) -> None:
    assert [row["ref"] for row in owed(listed, *words)] == refs
    assert listed.must("owe", "list", *words, "-f", "codes").lines == refs


def test_what_recurs_is_said_and_listed(crm: Inside) -> None:
    complaint(crm)
    crm.must("owe", "answer", "1", "补发", "--told")
    crm.must("owe", "close", "1", "--prevent", "提前备货")
    ran = crm("owe", "add", "河南华信", "又是发货晚了", "--kind", "complaint")
    assert "2 times" in ran.err
    assert "提前备货" in ran.err
    complaint(crm, "包装破损")
    (row,) = crm.must("owe", "recurring", "-f", "json").json
    assert row == {
        "topic": "发货晚了三天", "kind": "complaint", "count": 2, "customers": ["王小明", "河南华信"],
        "first_on": "2026-11-22", "last_on": "2026-11-22", "open": 1, "prevention": ["提前备货"],
        "since_prevention": 1, "refs": ["P0001", "P0002"], "codes": ["C0001", "C0002"],
    }  # fmt: skip
    assert len(crm.must("owe", "recurring", "--least", "1", "-f", "json").json) == 2
    assert crm.must("owe", "recurring", "--kind", "建议", "-f", "json").json == []


def test_satisfaction_on_the_card_and_in_filters(crm: Inside) -> None:
    ran = crm("owe", "satisfaction", "王小明", "2", "--comment", "等得太久", "--survey", "年度")
    assert "crm owe add C0001 TEXT --kind complaint" in ran.err
    crm.must("owe", "satisfaction", "河南华信", "5分", "--on", "2026-11-01")
    card = crm.card("王小明")
    assert card["satisfaction"] == 2
    assert card["satisfaction_marks"] == [
        {"given_on": "2026-11-22", "mark": 2, "comment": "等得太久", "survey": "年度", "by": "lily"}
    ]
    assert crm.names("list", "--where", "satisfaction <= 2") == ["王小明"]
    assert crm.names("list", "--where", "满意度 = 5 and 满意度日期 = 2026-11-01") == ["河南华信"]
    assert "2 of 5" in crm.must("show", "王小明").out
    crm.must("owe", "satisfaction", "王小明", "4", "--on", "2026-11-20")
    assert crm.card("王小明")["satisfaction"] == 2  # the latest counts, whenever it was entered
    ran = crm("owe", "marks")
    assert "3.67" in ran.err
    assert [row["mark"] for row in crm.must("owe", "marks", "-f", "json").json] == [2, 4, 5]
    assert [row["mark"] for row in crm.must("owe", "marks", "王小明", "-f", "json").json] == [2, 4]
    assert len(crm.must("owe", "marks", "--low", "-f", "json").json) == 1
    assert len(crm.must("owe", "marks", "--survey", "年度", "--since", "2026-11-21", "-f", "json").json) == 1


def test_filters_count_what_is_open(crm: Inside) -> None:
    complaint(crm)
    crm.must("owe", "add", "河南华信", "送样品")
    crm.must("owe", "add", "河南华信", "加一个颜色", "--kind", "建议")
    crm.must("owe", "add", "河南华信", "伞", "--kind", "遗留物")
    assert crm.names("list", "--where", "open_complaints > 0") == ["王小明"]
    assert crm.names("list", "--where", "未兑现承诺 >= 1") == ["河南华信"]
    assert crm.names("list", "--where", "open_suggestions = 1 and open_messages = 1") == ["河南华信"]
    assert crm.names("list", "--where", "owed ~ 发货") == ["王小明"]
    assert crm.names("find", "晚了三天") == ["王小明"]
    crm.must("owe", "close", "2")
    assert crm.names("list", "--where", "open_promises > 0") == []


def test_the_card_and_the_brief_tell_of_it(crm: Inside) -> None:
    complaint(crm)
    crm.must("owe", "add", "王小明", "送样品", "--by", "2026-11-24")
    crm.must("owe", "add", "王小明", "作废", "--by", "2026-11-24")
    crm.must("owe", "drop", "3", "--reason", "误会")
    brief = crm.must("brief", "王小明", "-f", "json").json
    assert [one["ref"] for one in brief["owed"]] == ["P0001", "P0002"]
    assert [one["ref"] for one in crm.card("王小明")["owed"]] == ["P0001", "P0002", "P0003"]  # type: ignore[attr-defined]
    for lang, words in (
        ("en", "complaint: 发货晚了三天 (P0001, open, by 11-23 Mon)"),
        ("zh", "投诉：发货晚了三天"),
    ):
        assert words in crm("brief", "王小明", lang=lang).out
    assert "承诺与投诉" in crm("show", "王小明", lang="zh").out


def test_the_history_words_it_in_both_languages(crm: Inside) -> None:
    complaint(crm)
    crm.must("owe", "answer", "1", "补发", "--told", "--how", "call")
    assert "+ 承诺或投诉: P0001 投诉 发货晚了三天" in crm("history", lang="zh").out
    assert "告知方式: - > 电话" in crm("history", lang="zh").out
    assert "Told by way of: - > call" in crm("history").out


def test_a_merge_takes_everything_along(crm: Inside) -> None:
    complaint(crm)
    crm.must("owe", "satisfaction", "王小明", "3")
    crm.must("merge", "河南华信", "王小明", "--yes", "--prefer", "C0002")
    card = crm.card("C0002")
    assert [one["ref"] for one in card["owed"]] == ["P0001"]  # type: ignore[attr-defined]
    assert card["satisfaction"] == 3
    (due,) = crm.must("due", "all", "--kind", "complaint", "-f", "json").json
    assert due["code"] == "C0002"
    assert crm("doctor").code == 0
    crm.must("undo", "--yes")
    assert [one["ref"] for one in crm.card("C0001")["owed"]] == ["P0001"]  # type: ignore[attr-defined]


def test_everything_exported_comes_back(crm: Inside, tmp_path_factory: pytest.TempPathFactory) -> None:
    crm.must("visit", "王小明", "又看", "--at", "2026-11-20")
    complaint(crm, "晚了", "--visit", "2", "--owner", "孙静")
    crm.must("owe", "answer", "1", "在查", "--by", "fri", "--as", "孙静")
    crm.must("owe", "add", "河南华信", "首付款", "--by-customer", "--by", "eom")
    crm.must("owe", "satisfaction", "河南华信", "2", "--comment", "慢\n很慢")
    path = crm.folder / "all.json"
    crm.must("export", "all", "-o", path)
    other = Inside(Program(tmp_path_factory.mktemp("other")))
    other.environ["CRM_TODAY"] = crm.environ["CRM_TODAY"]
    other.must("import", path)
    assert owed(other, "--state", "all") == owed(crm, "--state", "all")
    assert other.card("王小明")["owed"] == crm.card("王小明")["owed"]
    assert other.must("owe", "marks", "-f", "json").json == crm.must("owe", "marks", "-f", "json").json
    assert other.must("due", "all", "-f", "json").json == crm.must("due", "all", "-f", "json").json
    assert other.must("import", path, "-f", "json").json["same"] == 2
    assert other.must("owe", "add", "王小明", "x").out == "P0003\n"
    assert set(json.loads(path.read_text(encoding="utf-8"))) >= {"owed", "marks", "customers"}


def test_an_import_gives_a_new_reference_where_one_is_taken(
    crm: Inside, tmp_path_factory: pytest.TempPathFactory
) -> None:
    complaint(crm)
    crm.must("export", "customers", "-o", crm.folder / "x.json")
    other = Inside(Program(tmp_path_factory.mktemp("other")))
    other.add("别人", "--set", "x=y")
    other.must("owe", "add", "别人", "送样品")
    other.must("edit", "别人", "--name", "另外的人")
    cards = json.loads((crm.folder / "x.json").read_text(encoding="utf-8"))
    for card in cards:
        card["code"] = None
    (crm.folder / "x.json").write_text(json.dumps(cards), encoding="utf-8")
    other.must("import", crm.folder / "x.json")
    assert [(row["ref"], row["text"]) for row in owed(other)] == [
        ("P0002", "发货晚了三天"),
        ("P0001", "送样品"),
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("owed", "text"), ("owed", ["text"]), ("owed", [{}]), ("owed", [{"kind": "complaint", "text": "x"}]),
        ("owed", [{"kind": "gift", "text": "x", "opened_on": "2026-11-01"}]),
        ("owed", [{"kind": "complaint", "text": "x", "opened_on": "2026-12-01"}]),
        ("owed", [{"kind": "complaint", "text": "x", "opened_on": "2026-11-01", "closed_on": "2026-11-02"}]),
        ("owed", [{"kind": "promise", "text": "x", "opened_on": "2026-11-02", "closed_on": "2026-11-01"}]),
        ("owed", [{"kind": "promise", "text": {"a": 1}, "opened_on": "2026-11-02"}]),
        ("satisfaction_marks", [{"mark": 6, "given_on": "2026-11-01"}]), ("satisfaction_marks", [{"mark": 3}]),
        ("satisfaction_marks", 3), ("satisfaction_marks", [{"mark": True, "given_on": "2026-11-01"}]),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_refused(crm: Inside, key: str, value: object) -> None:
    path = crm.folder / "bad.json"
    path.write_text(json.dumps([{"name": "新客户", key: value}]), encoding="utf-8")
    for lang in ("en", "zh"):
        ran = crm("import", path, lang=lang)
        assert ran.code == 5, ran.err
        assert "Traceback" not in ran.err
    assert crm.names("find", "新客户") == []


@pytest.mark.parametrize("subject", ["owed", "marks"])
def test_tables_for_people(crm: Inside, subject: str, tmp_path: Path) -> None:
    complaint(crm)
    crm.must("owe", "satisfaction", "王小明", "3")
    path = tmp_path / "x.csv"
    assert crm("export", subject, "-o", path, lang="zh").code == 0
    header, row = path.read_text(encoding="utf-8-sig").splitlines()
    assert "客户" in header
    assert "王小明" in row
    assert crm.must("export", subject, "--where", "grade = A", "-f", "jsonl").out == ""


def test_the_doctor_compares(crm: Inside) -> None:
    complaint(crm)
    with closing(sqlite3.connect(crm.book, isolation_level=None)) as book:
        book.execute("delete from duty where kind = 'complaint'")
    assert crm("doctor").code == 5
    crm("doctor", "--fix")
    assert len(crm.must("due", "all", "--kind", "complaint", "-f", "json").json) == 1


def test_an_archived_card_is_out_of_the_list(crm: Inside) -> None:
    complaint(crm)
    crm.must("archive", "王小明")
    assert owed(crm) == []
    assert [row["ref"] for row in owed(crm, "C0001")] == ["P0001"]
    assert crm("owe", "add", "王小明", "x").code == 5


def test_on_a_terminal_one_of_several_is_chosen(crm: Inside) -> None:
    complaint(crm)
    complaint(crm, "包装破损")
    ended = crm.at_terminal("owe", "answer", "王小明", "在查", stdin="2\n", env={"CRM_TODAY": "2026-11-22"})
    assert ended.code == 0, ended.out
    assert [(row["ref"], row["state"]) for row in owed(crm)] == [("P0001", "open"), ("P0002", "answered")]


def test_what_is_over_stays_as_it_is(inside: Inside) -> None:
    inside.add("周七", "--grade", "B")
    inside.must("owe", "add", "周七", "送样", "--by", "+3d")
    inside.must("owe", "close", "P0001")
    for words in (["--by", "+9d"], ["--text", "x"], ["--kind", "message"], ["--owner", "me"]):
        ran = inside("owe", "edit", "P0001", *words)
        assert (ran.code, "closed" in ran.err) == (5, True), words
    inside.must("owe", "edit", "P0001", "--prevent", "先备货", "--outcome", "收到", "--topic", "样品")
    shown = inside.must("owe", "show", "P0001", "-f", "json").json
    assert (shown["prevention"], shown["outcome"], shown["topic"]) == ("先备货", "收到", "样品")
