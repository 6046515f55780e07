"""What a team's rules ask of visits: the first by two, and only on the company's lines."""

from typing import Any

from tests.inside import Inside
from tests.once import made_once


@made_once
def team(inside: Inside) -> None:
    folder = inside.config.with_name("playbooks")
    folder.mkdir()
    (folder / "mine.toml").write_text(
        'name = "mine"\ntitle = { en = "Mine", zh = "我" }\nlost_grade = "A"\ncompany_lines = ["021-62345678"]\n'
        '[[grade]]\nletter = "A"\ncadence = "7d"\nmeaning = { en = "all", zh = "都" }\n',
        encoding="utf-8",
    )
    inside.config.write_text('playbook = "mine"\n', encoding="utf-8")
    inside.must("team", "staff", "add", "李主管", "--role", "主管")
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off")
    inside.add("王小明", "--grade", "A")


def due(team: Inside) -> list[Any]:
    rows = team.must("due", "--kind", "first_visit_by_two", "-f", "json").json
    assert isinstance(rows, list)
    return rows


def test_alone_no_rule_is_met(inside: Inside) -> None:
    inside.add("王小明", "--grade", "A")
    ran = inside("visit", "王小明", "谈了", "--line", "13812345678")
    assert (ran.code, ran.err.count("\n")) == (0, 1)


def test_a_first_visit_alone_is_warned_of_once(team: Inside) -> None:
    assert "nobody went along" not in team("visit", "王小明", "打过", "--kind", "call").err
    ran = team("visit", "王小明", "谈了", "--quiet")
    assert (ran.code, "nobody went along" in ran.err) == (0, True)
    assert "nobody went along" not in team("visit", "王小明", "谈了").err
    team.add("李丽")
    assert "nobody went along" not in team("visit", "李丽", "谈了", "--with", "李主管").err


def test_a_first_visit_alone_is_refused(team: Inside) -> None:
    team.must("config", "rule.first_visit_by_two", "refuse")
    ran = team("visit", "王小明", "谈了")
    assert (ran.code, "--with" in ran.err, team.card("C0001")["visits"]) == (5, True, [])
    team.must("visit", "王小明", "来访", "--kind", "reception")
    team.must("visit", "王小明", "谈了", "--with", "李主管")
    team.must("visit", "王小明", "谈了")


def test_a_first_visit_alone_is_due_until_two_have_gone(team: Inside) -> None:
    team.must("config", "rule.first_visit_by_two", "due")
    team.must("visit", "王小明", "谈了", "--at", "2026-11-20")
    (row,) = due(team)
    assert (row["owner"], row["due_on"], row["title"]) == ("lily", "2026-11-20", "first_visit_by_two")
    assert "两人一同" in team.must("due", "--kind", "first_visit_by_two", "--lang", "zh").out
    team.must("visit", "王小明", "--correct", "1", "--with", "李主管")
    assert due(team) == []
    team.must("undo", "--yes")
    assert len(due(team)) == 1
    team.must("visit", "王小明", "谈了", "--with", "李主管")
    assert due(team) == []
    assert team("doctor").code == 0
    team.must("undo", "--yes")
    team.must("config", "rule.first_visit_by_two", "off")
    assert due(team) == []


def test_a_private_line(team: Inside) -> None:
    ran = team("visit", "王小明", "打过", "--kind", "call", "--line", "13812345678", "--quiet")
    assert (ran.code, "company's lines" in ran.err) == (0, True)
    assert (
        "company's lines"
        not in team("visit", "王小明", "打过", "--kind", "call", "--line", "02162345678").err
    )
    visits = team.must("show", "C0001", "-f", "json").json["visits"]
    assert [visit["line"] for visit in visits] == ["021-62345678", "13812345678"]
    team.must("config", "rule.private_line", "refuse")
    ran = team("visit", "王小明", "打过", "--kind", "call", "--line", "13812345678")
    assert (ran.code, "021-62345678" in ran.err) == (5, True)
    assert team("visit", "王小明", "--correct", "1", "--line", "139").code == 5
    team.must("config", "rule.private_line", "off")
    assert team("visit", "王小明", "打过", "--kind", "call", "--line", "139", "--quiet").err == ""


def test_a_fall_by_correction_waits_for_a_yes(inside: Inside) -> None:
    inside.must("team", "staff", "add", "李主管", "--role", "主管")
    inside.must("team", "staff", "add", "刘燕", "--supervisor", "李主管")
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off")
    inside.environ["CRM_USER"] = "刘燕"
    inside.add("王小明", "--grade", "B")
    inside.must("visit", "王小明", "谈了", "--with", "李主管")
    ran = inside("visit", "王小明", "--correct", "1", "--grade", "D", "--reason", "预算没了")
    assert ran.code == 6, ran.err
    card = inside.must("show", "C0001", "-f", "json").json
    assert (card["grade"], card["visits"][0]["grade_after"], card["visits"][0]["corrections"]) == (
        "B",
        "B",
        [],
    )
