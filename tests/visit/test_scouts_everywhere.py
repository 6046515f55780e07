"""One rule for whoever only scouts us, wherever customers are listed, counted or due (docs/rules.md#visit-record)."""

from tests.inside import Inside
from tests.once import made_once

SCOUT = ("visit", "甲", "打听价格", "--scout", "--told", "李主管", "--next", "+2d")


@made_once
def team(inside: Inside) -> None:
    """刘燕 sells to 甲 and 乙, both late; 李主管 supervises, 王经理 looks at new cards."""
    inside.environ["CRM_TODAY"] = "2026-11-02"
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    inside.must("team", "staff", "add", "李主管", "--role", "主管", "--supervisor", "王经理")
    inside.must("team", "staff", "add", "刘燕", "--supervisor", "李主管")
    inside.environ["CRM_USER"] = "刘燕"
    for name in ("甲", "乙"):
        inside.must("add", name, "--grade", "B")
    inside.must("config", "policy", "team")


def codes(team: Inside, *words: str) -> list[str]:
    return [row["code"] for row in team.must(*words, "-f", "json").json]


def test_a_scout_has_no_next_follow_up_and_is_in_no_count(team: Inside) -> None:
    team.must(*SCOUT)
    team.environ["CRM_TODAY"] = "2026-11-24"
    assert codes(team, "list", "--overdue") == ["C0002"]
    assert codes(team, "list", "--where", "days_overdue > 0") == ["C0002"]
    assert codes(team, "list", "--where", "next < 2027-01-01") == ["C0002"]
    assert codes(team, "list", "--where", "urgency = urgent") == ["C0002"]
    assert codes(team, "list", "--no-next-step") == []
    rows = {row["code"]: row for row in team.must("list", "-f", "json").json}
    assert (rows["C0001"]["next_follow_up_on"], rows["C0001"]["days_overdue"]) == (None, None)
    assert team.card("C0001")["next_follow_up_on"] is None
    why = team.must("why", "甲", "-f", "json").json
    assert (why["next_follow_up_on"], why["ceiling_on"], why["due"]) == (None, None, [])
    assert "none: only scouts us" in team("why", "甲").out
    assert "只是来踩盘" in team("why", "甲", lang="zh").out
    brief = team.must("brief", "甲", "-f", "json").json
    assert (brief["next_follow_up_on"], "next_follow_up_on" in brief["missing"]) == (None, False)
    (person,) = team.must("report", "verification", "-f", "json").json["people"]
    assert (person["owner"], person["cards"]) == ("刘燕", 1)
    (progress,) = team.must("card", "progress", "-f", "json").json
    assert progress["cards"] == 1
    staff = {row["name"]: row["customers"] for row in team.must("team", "staff", "list", "-f", "json").json}
    assert staff["刘燕"] == 1
    team.must("undo", "--yes")
    assert codes(team, "list", "--overdue") == ["C0001", "C0002"]


def test_nothing_planned_with_a_scout_stands_in_the_morning(team: Inside) -> None:
    team.must(*SCOUT)
    assert "Planned" not in team.must().out


def test_nobody_is_asked_to_file_the_card_of_a_scout(team: Inside) -> None:
    assert team("add", "丙", "--grade", "C").code == 6
    ran = team.must("visit", "丙", "同行", "--scout", "--told", "李主管")
    assert "withdrawn: approval 1" in ran.err
    assert team.must("team", "approvals", "-f", "json").json == []
    assert "踩盘" in team("team", "approvals", "show", "1", lang="zh").out
    assert {
        row["kind"] for row in team.must("due", "all", "-f", "json").json if row["code"] == "C0003"
    } == set()
    team.must("visit", "丙", "--correct", "1", "--no-scout")
    assert "card" in {
        row["kind"] for row in team.must("due", "all", "-f", "json").json if row["code"] == "C0003"
    }
    team.must("visit", "乙", "来问过")
    assert team("grade", "乙", "D", "--reason", "没钱").code == 6
    team.must("visit", "乙", "--correct", "1", "--scout")
    assert team.must("team", "approvals", "-f", "json").json == []
