"""`crm` alone: the screen for the morning."""

from tests.inside import Inside
from tests.once import made_once


@made_once
def alone(inside: Inside) -> None:
    inside.environ["CRM_TODAY"] = "2026-11-24"  # a Tuesday
    inside.add("王小明", "--grade", "B", "--phone", "13812345678")
    inside.must("visit", "王小明", "看样品", "--next", "2026-11-26", "--topic", "带合同")
    inside.add("李四")


def test_what_is_due_and_what_is_planned(alone: Inside) -> None:
    ran = alone.must()
    due, _gap, planned = ran.out.partition("\n\nPlanned (1)\n")
    assert "李四" in due
    assert "王小明" not in due
    assert "138 1234 5678" in planned or "13812345678" in planned
    assert "带合同" in planned
    assert "--help" in ran.err
    assert "已约定的拜访" in alone(lang="zh").out


def test_on_the_weekend_the_next_week_is_looked_at(alone: Inside) -> None:
    alone.must("visit", "王小明", "看样品", "--next", "2026-12-01", "--reason", "出差")
    alone.environ["CRM_TODAY"] = "2026-11-27"
    assert "Planned" not in alone.must().out
    alone.environ["CRM_TODAY"] = "2026-11-28"
    assert "Planned (1)" in alone.must().out


def test_a_long_list_is_cut_and_says_so(inside: Inside) -> None:
    lines = "".join(f"add 客户{number}\n" for number in range(23))
    inside.must("batch", "-", stdin=lines)
    out = inside.must().out
    assert out.count("no grade yet") == 20
    assert "… and 3 more: crm due" in out


def test_programs_get_the_due_list(alone: Inside) -> None:
    assert alone.must("-f", "json").out == alone.must("due", "-f", "json").out
    assert alone.must("-f", "codes").out == "C0002\n"


def test_where_something_waits_nobody_is_told_that_nothing_is_due(team: Inside) -> None:
    assert team("grade", "王小明", "C", "--reason", "观望", "--as", "刘燕").code == 6
    ran = team("--as", "李主管")
    assert "Nothing is due" not in ran.err
    assert not ran.out.startswith("\n")


def test_promises_stand_by_themselves(alone: Inside) -> None:
    alone.must("owe", "add", "王小明", "送样品", "--by", "2026-11-24")
    out = alone.must().out
    assert "送样品" in out.partition("Promises, complaints, messages (1)")[2]
    assert "送样品" not in out.partition("Promises, complaints, messages (1)")[0]


def test_the_sections_stand_under_one_heading(team: Inside) -> None:
    assert team("grade", "王小明", "C", "--reason", "观望", "--as", "刘燕").code == 6
    team.must("owe", "add", "王小明", "换货", "--kind", "complaint", "--owner", "李主管", "--as", "刘燕")
    for lang in ("en", "zh"):
        lines = team("--as", "李主管", "-f", "table", lang=lang).lines
        heads = [line for line in lines if line.startswith(("Grade ", "等级 "))]
        assert len(heads) == 1
        rows = [line for line in lines if "C0001" in line]
        assert len(rows) == 2  # what waits, and the complaint, each in its own section with the name
        assert {line.index("C0001") for line in rows} == {rows[0].index("C0001")}


def test_nothing_at_all(inside: Inside) -> None:
    ran = inside()
    assert (ran.code, ran.out) == (0, "Nothing is due. Well done.\n") or ran.out == ""


@made_once
def team(inside: Inside) -> None:
    inside.environ["CRM_TODAY"] = "2026-11-20"
    inside.must("team", "staff", "add", "李主管", "--role", "主管")
    for name in ("刘燕", "孙静"):
        inside.must("team", "staff", "add", name, "--supervisor", "李主管")
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off")
    inside.must("add", "王小明", "--grade", "B", "--as", "刘燕")


def test_a_supervisor_sees_what_waits_and_who_did_not_report(team: Inside) -> None:
    team.must("visit", "王小明", "看样品", "--as", "孙静")
    assert team("grade", "王小明", "C", "--reason", "观望", "--as", "刘燕").code == 6
    team.environ["CRM_TODAY"] = "2026-11-23"  # Monday: the last working day was Friday
    out = team("--as", "李主管").out
    assert "Waiting for your yes (1)" in out
    assert out.endswith("No report of 2026-11-20 Fri: 刘燕\n")
    assert "No report" not in team("--as", "孙静").out
    assert "No report of 2026-11-20 Fri: 刘燕" in team("--as", "刘燕").out
    assert "Waiting" not in team("--as", "刘燕").out


def test_whoever_went_along_has_reported_and_whoever_came_later_need_not(team: Inside) -> None:
    team.must("visit", "王小明", "看样品", "--with", "孙静", "--as", "刘燕")
    team.environ["CRM_TODAY"] = "2026-11-21"
    team.must("team", "staff", "add", "赵六", "--supervisor", "李主管")
    assert "No report" not in team("--as", "李主管").out


def test_a_holiday_needs_no_report(team: Inside) -> None:
    team.environ["CRM_TODAY"] = "2026-10-09"  # the day before was the first after 国庆: 10-08
    assert "No report" not in team("--as", "李主管").out, "nobody was on the staff then"


def test_the_rule_may_be_off(team: Inside) -> None:
    team.must("config", "rule.missing_report", "off")
    team.environ["CRM_TODAY"] = "2026-11-23"
    assert "No report" not in team("--as", "李主管").out
