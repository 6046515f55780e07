"""What becomes of requests, promises and due items when a card is put away, joined, or marked as a scout's."""

from tests.inside import Inside
from tests.once import made_once


@made_once
def team(inside: Inside) -> None:
    """刘燕 sells, 李主管 supervises, 王经理 manages. New cards ask nobody."""
    inside.environ["CRM_TODAY"] = "2026-11-20"
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    inside.must("team", "staff", "add", "李主管", "--role", "主管", "--supervisor", "王经理")
    inside.must("team", "staff", "add", "刘燕", "--supervisor", "李主管")
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off", "--as", "王经理")
    inside.environ["CRM_USER"] = "刘燕"
    for name in ("甲", "乙", "丙"):
        inside.must("add", name, "--grade", "B", "--importance", "key")


def pending(team: Inside) -> list[int]:
    return [row["number"] for row in team.must("team", "approvals", "-f", "json").json]


def asked(team: Inside, number: int) -> tuple[str, str]:
    row = team.must("team", "approvals", "show", str(number), "-f", "json").json
    return row["state"], row["note"]


def kinds(team: Inside, code: str) -> set[str]:
    rows = team.must("due", "2027-12-31", "-f", "json").json
    return {row["kind"] for row in rows if row["code"] == code}


def test_what_waits_about_a_card_that_is_put_away_is_withdrawn(team: Inside) -> None:
    assert team("grade", "甲", "D", "--reason", "没钱").code == 6
    tried = team.must("archive", "甲", "--dry-run").err
    assert ("approval 1" in tried, "is withdrawn" in tried, pending(team)) == (True, False, [1])
    ran = team("archive", "甲")
    assert (ran.code, "approval 1" in ran.err) == (0, True)
    assert (pending(team), asked(team, 1)) == ([], ("withdrawn", "archived"))
    assert "归档" in team("team", "approvals", "show", "1", lang="zh").out
    assert team("team", "approvals", "grant", "1", "--as", "李主管").code == 5
    team.must("undo")
    assert (pending(team), "approval" in kinds(team, "C0001")) == ([1], True)


def test_what_has_moved_is_said_in_the_language_of_the_run(team: Inside) -> None:
    assert team("grade", "甲", "D", "--reason", "没钱").code == 6
    team.must("grade", "甲", "A")
    grant = ("team", "approvals", "grant", "1", "--as", "李主管")
    assert "changed since (the grade)" in team(*grant).err
    assert "（等级）" in team(*grant, lang="zh").err


def test_a_new_card_that_is_put_away_is_a_draft_when_it_comes_back(team: Inside) -> None:
    team.must("config", "rule.new_card", "approve", "--as", "王经理")
    assert team("add", "丁", "--grade", "C").code == 6
    team.must("archive", "丁")
    team.must("archive", "丁", "--back")
    assert pending(team) == []
    assert "card" in kinds(team, "C0004")


def test_of_joined_cards_nothing_waits_that_can_never_be_granted(team: Inside) -> None:
    assert team("grade", "甲", "D", "--reason", "没钱").code == 6
    assert team("grade", "乙", "D", "--reason", "换人").code == 6
    team.must("merge", "甲", "乙", "--prefer", "C0001", "--yes")
    assert (pending(team), asked(team, 2)) == ([1], ("withdrawn", "merged"))
    team.must("team", "approvals", "grant", "1", "--as", "李主管")
    assert team.card("C0001")["grade"] == "D"


def test_a_request_goes_where_joining_gives_another_grade(team: Inside) -> None:
    assert team("grade", "甲", "D", "--reason", "没钱").code == 6
    team.must("grade", "乙", "A")
    team.must("merge", "甲", "乙", "--prefer", "C0001", "--prefer", "grade=C0002", "--yes")
    assert (team.card("C0001")["grade"], pending(team)) == ("A", [])


def test_what_is_owed_to_a_customer_who_is_put_away_is_said(team: Inside) -> None:
    team.must("owe", "add", "甲", "送样", "--by", "+3d")
    ran = team("archive", "甲", "--quiet")
    assert (ran.code, "P0001" in ran.err, "--back" in ran.err) == (0, True, True)
    team.must("archive", "甲", "--back")
    team.must("owe", "close", "P0001")
    assert "P0001" not in team("archive", "甲").err


def test_of_a_scout_nothing_is_due_that_is_for_customers(team: Inside) -> None:
    team.must("edit", "甲", "--close", "2026-12-01")
    dates = {"follow_up", "close_date_passed", "key_by_two", "review"}
    team.must(
        "team",
        "campaign",
        "new",
        "走访",
        "--from",
        "2026-11-23",
        "--to",
        "2026-11-27",
        "--where",
        "grade = B",
        "--yes",
    )
    assert dates | {"campaign"} <= kinds(team, "C0001")
    team.must("owe", "add", "甲", "送样", "--by", "+3d")
    ran = team.must("visit", "甲", "打听价格", "--kind", "call", "--scout", "--told", "李主管")
    assert ("nothing is due" in ran.err, "Next follow-up" in ran.err) == (True, False)
    assert kinds(team, "C0001") == {"promise"}
    team.book.chmod(0o600)
    assert team("doctor").code == 0
    shown = team.must("team", "campaign", "show", "走访", "-f", "json").json
    assert {one["code"]: one["state"] for one in shown["customers"]}["C0001"] == "dropped"
    assert shown["progress"]["customers"] == 2
    team.must("undo")
    assert dates | {"campaign"} <= kinds(team, "C0001")


def test_campaigns_leave_scouts_out(team: Inside) -> None:
    team.must("visit", "甲", "打听价格", "--kind", "call", "--scout", "--told", "李主管")
    new = (
        "team",
        "campaign",
        "new",
        "走访",
        "--from",
        "2026-11-23",
        "--to",
        "2026-11-27",
        "--where",
        "grade = B",
    )
    ran = team(*new, "--yes")
    assert (ran.code, "scout us left out: 1" in ran.err) == (0, True)
    ran = team("team", "campaign", "add", "走访", "甲")
    assert "scout us left out: 1" in ran.err
    shown = team.must("team", "campaign", "show", "走访", "-f", "json").json
    assert [one["code"] for one in shown["customers"]] == ["C0002", "C0003"]


def test_a_lost_deal_says_what_is_done_and_what_waits(team: Inside) -> None:
    ran = team("deal", "甲", "lost", "--grade", "D", "--reason", "没钱")
    assert (ran.code, "grade B and its follow-ups stay" in ran.err) == (6, True)
    assert (team.card("C0001")["status"], team.card("C0001")["grade"]) == ("lost", "B")
    team.must("team", "approvals", "refuse", "1", "--note", "再试", "--as", "李主管")
    team.must("edit", "甲", "--status", "negotiating")
    assert team.card("C0001")["status"] == "negotiating"
    assert "stay until" not in team("deal", "乙", "won", "1万").err


def test_nobody_is_taken_back_from_the_staff(team: Inside) -> None:
    entry = next(
        row["entry"]
        for row in team.must("history", "-f", "json").json
        if row["command"] == "team staff add" and "刘燕" in str(row)
    )
    ran = team("undo", str(entry), "--yes", "--as", "王经理")
    assert (ran.code, "stays there" in ran.err) == (5, True)
    assert team.must("history", "--limit", "1", "-f", "json").json[0]["command"] != "undo"
