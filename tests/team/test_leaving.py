"""Nothing that somebody answered for is lost when they leave, and a team keeps a manager."""

import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def team(inside: Inside) -> None:
    """甲 and 刘燕 sell, 李主管 supervises them, 王经理 manages. New cards ask nobody."""
    inside.environ["CRM_TODAY"] = "2026-11-20"
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    inside.must("team", "staff", "add", "李主管", "--role", "主管", "--supervisor", "王经理")
    for name, branch in (("甲", "西区"), ("刘燕", "东区")):
        inside.must("team", "staff", "add", name, "--supervisor", "李主管", "--branch", branch)
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off", "--as", "王经理")
    inside.must("add", "客户一", "--grade", "B", "--owner", "刘燕", "--as", "刘燕")
    inside.must("report", "submit", "daily", "--as", "刘燕")


def theirs(team: Inside, name: str) -> set[str]:
    return {row["kind"] for row in team.must("due", "all", "--owner", name, "-f", "json").json}


def test_tasks_pass_to_the_successor(team: Inside) -> None:
    team.must("report", "review", "1", "补签合同", "--for", "甲", "--by", "+3d", "--as", "王经理")
    team.must("report", "review", "1", "催款", "--branch", "西区", "--as", "王经理")
    team.must("report", "review", "1", "改价", "--department", "财务", "--owner", "甲", "--as", "王经理")
    assert theirs(team, "甲") == {"annotation"}
    leaving = ("team", "staff", "leave", "甲", "--yes", "--as", "王经理")
    ran = team(*leaving)
    assert (ran.code, "3 tasks of reports" in ran.err) == (5, True)
    assert "3 件报告任务" in team(*leaving, lang="zh").err
    team.must(*leaving, "--successor", "刘燕")
    rows = team.must("due", "all", "--kind", "annotation", "--owner", "刘燕", "-f", "json").json
    assert {row["title"] for row in rows} == {"补签合同", "催款", "改价"}
    team.environ["CRM_TODAY"] = "2026-11-21"
    team.must("report", "done", "2", "催过了", "--as", "刘燕")
    team.must("undo", "--yes", "--as", "刘燕")
    team.must("undo", "--yes", "--as", "王经理")
    assert theirs(team, "甲") == {"annotation"}


def test_what_a_giver_leaves_behind_passes_on(team: Inside) -> None:
    team.must("team", "staff", "edit", "甲", "--role", "supervisor", "--as", "王经理")
    team.must("report", "review", "1", "整理样品", "--branch", "东区", "--as", "甲")
    team.must("report", "review", "1", "补发票", "--department", "财务", "--as", "甲")
    team.must("card", "spot-check", "--n", "1", "--as", "甲")
    assert "spot_check" in theirs(team, "甲")
    ran = team("team", "staff", "leave", "甲", "--yes", "--as", "王经理")
    assert (ran.code, "1 spot check" in ran.err) == (5, True)
    team.must("team", "staff", "leave", "甲", "--successor", "李主管", "--yes", "--as", "王经理")
    assert theirs(team, "李主管") == {"annotation", "spot_check"}
    assert {row["title"] for row in team.must("due", "all", "--owner", "刘燕", "-f", "json").json} >= {
        "整理样品"
    }
    team.must("report", "done", "1", "好了", "--as", "李主管")
    assert team.must("doctor").code == 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("owe add 客户一 送样 --by +3d --owner 甲 --as 刘燕", "1 promise or complaint"),
        (
            "team campaign new 走访 --from 2026-11-23 --to +7d --where grade=B --owner 甲 --as 刘燕 --yes",
            "1 campaign",
        ),
    ],
)
def test_whoever_holds_work_names_a_successor(team: Inside, words: str, named: str) -> None:
    team.must(*words.split())
    ran = team("team", "staff", "leave", "甲", "--yes", "--as", "王经理")
    assert (ran.code, named in ran.err) == (5, True), ran.err
    team.must("team", "staff", "leave", "甲", "--successor", "刘燕", "--yes", "--as", "王经理")


def test_whoever_a_request_waits_for_names_a_successor(team: Inside) -> None:
    team.must("team", "staff", "add", "赵主管", "--role", "主管", "--as", "王经理")
    team.must("team", "staff", "edit", "刘燕", "--supervisor", "", "--as", "王经理")
    assert team("grade", "客户一", "D", "--reason", "没钱", "--as", "刘燕").code == 6
    (row,) = team.must("team", "approvals", "-f", "json").json
    leaving = ("team", "staff", "leave", row["approver"], "--yes", "--as", "王经理")
    ran = team(*leaving)
    assert (ran.code, "1 request to decide" in ran.err) == (5, True)
    team.must(*leaving, "--successor", "王经理")
    assert [one["approver"] for one in team.must("team", "approvals", "-f", "json").json] == ["王经理"]


def test_the_only_manager_stays_until_there_is_another(team: Inside) -> None:
    team.must("config", "rule.new_card", "approve", "--as", "王经理")
    assert team("add", "客户二", "--as", "刘燕").code == 6
    leaving = ("team", "staff", "leave", "王经理", "--successor", "李主管", "--yes", "--as", "王经理")
    ran = team(*leaving)
    assert (ran.code, "crm team staff edit 李主管 --role manager" in ran.err) == (5, True)
    ran = team("team", "staff", "edit", "王经理", "--role", "salesperson", "--as", "王经理")
    assert (ran.code, "--role manager" in ran.err) == (5, True)
    team.must("team", "staff", "edit", "李主管", "--role", "manager", "--as", "王经理")
    team.must(*leaving)
    assert [one["approver"] for one in team.must("team", "approvals", "-f", "json").json] == ["李主管"]
    assert theirs(team, "李主管") == {"approval"}


def test_another_role_is_another_approver(team: Inside) -> None:
    assert team("grade", "客户一", "D", "--reason", "没钱", "--as", "刘燕").code == 6
    team.must("team", "staff", "edit", "李主管", "--role", "salesperson", "--as", "王经理")
    assert [one["approver"] for one in team.must("team", "approvals", "-f", "json").json] == ["王经理"]
