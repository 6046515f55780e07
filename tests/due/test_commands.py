"""`crm due`, `why` and `snooze` as typed."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from tests.program import Program

DUE_KEYS = [
    "kind",
    "code",
    "name",
    "grade",
    "owner",
    "visible_on",
    "due_on",
    "days_overdue",
    "title",
    "phone",
]


@pytest.fixture(scope="module")
def week_of_somebody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of five customers around a Sunday: overdue, today, tomorrow, in a week, without a grade."""
    somebody = Inside(Program(tmp_path_factory.mktemp("somebody")))
    said = (
        (
            ("王小明", "--phone", "13812345678", "--grade", "B", "--amount", "8万"),
            "2026-11-10",
            ("--topic", "带新报价"),
        ),
        (("李丽", "--phone", "13912345678", "--grade", "A"), "2026-11-21", ()),
        (("赵婷", "--grade", "C"), "2026-11-08", ()),
        (("孙浩然", "--grade", "B"), "2026-11-22", ()),
    )
    for words, contact_on, topic in said:
        somebody.add(*words)
        somebody.must("visit", words[0], "看样品", "--at", contact_on, *topic)
    somebody.add("周敏")
    return somebody.book


@pytest.fixture
def week(inside: Inside, week_of_somebody: Path) -> Inside:
    """A copy of that book."""
    inside.book.parent.mkdir(parents=True)
    shutil.copy(week_of_somebody, inside.book)
    return inside


def codes(inside: Inside, *words: str) -> list[str]:
    """The codes of a due list."""
    return [row["code"] for row in inside.must("due", *words, "-f", "json").json]


def test_json_has_the_promised_keys(week: Inside) -> None:
    rows = week.must("due", "-f", "json").json
    assert [list(row)[: len(DUE_KEYS)] for row in rows] == [DUE_KEYS] * 3
    assert {key: rows[0][key] for key in DUE_KEYS} == {
        "kind": "follow_up",
        "code": "C0001",
        "name": "王小明",
        "grade": "B",
        "owner": "lily",
        "visible_on": "2026-11-17",
        "due_on": "2026-11-17",
        "days_overdue": 5,
        "title": "带新报价",
        "phone": "+8613812345678",
    }
    assert (rows[1]["title"], rows[2]["title"], rows[2]["kind"]) == (
        "follow_up",
        "grade_missing",
        "grade_missing",
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), ["C0001", "C0002", "C0005"]),
        (("today",), ["C0001", "C0002", "C0005"]),
        (("overdue",), ["C0001"]),
        (("tomorrow",), ["C0001", "C0002", "C0005", "C0003"]),
        (("week",), ["C0001", "C0002", "C0005"]),
        (("month",), ["C0001", "C0002", "C0005", "C0004", "C0003"]),
        (("+7d",), ["C0001", "C0002", "C0005", "C0004", "C0003"]),
        (("2026-11-23",), ["C0001", "C0002", "C0005", "C0003"]),
        (("all", "--from", "2026-11-23"), ["C0004", "C0003"]),
        (("all", "--kind", "grade_missing"), ["C0005"]),
        (("all", "--kind", "follow_up", "--kind", "follow_up"), ["C0001", "C0002", "C0004", "C0003"]),
        (("all", "--grade", "AB"), ["C0001", "C0002", "C0004"]),
        (("all", "--grade", "a,b"), ["C0001", "C0002", "C0004"]),
        (("all", "--grade", "-"), ["C0005"]),
        (("all", "--grade", "C-"), ["C0005", "C0003"]),
        (("all", "--owner", "me"), ["C0001", "C0002", "C0005", "C0004", "C0003"]),
        (("all", "--limit", "2"), ["C0001", "C0002"]),
        (("all", "--limit", "0"), []),
    ],
)
def test_by_when_and_what(week: Inside, words: tuple[str, ...], expected: list[str]) -> None:
    assert codes(week, *words) == expected
    if "--limit" not in words:
        assert week.must("due", *words, "--count").out == f"{len(expected)}\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sometime",), 5, "sometime"),
        (("today", "--kind", "folow_up"), 2, "follow_up, first_follow_up, grade_missing, close_date_passed"),
        (("today", "--grade", "AZ"), 5, "A B C D E"),
        (("today", "--grade", ""), 5, "A B C D E"),
        (("today", "--grade", ",", "--count"), 5, "A B C D E"),
        (("today", "--limit", "few"), 2, "few"),
        (("today", "--limit", "-1"), 2, "-1"),
        (("today", "--from", "x"), 5, "x"),
        (("today", "tomorrow"), 2, "tomorrow"),
    ],
)
def test_what_makes_no_sense_is_refused(week: Inside, words: tuple[str, ...], code: int, said: str) -> None:
    ran = week("due", *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


@pytest.mark.parametrize(
    ("words", "echo"),
    [
        (("fri",), "2026-11-27 Fri"),
        (("+3d",), "2026-11-25 Wed"),
        (("all", "--from", "fri"), "2026-11-20 Fri"),
        (("all", "--from", "1-5"), "2026-01-05 Mon"),
    ],
)
def test_what_was_understood_is_said(week: Inside, words: tuple[str, ...], echo: str) -> None:
    assert echo in week.must("due", *words).err


@pytest.mark.parametrize("words", [("today", "--exit-code"), ("today", "--count", "--exit-code")])
def test_nothing_due_is_1_where_it_was_asked_for(inside: Inside, words: tuple[str, ...]) -> None:
    inside.add("王小明", "--grade", "E")
    assert inside("due", *words).code == 1
    assert inside("due", *words[:-1]).code == 0
    inside.add("李丽")
    assert inside("due", *words).code == 0


def test_an_empty_list_is_still_one_array(inside: Inside) -> None:
    assert inside.must("due", "-f", "json").json == []
    assert inside.must("due", "-f", "csv").out.startswith("kind,code,name,grade,owner,visible_on,due_on")


def test_codes_feed_other_commands(week: Inside) -> None:
    overdue = week.must("due", "overdue", "-f", "codes").out
    ran = week.must("snooze", "-", "2026-11-24", "--reason", "出差", stdin=overdue)
    assert ran.out == "1 changed, 0 unchanged\n"
    assert codes(week, "overdue") == []


def test_people_see_sections_phone_lateness_and_topic(week: Inside) -> None:
    lines = week("due", lang="zh").out.splitlines()
    assert lines[2] == "逾期 (1)"
    assert lines[3].split() == ["B", "王小明", "C0001", "13812345678", "逾期", "5", "天", "带新报价"]
    assert "今天 2026-11-22 周日 (2)" in lines
    assert any("李丽" in line and "看样品" in line for line in lines)  # no topic: what was said last time
    english = week.must("due").out
    assert "Overdue (1)" in english
    assert "5 days late" in english
    assert "Today 2026-11-22 Sun (2)" in english


def test_a_customer_with_several_items_stands_once(week: Inside) -> None:
    week.must("edit", "C0001", "--need", "target", "--close", "2026-11-20")
    rows = week.must("due", "-f", "json").json
    assert [row["kind"] for row in rows if row["code"] == "C0001"] == ["follow_up", "close_date_passed"]
    assert week.must("due", "-f", "table").out.count("王小明") == 1


def test_a_close_date_that_passed_is_asked_about_the_day_after(inside: Inside) -> None:
    inside.add("王小明", "--grade", "D", "--need", "target", "--close", "2026-11-22")
    assert codes(inside) == []
    ran = inside("due", "-f", "json", env={"CRM_TODAY": "2026-11-23"})
    assert [(row["kind"], row["visible_on"], row["due_on"], row["days_overdue"]) for row in ran.json] == [
        ("close_date_passed", "2026-11-23", "2026-11-23", 0)
    ]
    inside.must("deal", "C0001", "lost")
    assert codes(inside, "+7d") == []


def test_the_last_day_of_the_calendar_has_no_day_after(inside: Inside) -> None:
    inside.add("王小明", "--grade", "D", "--close", "9999-12-31")
    assert inside("due", "all").code == 0


def test_several_owners_have_a_column(week: Inside) -> None:
    assert "lily" not in week.must("due").out
    week.must("add", "吴强", "--grade", "A", "--as", "rose")
    out = week.must("due", "all").out
    assert "Owner" in out
    assert "rose" in out
    assert [row["owner"] for row in week.must("due", "all", "--owner", "rose", "-f", "json").json] == ["rose"]


def test_archived_customers_are_not_due(week: Inside) -> None:
    week.must("archive", "C0001")
    assert codes(week) == ["C0002", "C0005"]


WHY_KEYS = [
    *("code", "name", "grade", "status", "last_contact_on", "rhythm_from_on", "registered_on", "agreed_on"),
    *("agreed_reason", "next_topic", "next_follow_up_on", "expected_close_on", "first_follow_up_from_on"),
    *("first_follow_up_due_on", "archived_on", "cadence", "ceiling_on", "due"),
]


def test_why_has_every_term(week: Inside) -> None:
    terms = week.must("why", "C0001", "-f", "json").json
    assert set(WHY_KEYS) <= set(terms)
    assert {key: terms[key] for key in ("last_contact_on", "cadence", "ceiling_on", "next_follow_up_on")} == {
        "last_contact_on": "2026-11-10",
        "cadence": "7d",
        "ceiling_on": "2026-11-17",
        "next_follow_up_on": "2026-11-17",
    }
    assert terms["due"] == [
        {"kind": "follow_up", "visible_on": "2026-11-17", "due_on": "2026-11-17", "days_overdue": 5}
    ]


@pytest.mark.parametrize(
    ("words", "lang", "said"),
    [
        (
            (),
            "en",
            ["2026-11-10 Tue", "every 7 days", "2026-11-10 Tue + 7 days = 2026-11-17 Tue", "5 days late"],
        ),
        ((), "zh", ["2026-11-10 周二", "每 7 天", "2026-11-17 周二", "5"]),
        (
            ("snooze", "C0001", "2026-12-05", "--reason", "出国"),
            "en",
            ["because: 出国", "2026-12-05 Sat", "in 13 days"],
        ),
        (("snooze", "C0001", "2026-11-22", "--reason", "忙"), "en", ["(today)"]),
        (("grade", "C0001", "none"), "en", ["none: that is itself due", "no grade yet"]),
        (("deal", "C0001", "won"), "en", ["the after-sale rhythm counts", "every 90 days"]),
        (("archive", "C0001"), "en", ["none: archived 2026-11-22 Sun"]),
    ],
)
def test_why_says_it_in_words(week: Inside, words: tuple[str, ...], lang: str, said: list[str]) -> None:
    if words:
        week.must(*words)
    out = week("why", "C0001", lang=lang).out
    assert [term for term in said if term not in out] == [], out


def test_why_of_nobody_is_3(week: Inside) -> None:
    assert week("why", "没有这人").code == 3


def test_snooze_by_where_moves_all_or_none(week: Inside) -> None:
    refused = week("snooze", "--where", "grade=B", "2026-12-24")
    assert (refused.code, refused.out) == (5, "")
    assert codes(week, "overdue") == ["C0001"]
    moved = week("snooze", "--where", "grade=B", "2026-12-24", "--reason", "年底")
    assert (moved.code, moved.out) == (0, "2 changed, 0 unchanged\n")
    assert "C0001  王小明" in moved.err  # a preview says whom it means
    again = week("snooze", "--where", "等级=B", "2026-12-24", "--reason", "年底", "-f", "json")
    assert again.json == {"changed": 0, "unchanged": 2}


def test_snooze_gives_the_record_and_says_the_day(week: Inside) -> None:
    ran = week.must("snooze", "shr", "后天", "--topic", "带合同", "-f", "json")
    assert (ran.json["next_follow_up_on"], ran.json["next_topic"]) == ("2026-11-24", "带合同")
    assert "2026-11-24 Tue" in ran.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("C0004", "2026-12-24"), 5),
        (("C0004", "2026-11-21"), 5),
        (("C0004", "sometime"), 5),
        (("C0004",), 2),
        ((), 2),
        (("没有这人", "2026-11-24"), 3),
        (("C0004", "2026-11-24", "--where", "grade=B"), 2),
        (("--where", "grade~~B", "2026-11-24"), 2),
        (("C0004", "-1d"), 5),
    ],
)
def test_a_refused_snooze_moves_nothing(week: Inside, words: tuple[str, ...], code: int) -> None:
    before = week.book.read_bytes()
    ran = week("snooze", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err
    assert week.book.read_bytes() == before


def test_codes_that_nobody_has_stop_a_bulk_snooze(week: Inside) -> None:
    before = week.book.read_bytes()
    assert week("snooze", "-", "2026-11-24", stdin="C0001\nC9999\n").code == 3
    assert week.book.read_bytes() == before


def test_the_installed_program_prints_the_same(week: Inside, crm: Program) -> None:
    def lines(words: tuple[Any, ...], lang: str) -> list[tuple[int, str]]:
        return [(ran.code, ran.out) for ran in (crm(*words, lang=lang), week(*words, lang=lang))]

    for words, lang in (
        (("due",), "zh"),
        (("due", "-f", "json"), "en"),
        (("due", "overdue", "--count"), "en"),
    ):
        installed, inside = lines(words, lang)
        assert installed == inside
    assert crm("due", "all", "--kind", "first_follow_up", "--exit-code").code == 1


def test_items_of_several_people_have_a_column(week: Inside) -> None:
    week.must("team", "staff", "add", "rose")
    assert "Owner" not in week.must("due").out
    week.must("owe", "add", "C0001", "送样", "--by", "today", "--owner", "rose")
    assert "rose" in week.must("due").out
    assert "rose" in week.must().out
    assert "Owner" not in week.must("due", "--owner", "rose").out
