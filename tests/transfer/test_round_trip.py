"""What is exported makes the same customers in an empty book."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.kit.text import clean_block, clean_line
from crmcli.transfer.facts import FACTS
from crmcli.transfer.whole_cards import whole_cards
from tests.examples import examples
from tests.inside import Inside
from tests.program import Program

HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "+8613812345678 call",
    "-5",
    "'quoted",
    "'=1+1",
    "''@x",
    '"said"',
    'a "b", c',
    "a,b;c\td",
    "~~~",
    "\\n",
    "无",
    "-",
    "[red]",
    "𠮷野家",
    "é",
    "x" * 200,
)
# Letters, marks, signs and spaces of every script; what steers or hides is cleaned away at the border anyway.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"])
RAW = st.text(CHARACTERS, min_size=1, max_size=20) | st.sampled_from(HOSTILE)
LINE = RAW.map(lambda text: clean_line(" ".join(text.split()), 1000).text).filter(bool)
BLOCK = (
    st.lists(RAW, min_size=1, max_size=3)
    .map(lambda parts: clean_block("\n".join(parts), 5000).text)
    .filter(bool)
)
PHONE = st.sampled_from(
    ["+8613812345678", "+8613912345678-12", "+862162345678", "+862162345678-801", "62345678", "4008001234-5",
     "95588", "+85223456789", "+85223456789-7"]
)  # fmt: skip
DAY = st.dates(date(2024, 1, 1), date(2026, 11, 22)).map(str)
COMING = st.dates(date(2026, 11, 22), date(2028, 1, 1)).map(str)
STAFF = st.sampled_from(["孙静", "O'Brien, Pat", "刘燕"])
TAG = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8).map(
    lambda tag: clean_line(tag, 50).text
)
BIRTHDAY = st.sampled_from([("1980-05-17", False), ("05-17", False), ("1982-04L-01", True), ("08-15", True)])


def parts(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, max_size=most)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


PERSON = st.fixed_dictionaries(
    {
        "name": LINE,
        "position": maybe(LINE),
        "wechat": maybe(LINE),
        "email": maybe(st.just("li@example.com")),
        "phones": parts(PHONE, 1),
    },
    optional={"birthday": st.just("1990-01-31")},
)
CORRECTION = st.fixed_dictionaries(
    {
        "what": st.sampled_from(["summary", "presented", "contact_on"]),
        "old_text": maybe(BLOCK),
        "new_text": maybe(BLOCK),
        "corrected_at": st.just("2026-11-01T09:00:00+08:00"),
        "by": STAFF,
        "reason": maybe(LINE),
    }
)
VISIT = st.fixed_dictionaries(
    {
        "contact_on": DAY,
        "kind": st.sampled_from(["call", "visit", "other"]),
        "summary": BLOCK,
        "by": STAFF,
        "with": parts(STAFF, 1),
        "purposes": parts(st.one_of(LINE, st.sampled_from(["build_feeling", "处理客户抱怨"]))),
        "topic": maybe(LINE),
        "next_on": maybe(COMING),
        "line": maybe(LINE),
        "is_short": st.booleans(),
        "is_scout": st.booleans(),
        "told": parts(STAFF, 1),
        "satisfaction": maybe(st.integers(1, 5)),
        "proxy": maybe(LINE),
        "aspects": st.dictionaries(st.sampled_from(["presented", "concerns", "own_one"]), BLOCK, max_size=3),
        "corrections": parts(CORRECTION, 1),
    }
)


@st.composite
def owed(draw: st.DrawFn) -> dict[str, Any]:
    """Something owed, as far as it may have come."""
    kind = draw(st.sampled_from(["promise", "complaint", "suggestion", "message"]))
    opened, answered, told, closed = sorted(draw(st.lists(DAY, min_size=4, max_size=4)))
    steps = draw(st.integers(0, 3))
    reason = draw(maybe(LINE))
    ends = draw(st.booleans()) and (steps > 1 or reason or kind in ("promise", "message"))
    return {
        "kind": kind,
        "by_customer": kind == "promise" and draw(st.booleans()),
        "text": draw(BLOCK),
        **{key: draw(maybe(LINE)) for key in ("topic", "origin", "limits", "department")},
        "given_to": draw(maybe(STAFF)),
        "opened_on": opened,
        "opened_by": draw(STAFF),
        "due_on": draw(COMING),
        **({"answered_on": answered, "answered_by": draw(STAFF), "answer": draw(BLOCK)} if steps else {}),
        **({"expected_on": draw(maybe(COMING))} if steps else {}),
        **({"told_on": told, "told_by": draw(STAFF), "told_how": "call"} if steps > 1 else {}),
        **({"closed_on": closed, "closed_by": draw(STAFF), "closed_reason": reason} if ends else {}),
        **({"state": "dropped"} if ends and reason and draw(st.booleans()) else {}),
        **{key: draw(maybe(BLOCK)) for key in ("outcome", "prevention")},
    }


MARK = st.fixed_dictionaries(
    {
        "given_on": DAY,
        "mark": st.integers(1, 5),
        "comment": maybe(BLOCK),
        "survey": maybe(LINE),
        "by": STAFF,
    }
)
RELATION = st.fixed_dictionaries({"person": maybe(LINE), "relation": LINE}).flatmap(
    lambda row: st.one_of(
        LINE.map(lambda who: {**row, "other": who, "other_kind": "other"}),
        STAFF.map(lambda who: {**row, "other": who, "other_kind": "staff"}),
    )
)
GREETING = st.fixed_dictionaries(
    {
        "occasion": st.sampled_from(["birthday", "spring_festival"]),
        "occasion_on": COMING,
        "person": maybe(LINE),
        "greeted_on": DAY,
        "how": maybe(st.sampled_from(["call", "wechat"])),
        "note": maybe(LINE),
        "by": STAFF,
    }
)
CONFIRMATION = st.fixed_dictionaries(
    {"confirmed_on": DAY, "how": st.just("visit"), "changed": st.booleans(), "note": maybe(LINE), "by": STAFF}
)
HOLDER = st.fixed_dictionaries({"holder": STAFF, "held_since_on": DAY})


@st.composite
def checked(draw: st.DrawFn) -> dict[str, Any]:
    """A card that was drawn, as far as it may have come."""
    _drawn, looked, mended = sorted(draw(st.lists(DAY, min_size=3, max_size=3)))
    state = draw(st.sampled_from(["open", "sound", "finding", "mended"]))
    return {
        "number": draw(st.integers(1, 3)),
        "drawn_on": "2026-10-01",
        "drawn_by": "刘燕",
        "seed": 42,
        "asked": 20,
        "branch": None,
        "state": state,
        **({"checked_on": looked, "checked_by": draw(STAFF)} if state != "open" else {}),
        **({"finding": draw(LINE)} if state in ("finding", "mended") else {}),
        **({"mended_on": mended, "mended_by": draw(STAFF), "mended_note": "x"} if state == "mended" else {}),
    }


@st.composite
def life(draw: st.DrawFn) -> dict[str, Any]:
    """How far a card is."""
    opened, submitted, decided = sorted(draw(st.lists(DAY, min_size=3, max_size=3)))
    state = draw(st.sampled_from(["draft", "submitted", "returned", "filed"]))
    sent = {"submitted_on": submitted, "submitted_by": draw(STAFF)}
    said = {"decided_on": decided, "decided_by": draw(STAFF)}
    return {
        "state": state,
        "cause": draw(st.sampled_from(["new", "first_deal"])),
        "opened_on": opened,
        **(sent if state != "draft" else {}),
        **(said if state in ("returned", "filed") else {}),
        **({"reason": draw(LINE)} if state == "returned" else {}),
    }


CARD = st.fixed_dictionaries(
    {
        "name": LINE,
        "kind": st.sampled_from(["person", "company"]),
        "grade": maybe(st.sampled_from("ABCDE")),
        "need": maybe(st.sampled_from(["target", "potential", "none"])),
        "status": st.sampled_from(["potential", "negotiating", "won", "lost"]),
        "importance_set": maybe(st.sampled_from(["key", "ordinary"])),
        "owner": maybe(STAFF),
        "email": maybe(st.just("wang@example.com")),
        "phones": parts(PHONE),
        "contacts": parts(PERSON),
        "notes": parts(BLOCK),
        "tags": parts(TAG),
        "visits": parts(VISIT),
        "owed": parts(owed()),
        "satisfaction_marks": parts(MARK),
        "relations": parts(RELATION),
        "greetings": parts(GREETING),
        "confirmations": parts(CONFIRMATION),
        "holders": st.lists(HOLDER, max_size=2, unique_by=lambda holder: holder["holder"]),
        "spot_checks": st.lists(checked(), max_size=2, unique_by=lambda check: check["number"]),
        "card_life": maybe(life()),
        "fields": st.dictionaries(LINE.map(lambda text: text[:60].strip()).filter(bool), BLOCK, max_size=3),
        "amount_fen": maybe(st.integers(0, 10**13)),
        "expected_close_on": maybe(COMING),
        "agreed_on": maybe(COMING),
        "agreed_reason": maybe(LINE),
        "registered_on": maybe(DAY),
        "archived_on": maybe(DAY),
        "rhythm_from_on": maybe(DAY),
        **{key: maybe(LINE) for key in ("source", "region", "industry", "address", "wechat", "next_topic")},
    }
)


def read_back(book: Path, *, flat: bool) -> list[dict[str, Any]]:
    """Every card; of a flat file without what a cell has no room for."""
    with closing(sqlite3.connect(book)) as connection:
        ids = [customer_id for (customer_id,) in connection.execute("select id from customer order by code")]
        cards = list(whole_cards(connection, ids))
    for card in cards if flat else ():
        card["notes"] = [note["text"] for note in card["notes"]]
        card["visits"] = [
            (visit["contact_on"], visit["kind"], visit["summary"]) for visit in card["visits"][:1]
        ]
        card["fields"] = dict(sorted(card["fields"].items()))
        card |= {key: [] for key in ("owed", "satisfaction_marks", *FACTS)}
    return cards


def carry(first: Inside, folder: Path, ending: str, *words: str, lang: str = "en") -> Inside:
    """Export every customer of a book and import the file into an empty one."""
    path = first.folder / f"x.{ending}"
    exported = first("export", "customers", "-o", path, "--archived", *words, lang=lang)
    assert exported.code == 0, exported.err
    other = Inside(Program(folder))
    taken = other("import", path, "-f", "json", lang=lang)
    assert taken.code == 0, taken.err
    again = other("import", path, "-f", "json").json
    assert (again["new"], again["skipped"], again["refused"]) == (0, 0, 0)
    return other


def birthdays(cards: list[dict[str, Any]], drawn: list[Any]) -> None:
    for card, birthday in zip(cards, drawn, strict=False):
        if birthday is not None:
            card["birthday"], card["birthday_is_lunar"] = birthday


FILES: list[tuple[str, list[str], str]] = [
    ("csv", [], "en"),
    ("csv", [], "zh"),
    ("csv", ["--keys"], "en"),
    ("xlsx", [], "zh"),
    ("json", [], "en"),
    ("jsonl", [], "en"),
]


@settings(max_examples=examples(2, 5), suppress_health_check=list(HealthCheck))
@given(st.lists(CARD, min_size=1, max_size=8), st.lists(maybe(BIRTHDAY), max_size=8))
@pytest.mark.parametrize(("ending", "words", "lang"), FILES)
def test_any_customers_come_back(
    ending: str, words: list[str], lang: str, cards: list[dict[str, Any]], drawn: list[Any]
) -> None:
    birthdays(cards, drawn)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = Inside(Program(folder))
        source = folder / "source.json"
        numbered = [{"code": f"KH{number:03d}", **card} for number, card in enumerate(cards, start=1)]
        source.write_text(json.dumps(numbered), encoding="utf-8")
        made = first("import", source)
        assert made.code == 0, made.err
        due = first.must("due", "all", "-f", "json").json
        (folder / "other").mkdir()
        other = carry(first, folder / "other", ending, *words, lang=lang)
        flat = not ending.startswith("json")
        assert read_back(other.book, flat=flat) == read_back(first.book, flat=flat)
        if flat:
            due = [row for row in due if row["kind"] not in ("promise", "complaint", "spot_check")]
        found = other.must("due", "all", "-f", "json").json
        if flat:  # a table of customers has no visits, and nobody is known there to scout us
            scouts = set(first.names("list", "--where", "scout = yes"))
            found = [row for row in found if row["name"] not in scouts]
            due = [row for row in due if row["name"] not in scouts]
        assert without_summary(found) == without_summary(due)


def without_summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != "last_summary"} for row in rows]


@pytest.mark.parametrize("ending", ["csv", pytest.param("tsv", marks=pytest.mark.slow), "xlsx", "json"])
def test_the_sample_comes_back(inside: Inside, tmp_path_factory: pytest.TempPathFactory, ending: str) -> None:
    data = Path(__file__).parents[1] / "data" / "customers.xlsx"
    inside.must("import", data)
    other = carry(inside, tmp_path_factory.mktemp("other"), ending)
    assert read_back(other.book, flat=True) == read_back(inside.book, flat=True)
    assert other.must("due", "all", "-f", "json").json == inside.must("due", "all", "-f", "json").json


@pytest.mark.parametrize("words", [[], ["--keys"]])
def test_fields_that_are_called_like_something_known_come_back(
    inside: Inside, tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    names = ["备注", "序号", "Grade", "field:x", "字段：x", "code", "地区 2", "=x", "联系人 3"]
    source = inside.folder / "a.json"
    source.write_text(
        json.dumps([{"name": "王小明", "fields": dict.fromkeys(names, "value")}]), encoding="utf-8"
    )
    inside.must("import", source)
    other = carry(inside, tmp_path_factory.mktemp("other"), "csv", *words)
    assert other.card("C0001")["fields"] == inside.card("C0001")["fields"] == dict.fromkeys(names, "value")
