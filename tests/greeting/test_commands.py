"""Greetings in the due list and at the prompt: they come, expire, are marked, and are no more due then."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crmcli.duty.service import stale_kinds
from tests.inside import Inside, quickly
from tests.once import made_once


@made_once
def book(inside: Inside) -> None:
    """李丽 at 河南华信 (key, grade B) has her birthday on 11-24, 王小明 (A) on 农历十月十五: 2026-11-23."""
    inside.add("河南华信", "--grade", "B", "--importance", "key", "--contact", "李丽")
    inside.must("contact", "edit", "河南华信", "李丽", "--birthday", "1980-11-24")
    inside.add("王小明", "--grade", "A", "--birthday", "农历十月十五")


def greetings(inside: Inside, when: str = "today", day: str = "2026-11-22") -> list[tuple[str, str, int]]:
    inside.environ["CRM_TODAY"] = day
    rows = inside.must("due", when, "--kind", "greeting", "-f", "json").json
    return [(row["name"], row["due_on"], row["days_overdue"]) for row in rows]


def test_they_come_days_before_and_are_over_after_their_day(book: Inside) -> None:
    assert greetings(book, day="2026-11-19") == []
    assert greetings(book, day="2026-11-20") == [("王小明", "2026-11-23", -3)]
    both = [("王小明", "2026-11-23", 0), ("河南华信", "2026-11-24", -1)]
    assert greetings(book, day="2026-11-23") == both
    assert greetings(book, day="2026-11-24") == [("河南华信", "2026-11-24", 0)]
    assert greetings(book, day="2026-11-25") == []
    assert greetings(book, "overdue", "2026-11-25") == []
    assert "a day to greet on" not in book.must("why", "王小明").out


def test_everything_to_come_has_one_row_a_customer(book: Inside) -> None:
    assert greetings(book, "all") == [("王小明", "2026-11-23", -1), ("河南华信", "2026-11-24", -2)]
    assert greetings(book, "all", "2026-11-30") == [
        ("王小明", "2027-11-12", -347),
        ("河南华信", "2027-02-06", -68),
    ]
    assert book.must("due", "all", "--kind", "greeting", "--count").out.strip() == "2"


def test_the_next_year_comes_without_a_write(book: Inside) -> None:
    assert greetings(book, day="2027-11-24") == [("河南华信", "2027-11-24", 0)]


def test_the_year_after_comes_with_the_first_write(book: Inside) -> None:
    book.environ["CRM_TODAY"] = "2028-01-03"
    book.must("note", "王小明", "新年")
    assert book("doctor").code == 0
    assert greetings(book, day="2028-11-24") == [("河南华信", "2028-11-24", 0)]


def test_whoever_was_greeted_is_no_more_due(book: Inside) -> None:
    ran = book.must("greet", "河南华信", "--how", "微信", "--note", "很高兴")
    assert ran.out == "C0001\n"
    assert greetings(book) == [("王小明", "2026-11-23", -1)]
    (told,) = book.must("greet", "--given", "-f", "json").json
    assert (told["code"], told["occasion"], told["how"], told["greeted_on"]) == (
        "C0001", "birthday", "wechat", "2026-11-22",
    )  # fmt: skip
    assert [one["person"] for one in book.card("河南华信")["greetings"]] == ["李丽"]  # type: ignore[attr-defined]
    assert book("greet", "河南华信").code == 5
    book.must("undo", "--yes")
    assert len(greetings(book)) == 2


def test_greeted_or_not_is_a_filter(book: Inside) -> None:
    book.must("greet", "王小明")
    assert book.names("list", "--where", "greeted = yes") == ["王小明"]
    assert book.names("list", "--where", "今年已问候 = 否") == ["河南华信"]
    assert book.names("list", "--where", "greeted_on = 2026-11-22") == ["王小明"]
    book.environ["CRM_TODAY"] = "2027-01-01"
    assert book.names("list", "--where", "greeted = yes") == []


@pytest.mark.parametrize(
    ("purpose", "left"), [("生日问候", ["河南华信"]), ("谈价格", ["王小明", "河南华信"])]
)
def test_a_contact_with_that_purpose_is_a_greeting(book: Inside, purpose: str, left: list[str]) -> None:
    book.must("visit", "王小明", "通话", "--kind", "call", "--purpose", purpose)
    assert [name for name, _due, _late in greetings(book)] == left


def test_the_text_is_filled_in_and_nothing_is_noted(book: Inside) -> None:
    ran = book("greet", "河南华信", "--text", lang="zh")
    assert (ran.code, "李丽您好" in ran.out, "lily" in ran.out) == (0, True, True)
    assert "Dear 李丽" in book.must("greet", "河南华信", "--text").out
    assert book.must("greet", "--given", "-f", "json").json == []


def test_festivals_go_to_whom_the_book_says(book: Inside) -> None:
    assert greetings(book, day="2027-02-04") == [("河南华信", "2027-02-06", -2)]
    book.must("config", "greet.spring_festival", "always")
    assert [name for name, *_rest in greetings(book, day="2027-02-04")] == ["王小明", "河南华信"]
    book.must("config", "greet.spring_festival", "never")
    assert greetings(book, day="2027-02-04") == []
    book.must("config", "greet.spring_festival", "")
    assert [name for name, *_rest in greetings(book, day="2027-02-04")] == ["河南华信"]


def test_how_long_before_is_a_setting(book: Inside) -> None:
    book.must("config", "greet.lead_days", "0")
    assert greetings(book, day="2026-11-22") == []
    assert [name for name, *_rest in greetings(book, day="2026-11-23")] == ["王小明"]
    assert book("config", "greet.lead_days", "31").code == 5
    assert book("config", "greet.nothing", "always").code == 2
    assert book("config", "greet.birthday", "nonsense = 1").code == 2


def test_a_festival_of_ones_own(book: Inside) -> None:
    own = book.config.with_name("festivals")
    own.mkdir()
    (own / "ours.toml").write_text(
        '[[festival]]\nname = "founding"\ntitle = {en = "Founding Day", zh = "厂庆"}\ncalendar = "solar"\n'
        'date = "11-23"\ntext = {en = "Thank you, {name}", zh = "{name}，谢谢"}\n',
        encoding="utf-8",
    )
    book.must("playbook", "apply")
    book.must("config", "greet.founding", "grade = A")
    assert greetings(book, day="2026-11-22") == [("王小明", "2026-11-23", -1), ("河南华信", "2026-11-24", -2)]
    words = book("due", "--kind", "greeting", lang="zh").out
    assert "厂庆" in words
    assert "生日" in words
    assert book.must("greet", "王小明", "--occasion", "厂庆", "--text").out == "Thank you, 王小明\n"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ('date = "13-01"', "13-01"),
        ('date = "02-30"', "02-30"),
        ('text = {en = "{nobody}", zh = "x"}', "nobody"),
        ('text = {en = "{name.__class__}", zh = "x"}', "name.__class__"),
        ('text = {en = "{name", zh = "x"}', "{name"),
        ('name = "birthday"', "birthday"),
    ],
)
def test_a_wrong_file_is_named_and_nothing_changes(book: Inside, changed: str, said: str) -> None:
    lines = {
        "name": 'name = "founding"',
        "title": 'title = {en = "a", zh = "b"}',
        "calendar": 'calendar = "solar"',
        "date": 'date = "11-23"',
        "text": 'text = {en = "a", zh = "b"}',
    }
    lines[changed.partition(" ")[0]] = changed
    own = book.config.with_name("festivals")
    own.mkdir()
    (own / "ours.toml").write_text("[[festival]]\n" + "\n".join(lines.values()), encoding="utf-8")
    ran = book("playbook", "apply")
    assert (ran.code, ran.out) == (5, "")
    assert "ours.toml" in ran.err
    assert said in ran.err


def test_bad_words_are_refused(book: Inside) -> None:
    assert book("greet", "王小明", "--occasion", "愚人节").code == 2
    assert book("greet", "王小明", "--on", "2026-12-01").code == 5
    assert book("greet", "王小明", "--how", "鸽子").code == 5
    assert book("greet", "--how", "call").code == 2
    assert book("greet", "没有这个人").code == 3
    assert book.must("greet", "--given", "-f", "json").json == []


def test_what_stands_follows_the_cards_always(book: Inside) -> None:
    for words in (
        ("grade", "王小明", "D"),
        ("edit", "王小明", "--importance", "key"),
        ("contact", "drop", "河南华信", "李丽"),
        ("archive", "王小明"),
        ("archive", "王小明", "--back"),
        ("undo", "--yes"),
    ):
        book.must(*words)
        with closing(sqlite3.connect(book.book)) as opened:
            assert stale_kinds(opened) == [], words


def test_a_quick_answer_and_the_command_agree(book: Inside, tmp_path: Path) -> None:
    quick = quickly(book, "due", "-f", "json")
    assert quick is not None
    assert quick.out == book.must("due", "-f", "json").out


def test_merged_cards_keep_both_histories(book: Inside) -> None:
    book.must("greet", "王小明")
    book.must("greet", "河南华信")
    book.must("merge", "河南华信", "王小明", "--prefer", "a")
    told = book.card("河南华信")["greetings"]
    assert len(told) == 2  # type: ignore[arg-type]
    assert book("doctor").code == 0


def test_a_name_that_is_none_is_refused_with_those_there_are(book: Inside) -> None:
    ran = book("config", "greet.foo")
    assert ran.code == 2
    assert "mid_autumn" in ran.err
    ran = book("greet", "河南华信", "--person", "张三")
    assert ran.code == 3
    assert "李丽" in ran.err
    book.add("周敏", "--grade", "E", "--birthday", "11-23")
    ran = book("greet", "周敏")
    assert ran.code == 3
    assert "no birthday is known" not in ran.err
