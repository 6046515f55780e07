"""Birthdays on the card, of people at a customer, in lists; and the days that are stored for them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.inside import Inside

DAYS = "select on_date from birthday_list where person = ? order by on_date"


def days(inside: Inside, person: str) -> list[str]:
    with closing(sqlite3.connect(inside.book)) as book:
        return [day for (day,) in book.execute(DAYS, (person,))]


def test_the_card_says_when_it_comes(inside: Inside) -> None:
    added = inside("add", "王小明", "--birthday", "1982年闰四月初一")
    assert "lunar 1982-04L-01, next 2027-05-06 Thu (in 165 days), turns 45" in added.err
    card = inside.card("王小明")
    assert (card["birthday"], card["birthday_is_lunar"]) == ("1982-04L-01", True)
    assert card["next_birthday_on"] == "2027-05-06"
    shown = inside("show", "王小明", lang="zh").out
    assert "农历1982年闰四月初一，下次 2027-05-06 周四 (165 天后)，满 45 岁" in shown


def test_people_at_a_customer(inside: Inside) -> None:
    inside.add("华信公司")
    inside.must("contact", "add", "华信公司", "李丽", "--birthday", "腊月廿三")
    inside.must("contact", "add", "华信公司", "张强", "--birthday", "1-5", "--lunar")
    inside.must("contact", "edit", "华信公司", "张强", "--birthday", "1990-01-05")
    inside.must("contact", "edit", "华信公司", "张强", "--position", "会计")
    card = inside.card("华信公司")
    people = [
        (person["name"], person["birthday"], person["birthday_is_lunar"], person["next_birthday_on"])
        for person in card["contacts"]  # type: ignore[attr-defined]
    ]
    assert people == [
        ("李丽", "12-23", True, "2027-01-30"),
        ("张强", "1990-01-05", False, "2027-01-05"),
    ]
    assert card["next_birthday_on"] is None
    assert "turns 37" in inside("show", "华信公司").out
    inside.must("contact", "edit", "华信公司", "张强", "--birthday", "")
    assert days(inside, "张强") == []


def test_lists_ask_for_the_next_one(inside: Inside) -> None:
    soon, later, of_person, none = (
        inside.add("甲", "--birthday", "11-29"),
        inside.add("乙", "--birthday", "11-30"),
        inside.add("丙公司"),
        inside.add("丁"),
    )
    inside.must("contact", "add", of_person, "李丽", "--birthday", "11-22")
    found = inside("list", "--where", "next_birthday <= +7d", "--sort", "next_birthday", "-f", "codes")
    assert found.lines == [of_person, soon]
    assert inside("list", "--where", "下次生日 = 11-30", "-f", "codes").lines == [later]
    assert inside("list", "--where", "next_birthday is empty", "-f", "codes").lines == [none]


def test_the_days_follow_every_change_of_the_card(inside: Inside) -> None:
    inside.add("王小明", "--birthday", "5-17")
    assert days(inside, "王小明") == [f"{year}-05-17" for year in range(2026, 2029)]
    inside.must("edit", "王小明", "--birthday", "2-29")
    assert days(inside, "王小明")[:3] == ["2026-02-28", "2027-02-28", "2028-02-29"]
    inside.must("edit", "王小明", "--birthday", "八月十五")
    assert days(inside, "王小明")[:2] == ["2026-09-25", "2027-09-15"]
    inside.must("archive", "王小明")
    assert days(inside, "王小明") == []
    inside.must("archive", "王小明", "--back")
    inside.must("edit", "王小明", "--birthday", "")
    assert days(inside, "王小明") == []


def test_who_is_dropped_has_no_birthday(inside: Inside) -> None:
    inside.add("华信公司")
    inside.must("contact", "add", "华信公司", "李丽", "--birthday", "5-17")
    inside.must("contact", "drop", "华信公司", "李丽")
    with closing(sqlite3.connect(inside.book)) as book:
        assert book.execute("select count(*) from customer_occasion").fetchone() == (0,)


def test_a_new_year_brings_the_days_of_everybody_forward(inside: Inside) -> None:
    inside.add("王小明", "--birthday", "5-17")
    inside.add("甲")
    inside.environ["CRM_TODAY"] = "2028-01-03"
    inside.must("note", "甲", "新年")
    assert days(inside, "王小明") == [f"{year}-05-17" for year in range(2028, 2031)]


def test_the_stored_days_are_no_part_of_the_history(inside: Inside) -> None:
    inside.add("王小明", "--birthday", "5-17")
    with closing(sqlite3.connect(inside.book)) as book:
        touched = book.execute("select distinct table_name from change_row").fetchall()
    assert ("customer_occasion",) not in touched


def test_a_dry_run_stores_nothing(inside: Inside) -> None:
    inside.add("王小明")
    inside.must("edit", "王小明", "--birthday", "5-17", "--dry-run")
    assert days(inside, "王小明") == []


@pytest.mark.parametrize(
    ("birthday", "flag", "stored"),
    [
        ("农历八月十五", "", ("08-15", True)),
        ("1982-04L-01", "是", ("1982-04L-01", True)),
        ("1980-5-17", "是", ("1980-05-17", True)),
        ("1980/5/17", "", ("1980-05-17", False)),
    ],
)
def test_an_import_takes_either_calendar(
    inside: Inside, tmp_path: Path, birthday: str, flag: str, stored: tuple[str, bool]
) -> None:
    table = tmp_path / "in.csv"
    table.write_text(f"客户名称,手机,生日,农历生日\n王小明,13812345678,{birthday},{flag}\n", encoding="utf-8")
    inside.must("import", table)
    card = inside.card("王小明")
    assert (card["birthday"], card["birthday_is_lunar"]) == stored
    assert card["next_birthday_on"] in days(inside, "王小明")


def test_a_card_goes_to_another_book_whole(inside: Inside, tmp_path: Path) -> None:
    inside.add("华信公司", "--birthday", "闰6-1", "--phone", "13812345678")
    inside.must("contact", "add", "华信公司", "李丽", "--birthday", "1979年闰六月初一")
    card = inside.card("华信公司")
    file = tmp_path / "card.json"
    file.write_text(json.dumps([card], ensure_ascii=False), encoding="utf-8")
    other = tmp_path / "other.db"
    inside.must("--db", other, "import", file)
    copied = inside.must("--db", other, "show", "华信公司", "-f", "json").json
    for key in ("birthday", "birthday_is_lunar", "next_birthday_on", "contacts"):
        assert copied[key] == card[key]
    again = inside.must("--db", other, "import", file)
    assert "1" in again.out + again.err


@pytest.mark.parametrize(
    "birthday", ["2月30日", "闰13-1", "1980闰四月初一", "2030-01-01", "\x1b[31m5-17x", "5-17" * 99]
)
def test_no_birthday(inside: Inside, birthday: str) -> None:
    inside.add("王小明")
    refused = inside("edit", "王小明", "--birthday", birthday)
    assert refused.code == 5
    assert "Traceback" not in refused.err


@pytest.mark.parametrize("words", [["edit", "王小明"], ["contact", "add", "王小明", "李丽"]])
def test_lunar_alone_says_nothing(inside: Inside, words: list[str]) -> None:
    inside.add("王小明", "--birthday", "5-17")
    assert inside(*words, "--lunar").code == 2
    assert inside.card("王小明")["birthday_is_lunar"] is False


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json"])
def test_an_export_keeps_birthdays_whole(inside: Inside, tmp_path: Path, ending: str) -> None:
    code = inside.add("华信公司", "--birthday", "闰6-1", "--phone", "13812345678")
    inside.must("contact", "add", code, "李丽", "--birthday", "1979年闰六月初一")
    inside.must("contact", "add", code, "张强", "--birthday", "2-29")
    file, other = tmp_path / f"out{ending}", tmp_path / "other.db"
    inside.must("export", "-o", file)
    inside.must("--db", other, "import", file)
    card, copied = inside.card(code), inside.must("--db", other, "show", code, "-f", "json").json
    for key in ("birthday", "birthday_is_lunar", "contacts"):
        assert copied[key] == card[key]
