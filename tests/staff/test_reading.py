"""Who may read a book of a team: nobody who is not there, nobody who has left."""

import json

import pytest

from tests.inside import Inside
from tests.once import made_once

READS = [
    ["due"],
    ["due", "-f", "json"],
    ["due", "--count"],
    [],
    ["show", "C0001", "-f", "json"],
    ["find", "王小", "-f", "tsv"],
    ["list", "-f", "json"],
    ["why", "C0001"],
    ["report", "weekly"],
    ["owe", "list"],
    ["export", "customers"],
    ["history"],
]


@made_once
def team(inside: Inside) -> None:
    inside.environ["CRM_TODAY"] = "2026-11-20"
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    for name in ("刘燕", "孙静"):
        inside.must("team", "staff", "add", name)
    inside.must("config", "policy", "team")
    inside.must("config", "rule.new_card", "off", "--as", "王经理")
    inside.must("add", "王小明", "--grade", "B", "--as", "刘燕")
    inside.must("team", "staff", "leave", "孙静", "--yes", "--as", "王经理")
    inside.environ["CRM_TODAY"] = "2026-11-22"


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_who_reads(team: Inside, words: list[str]) -> None:
    assert team(*words, "--as", "刘燕").code == 0
    assert team(*words).code == 0  # the system's user was typed by nobody
    wrong = team(*words, "--as", "刘艳")
    assert (wrong.code, wrong.out, "刘燕" in wrong.err) == (3, "", True)
    assert team(*words, env={"CRM_USER": "刘艳"}).code == 3
    gone = team(*words, "--as", "孙静")
    assert (gone.code, gone.out, "no access" in gone.err) == (6, "", True)
    assert team(*words, env={"LOGNAME": "孙静"}).code == 6


def test_on_the_last_day_one_still_reads(team: Inside) -> None:
    assert team("due", "--as", "孙静", env={"CRM_TODAY": "2026-11-20"}).code == 0


def test_a_wrong_name_in_the_settings_can_be_put_right(team: Inside) -> None:
    team.config.write_text('user = "刘艳"\n', encoding="utf-8")
    assert team("due").code == 3
    for words in (["config"], ["doctor"], ["backup"], ["date", "today"]):
        assert team(*words).code in (0, 5), words
    team.must("config", "user", "刘燕")
    assert team("due").code == 0


def test_alone_every_name_reads(inside: Inside) -> None:
    inside.add("王小明")
    assert inside("due", "--as", "谁").code == 0


def test_lines_of_a_batch_are_asked_too(team: Inside) -> None:
    ran = team("batch", "-f", "json", stdin="due --as 刘艳\ndue --as 孙静\ndue --as 刘燕\n")
    assert [json.loads(line)["exit_code"] for line in ran.lines] == [3, 6, 0]
