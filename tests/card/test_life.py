"""A card from draft to filed: submitted, returned, mended; drawn at random and looked at."""

import sqlite3
from contextlib import closing

import pytest

from crmcli.duty.service import stale_kinds
from tests.inside import Inside
from tests.once import made_once

REGISTERED = ("--region", "郑州", "--source", "展会", "--industry", "物流", "--address", "人民路1号")


def add(team: Inside, *words: str) -> int:
    """`crm add`, by 刘燕, of somebody whose registration is complete; the exit code."""
    return team("add", *words, "--phone", "13812345678", *REGISTERED, "--as", "刘燕").code


def state(inside: Inside, customer: str) -> str:
    (row,) = inside.must("card", "list", "--where", f"name = {customer}", "-f", "json").json
    assert row["state"] == inside.card(customer)["card_state"]
    return str(row["state"])


def due(inside: Inside, kind: str = "card") -> list[tuple[str, str, str]]:
    rows = inside.must("due", "all", "--kind", kind, "-f", "json").json
    return [(row["name"], row["owner"], row["title"]) for row in rows]


def test_alone_every_card_is_filed_at_once(inside: Inside) -> None:
    inside.add("王小明", "--grade", "B")
    inside.must("deal", "王小明", "won")
    assert state(inside, "王小明") == "filed"
    assert due(inside) == []
    (row,) = inside.must("card", "list", "-f", "json").json
    assert (row["filed_on"], row["cause"]) == ("2026-11-22", None)
    assert inside("card", "submit", "王小明").code == 5
    assert inside("card", "return", "王小明", "--reason", "x").code == 5


def test_a_new_card_is_submitted_filed_and_listed(team: Inside) -> None:
    assert add(team, "王小明", "--grade", "B") == 6
    assert state(team, "王小明") == "submitted"
    assert due(team) == []
    team.must("team", "approvals", "grant", "1", "--as", "王经理")
    (row,) = team.must("card", "list", "--state", "归档", "-f", "json").json
    assert (row["filed_on"], row["submitted_by"], row["decided_by"]) == ("2026-11-22", "刘燕", "王经理")


def test_a_returned_card_is_due_for_its_owner_until_it_is_submitted(team: Inside) -> None:
    add(team, "王小明")
    team.must("card", "return", "王小明", "--reason", "缺电话", "--as", "王经理")
    assert state(team, "王小明") == "returned"
    assert due(team) == [("王小明", "刘燕", "returned")]
    assert "缺电话" in team("due", "--kind", "card", lang="zh").out
    assert team.must("team", "approvals", "-f", "json").json == []
    assert team("card", "submit", "王小明", "--as", "刘燕").code == 6
    assert due(team) == []
    assert team("card", "submit", "王小明", "--as", "刘燕").code == 5
    team.must("team", "approvals", "refuse", "2", "--note", "还缺", "--as", "王经理")
    assert due(team) == [("王小明", "刘燕", "returned")]
    team.must("undo", "--yes", "--as", "王经理")
    assert state(team, "王小明") == "submitted"


def test_whoever_adds_is_told_what_the_card_lacks_and_the_history_words_its_life(team: Inside) -> None:
    for lang, told in (("en", "region, source, industry, address"), ("zh", "地区、来源、行业、地址")):
        ran = team(
            "add", f"王小明{lang}", "--phone", "13812345678", "--allow-duplicate", "--as", "刘燕", lang=lang
        )
        assert ran.code == 6
        assert told in ran.err
    whole = ["--region", "郑州", "--source", "展会", "--industry", "物流", "--address", "人民路1号"]
    assert (
        "submitted as it is" not in team("add", "李丽", "--phone", "13912345678", *whole, "--as", "刘燕").err
    )
    assert "submitted as it is" not in team("add", "赵婷", "--as", "王经理").err
    team.must("card", "return", "李丽", "--reason", "不符", "--as", "王经理")
    assert "已提交 > 已退回" in team("history", "李丽", lang="zh").out
    assert "submitted_by_id" not in team.must("history", "李丽").out


def test_whoever_withdraws_has_a_draft_again(team: Inside) -> None:
    add(team, "王小明")
    team.must("team", "approvals", "withdraw", "1", "--as", "刘燕")
    assert state(team, "王小明") == "draft"
    assert due(team) == [("王小明", "刘燕", "draft")]


def test_a_filed_card_goes_back_by_whoever_may_file_it(team: Inside) -> None:
    add(team, "王小明")
    team.must("team", "approvals", "grant", "1", "--as", "王经理")
    assert team("card", "return", "王小明", "--reason", "x", "--as", "刘燕").code == 6
    assert state(team, "王小明") == "filed"
    team.must("card", "return", "王小明", "--reason", "地址变了", "--as", "王经理")
    assert state(team, "王小明") == "returned"
    assert team("card", "return", "王小明", "--reason", "x", "--as", "王经理").code == 5


def test_the_first_transaction_makes_a_card_due_once_more(team: Inside) -> None:
    add(team, "王小明")
    team.must("team", "approvals", "grant", "1", "--as", "王经理")
    team.must("deal", "王小明", "won", "3万", "--as", "刘燕")
    assert due(team) == [("王小明", "刘燕", "draft")]
    assert "首次成交" in team("due", "all", "--kind", "card", lang="zh").out
    assert team("card", "submit", "王小明", "--as", "刘燕").code == 6
    team.must("team", "approvals", "grant", "2", "--as", "王经理")
    team.must("deal", "王小明", "won", "5万", "--as", "刘燕")
    assert state(team, "王小明") == "filed"


def test_a_customer_from_before_the_rules_is_due_with_its_first_transaction(inside: Inside) -> None:
    inside.add("王小明", "--grade", "B")
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    inside.must("config", "policy", "team")
    assert due(inside) == []
    inside.must("deal", "王小明", "won")
    assert due(inside) == [("王小明", "lily", "draft")]
    inside.must("config", "rule.new_card", "off", "--as", "王经理")
    assert due(inside) == []


def test_items_follow_owner_archive_and_undo(team: Inside) -> None:
    add(team, "王小明")
    team.must("card", "return", "王小明", "--reason", "x", "--as", "王经理")
    for words, owners in (
        (("edit", "王小明", "--owner", "孙静"), ["孙静"]),
        (("archive", "王小明"), []),
        (("archive", "王小明", "--back"), ["孙静"]),
    ):
        team.must(*words, "--as", "王经理")
        assert [owner for _name, owner, _title in due(team)] == owners
        with closing(sqlite3.connect(team.book)) as book:
            assert stale_kinds(book) == []


def test_of_two_cards_one_life_stays(team: Inside) -> None:
    add(team, "王小明")
    team("add", "李丽", "--as", "刘燕")
    team("merge", "王小明", "李丽", "--prefer", "a", "--as", "刘燕")
    assert state(team, "王小明") == "submitted"
    assert all("submitted" not in note["text"] for note in team.card("王小明")["notes"])  # type: ignore[attr-defined]
    assert team("doctor").code == 0


@made_once
def many(team: Inside) -> None:
    """Twelve customers of 刘燕 in 东区, eight of 孙静 in 西区, all on file."""
    team.must("config", "rule.new_card", "off", "--as", "王经理")
    for owner, count in (("刘燕", 12), ("孙静", 8)):
        lines = "\n".join(f"add {owner}客户{number} --owner {owner}" for number in range(count))
        team.must("batch", "-", "--as", owner, stdin=lines)


def drawn(inside: Inside, *words: str) -> list[str]:
    return [
        row["code"] for row in inside.must("card", "spot-check", *words, "--as", "李主管", "-f", "json").json
    ]


def test_the_same_seed_draws_the_same_cards(many: Inside) -> None:
    first = drawn(many, "--n", "5", "--seed", "42")
    assert len(set(first)) == 5
    assert drawn(many, "--n", "5", "--seed", "42") == first
    assert any(drawn(many, "--n", "5", "--seed", str(seed)) != first for seed in range(3))
    assert len(drawn(many, "--n", "100")) == 20
    west = many.must(
        "card", "spot-check", "--n", "30", "--branch", "西区", "--as", "李主管", "-f", "json"
    ).json
    assert {row["owner"] for row in west} == {"孙静"}
    assert len(west) == 8
    assert len(many.must("card", "checks", "-f", "json").json) >= 4


def test_findings_are_due_until_they_are_mended_and_are_kept(many: Inside) -> None:
    code = drawn(many, "--n", "1", "--seed", "1")[0]
    (item,) = many.must("due", "all", "--kind", "spot_check", "-f", "json").json
    assert (item["code"], item["owner"], item["title"]) == (code, "李主管", "open")
    many.must("card", "finding", code, "电话是空号", "--as", "李主管")
    (item,) = many.must("due", "all", "--kind", "spot_check", "-f", "json").json
    assert item["owner"] in ("刘燕", "孙静")
    many.must("card", "mended", code, "换了新号", "--as", item["owner"])
    assert many.must("due", "all", "--kind", "spot_check", "-f", "json").json == []
    (kept,) = many.must("card", "checks", "1", "-f", "json").json
    assert (kept["finding"], kept["state"], kept["checked_by"], kept["mended_note"], kept["seed"]) == (
        "电话是空号", "mended", "李主管", "换了新号", 1,
    )  # fmt: skip
    (seen,) = many.must("card", "show", code, "-f", "json").json["checks"]
    assert seen["mended_by"] == item["owner"]
    assert many("card", "mended", code, "--as", "李主管").code == 5


def test_a_sound_card_is_done_with(many: Inside) -> None:
    code = drawn(many, "--n", "1", "--seed", "1")[0]
    many.must("card", "finding", code, "--sound", "--as", "李主管")
    assert many.must("due", "all", "--kind", "spot_check", "-f", "json").json == []
    (row,) = many.must("card", "checks", "-f", "json").json
    assert (row["cards"], row["open"], row["sound"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("spot-check", "--as", "刘燕"), 6),
        (("spot-check", "--n", "0", "--as", "李主管"), 2),
        (("spot-check", "--n", "x", "--as", "李主管"), 2),
        (("spot-check", "--seed", "abc", "--as", "李主管"), 2),
        (("spot-check", "--branch", "南区", "--as", "李主管"), 3),
        (("checks", "9"), 3),
        (("checks", "x"), 2),
        (("finding", "C0001", "坏", "--as", "刘燕"), 6),
        (("finding", "C0001", "坏", "--as", "李主管"), 3),
        (("finding", "C0001", "--as", "李主管"), 2),
        (("finding", "C0001", "坏", "--sound", "--as", "李主管"), 2),
        (("list", "--state", "丢了"), 5),
        (("list", "--limit", "x"), 2),
        (("show", "没有"), 3),
        (("return", "C0001", "--reason", " ", "--as", "王经理"), 2),
    ],
)
def test_what_is_refused(many: Inside, words: tuple[str, ...], code: int) -> None:
    before = many.book.read_bytes()
    for lang in ("en", "zh"):
        ran = many("card", *words, lang=lang)
        assert (ran.code, ran.out, "Traceback" in ran.err) == (code, "", False), ran.err
    assert many.book.read_bytes() == before
