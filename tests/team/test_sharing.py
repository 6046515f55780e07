"""What a team's rules make due, customers held by several, and whoever leaves."""

import csv
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def team(inside: Inside) -> None:
    """刘燕 and 孙静 sell, 李主管 supervises them, 王经理 manages. New cards ask nobody."""
    inside.environ["CRM_TODAY"] = "2026-11-22"
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    inside.must("team", "staff", "add", "李主管", "--role", "主管")
    for name in ("刘燕", "孙静"):
        inside.must("team", "staff", "add", name, "--supervisor", "李主管")
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off", "--as", "王经理")
    inside.must("add", "王小明", "--grade", "B", "--amount", "60万", "--as", "刘燕")


def due(team: Inside, kind: str, today: str) -> list[tuple[object, ...]]:
    team.environ["CRM_TODAY"] = today
    rows = team.must("due", "--kind", kind, "-f", "json").json
    return [(row["code"], row["owner"], row["due_on"]) for row in rows]


def test_a_key_prospect_is_held_by_two(team: Inside) -> None:
    assert due(team, "key_by_two", "2026-11-22") == [("C0001", "刘燕", "2026-11-29")]
    shared = team.must("team", "share", "王小明", "孙静", "--as", "刘燕", "-f", "json").json
    assert [(one["holder"], one["is_owner"]) for one in shared["holders"]] == [("刘燕", 1), ("孙静", 0)]
    assert due(team, "key_by_two", "2026-11-22") == []
    team.must("team", "share", "王小明", "--drop", "孙静", "--as", "刘燕")
    assert len(due(team, "key_by_two", "2026-11-22")) == 1
    team.must("edit", "王小明", "--importance", "ordinary", "--as", "刘燕")
    assert due(team, "key_by_two", "2026-11-22") == []


def test_the_contact_report_says_who_was_there(team: Inside) -> None:
    team.must("team", "share", "王小明", "孙静", "--as", "刘燕")
    team.must("visit", "王小明", "看样品", "--with", "孙静", "--as", "刘燕")
    team.must("visit", "王小明", "报价", "--as", "孙静")
    rows = team.must("team", "shared", "-f", "json").json
    assert [(row["holder"], row["contacts"], row["last_summary"]) for row in rows] == [
        ("刘燕", 1, "看样品"), ("孙静", 2, "报价"),
    ]  # fmt: skip
    assert team.must("team", "shared", "--owner", "李主管", "-f", "json").json == []


def test_grades_are_looked_at_once_a_quarter(team: Inside) -> None:
    assert due(team, "review", "2027-03-16") == []
    assert due(team, "review", "2027-03-17") == [("C0001", "刘燕", "2027-03-31")]
    team.must("team", "review", "王小明", "--as", "刘燕")
    assert due(team, "review", "2027-03-31") == []
    assert due(team, "review", "2027-06-17") == [("C0001", "刘燕", "2027-06-30")]
    team.must("visit", "王小明", "还是 B", "--grade", "B", "--as", "刘燕")
    assert due(team, "review", "2027-06-30") == []


def test_a_grade_said_again_was_looked_at(team: Inside) -> None:
    assert len(due(team, "review", "2027-03-20")) == 1
    team.must("grade", "王小明", "B", "--as", "刘燕")
    assert due(team, "review", "2027-03-20") == []


def test_whoever_has_left_did_not_go_along(team: Inside) -> None:
    team.must("team", "staff", "leave", "孙静", "--on", "2026-11-22", "--as", "王经理")
    team.environ["CRM_TODAY"] = "2026-11-24"
    assert team("visit", "王小明", "看样品", "--with", "孙静", "--as", "刘燕").code == 5
    team.must("visit", "王小明", "看样品", "--with", "孙静", "--at", "2026-11-22", "--as", "刘燕")


def test_a_script_that_keeps_a_grade_reviews_nothing(team: Inside) -> None:
    team.environ["CRM_TODAY"] = "2027-03-20"
    team.must("visit", "王小明", "打过电话", "--as", "刘燕")
    assert len(due(team, "review", "2027-03-20")) == 1


def test_who_has_bought_is_called_on_once_a_quarter(team: Inside) -> None:
    team.must("deal", "王小明", "won", "60万", "--as", "刘燕")
    assert due(team, "quarterly_visit", "2027-03-17") == [("C0001", "刘燕", "2027-03-31")]
    team.must("visit", "王小明", "--as", "刘燕")
    assert len(due(team, "quarterly_visit", "2027-03-17")) == 1, "a contact without a record does not count"
    team.must("visit", "王小明", "回访：满意", "--as", "刘燕")
    assert due(team, "quarterly_visit", "2027-03-17") == []


def test_nothing_is_late_because_of_a_time_before_the_rules(inside: Inside) -> None:
    inside.environ["CRM_TODAY"] = "2025-01-10"
    inside.add("王小明", "--grade", "B", "--amount", "60万")
    inside.environ["CRM_TODAY"] = "2026-11-22"
    inside.must("config", "policy", "team")
    assert due(inside, "review", "2026-12-17") == [("C0001", "lily", "2026-12-31")]
    assert due(inside, "key_by_two", "2026-11-22") == [("C0001", "lily", "2026-11-29")]
    inside.environ["CRM_TODAY"] = "2027-08-01"
    inside.must("config", "rule.new_card", "off")
    assert due(inside, "review", "2027-08-01") == [("C0001", "lily", "2026-12-31")]


def test_a_rule_that_is_off_makes_nothing_due_and_comes_back(team: Inside) -> None:
    team.must("config", "rule.key_by_two", "off", "--as", "王经理")
    assert due(team, "key_by_two", "2026-11-22") == []
    team.must("config", "rule.key_by_two", "", "--as", "王经理")
    assert len(due(team, "key_by_two", "2026-11-22")) == 1
    team.must("config", "policy", "solo", "--as", "王经理")
    assert due(team, "key_by_two", "2026-11-22") == []


def test_whoever_leaves_hands_over_first(team: Inside) -> None:
    assert team("team", "staff", "leave", "刘燕", "--as", "王经理").code == 5
    team.must("team", "staff", "leave", "刘燕", "--successor", "孙静", "--on", "2026-11-30", "--as", "王经理")
    assert team.card("C0001")["owner"] == "孙静"
    assert due(team, "handover", "2026-11-22") == [("C0001", "孙静", "2026-11-30")]
    team.must("note", "王小明", "资料已交", "--as", "刘燕")  # until the last day
    team.environ["CRM_TODAY"] = "2026-12-01"
    assert team("note", "王小明", "再来", "--as", "刘燕").code == 6
    team.must("visit", "王小明", "今后由我联系", "--kind", "call", "--as", "孙静")
    assert due(team, "handover", "2026-12-01") == []
    assert team("add", "李四", "--owner", "刘燕", "--as", "孙静").code == 5
    names = [row["name"] for row in team.must("team", "staff", "list", "-f", "json").json]
    assert "刘燕" not in names


def test_one_undo_brings_whoever_left_back(team: Inside) -> None:
    team.must("team", "staff", "leave", "刘燕", "--successor", "孙静", "--as", "王经理")
    team.must("undo", "--yes", "--as", "王经理")
    assert team.card("C0001")["owner"] == "刘燕"
    assert due(team, "handover", "2026-11-22") == []


def test_what_waits_for_a_supervisor_who_leaves_waits_for_the_next(team: Inside) -> None:
    assert team("grade", "王小明", "D", "--reason", "x", "--as", "刘燕").code == 6
    team.must("team", "staff", "leave", "李主管", "--successor", "孙静", "--as", "王经理")
    (row,) = team.must("team", "approvals", "-f", "json").json
    assert row["approver"] == "王经理"
    staff = {row["name"]: row["supervisor"] for row in team.must("team", "staff", "list", "-f", "json").json}
    assert staff["刘燕"] == "孙静"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["share", "王小明", "刘燕"], 5), (["share", "王小明", "没有"], 3),
        (["share", "王小明", ""], 5), (["share", "没有这个人", "孙静"], 3),
        (["staff", "leave", "没有"], 3), (["staff", "leave", "刘燕", "--successor", "刘燕"], 5),
        (["staff", "leave", "刘燕", "--successor", "孙静", "--on", "哪天"], 5), (["review", "没有这个人"], 3),
    ],
)  # fmt: skip
def test_what_is_refused(team: Inside, words: list[str], code: int) -> None:
    before = team.book.read_bytes()
    for lang in ("en", "zh"):
        ran = team("team", *words, "--as", "王经理", lang=lang)
        assert (ran.code, ran.out) == (code, ""), ran.err
    assert team.book.read_bytes() == before


def test_an_import_asks_once_for_its_cards_and_for_each_fall(team: Inside, tmp_path: Path) -> None:
    team.must("config", "rule.new_card", "approve", "--as", "王经理")
    path = tmp_path / "more.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["编号", "姓名", "等级"], ["C0001", "王小明", "E"], ["", "李四", "C"], ["", "赵六", "A"]]
        )
    ran = team("import", path, "--update", "--yes", "--as", "刘燕")
    assert ran.code == 6, ran.err
    assert team.card("C0001")["grade"] == "B"
    asked = team.must("team", "approvals", "-f", "json").json
    assert sorted((row["kind"], row["code"]) for row in asked) == [
        ("grade_fall", "C0001"),
        ("new_cards", None),
    ]
    shown = team("due", "--kind", "approval", lang="zh").out
    assert "2 张新客户资料卡" in shown
    for number in ("1", "2"):
        team.must("team", "approvals", "grant", number, "--as", "王经理")
    assert team.card("C0001")["grade"] == "E"
    assert team.must("due", "--kind", "approval", "-f", "json").json == []
    assert team.must("doctor").code == 0


def test_who_has_a_customer_alone_is_said(team: Inside) -> None:
    assert "刘燕" in team.must("team", "share", "王小明", "--as", "刘燕").out
    assert team.must("team", "shared", "-f", "json").json == []
