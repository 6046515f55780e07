"""Who referred a customer: on both cards, in lists, through merges, exports and the history."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def book(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678")
    inside.add("李丽", "--source", "朋友介绍", "--referred-by", "wxm")
    inside.add("张三")


def referred_by(inside: Inside, customer: str) -> object:
    return inside.card(customer)["referred_by"]


def test_it_stands_on_both_cards(book: Inside) -> None:
    assert referred_by(book, "李丽") == {"code": "C0001", "name": "王小明"}
    assert referred_by(book, "王小明") is None
    assert [one["relation"] for one in book.card("王小明")["relations"]] == ["referred"]  # type: ignore[attr-defined]
    assert "王小明（C0001）" in book("show", "李丽", lang="zh").out
    assert "由本客户介绍" in book("show", "王小明", lang="zh").out
    assert "介绍人  王小明（C0001）" in book("card", "resource", "李丽", lang="zh").out
    assert "王小明" in book("brief", "李丽").out
    assert "王小明 referred this customer" in book("history", "李丽").out


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("referred_by = C0001", ["李丽"]),
        ("介绍人 ~ 小明", ["李丽"]),
        ("referred_by = 王小明", ["李丽"]),
        ("referred_by is empty", ["王小明", "张三"]),
        ("referred_by = C0003", []),
    ],
)
def test_who_came_by_whom(book: Inside, expression: str, names: list[str]) -> None:
    assert book.names("list", "--where", expression) == names


def test_it_is_changed_and_taken_away(book: Inside) -> None:
    book.must("edit", "李丽", "--referred-by", "张三")
    assert referred_by(book, "李丽") == {"code": "C0003", "name": "张三"}
    book.must("undo", "--yes")
    assert referred_by(book, "李丽") == {"code": "C0001", "name": "王小明"}
    book.must("edit", "李丽", "--referred-by", "")
    assert referred_by(book, "李丽") is None
    assert "nothing changed" in book("edit", "李丽", "--referred-by", "").err
    book.must("edit", "--where", "code in C0002,C0003", "--referred-by", "C0001", "--yes")
    assert book.names("list", "--where", "referred_by = C0001") == ["李丽", "张三"]


def test_somebody_who_is_no_customer(book: Inside) -> None:
    book.must("card", "resource", "张三", "--knows", "老同学=介绍人")
    assert referred_by(book, "张三") == {"code": None, "name": "老同学"}
    assert book.names("list", "--where", "referred_by = 老同学") == ["张三"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("edit", "王小明", "--referred-by", "王小明"), 5),
        (("edit", "王小明", "--referred-by", "李丽"), 5),
        (("edit", "王小明", "--referred-by", "没有这人"), 3),
        (("add", "新客", "--referred-by", "没有这人"), 3),
        (("add", "新客", "--referred-by", "\u202e\x1b[31m"), 3),
        (("add", "新客", "--referred-by", "x" * 5000), 5),
    ],
)
def test_what_cannot_be_is_refused(book: Inside, words: tuple[str, ...], code: int) -> None:
    before = book.must("export", "all").out
    for lang in ("en", "zh"):
        ran = book(*words, lang=lang)
        assert (ran.code, ran.out) == (code, "")
        assert len(ran.err.strip().splitlines()) == 1
    assert book.must("export", "all").out == before


def test_no_circle_at_second_hand(book: Inside) -> None:
    book.must("edit", "张三", "--referred-by", "李丽")
    assert book("edit", "王小明", "--referred-by", "张三").code == 5


def test_a_merge_moves_it_along(book: Inside) -> None:
    book.must("merge", "张三", "王小明", "--prefer", "a", "--yes")
    assert referred_by(book, "李丽") == {"code": "C0003", "name": "张三"}
    book.must("merge", "张三", "李丽", "--prefer", "a", "--yes")
    assert referred_by(book, "张三") is None
    assert book.names("list", "--where", "referred_by is not empty") == []
    assert book("doctor").code == 0


def test_it_comes_back_from_an_export(book: Inside, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = book.folder / "all.json"
    book.must("export", "all", "-o", path)
    book.must("edit", "李丽", "--referred-by", "")
    book.must("import", path, "--update")
    assert referred_by(book, "李丽") == {"code": "C0001", "name": "王小明"}


def relations(inside: Inside, customer: str) -> list[tuple[str, str]]:
    told = inside.card(customer)["relations"]
    return [(one["relation"], one["other"]) for one in told]  # type: ignore[attr-defined]


def test_the_published_view_says_from_each_side_what_is_so(book: Inside) -> None:
    with closing(sqlite3.connect(book.book)) as connection:
        rows = connection.execute("select customer_id, relation, other from relation_list").fetchall()
    assert sorted(rows) == [(1, "referred", "李丽"), (2, "referred_by", "王小明")]


@pytest.mark.parametrize(("customer", "known"), [("王小明", "李丽"), ("王小明", "张三"), ("王小明", "C0003")])
def test_no_circle_by_way_of_who_knows_whom(book: Inside, customer: str, known: str) -> None:
    book.must("edit", "张三", "--referred-by", "李丽")
    before = book.must("export", "all").out
    for lang in ("en", "zh"):
        ran = book("card", "resource", customer, "--knows", f"{known}=介绍人", lang=lang)
        assert (ran.code, ran.out, len(ran.err.strip().splitlines())) == (5, "", 1)
    assert book.must("export", "all").out == before


def test_of_who_knows_whom_the_last_who_referred_counts(book: Inside) -> None:
    book.must("card", "resource", "李丽", "--knows", "王小明=同学")
    for known in ("张三", "王小明", "老同学", "老同学"):
        book.must("card", "resource", "李丽", "--knows", f"{known}=介绍人")
    assert relations(book, "李丽") == [("同学", "王小明"), ("referred_by", "老同学")]
    book.must("edit", "李丽", "--referred-by", "王小明")
    book.must("card", "resource", "李丽", "--knows", "王小明=老乡")
    assert relations(book, "李丽") == [("老乡", "王小明"), ("referred_by", "王小明")]
    book.must("undo", "--yes")
    book.must("undo", "--yes")
    assert relations(book, "李丽") == [("同学", "王小明"), ("referred_by", "老同学")]


def merged(inside: Inside, keep: str, drop: str) -> str:
    """The notes of the card that stays."""
    inside.must("merge", keep, drop, "--prefer", "a", "--yes")
    assert inside("doctor").code == 0
    return " ".join(note["text"] for note in inside.card(keep)["notes"])  # type: ignore[attr-defined]


def test_of_two_cards_the_one_that_stays_says_who_referred(book: Inside) -> None:
    book.add("李莉", "--referred-by", "张三")
    before = book.must("export", "all").out
    assert "Referred by: 张三 (C0003) (C0004)" in merged(book, "李丽", "李莉")
    assert relations(book, "李丽") == [("referred_by", "王小明")]
    assert relations(book, "张三") == []
    book.must("undo", "--yes")
    assert book.must("export", "all").out == before


def test_two_cards_that_came_by_the_same_say_it_once(book: Inside) -> None:
    book.add("李莉", "--referred-by", "王小明")
    assert "王小明" not in merged(book, "李丽", "李莉")
    assert relations(book, "李丽") == [("referred_by", "王小明")]


def test_the_other_card_says_it_where_the_first_came_by_it(book: Inside) -> None:
    book.must("edit", "王小明", "--referred-by", "张三")
    merged(book, "李丽", "王小明")
    assert relations(book, "李丽") == [("referred_by", "张三")]


def test_a_merge_makes_no_circle(book: Inside) -> None:
    book.must("edit", "张三", "--referred-by", "李丽")
    assert "Referred by: 李丽 (C0002) (C0003)" in merged(book, "张三", "王小明")
    assert relations(book, "张三") == [("referred", "李丽")]
    assert relations(book, "李丽") == [("referred_by", "张三")]


def by(code: str, name: str, *others: str) -> dict[str, object]:
    told = [
        {"relation": "referred_by", "other": other, "other_code": code, "other_kind": kind}
        for other, code, kind in (each.split("/") for each in others)
    ]
    return {"code": code, "name": name, "relations": told}


def test_a_file_brings_no_circle_and_no_second_who_referred(inside: Inside) -> None:
    path = inside.folder / "cards.json"
    cards = [
        by("C1", "甲", "乙/C2/customer"),
        by("C2", "乙", "甲/C1/customer", "丙//other"),
        by("C3", "丁", "己//other", "庚//other"),
        by("C4", "戊", "甲/C1/customer"),
    ]
    path.write_text(json.dumps(cards), encoding="utf-8")
    ran = inside.must("import", path, "--yes")
    assert "甲 came by 乙 (C2), and cannot have referred it" in ran.err
    assert "丁 (C3) has one who referred already; 庚 is left out." in ran.err
    assert relations(inside, "甲") == [("referred_by", "乙"), ("referred", "戊")]
    assert relations(inside, "乙") == [("referred", "甲"), ("referred_by", "丙")]
    assert relations(inside, "丁") == [("referred_by", "己")]
    assert inside("doctor").code == 0
    again = inside("import", path, "--update", "--yes", lang="zh")
    assert relations(inside, "丁") == [("referred_by", "己")]
    assert again.code == 0
    assert "庚" in again.err
