"""A grade that falls and a new card in a team: asked for, decided by another, carried out once."""

import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def team(inside: Inside) -> None:
    """刘燕 and 孙静 sell, 李主管 supervises them, 王经理 manages; the team's rules are on, new cards left aside."""
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    inside.must("team", "staff", "add", "李主管", "--role", "主管", "--branch", "东区")
    for name in ("刘燕", "孙静"):
        inside.must("team", "staff", "add", name, "--branch", "东区", "--supervisor", "李主管")
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off", "--as", "王经理")
    inside.must("add", "王小明", "--grade", "B", "--as", "刘燕")


def waiting(team: Inside, *words: str) -> list[dict[str, object]]:
    rows = team.must("team", "approvals", *words, "-f", "json").json
    assert isinstance(rows, list)
    return rows


def test_a_fall_is_asked_for_and_the_old_grade_stays(team: Inside) -> None:
    ran = team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    assert (ran.code, ran.out) == (6, "C0001\n")
    assert "approval 1" in ran.err
    assert team.card("C0001")["grade"] == "B"
    (row,) = waiting(team)
    assert (row["kind"], row["asked_by"], row["approver"], row["state"]) == (
        "grade_fall", "刘燕", "李主管", "pending",
    )  # fmt: skip
    due = team.must("due", "--kind", "approval", "-f", "json").json
    assert [(row["owner"], row["name"], row["grade"]) for row in due] == [("李主管", "王小明", "B")]


def test_a_yes_does_exactly_what_was_asked_once(team: Inside) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    granted = team("team", "approvals", "grant", "1", "--note", "属实", "--as", "李主管", "-f", "json")
    assert (granted.code, granted.json["state"], granted.json["decided_by"]) == (0, "granted", "李主管")
    grade = team.must("grade", "王小明", "-f", "json").json
    assert (grade["grade"], grade["grade_changes"][0]["by"], grade["grade_changes"][0]["reason"]) == (
        "D", "刘燕", "预算没了",
    )  # fmt: skip
    assert team("team", "approvals", "grant", "1", "--as", "李主管").code == 5
    assert team.must("due", "--kind", "approval", "-f", "json").json == []
    assert team.must("grade", "王小明", "-f", "json").json["grade_changes"][0]["to_grade"] == "D"


def test_one_undo_takes_a_yes_back_whole(team: Inside) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    team.must("team", "approvals", "grant", "1", "--as", "李主管")
    team.must("undo", "--yes", "--as", "李主管")
    assert team.card("C0001")["grade"] == "B"
    assert [row["state"] for row in waiting(team)] == ["pending"]
    assert len(team.must("due", "--kind", "approval", "-f", "json").json) == 1


@pytest.mark.parametrize(
    ("who", "code", "said"),
    [
        ("刘燕", 6, "somebody else"),
        ("孙静", 6, "a supervisor or manager"),
        ("外人", 3, "Nobody on the staff"),
    ],
)
def test_not_oneself_and_not_anybody(team: Inside, who: str, code: int, said: str) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    ran = team("team", "approvals", "grant", "1", "--as", who)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert team.card("C0001")["grade"] == "B"


def test_a_supervisor_asks_for_their_own_customers_too(team: Inside) -> None:
    team.must("add", "李四", "--grade", "B", "--as", "李主管")
    assert team("grade", "李四", "C", "--reason", "观望", "--as", "李主管").code == 6
    assert team("team", "approvals", "grant", "1", "--as", "李主管").code == 6
    team.must("team", "approvals", "grant", "1", "--as", "王经理")
    assert team.card("李四")["grade"] == "C"


def test_a_yes_after_the_facts_have_moved_does_nothing(team: Inside) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    team.must("grade", "王小明", "A", "--as", "刘燕")
    ran = team("team", "approvals", "grant", "1", "--as", "李主管")
    assert (ran.code, "grade" in ran.err) == (5, True)
    assert team.card("C0001")["grade"] == "A"
    assert [row["state"] for row in waiting(team)] == ["pending"]
    team.must("team", "approvals", "refuse", "1", "--note", "已经升级", "--as", "李主管")
    assert waiting(team) == []


def test_a_fall_needs_a_reason_and_a_visit_has_one(team: Inside) -> None:
    assert team("grade", "王小明", "D", "--as", "刘燕").code == 5
    assert team("visit", "王小明", "--grade", "D", "--as", "刘燕").code == 5
    ran = team("visit", "王小明", "预算没了", "--grade", "D", "--as", "刘燕", "-f", "json")
    assert ran.code == 6
    visit = ran.json["visits"][0]
    assert (visit["summary"], visit["grade_before"], visit["grade_after"]) == ("预算没了", "B", "B")
    assert [row["reason"] for row in waiting(team)] == ["预算没了"]


@pytest.mark.parametrize(
    "words",
    [["grade", "王小明", "A"], ["deal", "王小明", "won"], ["visit", "王小明", "看样品", "--grade", "B"]],
)
def test_what_does_not_fall_needs_nobody(team: Inside, words: list[str]) -> None:
    assert team(*words, "--as", "刘燕").code == 0
    assert waiting(team) == []


def test_taking_a_grade_away_and_a_lost_deal_are_falls(team: Inside) -> None:
    assert team("grade", "王小明", "none", "--reason", "x", "--as", "刘燕").code == 6
    assert team("deal", "王小明", "lost", "--reason", "价格", "--as", "刘燕").code == 6
    assert "已重新申请" in team("team", "approvals", "show", "1", lang="zh").out
    card = team.card("C0001")
    assert (card["grade"], card["status"]) == ("B", "lost")
    assert [row["state"] for row in waiting(team, "list", "--all")] == ["withdrawn", "pending"]


def test_the_same_request_is_not_made_twice(team: Inside) -> None:
    for _time in range(2):
        assert team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕").code == 6
    assert len(waiting(team, "list", "--all")) == 1
    team.must("team", "approvals", "withdraw", "1", "--as", "刘燕")
    assert waiting(team) == []


def test_a_new_reason_of_the_same_request_counts(team: Inside) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    team("grade", "王小明", "D", "--reason", "换了领导", "--as", "刘燕")
    assert [row["reason"] for row in waiting(team)] == ["换了领导"]


def test_a_request_of_somebody_else_is_decided_first(team: Inside) -> None:
    team("grade", "王小明", "C", "--reason", "观望", "--as", "刘燕")
    ran = team("grade", "王小明", "D", "--reason", "经理看过", "--as", "王经理")
    assert (ran.code, "刘燕" in ran.err) == (5, True)
    assert [(row["asked_by"], row["state"]) for row in waiting(team)] == [("刘燕", "pending")]


@pytest.mark.parametrize("over", [["grade", "王小明", "A"], ["deal", "王小明", "won", "1"]])
def test_going_over_a_better_grade_or_a_deal_is_no_way_round(team: Inside, over: list[str]) -> None:
    team.must(*over, "--as", "刘燕")
    assert team("grade", "王小明", "E", "--as", "刘燕").code == 5
    assert team("grade", "王小明", "E", "--reason", "算了", "--as", "刘燕").code == 6
    assert team.card("C0001")["grade"] != "E"


def test_a_merge_is_no_way_round(team: Inside) -> None:
    team.must("add", "王大明", "--grade", "D", "--as", "刘燕")
    ran = team("merge", "C0001", "C0002", "--prefer", "C0002", "--yes", "--as", "刘燕")
    assert ran.code == 6, ran.err
    assert team.card("C0001")["grade"] == "B"
    assert [row["asked"] for row in waiting(team)] == [{"from": "B", "to": "D"}]
    assert '{"from": "B", "to": "D"}' in team("team", "approvals", "-f", "tsv").out
    team.must("team", "approvals", "grant", "1", "--as", "李主管")
    assert team.card("C0001")["grade"] == "D"
    assert team.must("doctor", "-f", "json").json == []


def test_who_asked_does_not_undo_the_yes(team: Inside) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    team.must("team", "approvals", "grant", "1", "--as", "李主管")
    entry = team.must("history", "-f", "json").json[0]["entry"]
    assert team("undo", str(entry), "--yes", "--as", "刘燕").code == 6
    assert team.card("C0001")["grade"] == "D"
    team.must("undo", str(entry), "--yes", "--as", "王经理")


def test_the_rules_are_not_turned_off_by_an_undo_or_a_playbook(team: Inside) -> None:
    entries = team.must("history", "-f", "json").json
    turned_on = next(row["entry"] for row in entries if row["command"] == "config" and row["by"] == "lily")
    for who in ("刘燕", "lily"):
        assert team("undo", str(turned_on), "--yes", "--as", who).code == 6
        assert team("playbook", "use", "real-estate", "--yes", "--as", who).code == 6
    assert team.must("config", "policy").out == "team\n"


def test_where_nobody_may_say_yes_it_is_done_and_said(inside: Inside) -> None:
    inside.must("config", "policy", "team")
    inside.add("王小明", "--grade", "B")
    ran = inside("grade", "王小明", "D", "--reason", "x")
    assert (ran.code, "Nobody else" in ran.err) == (0, True)
    assert inside.must("due", "--kind", "approval", "-f", "json").json == []


def test_requests_of_a_team_are_not_due_to_one_person_alone(team: Inside) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    team.must("config", "policy", "solo", "--as", "王经理")
    team.must("config", "rule.new_card", "", "--as", "王经理")
    assert team.must("due", "--kind", "approval", "-f", "json").json == []


def test_refusing_works_in_a_process_of_its_own(team: Inside) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    ran = team.program(
        "team", "approvals", "refuse", "1", "--note", "再跟一次", "--as", "李主管", "-f", "json"
    )
    assert (ran.code, ran.json["state"]) == (0, "refused")


def test_only_the_asker_withdraws(team: Inside) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    assert team("team", "approvals", "withdraw", "1", "--as", "孙静").code == 5


def test_a_dry_run_asks_for_nothing(team: Inside) -> None:
    ran = team("grade", "王小明", "D", "--reason", "x", "--as", "刘燕", "--dry-run")
    assert (ran.code, waiting(team)) == (6, [])


def test_a_batch_keeps_what_waits(team: Inside) -> None:
    lines = "grade C0001 D --reason 预算没了\nnote C0001 再问一次\n"
    ran = team("batch", "-", "--atomic", "--as", "刘燕", stdin=lines)
    assert ran.code == 6
    assert len(waiting(team)) == 1
    assert team.card("C0001")["notes"]


def test_bulk_falls_are_asked_for_each(team: Inside) -> None:
    team.must("add", "李四", "--grade", "C", "--as", "刘燕")
    words = ("grade", "--where", "grade in B,C", "E", "--reason", "清理", "--yes", "--as", "刘燕")
    assert team(*words).code == 6
    assert [row["name"] for row in waiting(team)] == ["王小明", "李四"]


def test_somebody_with_the_role_and_nobody_beside_is_not_held_up(inside: Inside) -> None:
    inside.must("config", "policy", "team")
    inside.must("team", "staff", "edit", "lily", "--role", "manager")
    inside.must("add", "王小明", "--grade", "B")
    assert inside("grade", "王小明", "D", "--reason", "x").code == 0


def test_alone_nothing_is_asked(inside: Inside) -> None:
    inside.must("add", "王小明", "--grade", "B")
    assert inside("grade", "王小明", "D").code == 0
    assert inside.must("config", "policy").out == "solo\n"


REGISTERED = ("--region", "郑州", "--source", "展会", "--industry", "物流", "--address", "人民路1号")


def test_a_new_card_is_in_the_book_and_waits(team: Inside) -> None:
    team.must("config", "rule.new_card", "approve", "--as", "王经理")
    ran = team("add", "李四", "--phone", "13812345678", "--grade", "C", *REGISTERED, "--as", "刘燕")
    assert (ran.code, ran.out) == (6, "C0002\n")
    assert team("visit", "李四", "看样品", "--as", "刘燕").code == 0
    (row,) = waiting(team, "list", "--mine", "--as", "王经理")
    assert (row["kind"], row["code"]) == ("new_card", "C0002")
    assert team("team", "approvals", "grant", "1", "--as", "李主管").code == 6
    team.must("team", "approvals", "grant", "1", "--as", "王经理")
    assert waiting(team) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["grant", "9"], 3), (["grant", "x"], 2), (["grant"], 2), (["refuse", "9"], 2),
        (["refuse", "9", "--note", " "], 2), (["refuse", "9", "--note", "不行"], 3), (["show", "9"], 3),
        (["withdraw", "9"], 3), (["grnt", "1"], 2), (["grant", "9" * 30], 2),
    ],
)  # fmt: skip
def test_what_is_refused(team: Inside, words: list[str], code: int) -> None:
    for lang in ("en", "zh"):
        ran = team("team", "approvals", *words, "--as", "王经理", lang=lang)
        assert (ran.code, ran.out) == (code, "")
        assert "Traceback" not in ran.err


def test_the_list_reads_in_chinese(team: Inside) -> None:
    team("grade", "王小明", "D", "--reason", "预算没了", "--as", "刘燕")
    shown = team("team", "approvals", lang="zh").out
    assert "等级 B > D" in shown
    assert "待审批 1：等级 B > D（刘燕: 预算没了）" in team(
        "due", "--kind", "approval", lang="zh"
    ).out.replace("：预", ": 预")
