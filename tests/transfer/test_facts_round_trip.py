"""What became of a card, and who sells, come back into an empty book."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once
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


@made_once
def told(inside: Inside) -> None:
    inside.environ["CRM_TODAY"] = "2026-11-23"
    for words in TEAM:
        inside.must(*words)
    for words in STORY:
        ran = inside(*words, "--as", "王经理")
        assert ran.code in (0, 6), (words, ran.err)


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
        ("confirmed_columns", [{"column": "code", "confirmed_at": "2026-11-20T10:00:00+08:00"}], "be code"),
        ("confirmed_columns", [{"confirmed_at": "2026-11-20T10:00:00+08:00"}], "needs column"),
        ("confirmed_columns", [{"column": "phone", "changed_on": "2027-01-01"}], "2027"),
        ("changed_values", [{"field": "x", "record": 0}], "needs set_on"),
        ("changed_values", [{"field": "x", "record": "-1", "set_on": "2026-11-01"}], "needs record"),
    ],
)
def test_what_makes_no_sense_is_refused(empty: Inside, key: str, value: object, said: str) -> None:
    path = empty.folder / "bad.json"
    path.write_text(json.dumps([{"name": "王小明", key: value}]), encoding="utf-8")
    ran = empty("import", path)
    assert ran.code == 6 or ran.code == 2 or ran.code == 5, ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err


VALUES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("playbook", "use", "retail"), "2026-11-20"),
    (("config", "rule.verification", "due"), "2026-11-20"),
    (("add", "便利店", "--kind", "company", "--phone", "13812345678", "--address", "人民路1号", "--grade", "B"),
     "2026-11-20"),
    (("edit", "便利店", "--set", "经营范围=烟酒", "--set", "银行帐号=62220001", "--set", "送货线路=1号"), "2026-11-20"),
    (("card", "verify", "便利店", "经营范围", "--how", "visit"), "2026-11-21"),
    (("card", "verify", "便利店", "客户地址", "--how", "call"), "2026-11-21"),
    (("edit", "便利店", "--set", "银行帐号=62220002"), "2026-11-21"),
    (("edit", "便利店", "--drop-phone", "13812345678", "--phone", "13900000001"), "2026-11-22"),
)  # fmt: skip


@made_once
def confirmed(inside: Inside) -> None:
    """A card with values of the playbook and columns of the card that are confirmed, changed, and neither."""
    for words, day in VALUES:
        inside.environ["CRM_TODAY"] = day
        inside.must(*words)
    inside.environ["CRM_TODAY"] = "2026-11-23"


def values_of(inside: Inside) -> object:
    rows = inside.must("card", "show", "便利店", "-f", "json").json["values"]
    return [row for row in rows if row["field"] != "delivery_route"]  # never confirmed: counts anew


def test_who_confirmed_each_value_comes_back(confirmed: Inside, empty: Inside) -> None:
    path = everything(confirmed)
    [card] = json.loads(path.read_text(encoding="utf-8"))["customers"]
    assert [(one["column"], one["changed_on"]) for one in card["confirmed_columns"]] == [
        ("address", None),
        ("phone", "2026-11-22"),
    ]
    assert [one["field"] for one in card["changed_values"]] == ["bank_account"]
    for words, _day in VALUES[:2]:
        empty.environ["CRM_TODAY"] = "2026-11-20"
        empty.must(*words)
    empty.environ["CRM_TODAY"] = "2026-11-23"
    empty.must("import", path)
    assert read_back(empty.book, flat=False) == read_back(confirmed.book, flat=False)
    assert values_of(empty) == values_of(confirmed)
    due = ("due", "all", "--kind", "verification", "-f", "json")
    assert empty.must(*due).json == confirmed.must(*due).json != []
    entries = len(empty.must("history", "-f", "json").json)
    empty.must("import", path, "--update")
    assert len(empty.must("history", "-f", "json").json) == entries
    empty.must("undo", "--yes")
    assert empty("doctor").code == 0


def test_the_later_confirmation_counts(confirmed: Inside) -> None:
    path = everything(confirmed)
    confirmed.must("card", "verify", "便利店", "客户地址", "--how", "visit")
    before = values_of(confirmed)
    confirmed.must("import", path, "--update")
    assert values_of(confirmed) == before
    confirmed.must("undo", "--yes")
    later = everything(confirmed).read_text(encoding="utf-8").replace("2026-11-21T", "2026-11-23T")
    path.write_text(later, encoding="utf-8")
    confirmed.must("import", path, "--update")
    told = {row["field"]: row["confirmed_at"][:10] for row in before if row["confirmed_at"]}  # type: ignore[attr-defined]
    assert set(told.values()) == {"2026-11-21", "2026-11-23"}
    after = {row["field"]: row["confirmed_at"] for row in values_of(confirmed)}  # type: ignore[attr-defined]
    assert {str(at)[:10] for at in after.values() if at} == {"2026-11-23"}
