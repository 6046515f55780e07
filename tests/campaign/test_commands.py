"""`crm team campaign`, as people and scripts type it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crmcli.duty.service import stale_kinds
from tests.inside import Inside
from tests.program import Program

GROUP = ("team", "campaign")
X = (*GROUP, "new", "x", "--from")
NEW = (*GROUP, "new", "回访", "--from", "2026-09-21", "--to", "2026-09-24", "--where")


def shown(crm: Inside, name: str = "中秋走访") -> Any:
    return crm.must(*GROUP, "show", name, "-f", "json").json


def states(crm: Inside) -> dict[str, str]:
    return {one["name"]: one["state"] for one in shown(crm)["customers"]}


def due_names(crm: Inside, *words: str) -> list[tuple[str, str, str]]:
    rows = crm.must("due", *words, "--kind", "campaign", "-f", "json").json
    return [(row["name"], row["owner"], row["title"]) for row in rows]


def test_a_campaign_gives_everybody_a_working_day(autumn: Inside) -> None:
    found = shown(autumn)
    assert [(one["planned_on"], one["name"], one["owner"]) for one in found["customers"]] == [
        ("2026-09-14", "王小明", "刘燕"),
        ("2026-09-14", "赵强", "孙静"),
        ("2026-09-15", "李丽", "刘燕"),
    ]
    assert found["progress"] == {"customers": 3, "done": 0, "open": 3, "late": 0, "missed": 0}
    assert due_names(autumn) == [("王小明", "刘燕", "送月饼，听意见"), ("赵强", "孙静", "送月饼，听意见")]
    assert autumn.names("list", "--where", "campaign = 中秋走访 and owner = 刘燕") == ["王小明", "李丽"]
    assert autumn.card("C0001")["owner"] == "刘燕"


def test_it_is_shown_first_and_a_dry_run_keeps_nothing(selling: Inside) -> None:
    ran = selling(*NEW, "grade in A,B", "--dry-run")
    assert ran.code == 0
    assert "2026-09-21  C0001  王小明  A  刘燕" in ran.err
    assert "刘燕: customers 2, days 2, at most 1 a day" in ran.err
    assert selling.must(*GROUP, "-f", "json").json == []


def test_grades_are_those_with_which_the_first_day_began(autumn: Inside) -> None:
    autumn.must("visit", "王小明", "看样", "--grade", "B")
    autumn.must("deal", "李丽", "won", "1万")
    autumn.must("visit", "赵强", "谈", "--grade", "C")
    found = shown(autumn)
    assert [(one["grade"], one["customers"], one["done"]) for one in found["by_grade"]] == [
        ("A", 2, 2), ("B", 1, 0),
    ]  # fmt: skip
    results = autumn.must(*GROUP, "results", "中秋走访", "-f", "json").json
    assert [one["grade"] for one in results["by_grade"]] == ["A", "B"]
    assert {one["name"]: one["grade"] for one in found["customers"]} == {
        "王小明": "B",
        "李丽": None,
        "赵强": "C",
    }
    assert "按开始时的等级" in autumn(*GROUP, "show", "中秋走访", lang="zh").out


def test_ending_twice_says_so(autumn: Inside) -> None:
    autumn.must(*GROUP, "end", "中秋走访")
    assert "has ended already" in autumn(*GROUP, "end", "中秋走访").err
    autumn.must(*GROUP, "end", "中秋走访", "--back")
    assert "runs already" in autumn(*GROUP, "end", "中秋走访", "--back").err


def test_one_entry_and_one_undo(autumn: Inside) -> None:
    entry = autumn.must("history", "--limit", "1", "-f", "json").json[0]
    assert entry["command"] == "team campaign new"
    autumn.must("undo", str(entry["entry"]))
    assert autumn(*GROUP, "list", "--all", "-f", "json").json == []
    assert due_names(autumn, "all") == []


def test_the_list_is_cleaned_first(selling: Inside) -> None:
    selling.environ["CRM_TODAY"] = "2025-08-01"
    selling.add("老客户", "--grade", "A", "--owner", "孙静", "--phone", "13812345699")
    selling.environ["CRM_TODAY"] = "2026-09-11"
    selling.add("无电话", "--grade", "A", "--owner", "孙静")
    selling.add("李丽", "--grade", "D")
    selling.add("归档", "--grade", "A")
    selling.must("archive", "归档")
    with closing(sqlite3.connect(selling.book, isolation_level=None)) as book:
        book.execute("update staff set left_on = '2026-09-10' where name = '刘燕'")
    ran = selling(*NEW, "grade in A,B", lang="en")
    assert ran.code == 0, ran.err
    for sentence in (
        "Archived customers left out: 1.",
        "1 without a phone: 无电话 (C0006)",
        "1 not contacted for over a year: 老客户 (C0005)",
        "2 whose owner has left: 王小明 (C0001): 刘燕, 李丽 (C0002): 刘燕",
        "1 that may be there twice: 李丽 (C0002) = 李丽 (C0007)",
    ):
        assert sentence in ran.err
    assert "归档" not in str(shown(selling, "回访"))


def test_whoever_has_too_many_is_told_what_it_takes(selling: Inside) -> None:
    # The 25th and 27th are holidays, the 26th is a Saturday.
    ran = selling(*GROUP, "new", "短", "--from", "2026-09-24", "--to", "2026-09-27", "--where", "grade in A,B",
                  "--per-day", "1")  # fmt: skip
    assert (ran.code, ran.out) == (5, "")
    assert "too short for 刘燕: 2 customers on the working days that are left (1) take 2 a day" in ran.err
    selling.must(*GROUP, "new", "短", "--from", "2026-09-24", "--to", "2026-09-27", "--where", "grade in A,B",
                 "--per-day", "2")  # fmt: skip
    assert {one["planned_on"] for one in shown(selling, "短")["customers"]} == {"2026-09-24"}


def test_another_campaign_takes_room_of_the_same_person(autumn: Inside) -> None:
    autumn.must(*GROUP, "new", "另一个", "--from", "2026-09-14", "--to", "2026-09-16", "--where", "name = 王小明",
                "--per-day", "1")  # fmt: skip
    assert shown(autumn, "另一个")["customers"][0]["planned_on"] == "2026-09-16"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((*NEW, "grade = E"), 5, "No customer fits"),
        ((*NEW, "grade is"), 2, ""),
        ((*NEW, "grade=A", "--per-day", "0"), 2, "--per-day takes a number"),
        ((*NEW, "grade=A", "--owner", "没有的人"), 3, "Nobody on the staff"),
        ((*NEW, "grade=A", "--kind", "烟花"), 5, "no kind of contact"),
        ((*X, "2026-09-21", "--to", "2026-09-20", "--where", "grade=A"), 2, "before it begins"),
        ((*X, "2026-10-01", "--to", "2026-10-07", "--where", "grade=A"), 5, "no working day"),
        ((*GROUP, "new", "中秋 走访", *NEW[4:], "grade=A"), 5, "already"),
        ((*GROUP, "new", "​", *NEW[4:], "grade=A"), 5, "name is missing"),
        ((*X, "2026-09-21", "--to", "2026-09-22"), 2, "--where"),
        ((*GROUP, "show", "国庆"), 3, "Nearest: 中秋走访"),
        ((*GROUP, "add", "中秋走访", "没有的人"), 3, "no customer"),
        ((*GROUP, "add", "中秋走访"), 2, "which customer"),
        ((*GROUP, "drop", "中秋走访", "王小明"), 2, "--reason"),
        ((*GROUP, "drop", "中秋走访", "王小明", "--reason", " "), 2, "--reason"),
        ((*GROUP, "drop", "中秋走访", "陈芳", "--reason", "x"), 3, "takes it in"),
        ((*GROUP, "goal", "中秋走访", "王小明"), 2, "--focus"),
        ((*GROUP, "goal", "中秋走访", "王小明", "--on", "2026-09-30"), 5, "outside the campaign"),
        ((*GROUP, "done", "中秋走访", "王小明", "--on", "2026-09-11"), 5, "began only"),
        ((*GROUP, "opinion", "中秋走访", "王小明", "好", "--kind", "八卦"), 5, "no kind of opinion"),
        ((*GROUP, "opinion", "中秋走访", "陈芳", "好"), 3, "takes it in"),
        ((*GROUP, "improve", "中秋走访", "更快", "--from", "9"), 3, "no opinion 9"),
        ((*GROUP, "improve", "中秋走访", "更快", "--from", "x"), 2, "no number of an opinion"),
        ((*GROUP, "improve", "中秋走访", "更快", "--by", "2026-09-01"), 5, "has passed"),
        ((*GROUP, "improve", "中秋走访", "更快", "--owner", "没有的人"), 3, "Nobody on the staff"),
        ((*GROUP, "improved", "中秋走访", "1"), 3, "no improvement 1"),
        ((*GROUP, "edit", "中秋走访"), 2, "--goal"),
        ((*GROUP, "edit", "中秋走访", "--to", "2026-09-01"), 2, "before it begins"),
        ((*GROUP, "results", "没有"), 3, "Nearest"),
    ],
    ids=lambda words: " ".join(words[2:]) if isinstance(words, tuple) else "",
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_done(
    autumn: Inside, words: tuple[str, ...], code: int, said: str
) -> None:
    before = autumn.book.read_bytes()
    for lang in ("zh", "en"):
        ran = autumn(*words, lang=lang)
        assert (ran.code, ran.out) == (code, "")
        assert "Traceback" not in ran.err
    assert said in ran.err
    assert autumn.book.read_bytes() == before


def test_without_any_campaign_one_is_told_how_to_begin(selling: Inside) -> None:
    ran = selling(*GROUP, "show", "春节")
    assert (ran.code, ran.err) == (
        3,
        "crm: There is no campaign yet; crm team campaign new NAME begins one.\n",
    )


def test_a_part_of_the_name_will_do_unless_two_have_it(autumn: Inside) -> None:
    assert shown(autumn, "中秋")["name"] == "中秋走访"
    autumn.must(*GROUP, "new", "国庆走访", "--from", "2026-09-28", "--to", "2026-09-29", "--where", "grade=A")
    ran = autumn(*GROUP, "show", "走访")
    assert ran.code == 4
    assert "国庆走访" in ran.err


def test_a_visit_that_is_logged_is_enough_and_its_undo_opens_it_again(autumn: Inside) -> None:
    autumn.must("visit", "王小明", "送到了", "--as", "刘燕")
    assert states(autumn)["王小明"] == "done"
    assert due_names(autumn) == [("赵强", "孙静", "送月饼，听意见")]
    autumn.must("undo", "--as", "刘燕")
    assert states(autumn)["王小明"] == "open"
    assert len(due_names(autumn)) == 2
    autumn.must("visit", "王小明", "发了祝福", "--kind", "message")
    assert states(autumn)["王小明"] == "open"


def test_a_campaign_by_phone_counts_calls_alone(autumn: Inside) -> None:
    autumn.must(*NEW, "name = 王小明", "--kind", "电话")
    autumn.environ["CRM_TODAY"] = "2026-09-22"
    autumn.must("visit", "王小明", "到过")
    assert shown(autumn, "回访")["progress"]["done"] == 0
    autumn.must("visit", "王小明", "打过", "--kind", "call")
    assert shown(autumn, "回访")["progress"]["done"] == 1


def test_done_by_hand_and_a_result_beside_the_visit(autumn: Inside) -> None:
    autumn.must(*GROUP, "done", "中秋", "赵强", "--result", "收下了", "--as", "孙静")
    autumn.must("visit", "王小明", "送到了", "--as", "刘燕")
    ran = autumn.must(*GROUP, "done", "中秋", "王小明", "--result", "想续贷")
    assert "was done on 2026-09-14 Mon already" in ran.err
    found = {one["name"]: one for one in shown(autumn)["customers"]}
    assert (found["赵强"]["done_by"], found["赵强"]["result"]) == ("孙静", "收下了")
    assert (found["王小明"]["done_by"], found["王小明"]["result"]) == ("刘燕", "想续贷")
    with closing(sqlite3.connect(autumn.book)) as book:
        assert book.execute("select count(*) from campaign_member where done_on is not null").fetchone() == (
            1,
        )


def test_goal_focus_and_day_of_one_visit(autumn: Inside) -> None:
    autumn.must(*GROUP, "goal", "中秋", "李丽", "谈续贷", "--focus", "抵押物", "--on", "2026-09-14")
    assert ("李丽", "刘燕", "谈续贷") in due_names(autumn)
    assert "中秋走访：谈续贷；重点：抵押物" in autumn("due", "-f", "plain", lang="zh").out
    autumn.must(*GROUP, "goal", "中秋", "李丽", "")
    assert ("李丽", "刘燕", "送月饼，听意见") in due_names(autumn)


def test_the_card_and_the_brief_speak_of_it(autumn: Inside) -> None:
    told: Any = autumn.card("C0001")["campaigns"]
    assert [(one["campaign"], one["goal"], one["state"]) for one in told] == [
        ("中秋走访", "送月饼，听意见", "open")
    ]
    assert "中秋走访" in autumn.must("show", "王小明").out
    assert "中秋走访  2026-09-14 Mon (today)  送月饼，听意见" in autumn.must("brief", "王小明").out
    autumn.must(*GROUP, "end", "中秋")
    assert autumn.must("brief", "王小明", "-f", "json").json["campaigns"] == []
    assert autumn.must("why", "王小明", "-f", "json").json["due"] != []


def test_members_come_and_go(autumn: Inside) -> None:
    autumn.must(*GROUP, "drop", "中秋", "王小明", "--reason", "出国了")
    assert states(autumn)["王小明"] == "dropped"
    assert "出国了" in autumn.must(*GROUP, "show", "中秋").out
    ran = autumn.must(*GROUP, "add", "中秋", "王小明", "陈芳", "李丽", "-f", "json")
    assert ran.json == {"added": 2, "there": 1}
    assert states(autumn)["王小明"] == "open"
    assert autumn(*GROUP, "add", "中秋", "-", stdin="C0004\n").out == "0 added, 1 there already\n"
    autumn.must("archive", "陈芳")
    ran = autumn(*GROUP, "add", "中秋", "陈芳")
    assert (ran.code, "archived" in ran.err) == (5, True)
    assert states(autumn)["陈芳"] == "dropped"


def test_an_owner_who_changes_takes_the_visit_along(autumn: Inside) -> None:
    autumn.must("edit", "王小明", "--owner", "孙静")
    assert {(name, owner) for name, owner, _title in due_names(autumn)} == {
        ("王小明", "孙静"),
        ("赵强", "孙静"),
    }


def test_opinions_become_improvements(autumn: Inside) -> None:
    assert autumn.must(*GROUP, "opinion", "中秋", "王小明", "放款", "太慢", "--kind", "投诉").out == "1\n"
    autumn.must(*GROUP, "opinion", "中秋", "赵强", "服务周到", "--kind", "praise")
    autumn.must(*GROUP, "opinion", "中秋", "李丽", "手机上能办就好")
    ran = autumn.must(
        *GROUP, "improve", "中秋", "五天放款", "--from", "1，3", "--owner", "孙静", "-f", "json"
    )
    assert (ran.json["due_on"], ran.json["opinions"], ran.json["owner"]) == ("2026-10-20", [1, 3], "孙静")
    rows = autumn.must(*GROUP, "opinions", "中秋", "-f", "json").json
    assert [(row["number"], row["kind"], row["improvements"]) for row in rows] == [
        (1, "complaint", [1]),
        (2, "praise", []),
        (3, "suggestion", [1]),
    ]
    assert [
        row["number"] for row in autumn.must(*GROUP, "opinions", "中秋", "--open", "-f", "json").json
    ] == [2]
    assert autumn.names(*GROUP, "opinions", "中秋", "--kind", "表扬") == ["赵强"]
    assert (
        "everything that was said" in autumn.must(*GROUP, "opinions", "中秋", "--open", "--kind", "投诉").err
    )
    due = autumn.must("due", "--kind", "improvement", "--owner", "孙静", "-f", "json").json
    assert [(row["code"], row["title"], row["due_on"]) for row in due] == [
        ("中秋走访/1", "五天放款", "2026-10-20")
    ]
    autumn.must(*GROUP, "end", "中秋", "--result", "好")
    assert len(autumn.must("due", "all", "--kind", "improvement", "-f", "json").json) == 1
    autumn.must(*GROUP, "improved", "中秋", "1", "--result", "平均四天半")
    assert autumn.must("due", "all", "--kind", "improvement", "-f", "json").json == []
    assert autumn(*GROUP, "improved", "中秋", "1").code == 5


def test_a_campaign_can_change_and_whoever_is_planned_too_late_gets_another_day(autumn: Inside) -> None:
    assert autumn(*GROUP, "edit", "中秋", "--to", "2026-09-14").code == 5
    autumn.must(
        *(*GROUP, "edit", "中秋", "--name", "中秋", "--to", "2026-09-14", "--per-day", "2"),
        *("--goal", "", "--focus", "听意见"),
    )
    found = shown(autumn, "中秋")
    assert (found["name"], found["to_on"], found["goal"], found["focus"]) == (
        "中秋",
        "2026-09-14",
        None,
        "听意见",
    )
    assert {one["planned_on"] for one in found["customers"]} == {"2026-09-14"}


def test_results_count_what_it_brought_and_no_more(autumn: Inside) -> None:
    autumn.must("visit", "王小明", "送到了", "--grade", "A")
    autumn.must("visit", "李丽", "谈了", "--grade", "A", "--as", "刘燕")
    autumn.must(*GROUP, "opinion", "中秋", "李丽", "快点", "--kind", "complaint")
    autumn.must(*GROUP, "improve", "中秋", "快点", "--from", "1", "--by", "2026-09-18")
    autumn.environ["CRM_TODAY"] = "2026-09-20"
    autumn.must(*GROUP, "end", "中秋")
    for day, customer in (("2026-09-18", "王小明"), ("2026-10-20", "李丽"), ("2026-09-18", "陈芳")):
        autumn.environ["CRM_TODAY"] = day
        autumn.must("deal", customer, "won", "1万")
    autumn.environ["CRM_TODAY"] = "2026-10-21"
    autumn.must("deal", "赵强", "won", "5万")  # a day too late
    found = autumn.must(*GROUP, "results", "中秋", "-f", "json").json
    assert (found["customers"], found["reached"], found["reached_in_time"]) == (3, 2, 2)
    assert found["opinions"] == {"praise": 0, "complaint": 1, "suggestion": 0, "need": 0}
    assert found["improvements"] == {"done": 0, "open": 1, "late": 1}
    assert found["deals"] == {
        "during": 1, "during_amount_fen": 1_000_000, "after": 1, "after_amount_fen": 1_000_000,
    }  # fmt: skip
    assert [(one["name"], one["from_grade"], one["to_grade"]) for one in found["grade_rises"]] == [
        ("李丽", "B", "A")
    ]
    for format in ("table", "plain", "markdown"):
        for lang in ("en", "zh"):
            ran = autumn(*GROUP, "results", "中秋", "-f", format, lang=lang)
            assert ran.code == 0
            assert "李丽" in ran.out
            assert "10,000" in ran.out


def test_lists_in_both_languages(autumn: Inside) -> None:
    assert "0/3" in autumn.must(*GROUP).out
    assert "送月饼，听意见" in autumn(*GROUP, "list", lang="zh").out
    autumn.must(*GROUP, "end", "中秋")
    assert autumn(*GROUP, lang="en").err == "No campaign is running.\n"
    assert len(autumn.must(*GROUP, "list", "--all", "-f", "json").json) == 1
    assert "未走访" in autumn(*GROUP, "show", "中秋", lang="zh").out


def test_an_export_of_everything_brings_campaigns_back(autumn: Inside, tmp_path: Path) -> None:
    autumn.must("visit", "王小明", "送到了", "--as", "刘燕")
    autumn.must(*GROUP, "done", "中秋", "赵强", "--result", "收下了", "--as", "孙静")
    autumn.must(*GROUP, "drop", "中秋", "李丽", "--reason", "搬走了")
    autumn.must(*GROUP, "opinion", "中秋", "王小明", "放款\n太慢")
    autumn.must(*GROUP, "improve", "中秋", "五天放款", "--from", "1")
    whole = tmp_path / "all.json"
    autumn.must("export", "all", "-o", whole)
    (tmp_path / "other").mkdir()
    other = Inside(Program(tmp_path / "other"))
    other.environ["CRM_TODAY"] = "2026-09-14"
    told = other.must("import", whole, "-f", "json").json
    assert told["campaigns"] == {"new": 1, "same": 0, "different": 0, "refused": 0}
    ours, theirs = (crm.must("export", "campaigns", "-f", "json").json for crm in (autumn, other))
    assert ours == theirs
    assert states(other) == states(autumn) == {"王小明": "done", "赵强": "done", "李丽": "dropped"}
    with closing(sqlite3.connect(other.book)) as book:
        assert stale_kinds(book) == []
    assert other.must("import", whole, "-f", "json").json["campaigns"]["same"] == 1
    other.must(*GROUP, "end", "中秋")
    again = other.must("import", whole, "-f", "json")
    assert again.json["campaigns"]["different"] == 1
    assert "left as they are: 中秋走访" in again.err


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"to_on": "2026-09-01"}, "before it begins"),
        ({"campaign": ""}, "campaign"),
        ({"counts": ["fireworks"]}, "counts"),
        ({"unknown": 1}, "unknown"),
        ({"improvements": [{"number": 1, "text": "x", "owner": "刘燕", "opened_on": "2026-09-14",
                            "due_on": "2026-09-14", "done_on": None, "result": None, "opinions": [5]}]},
         "does not have"),
        ({"opinions": [{"number": 1, "code": "C9999", "name": "谁", "kind": "need", "text": "x",
                        "said_on": "2026-09-14", "by": "刘燕"}]}, "no customer 谁"),
    ],
)  # fmt: skip
def test_a_bad_document_is_refused_whole(
    autumn: Inside, tmp_path: Path, changed: dict[str, Any], why: str
) -> None:
    (document,) = autumn.must("export", "campaigns", "-f", "json").json
    good = {**document, "campaign": "好的"}
    bad = {**document, "campaign": "坏的", **changed}
    path = tmp_path / "campaigns.json"
    path.write_text(json.dumps([good, bad]), encoding="utf-8")
    ran = autumn("import", path)
    assert (ran.code, why in ran.err) == (5, True), ran.err
    assert len(autumn.must(*GROUP, "-f", "json").json) == 1
    assert autumn("import", path, "--skip-bad").code == 0
    assert len(autumn.must(*GROUP, "-f", "json").json) == 2


def test_a_table_of_campaigns_is_for_reading(autumn: Inside, tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        path = tmp_path / f"{lang}.csv"
        assert autumn("export", "campaigns", "-o", path, lang=lang).code == 0
        ran = autumn("import", path)
        assert (ran.code, "crm export campaigns" in ran.err) == (5, True)
    assert autumn("export", "campaigns", "--owner", "刘燕", "-f", "codes").code in (0, 2)
    rows = autumn.must("export", "campaigns", "--owner", "刘燕", "-f", "csv").lines
    assert len(rows) == 3


def test_a_merge_keeps_who_is_still_in_it_and_what_was_said(autumn: Inside) -> None:
    autumn.must(*GROUP, "opinion", "中秋", "赵强", "不错", "--kind", "praise")
    autumn.must(*GROUP, "drop", "中秋", "王小明", "--reason", "重复")
    autumn.must("merge", "C0001", "C0003", "--prefer", "a")
    assert states(autumn) == {"王小明": "open", "李丽": "open"}
    assert autumn.names(*GROUP, "opinions", "中秋") == ["王小明"]
    assert autumn("doctor").code == 0
    autumn.must("undo")
    assert states(autumn) == {"王小明": "dropped", "赵强": "open", "李丽": "open"}


def test_the_doctor_finds_what_cannot_be(autumn: Inside) -> None:
    with closing(sqlite3.connect(autumn.book, isolation_level=None)) as book:
        book.execute("update campaign_member set planned_on = '2026-01-01' where customer_id = 1")
        book.execute(
            "update campaign_member set done_on = '2027-01-01', done_by_id = 1 where customer_id = 2"
        )
    ran = autumn("doctor", lang="en")
    assert ran.code == 5
    assert "C0001 is planned for 2026-01-01, before the campaign 中秋走访 begins." in ran.out
    assert "C0002 is said to have been called on 2027-01-01" in ran.out


def test_the_history_tells_it_in_words(autumn: Inside) -> None:
    autumn.must(*GROUP, "opinion", "中秋", "王小明", "放款太慢")
    told = autumn("history", "--limit", "2", lang="zh").out
    assert "意见: 1 放款太慢" in told
    assert "走访活动: 中秋走访" in told
