"""`crm init`, `demo` and `date`."""

import re
from pathlib import Path

import pytest

from tests.inside import Inside


def test_init_makes_an_empty_book_once(inside: Inside) -> None:
    assert inside.must("init").out == f"{inside.book}\n"
    assert inside.must("list", "-f", "json").json == []
    before = inside.book.read_bytes()
    ran = inside("init")
    assert (ran.code, ran.out) == (5, "")
    assert inside.book.read_bytes() == before


def test_init_at_a_place(inside: Inside) -> None:
    place = inside.program.folder / "deep" / "book.db"
    inside.must("init", "--db", place)
    assert inside.must("--db", place, "list", "-f", "json").json == []
    assert not inside.book.exists()


def test_init_takes_no_other_file(inside: Inside) -> None:
    place = inside.program.folder / "notes.txt"
    place.write_text("mine", encoding="utf-8")
    assert inside("init", "--db", place).code == 7
    assert place.read_text(encoding="utf-8") == "mine"


def test_init_dry_makes_nothing(inside: Inside) -> None:
    assert inside("init", "--dry-run").code == 0
    assert not inside.book.parent.exists()


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """What the demonstration has shown so far."""
    return {}


def test_demo_shows_a_due_list_with_overdue_rows_in_a_place_of_its_own(inside: Inside) -> None:
    ran = inside.must("demo", "-f", "plain")
    place = Path(re.findall(r"\S+\.db", ran.err)[0])
    assert place.exists()
    assert place != inside.book
    assert not inside.book.exists()
    assert re.search(r"^Overdue", ran.out, re.MULTILINE)
    assert re.search(r"^Today", ran.out, re.MULTILINE)
    assert len(inside.must("--db", place, "list", "-f", "codes").out.split()) == 30
    again = inside.must("demo", "-f", "plain")
    assert again.out == ran.out, "the same book every time"
    assert inside.must("--db", place, "due", "-f", "plain").out == ran.out


@pytest.mark.parametrize("content", ["mine", ""])
def test_demo_takes_nothing_but_an_earlier_demonstration_away(inside: Inside, content: str) -> None:
    place = inside.program.folder / "my.db"
    place.write_text(content, encoding="utf-8")
    assert inside("demo", place).code in (5, 7)
    assert place.read_text(encoding="utf-8") == content
    inside.add("王小明")
    before = inside.book.read_bytes()
    assert inside("demo", inside.book).code == 5
    assert inside.book.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "date", "said"),
    [
        (["下周一"], "2026-11-23", "2026-11-23 Mon"),
        (["next", "mon"], "2026-11-23", "2026-11-23 Mon"),
        (["+3d"], "2026-11-25", "2026-11-25 Wed"),
        (["-1d"], "2026-11-21", "2026-11-21 Sat"),
        (["fri"], "2026-11-27", "2026-11-27 Fri"),
        (["fri", "--past"], "2026-11-20", "2026-11-20 Fri"),
        (["12-1", "--past"], "2025-12-01", "2025-12-01 Mon"),
        (["月底"], "2026-11-30", "2026-11-30 Mon"),
    ],
)
def test_date_only_translates(inside: Inside, words: list[str], date: str, said: str) -> None:
    assert inside.must("date", *words).out == f"{said}\n"
    assert inside.must("date", *words, "-f", "json").json["date"] == date
    assert "周" in inside("date", *words, lang="zh").out
    assert not inside.book.exists()


@pytest.mark.parametrize("words", [["someday"], ["2026-02-30"], [""], ["99999999d"]])
def test_what_is_no_date(inside: Inside, words: list[str]) -> None:
    ran = inside("date", *words)
    assert (ran.code, ran.out) == (5, "")
    assert "2026-" in ran.err or words[0] in ran.err


def test_the_demonstration_shows_whatever_may_be_due(inside: Inside) -> None:
    ran = inside.must("demo", "-f", "plain")
    place = Path(re.findall(r"\S+\.db", ran.err)[0])
    due = inside.must("--db", place, "due", "-f", "json").json
    kinds = {row["kind"] for row in due}
    assert {
        "follow_up",
        "grade_missing",
        "checklist",
        "promise",
        "complaint",
        "greeting",
        "card_expiry",
    } <= kinds
    assert inside.must("--db", place, "list", "--where", "营业面积 > 50", "-f", "codes").lines
    assert inside.must("--db", place, "doctor").code == 0
