"""`crm team staff`: the people who sell."""

import pytest

from tests.inside import Inside


def test_staff_come_by_being_added_and_by_working(inside: Inside) -> None:
    assert inside.must("team", "staff", "add", "陈晓东").out == "陈晓东\n"
    inside.add("王小明", "--owner", "陈晓东")
    inside.must("add", "李四", "--as", "刘燕")
    inside.must("archive", "李四")
    rows = inside.must("team", "staff", "list", "-f", "json").json
    assert {row["name"]: row["customers"] for row in rows} == {"lily": 0, "陈晓东": 1, "刘燕": 0}


@pytest.mark.parametrize(
    "again", ["Chen Xiaodong", "chen xiaodong", " Chen\u3000Xiaodong ", "ＣＨＥＮ Xiaodong"]
)
def test_nobody_is_on_the_staff_twice(inside: Inside, again: str) -> None:
    inside.must("team", "staff", "add", "Chen Xiaodong")
    assert inside("team", "staff", "add", again).code == 5
    assert inside("add", "王小明", "--as", again).code == 0
    rows = inside.must("team", "staff", "list", "-f", "json").json
    assert [row["name"] for row in rows if row["customers"]] == ["Chen Xiaodong"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", ""], 5), (["add", "\u200b"], 5), (["add", "长" * 101], 5), (["add"], 2), (["ad", "x"], 2), ([], 2),
        (["add", "me"], 5),
    ],
)  # fmt: skip
def test_what_is_refused(inside: Inside, words: list[str], code: int) -> None:
    ran = inside("team", "staff", *words)
    assert (ran.code, ran.out) == (code, "")


@pytest.mark.parametrize("name", ["\u200b", "长" * 101, "\x1b[31m"])
def test_whoever_works_needs_a_name_that_can_be_kept(inside: Inside, name: str) -> None:
    ran = inside("add", "王小明", "--as", name)
    assert ran.code in (0, 5)
    assert "Traceback" not in ran.err
    rows = inside("team", "staff", "list", "-f", "json").json
    assert all(row["name"].strip() and row["name"].isprintable() for row in rows)


def test_a_system_without_a_user_name_still_works(inside: Inside) -> None:
    inside.environ.pop("LOGNAME")
    assert inside("add", "王小明").code == 0
    assert inside.card("C0001")["owner"]
