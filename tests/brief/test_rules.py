"""What of a card is worth reading before a visit."""

from datetime import date
from typing import Any

import pytest

from crmcli.brief.rules import NearDate, missing, near_dates, open_questions, whom_to_ask
from crmcli.kit.shown import cut, display_width

TODAY = date(2026, 11, 22)


def card(**changes: Any) -> dict[str, Any]:
    """A card on which nothing is missing."""
    return {
        "name": "华信公司", "kind": "company", "status": "negotiating", "need": "target", "grade": "B",
        "expected_close_on": "2026-12-20", "next_follow_up_on": "2026-11-25", "archived_on": None, "is_scout": False,
        "phones": [{"number": "+8637162345678", "extension": "801"}], "fields": {}, "notes": [],
        "birthday": None, "birthday_is_lunar": False, "contacts": [person("李丽", is_key=True)],
    } | changes  # fmt: skip


def person(name: str, **changes: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "position": None,
        "is_key": False,
        "phones": [],
        "birthday": None,
        "birthday_is_lunar": False,
    }
    return {"name": name, **known, **changes}


def test_whom_to_ask() -> None:
    mobile = ["+8613812345678"]
    people = [
        person("张强", phones=["+8613912345678"]),
        person("李丽", is_key=True, position="经理", phones=mobile),
    ]
    assert whom_to_ask(card(contacts=people)) == ("李丽", "经理", "+8613812345678")
    assert whom_to_ask(card()) == ("李丽", None, "+8637162345678-801")
    assert whom_to_ask(card(contacts=[], phones=[])) == ("华信公司", None, None)


@pytest.mark.parametrize(
    ("fields", "notes", "questions"),
    [
        ({"顾虑": "油耗"}, [], ["顾虑: 油耗"]),
        ({"Concerns": "price"}, [], ["Concerns: price"]),
        ({"车型": "牵引车"}, ["喜欢红色"], []),
        ({}, ["能便宜吗？", "喜欢红色", "When can it be here?"], ["能便宜吗？", "When can it be here?"]),
        ({"异议": "1", "疑问": "2"}, ["问题一", "问题二"], ["异议: 1", "疑问: 2", "问题一"]),
    ],
)
def test_open_questions(fields: dict[str, str], notes: list[str], questions: list[str]) -> None:
    assert open_questions(card(fields=fields, notes=[{"text": text} for text in notes])) == questions


def test_near_dates() -> None:
    people = [
        person("甲", birthday="1980-12-22"),
        person("乙", birthday="12-23"),
        person("丙", birthday="10-20", birthday_is_lunar=True),
        person("丁", birthday="1990-11-22"),
    ]
    assert near_dates(card(contacts=people), TODAY) == [
        NearDate("birthday", "丁", "2026-11-22", 36),
        NearDate("birthday", "丙", "2026-11-28", None),
        NearDate("birthday", "甲", "2026-12-22", 46),
    ]


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({}, []),
        ({"phones": []}, ["phone"]),
        ({"contacts": []}, ["contact"]),
        ({"contacts": [], "kind": "person"}, []),
        ({"grade": None, "next_follow_up_on": None}, ["grade", "next_follow_up_on"]),
        ({"expected_close_on": None}, ["expected_close_on"]),
        ({"expected_close_on": None, "need": "none"}, []),
        ({"expected_close_on": None, "grade": None, "status": "won"}, []),
        ({"next_follow_up_on": None, "archived_on": "2026-11-01"}, []),
    ],
)
def test_missing(changes: dict[str, Any], lacking: list[str]) -> None:
    assert missing(card(**changes)) == lacking


@pytest.mark.parametrize(
    ("text", "columns"), [("答应下周给出书面方案", 9), ("abc", 3), ("abcdefgh", 5), ("", 3)]
)
def test_cut(text: str, columns: int) -> None:
    shown = cut(text, columns)
    assert display_width(shown) <= columns
    assert shown == text or (shown.endswith("...") and text.startswith(shown.removesuffix("...")))
