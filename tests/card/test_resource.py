"""The second page of a card, and the card to print, which shows nothing of it."""

import re

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.program import Program


@made_once
def book(inside: Inside) -> None:
    """金桥物流 with 李丽, and 王小明; 周主管 is a colleague."""
    inside.must("team", "staff", "add", "周主管")
    inside.add("王小明", "--grade", "B")
    inside.add(
        "金桥物流", "--contact", "李丽", "--phone", "13812345678", "--grade", "A", "--importance", "key"
    )
    inside.must(
        "card", "resource", "金桥物流", "--tier", "核心", "--value", "能介绍园区客户", "--standing", "每月见面",
        "--knows", "王小明=同学", "--knows", "李丽/周主管=老乡", "--knows", "张局长=亲戚",
    )  # fmt: skip


def test_both_pages_are_shown(book: Inside) -> None:
    card = book.card("金桥物流")
    assert (card["tier"], card["strategic_value"], card["standing"]) == ("core", "能介绍园区客户", "每月见面")
    told = [(one["person"], one["other"], one["other_kind"], one["relation"]) for one in card["relations"]]  # type: ignore[attr-defined]
    assert told == [
        (None, "王小明", "customer", "同学"), ("李丽", "周主管", "staff", "老乡"), (None, "张局长", "other", "亲戚"),
    ]  # fmt: skip
    page = book("card", "resource", "金桥物流", lang="zh").out
    for words in ("核心", "能介绍园区客户", "每月见面", "同学", "老乡", "张局长"):
        assert words in page
        assert words in book("show", "金桥物流", lang="zh").out


def test_a_relation_is_seen_from_both_sides(book: Inside) -> None:
    (told,) = book.must("card", "resource", "王小明", "-f", "json").json["relations"]
    assert (told["other"], told["other_code"], told["relation"]) == ("金桥物流", "C0002", "同学")
    assert book.names("list", "--where", "knows = 张局长") == ["金桥物流"]
    assert book.names("list", "--where", "knows = 金桥物流") == ["王小明"]


def test_said_again_it_is_the_same_and_may_be_dropped(book: Inside) -> None:
    book.must("card", "resource", "金桥物流", "--knows", "王小明=战友")
    assert len(book.card("金桥物流")["relations"]) == 3  # type: ignore[arg-type]
    book.must("card", "resource", "王小明", "--drop-knows", "金桥物流")
    book.must("card", "resource", "金桥物流", "--drop-knows", "张局长", "--tier", "")
    card = book.card("金桥物流")
    assert [one["other"] for one in card["relations"]] == ["周主管"]  # type: ignore[attr-defined]
    assert card["tier"] is None
    book.must("undo", "--yes")
    assert book.card("金桥物流")["tier"] == "core"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--knows", "李丽"), 2),
        (("--knows", "=同学"), 2),
        (("--knows", "李丽="), 2),
        (("--knows", "没有/王小明=同学"), 3),
        (("--knows", "金桥物流=自己"), 5),
        (("--drop-knows", "没有"), 3),
        (("--tier", "最好"), 5),
    ],
)
def test_what_is_refused(book: Inside, words: tuple[str, ...], code: int) -> None:
    before = book.book.read_bytes()
    for lang in ("en", "zh"):
        ran = book("card", "resource", "金桥物流", *words, lang=lang)
        assert (ran.code, ran.out, "Traceback" in ran.err) == (code, "", False), ran.err
    assert book.book.read_bytes() == before


def test_a_merged_card_takes_its_relations_along(book: Inside) -> None:
    book.add("李四")
    book.must("card", "resource", "李四", "--knows", "张局长=邻居")
    book.must("merge", "王小明", "李四", "--prefer", "a")
    assert {one["other"] for one in book.card("王小明")["relations"]} == {"金桥物流", "张局长"}  # type: ignore[attr-defined]
    book.must("merge", "金桥物流", "王小明", "--prefer", "a")
    others = [one["other"] for one in book.card("金桥物流")["relations"]]  # type: ignore[attr-defined]
    assert "金桥物流" not in others
    assert book("doctor").code == 0


def test_the_printed_card_shows_whom_to_reach_and_nothing_we_think(book: Inside) -> None:
    path = book.folder / "card.html"
    ran = book("card", "print", "金桥物流", "-o", path, lang="zh")
    assert ran.code == 0, ran.err
    page = path.read_text(encoding="utf-8")
    assert "金桥物流" in page
    assert "李丽" in page
    assert "13812345678" in page
    for secret in ("核心", "能介绍", "每月见面", "重点", "同学", "张局长", ">A<"):
        assert secret not in page
    assert "<svg" in page
    assert re.findall(r"(?:src|href)=|url\(", page) == []
    assert path.stat().st_mode & 0o077 == 0


def test_text_from_outside_stays_text(book: Inside) -> None:
    book.must("edit", "王小明", "--name", '<script>alert(1)</script>"&')
    page = book.must("card", "print", "C0001").out
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_real_process_prints_and_refuses(book: Inside, crm: Program) -> None:
    """In a process of its own nothing is loaded that another command has loaded before."""
    assert crm("card", "print", "金桥物流").out.startswith("<!doctype html>")
    assert crm("greet", "王小明", "--occasion", "元旦", "--on", "2026-01-01").code == 0
    assert crm("card", "resource", "王小明", "--knows", "赵六=邻居").code == 0
    assert crm("card", "print", "没有").code == 3
    ran = crm("card", "print", "金桥物流", "-o", "/nowhere/card.html")
    assert (ran.code, ran.out) == (7, "")
