"""Cards confirmed with the customer, cleaned, and how good they are."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from crmcli.duty.service import stale_kinds
from crmcli.filing.required import requirements
from tests.inside import Inside
from tests.once import made_once


@made_once
def book(inside: Inside) -> None:
    """王小明 (B), 李丽 (E), and 李莉 with 李丽's mobile."""
    inside.add("王小明", "--grade", "B", "--region", "郑州")
    inside.add("李丽", "--phone", "13812345678", "--grade", "E")
    inside.add("李莉", "--phone", "13812345678", "--allow-duplicate")


def due(inside: Inside) -> list[tuple[str, str, str]]:
    rows = inside.must("due", "all", "--kind", "card_review", "-f", "json").json
    return [(row["name"], row["visible_on"], row["due_on"]) for row in rows]


def test_a_card_is_due_once_a_quarter_where_the_rule_is_on(book: Inside) -> None:
    assert due(book) == []
    book.must("config", "rule.card_review", "due")
    assert due(book)[0] == ("王小明", "2027-02-08", "2027-02-22")
    book.environ["CRM_TODAY"] = "2027-02-10"
    ran = book.must("card", "verify", "王小明", "--how", "电话", "--changed", "--note", "换了地址")
    assert ran.out == "C0001\n"
    assert ("王小明", "2027-04-26", "2027-05-10") in due(book)
    assert book.names("list", "--where", "confirmed_on = 2027-02-10") == ["王小明"]
    with closing(sqlite3.connect(book.book)) as opened:
        assert stale_kinds(opened) == []
    book.must("undo", "--yes")
    assert ("王小明", "2027-02-08", "2027-02-22") in due(book)


def test_turning_the_rule_on_makes_nobody_late(book: Inside) -> None:
    book.environ["CRM_TODAY"] = "2030-01-01"
    book.must("config", "rule.card_review", "due")
    assert {due_on for _name, _visible, due_on in due(book)} == {"2030-04-01"}


def test_progress_counts_the_quarter(book: Inside) -> None:
    book.must("card", "verify", "王小明", "--how", "visit")
    book.must("card", "verify", "李丽", "--changed")
    (row,) = book.must("card", "progress", "-f", "json").json
    assert (row["owner"], row["cards"], row["confirmed"], row["changed"], row["left"], row["percent"]) == (
        "lily", 3, 2, 1, 1, 67,
    )  # fmt: skip
    book.environ["CRM_TODAY"] = "2027-01-02"
    assert book.must("card", "progress", "-f", "json").json[0]["confirmed"] == 0
    assert book.must("card", "progress", "2026Q4", "--by", "branch", "-f", "json").json[0]["confirmed"] == 2
    assert book("card", "progress", "26Q4").code == 2
    assert book("card", "progress", "--by", "phone").code == 2
    assert book("card", "verify", "王小明", "--how", "鸽子").code == 5


def test_what_is_wrong_is_listed(book: Inside) -> None:
    rows = book.must("card", "clean", "-f", "json").json
    told = {(row["name"], row["problem"]) for row in rows}
    assert {("王小明", "missing"), ("李丽", "missing")} <= told
    assert not any(problem in ("dead", "twice", "stale") for _name, problem in told)
    with closing(sqlite3.connect(book.book)) as opened:
        opened.execute("update customer set duplicate_accepted_of = null")
        opened.commit()
    twice = book.must("card", "clean", "--problem", "twice", "-f", "json").json
    assert [(row["name"], row["detail"]) for row in twice] == [("李丽", "C0003"), ("李莉", "C0002")]
    assert "重复" in book("card", "clean", lang="zh").out
    assert book("card", "clean", "--problem", "ugly").code == 2
    assert book("card", "clean", "--where", "region = 郑州", "--problem", "twice", "-f", "json").json == []


def test_the_dead_are_put_away_in_one_entry(book: Inside) -> None:
    book.environ["CRM_TODAY"] = "2027-11-22"
    assert book.must("card", "clean", "--problem", "dead", "-f", "json").json == []
    assert "No card is dead" in book.must("card", "clean", "--archive").err
    book.environ["CRM_TODAY"] = "2027-11-23"
    assert [row["name"] for row in book.must("card", "clean", "--problem", "dead", "-f", "json").json] == [
        "李丽"
    ]
    book.must("card", "clean", "--archive", "--dry-run")
    assert len(book.names("list")) == 3
    assert book("card", "clean", "--archive", "--problem", "missing").code == 2
    book.must("card", "clean", "--archive")
    assert book.names("list") == ["王小明", "李莉"]
    assert book.must("history", "-f", "json").json[0]["command"] == "card clean"
    book.must("undo", "--yes")
    assert len(book.names("list")) == 3


def test_what_goes_along_with_the_dead_is_said_in_words_that_are_true_before(book: Inside) -> None:
    book.must("config", "policy", "team")
    book.must("team", "staff", "add", "王经理", "--role", "manager")
    book.must("owe", "add", "李丽", "送样", "--by", "+3d")
    book.environ["CRM_TODAY"] = "2027-11-23"
    for words in (("card", "clean", "--archive"), ("archive", "李丽")):
        said = book.must(*words, "--dry-run").err
        assert "Still owed to 李丽: P0001" in said
        assert "no longer" not in said
        assert "李丽 还有未办结的 P0001" in book(*words, "--dry-run", lang="zh").err
    assert "Still owed to 李丽: P0001" in book.must("card", "clean", "--archive").err


def test_quality_of_a_card_a_person_and_a_branch(book: Inside) -> None:
    card = book.must("card", "quality", "王小明", "-f", "json").json
    assert card["score"] == sum(card["parts"].values())
    assert card["raise"][0] == {"part": "required", "points": 24}
    book.must(
        "edit", "王小明", "--phone", "13900000001", "--source", "展会", "--industry", "物流", "--address", "x"
    )
    assert book.must("card", "quality", "王小明", "-f", "json").json["score"] == 100
    (row,) = book.must("card", "quality", "-f", "json").json
    assert (row["owner"], row["cards"]) == ("lily", 3)
    assert 0 < row["lowest"] <= row["score"] <= 100
    assert [one["customer"] for one in book.must("card", "quality", "--by", "customer", "-f", "json").json][
        -1
    ] == "C0001"
    assert book("card", "quality", "--by", "x").code == 2
    assert "质量分" in book("card", "quality", "王小明", lang="zh").out


def test_a_merged_card_keeps_its_confirmations(book: Inside) -> None:
    book.must("card", "verify", "李丽", "--how", "call")
    book.must("merge", "王小明", "李丽", "--prefer", "a")
    assert book.names("list", "--where", "confirmed_on is not empty") == ["王小明"]
    assert book("doctor").code == 0


def test_one_company_under_two_names_is_found(inside: Inside) -> None:
    inside.add("河南华信商贸有限公司", "--kind", "company")
    inside.add("河南华信商贸", "--kind", "company")
    inside.add("河南华信商贸郑州分公司", "--kind", "company")
    inside.add("王伟")
    inside.add("王伟", "--allow-duplicate")
    rows = inside.must("card", "clean", "--problem", "twice", "-f", "json").json
    assert [(row["code"], row["detail"]) for row in rows] == [("C0001", "C0002"), ("C0002", "C0001")]
    assert inside.must("card", "clean", "--problem", "dead", "-f", "json").json == []


@made_once
def shop(inside: Inside) -> None:
    inside.must("playbook", "use", "retail")
    inside.add(
        "便利店", "--kind", "company", "--phone", "13812345678", "--address", "人民路1号", "--grade", "B"
    )
    inside.must("edit", "便利店", "--set", "送货线路=1号线", "--set", "经营范围=烟酒", "--set", "营业面积=80")


def found(inside: Inside, problem: str) -> list[str]:
    rows = inside.must("card", "clean", "--problem", problem, "-f", "json").json
    return [f"{row['problem']}: {row['detail']}" for row in rows]


def test_values_that_are_stale_by_their_class_are_found(shop: Inside) -> None:
    """Also where one person alone is not asked to confirm anything."""
    shop.environ["CRM_LANG"] = "zh"
    shop.environ["CRM_TODAY"] = "2027-02-22"
    assert found(shop, "stale_values") == []
    shop.environ["CRM_TODAY"] = "2027-02-23"  # three months are over
    assert found(shop, "stale_values") == ["stale_values: 送货线路"]
    assert found(shop, "stale") == ["stale: 2026-11-22", "stale_values: 送货线路"]
    shop.must("card", "verify", "便利店", "送货线路")
    assert found(shop, "stale_values") == []
    shop.environ["CRM_TODAY"] = "2027-05-30"
    assert found(shop, "stale_values") == ["stale_values: 店铺名称、客户地址、经营范围等，另有 2 项"]
    shop.must("edit", "便利店", "--set", "银行帐号=62220001")
    shop.must("edit", "便利店", "--set", "银行帐号=62220002")
    shop.must("card", "verify", "便利店")
    assert found(shop, "stale_values") == []


def test_what_is_none_of_its_type_cannot_be(shop: Inside) -> None:
    before = shop.must("card", "quality", "便利店", "-f", "json").json["score"]
    with closing(sqlite3.connect(shop.book)) as opened:  # as a playbook of before may have left it
        opened.execute("update customer_field set value = '很大' where value = '80'")
        opened.commit()
    assert found(shop, "impossible") == ["impossible: Floor area: no value that it can have"]
    assert shop.must("card", "quality", "便利店", "-f", "json").json["score"] == before - 15
    assert "营业面积" in shop("card", "clean", lang="zh").out


def test_no_card_is_looked_at_for_each_card(shop: Inside) -> None:
    with closing(sqlite3.connect(shop.book)) as book:
        plans = [
            step
            for one in requirements(book, date(2026, 11, 22))
            for *_rest, step in book.execute(
                f"explain query plan select 1 from customer_list l where ({one.applies}) and ({one.present})",
                one.parameters,
            )
        ]
    assert any("customer_field" in plan or " f " in plan for plan in plans)
    assert not [plan for plan in plans if "ix_customer_field_text" in plan]


@pytest.mark.parametrize("word", ["重复", "twice", "复"])
def test_a_problem_is_named_in_the_words_that_are_shown(inside: Inside, word: str) -> None:
    inside.add("公司一", "--kind", "company")
    inside.add("公司一", "--kind", "company")
    ran = inside("card", "clean", "--problem", word, "-f", "json", lang="zh")
    assert (ran.code, len(ran.json)) == (0, 2), ran.err
    assert inside("card", "clean", "--problem", "无此", lang="zh").code == 2
