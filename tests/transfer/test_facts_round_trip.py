"""What became of a card, and who sells, come back into an empty book."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.program import Program
from tests.transfer.test_round_trip import read_back

TEAM: tuple[tuple[str, ...], ...] = (
    ("team", "staff", "add", "王经理", "--role", "manager"),
    ("team", "staff", "add", "李主管", "--role", "supervisor", "--branch", "东区", "--supervisor", "王经理"),
    ("team", "staff", "add", "刘燕", "--branch", "东区", "--territory", "浦东", "--supervisor", "李主管",
     "--capacity", "8"),
    ("config", "policy", "team"),
)  # fmt: skip
STORY: tuple[tuple[str, ...], ...] = (
    ("add", "金桥物流有限公司", "--grade", "B", "--contact", "李丽", "--set", "车型=J7", "--owner", "刘燕"),
    ("add", "张家店", "--grade", "C", "--birthday", "1980-11-25", "--owner", "刘燕"),
    ("card", "resource", "张家店", "--knows", "金桥物流有限公司=供货", "--knows", "刘燕=同学"),
    ("card", "resource", "金桥物流", "--knows", "李丽/周局长=老乡", "--tier", "core"),
    ("team", "share", "张家店", "李主管"),
    ("card", "spot-check", "--n", "1", "--seed", "3"),
    ("card", "spot-check", "--n", "2", "--seed", "7"),
    ("card", "finding", "张家店", "电话是空号"),
    ("card", "mended", "张家店", "换了新号"),
    ("card", "verify", "金桥物流", "--how", "call", "--changed", "--note", "换了地址"),
    ("greet", "张家店", "--how", "wechat", "--note", "回复很快"),
    ("card", "return", "金桥物流", "--reason", "缺地址"),
)  # fmt: skip


@pytest.fixture
def told(inside: Inside) -> Inside:
    inside.environ["CRM_TODAY"] = "2026-11-23"
    for words in TEAM:
        inside.must(*words)
    for words in STORY:
        ran = inside(*words, "--as", "王经理")
        assert ran.code in (0, 6), (words, ran.err)
    return inside


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    other = Inside(Program(tmp_path_factory.mktemp("other")))
    other.environ["CRM_TODAY"] = "2026-11-23"
    return other


def everything(inside: Inside) -> Path:
    path = inside.folder / "all.json"
    inside.must("export", "all", "-o", path)
    return path


def test_everything_comes_back(told: Inside, empty: Inside) -> None:
    path = everything(told)
    empty.must("import", path)
    cards = read_back(told.book, flat=False)
    assert read_back(empty.book, flat=False) == cards
    company, shop = cards
    assert [(one["person"], one["other"], one["other_kind"]) for one in shop["relations"]] == [
        (None, "金桥物流有限公司", "customer"),
        (None, "刘燕", "staff"),
    ]
    assert [one["other"] for one in company["relations"]] == ["周局长"]
    assert company["card_life"]["reason"] == "缺地址"
    assert company["confirmations"][0]["changed"]
    assert [one["state"] for one in shop["spot_checks"]].count("mended") == 1
    assert shop["greetings"][0]["note"] == "回复很快"
    assert shop["holders"] == [{"holder": "李主管", "held_since_on": "2026-11-23"}]


@pytest.mark.parametrize("words", [("card", "checks"), ("team", "staff", "list"), ("greet", "--given")])
def test_what_is_asked_of_it_is_the_same(told: Inside, empty: Inside, words: tuple[str, ...]) -> None:
    empty.must("import", everything(told))
    people = ("-f", "json")
    before, after = told.must(*words, *people).json, empty.must(*words, *people).json
    assert [row for row in after if row.get("name") != empty_user(empty)] == [
        row for row in before if row.get("name") != empty_user(told)
    ]
    assert before


def empty_user(inside: Inside) -> str:
    return str(inside.environ.get("CRM_USER") or inside.environ.get("USER") or "")


def test_the_same_file_twice_changes_nothing(told: Inside, empty: Inside) -> None:
    path = everything(told)
    empty.must("import", path)
    entries = len(empty.must("history", "-f", "json").json)
    again = empty.must("import", path, "-f", "json").json
    assert (again["new"], again["skipped"], again["staff_taken"]["new"]) == (0, 0, 0)
    assert len(empty.must("history", "-f", "json").json) == entries


def test_an_import_is_undone_whole(told: Inside, empty: Inside) -> None:
    path = everything(told)
    empty.must("import", path)
    empty.must("undo")
    empty.must("undo")
    assert read_back(empty.book, flat=False) == []
    empty.must("import", path)
    assert len(read_back(empty.book, flat=False)) == 2
    assert empty("doctor").code == 0


def test_a_salesperson_brings_no_manager(told: Inside) -> None:
    path = told.folder / "staff.json"
    wanted = [
        {"crm_staff": 1, "name": "刘燕", "role": "manager", "branch": "东区", "supervisor": "李主管"},
        {"crm_staff": 1, "name": "陌生人", "role": "manager"},
    ]
    path.write_text(json.dumps(wanted), encoding="utf-8")
    ran = told("import", path, "--as", "刘燕")
    assert ran.code == 0
    assert "刘燕, 陌生人" in ran.err
    assert "Only a manager" in ran.err
    roles = {row["name"]: row["role"] for row in told.must("team", "staff", "list", "-f", "json").json}
    assert roles["刘燕"] == "salesperson"
    assert "陌生人" not in roles


def test_a_role_is_taken_with_a_word_and_never_lowered(told: Inside) -> None:
    path = told.folder / "staff.json"
    wanted = [
        {"crm_staff": 1, "name": "李主管", "role": "salesperson"},
        {"crm_staff": 1, "name": "刘燕", "role": "supervisor"},
    ]
    path.write_text(json.dumps(wanted), encoding="utf-8")
    ran = told("import", path, "--as", "王经理")
    assert ran.code == 0
    assert "刘燕 becomes supervisor" in ran.err
    assert "李主管" in ran.err
    roles = {row["name"]: row["role"] for row in told.must("team", "staff", "list", "-f", "json").json}
    assert (roles["李主管"], roles["刘燕"]) == ("supervisor", "supervisor")


def test_a_card_files_itself_from_no_file(told: Inside) -> None:
    """The life of a card in the book is not taken from a file, else anybody could file one's own."""
    path = told.folder / "card.json"
    life = {"state": "filed", "cause": "new", "opened_on": "2026-11-20"}
    path.write_text(json.dumps([{"code": "C0001", "name": "金桥物流有限公司", "card_life": life}]), "utf-8")
    assert told.must("import", path, "--update", "-f", "json", "--as", "刘燕").json["updated"] == 0
    assert told.card("C0001")["card_state"] == "returned"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("relations", [{"other": "李丽"}], "relation"),
        ("relations", [{"other": "李丽", "relation": "x", "other_kind": "dog"}], "dog"),
        ("relations", "x", "objects"),
        ("greetings", [{"occasion": "birthday", "occasion_on": "2026-01-01"}], "greeted_on"),
        ("greetings", [{"occasion": "birthday", "occasion_on": "soon", "greeted_on": "2026-01-01"}], "soon"),
        ("confirmations", [{}], "confirmed_on"),
        ("holders", [{"holder": "刘燕"}], "held_since_on"),
        (
            "spot_checks",
            [{"drawn_on": "2026-01-01", "seed": 1, "asked": 1, "state": "finding"}],
            "checked_on",
        ),
        ("card_life", {"state": "returned", "cause": "new", "opened_on": "2026-01-01"}, "decided_on"),
        ("card_life", {"state": "approved", "cause": "new", "opened_on": "2026-01-01"}, "approved"),
        ("card_life", 5, "objects"),
    ],
)
def test_what_makes_no_sense_is_refused(empty: Inside, key: str, value: object, said: str) -> None:
    path = empty.folder / "bad.json"
    path.write_text(json.dumps([{"name": "王小明", key: value}]), encoding="utf-8")
    ran = empty("import", path)
    assert ran.code == 6 or ran.code == 2 or ran.code == 5, ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
