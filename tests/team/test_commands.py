"""Staff with roles, and the switch between one person and a team."""

import pytest

from tests.inside import Inside


def rows(inside: Inside, *words: str) -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in inside.must("team", "staff", *words, "-f", "json").json}


def test_staff_have_role_branch_territory_and_supervisor(inside: Inside) -> None:
    inside.must("team", "staff", "add", "李主管", "--role", "主管", "--branch", "东区")
    inside.must(
        "team", "staff", "add", "刘燕", "--supervisor", "李主管", "--territory", "浦东", "--capacity", "8"
    )
    inside.must("team", "staff", "edit", "刘燕", "--branch", "东区", "--name", "刘小燕")
    found = rows(inside, "list")
    assert found["刘小燕"] == {
        "name": "刘小燕", "role": "salesperson", "branch": "东区", "territory": "浦东", "supervisor": "李主管",
        "capacity_a_day": 8, "left_on": None, "customers": 0,
    }  # fmt: skip
    inside.must("team", "staff", "edit", "刘小燕", "--supervisor", "", "--branch", "", "--capacity", "")
    found = rows(inside, "list")
    assert (found["刘小燕"]["supervisor"], found["刘小燕"]["branch"], found["刘小燕"]["capacity_a_day"]) == (
        None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "赵六", "--role", "皇帝"], 5), (["add", "赵六", "--supervisor", "没有"], 3),
        (["edit", "没有", "--role", "经理"], 3),
        (["edit", "李主管"], 2), (["add", "赵六", "--capacity", "-1"], 2), (["add", "赵六", "--capacity", "多"], 2),
        (["edit", "李主管", "--name", "刘燕"], 5), (["edit", "李主管", "--supervisor", "刘燕"], 5),
        (["edit", "李主管", "--supervisor", "李主管"], 5),
    ],
)  # fmt: skip
def test_what_is_refused(inside: Inside, words: list[str], code: int) -> None:
    inside.must("team", "staff", "add", "李主管", "--role", "主管")
    inside.must("team", "staff", "add", "刘燕", "--supervisor", "李主管")
    before = rows(inside, "list", "--all")
    for lang in ("en", "zh"):
        ran = inside("team", "staff", *words, lang=lang)
        assert (ran.code, ran.out) == (code, "")
    assert rows(inside, "list", "--all") == before


def test_one_person_never_meets_the_team(inside: Inside) -> None:
    inside.add("王小明", "--grade", "B")
    assert inside.must("config", "policy").out == "solo\n"
    shown = inside.must("config", "-f", "json").json
    assert {row["value"] for row in shown if row["key"].startswith("rule.")} == {"off"}
    assert inside("grade", "王小明", "E").code == 0


def test_the_switch_turns_every_rule_on_and_each_is_set_by_itself(inside: Inside) -> None:
    def modes() -> dict[str, str]:
        return {
            row["key"]: row["value"]
            for row in inside.must("config", "-f", "json").json
            if row["key"].startswith("rule.")
        }

    inside.must("config", "rule.grade_fall", "approve")
    assert (modes()["rule.grade_fall"], modes()["rule.new_card"]) == ("approve", "off")
    inside.must("config", "policy", "team")
    assert "off" not in modes().values()
    inside.must("config", "rule.first_visit_by_two", "refuse")
    inside.must("playbook", "use", "real-estate")
    assert modes()["rule.first_visit_by_two"] == "refuse"
    inside.must("config", "rule.first_visit_by_two", "")
    assert modes()["rule.first_visit_by_two"] == "warn"
    inside.must("undo", "--yes")
    assert modes()["rule.first_visit_by_two"] == "refuse"
    inside.must("config", "policy", "solo")
    assert set(modes().values()) == {"off", "approve", "refuse"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["policy", "gang"], 5), (["rule.grade_fal", "approve"], 2), (["rule.grade_fall", "warn"], 5),
        (["rule.", "off"], 2),
        (["polici", "team"], 2),
    ],
)  # fmt: skip
def test_wrong_settings_of_the_book(inside: Inside, words: list[str], code: int) -> None:
    ran = inside("config", *words)
    assert (ran.code, ran.out) == (code, "")
    assert inside.must("config", "policy").out == "solo\n"


def test_in_a_team_a_wrong_name_makes_no_colleague(inside: Inside) -> None:
    inside.must("config", "policy", "team")
    assert inside("add", "王小明", "--as", "刘艳").code == 3
    assert "刘艳" not in rows(inside, "list")


def test_only_a_manager_changes_staff_and_rules(inside: Inside) -> None:
    inside.must("team", "staff", "add", "王经理", "--role", "manager")
    inside.must("config", "policy", "team")
    for words in ("team staff add x", "team staff edit lily --role 经理", "config policy solo"):
        assert inside(*words.split()).code == 6
    inside.must("config", "policy", "solo", "--as", "王经理")
    assert inside("team", "staff", "add", "x").code == 0
