"""What a report leaves out or refuses, and where the morning screen says the same."""

import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def team(inside: Inside) -> None:
    """lily began the book; 王经理 manages, 李主管 supervises 刘燕, 新手 has no supervisor. It is a Tuesday."""
    inside.environ["CRM_TODAY"] = "2026-11-16"
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    inside.must("team", "staff", "add", "李主管", "--role", "主管", "--supervisor", "王经理")
    inside.must("team", "staff", "add", "刘燕", "--supervisor", "李主管", "--capacity", "1")
    inside.must("team", "staff", "add", "新手")
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off", "--as", "王经理")
    inside.environ["CRM_TODAY"] = "2026-11-24"


def missing(team: Inside) -> list[str]:
    report = team.must("report", "missing", "--period", "yesterday", "-f", "json").json
    return sorted(row["staff"] for row in report["days"] if row["state"] == "missing")


def test_the_morning_of_a_manager_names_whom_the_report_names(team: Inside) -> None:
    assert missing(team) == ["刘燕", "新手"]
    assert "刘燕, 新手" in team.must("--as", "王经理").out
    assert "新手" not in team.must("--as", "李主管").out
    team.must("visit", team.add("王小明", "--as", "刘燕"), "打过电话", "--at", "2026-11-23", "--as", "刘燕")
    assert missing(team) == ["新手"]
    assert "No report" not in team.must("--as", "李主管").out


def test_whoever_began_the_book_reports_from_the_first_customer_on(team: Inside) -> None:
    assert "lily" not in missing(team)
    assert "lily" not in team.must("--as", "王经理").out
    team.must("add", "王小明", "--grade", "B")
    assert "lily" not in missing(team)  # yesterday there was none
    team.environ["CRM_TODAY"] = "2026-11-25"
    assert "lily" in missing(team)
    assert "lily" in team.must("--as", "王经理").out


def test_whoever_began_the_book_and_has_a_place_reports(team: Inside) -> None:
    team.must("team", "staff", "edit", "lily", "--branch", "东区", "--as", "王经理")
    assert "lily" in missing(team)


@pytest.mark.parametrize("report", ["weekly", "daily", "missing", "coverage", "funnel", "grades"])
def test_named_days_to_come_are_not_handed_up(team: Inside, report: str) -> None:
    for words in (("--period", "2026-11-23..2026-11-30"), ("--from", "2026-11-23", "--to", "2026-11-25")):
        ran = team("report", "submit", report, *words, "--as", "刘燕")
        assert (ran.code, "--period 2026-11-23..2026-11-24" in ran.err) == (5, True), ran.err
    assert team.must("report", "review", "-f", "json").json == []
    team.must("report", "submit", report, "--period", "2026-11-23..2026-11-24", "--as", "刘燕")


def test_a_running_week_is_handed_up_as_far_as_today(team: Inside) -> None:
    ran = team.must("report", "submit", "weekly", "--as", "刘燕")
    assert "Handed up as far as 2026-11-24" in ran.err
    team.must("report", "submit", "weekly", "--period", "本周", "--staff", "刘燕", "--as", "刘燕")
    rows = team.must("report", "review", "-f", "json").json
    assert {(row["from"], row["to"]) for row in rows} == {("2026-11-23", "2026-11-24")}
    team.must("report", "submit", "load", "--as", "刘燕")


def test_the_load_says_which_holidays_are_not_known(team: Inside) -> None:
    sentence = "The holidays of 2027 are not known; its working days go by the week alone."
    assert sentence not in team.must("report", "load", "-f", "json").json["notes"]
    team.environ["CRM_TODAY"] = "2026-12-20"
    assert sentence in team.must("report", "load", "-f", "json").json["notes"]


def test_advice_on_the_load_can_be_copied(team: Inside) -> None:
    team.must("team", "staff", "edit", "刘燕", "--name", "刘燕 (浦东 大客户部)", "--as", "王经理")
    for number in range(5):
        team.must("add", f"客户{number}", "--grade", "A", "--owner", "刘燕 (浦东 大客户部)", "--as", "王经理")
    team.environ["CRM_TODAY"] = "2026-11-30"
    rows = team.must("report", "load", "-f", "json").json["advice"]
    assert len(rows) == 3
    for width in ("80", "120"):
        ran = team("report", "load", "-f", "table", env={"COLUMNS": width})
        for row in rows:
            assert any(line.strip().endswith(row["command"]) for line in ran.lines), ran.out
    assert "数量" in team("report", "load", "-f", "table", lang="zh").out


def test_only_the_count_of_today_is_kept(team: Inside) -> None:
    ran = team("report", "grades", "--keep", "--period", "2026-11-16", "--as", "刘燕")
    assert (ran.code, ran.out, "keeps the count of today" in ran.err) == (2, "", True)
    team.must("report", "grades", "--keep", "--period", "today", "--as", "刘燕")


@pytest.mark.parametrize("typed", ["2026-11", "2026年11月"])
def test_a_month_is_a_period(team: Inside, typed: str) -> None:
    report = team.must("report", "weekly", "--period", typed, "-f", "json").json
    assert (report["from"], report["to"]) == ("2026-11-01", "2026-11-30")
    assert team("report", "weekly", "--period", "2026-13").code == 2


def test_a_reader_is_not_told_to_add_a_person(team: Inside) -> None:
    for words in (("--as", "刘雁"), ("--staff", "刘雁")):
        ran = team("report", "weekly", *words)
        assert (ran.code, "刘燕" in ran.err, "staff add" in ran.err) == (3, True, False)


def test_nobody_can_make_no_follow_ups(team: Inside) -> None:
    assert team("team", "staff", "edit", "刘燕", "--capacity", "0", "--as", "王经理").code == 2


def test_a_request_whose_facts_moved_is_marked(team: Inside) -> None:
    team.must("add", "王小明", "--grade", "B", "--as", "刘燕")
    assert team("grade", "王小明", "D", "--reason", "没钱", "--as", "刘燕").code == 6
    assert "has changed since" not in team.must("due", "--kind", "approval").out
    team.must("grade", "王小明", "A", "--as", "刘燕")
    assert "has changed since (the grade): refuse it" in " ".join(
        team.must("due", "--kind", "approval").out.split()
    )
    assert "已变动" in team("due", "--kind", "approval", lang="zh").out
