"""`crm duplicates` finds the same customer twice, `crm merge` makes one card of two."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.change.test_undoing import NOT_CONTENT
from tests.inside import Inside
from tests.once import made_once

ID_NUMBER = "11010519491231002X"


def pairs(crm: Inside, *words: str) -> list[tuple[str, str, list[str]]]:
    return [
        (row["code"], row["other_code"], row["evidence"])
        for row in crm.must("duplicates", *words, "-f", "json").json
    ]


@made_once
def twice(inside: Inside) -> None:
    """Two cards of one customer with something of everything on each."""
    inside.add(
        "王小明", "--phone", "13812345678", "--grade", "B", "--contact", "李四", "--set", "车型=挂车",
        "--note", "第一条", "--tag", "展会",
    )  # fmt: skip
    inside.must("visit", "C0001", "谈了价格", "--at", "2026-11-20")
    inside.add(
        "王小敏", "--phone", "13912345678", "--phone", "13812345678", "--grade", "C", "--region", "郑州", "--tag",
        "重点", "--tag", "展会", "--set", "车型=轿车", "--set", "颜色=红", "--contact", "李四", "--contact", "赵婷",
        "--note", "第二条", "--amount", "3万", "--allow-duplicate",
    )  # fmt: skip
    inside.must("visit", "C0002", "来电", "--at", "2026-11-21", "--topic", "带合同")
    inside.must("deal", "C0002", "lost", "--reason", "贵")


def test_evidence_of_every_kind(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678")
    inside.add("王大明", "--phone", "13712345678", "--id", ID_NUMBER)
    inside.add("河南华信商贸有限公司", "--licence", "91110000802100433B")
    inside.add("河南华信商贸")
    with closing(sqlite3.connect(inside.book)) as book, book:  # as if entered before anybody checked
        book.execute(
            "insert into customer_phone (customer_id, number, extension, digits, kind, rank)"
            " values (2, '+8613812345678', '', '13812345678', 'mobile', 2)"
        )
    assert pairs(inside) == [("C0001", "C0002", ["mobile"]), ("C0003", "C0004", ["company_name"])]
    row = inside.must("duplicates", "-f", "json").json[0]
    assert row["command"] == "crm merge C0001 C0002"
    assert row["sure"] is True


def test_what_sounds_or_looks_alike_is_only_a_hint(inside: Inside) -> None:
    inside.add("王伟")
    inside.add("汪伟")
    inside.add("王伟")
    inside.add("河南华信商贸有限公司")
    inside.add("河南华欣商贸有限公司")
    ran = inside.must("duplicates", "-f", "json")
    assert ran.json == []
    assert "--hints" in ran.err
    assert pairs(inside, "--hints") == [
        ("C0001", "C0002", ["same_pinyin"]),
        ("C0001", "C0003", ["same_name"]),
        ("C0004", "C0005", ["same_pinyin", "similar_name"]),
    ]


def test_two_companies_of_one_short_name_are_to_be_looked_at(inside: Inside) -> None:
    inside.add("公司一", "--kind", "company")
    inside.add("公司一", "--kind", "company")
    inside.add("王小明")
    inside.add("王小明")
    (row,) = inside.must("duplicates", "-f", "json").json
    assert (row["code"], row["other_code"], row["evidence"]) == ("C0001", "C0002", ["company_name"])
    rows = inside.must("card", "clean", "--problem", "twice", "-f", "json").json
    assert [(one["code"], one["detail"]) for one in rows] == [("C0001", "C0002"), ("C0002", "C0001")]


def test_short_names_one_character_apart_are_nothing(inside: Inside) -> None:
    inside.add("王小明")
    inside.add("王小林")
    assert pairs(inside, "--hints") == []


def test_cards_that_were_accepted_as_two_are_left_alone(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678")
    inside.add("王小林", "--phone", "13812345678", "--allow-duplicate")
    assert pairs(inside) == []


def test_archived_cards_are_left_alone(inside: Inside) -> None:
    inside.add("河南华信商贸有限公司")
    inside.add("河南华信商贸")
    inside.must("archive", "C0002")
    assert pairs(inside, "--hints") == []


def test_a_conflict_is_refused_with_what_to_say(twice: Inside) -> None:
    before = twice.book.read_bytes()
    ran = twice("merge", "C0001", "C0002")
    assert ran.code == 5
    assert "王小明 / 王小敏" in ran.err
    assert "--prefer C0001" in ran.err
    assert twice.book.read_bytes() == before


def test_nothing_of_either_card_is_lost(twice: Inside) -> None:
    twice.must("merge", "C0001", "C0002", "--prefer", "C0001")
    card: dict[str, Any] = twice.card("C0001")
    text = json.dumps(card, ensure_ascii=False)
    for told in ("谈了价格", "来电", "第一条", "第二条", "轿车", "王小敏", "赵婷", "郑州", "红", "贵"):
        assert told in text, told
    assert card["name"] == "王小明"
    assert card["amount_fen"] == 3_000_000
    assert sorted(card["tags"]) == sorted(["展会", "重点"])
    assert card["fields"] == {"车型": "挂车", "颜色": "红"}
    assert [phone["number"] for phone in card["phones"]] == ["+8613812345678", "+8613912345678"]
    assert sorted(person["name"] for person in card["contacts"]) == ["李四", "赵婷"]
    assert sum(person["is_key"] for person in card["contacts"]) == 1
    assert card["last_contact_on"] == "2026-11-21"
    assert len(card["visits"]) == 2
    assert twice.names("list") == ["王小明"]


def test_the_code_that_goes_goes_on_finding_the_customer(twice: Inside, tmp_path: Path) -> None:
    twice.must("merge", "C0001", "C0002", "--prefer", "a")
    assert twice.card("C0002")["code"] == "C0001"
    assert twice.card("c2")["code"] == "C0001"
    assert twice.add("新客户") == "C0003"
    file = tmp_path / "back.csv"
    file.write_text("客户编号,姓名,地区\nC0002,王小敏,洛阳\n", encoding="utf-8")
    twice.must("import", file, "--update")
    assert len(twice.names("list")) == 2
    assert twice.card("C0001")["region"] == "洛阳"


def test_a_field_may_be_preferred_by_itself(twice: Inside) -> None:
    twice.must("merge", "C0001", "C0002", "--prefer", "a", "--prefer", "name=C0002")
    card = twice.card("C0001")
    assert (card["name"], card["status"]) == ("王小敏", "potential")
    assert twice.card("王小敏")["code"] == "C0001", "the folded name followed"
    assert twice("merge", "C0001", "C0001").code == 5
    assert twice("merge", "C0001", "nobody").code == 3


@pytest.mark.parametrize("wish", ["C0009", "nonsense=C0001", "name=C0009"])
def test_a_preference_that_means_nothing_is_refused(twice: Inside, wish: str) -> None:
    assert twice("merge", "C0001", "C0002", "--prefer", wish).code == 2


def content(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as book:
        book.row_factory = sqlite3.Row
        tables = [
            name
            for (name,) in book.execute("select name from sqlite_master where type = 'table'").fetchall()
            if name not in NOT_CONTENT
        ]
        return {
            table: [
                {key: row[key] for key in row.keys() if key != "rev"}  # noqa: SIM118
                for row in book.execute(f"select * from {table} order by id")
            ]
            for table in tables
        }


@pytest.mark.parametrize("prefer", ["a", "b"])
def test_a_merge_is_taken_back_whole_and_brought_back(twice: Inside, prefer: str) -> None:
    before = content(twice.book)
    twice.must("merge", "C0001", "C0002", "--prefer", prefer)
    merged = content(twice.book)
    twice.must("undo")
    assert content(twice.book) == before
    last = twice.must("history", "--limit", "1", "-f", "json").json[0]["entry"]
    twice.must("undo", str(last))
    assert content(twice.book) == merged


def test_a_table_that_nobody_knows_goes_over_too(twice: Inside) -> None:
    with closing(sqlite3.connect(twice.book)) as book, book:
        book.execute(
            "create table paper (id integer primary key, customer_id integer references customer (id), name text,"
            " unique (customer_id, name))"
        )
        book.execute(
            "create table page (id integer primary key, paper_id integer references paper (id), text text)"
        )
        book.executemany(
            "insert into paper values (?, ?, ?)", [(1, 1, "执照"), (2, 2, "执照"), (3, 2, "合同")]
        )
        book.executemany("insert into page values (?, ?, ?)", [(1, 1, "一"), (2, 2, "二"), (3, 3, "三")])
        for table, row_id in (("paper", 1), ("page", 1)):  # tables of capabilities are in the history
            book.execute(
                "insert into change_row (entry_id, table_name, row_id) values (1, ?, ?)", (table, row_id)
            )
    twice.must("merge", "C0001", "C0002", "--prefer", "a")
    with closing(sqlite3.connect(twice.book)) as book:
        assert book.execute("select id, customer_id from paper").fetchall() == [(1, 1), (3, 1)]
        assert book.execute("select id, paper_id from page").fetchall() == [(1, 1), (2, 1), (3, 3)]
        assert book.execute("pragma foreign_key_check").fetchall() == []


def test_a_dry_merge_changes_nothing(twice: Inside) -> None:
    before = twice.book.read_bytes()
    twice.must("merge", "C0001", "C0002", "--prefer", "a", "--dry-run")
    assert twice.book.read_bytes() == before


def test_on_a_terminal_it_asks_which_value_counts(inside: Inside) -> None:
    inside.add("王小明", "--grade", "B")
    inside.add("王小敏", "--grade", "C")
    child = inside.terminal("merge", "C0001", "C0002")
    child.expect("Which counts")
    child.sendline("2")
    child.expect("Which counts")
    child.sendline("")
    child.expect("Join the second")
    child.sendline("y")
    child.expect(pexpect.EOF)
    child.close()
    card = inside.card("C0001")
    assert (card["name"], card["grade"]) == ("王小敏", "B")
