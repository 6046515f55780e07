"""`crm grade` as typed."""

import shutil
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.program import Program

KEYS = [
    *("code", "name", "grade", "suggested", "why", "agrees", "cadence", "next_follow_up_on", "grade_changes")
]


@pytest.fixture(scope="module")
def book_of_somebody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a B customer that should be a C, a D customer and one without a grade."""
    somebody = Inside(Program(tmp_path_factory.mktemp("somebody")))
    somebody.add("王小明", "--grade", "B", "--need", "target", "--close", "2027-05-01", "--region", "郑州")
    somebody.add("李丽", "--grade", "D", "--region", "郑州")
    somebody.add("赵婷")
    return somebody.book


@pytest.fixture
def three(inside: Inside, book_of_somebody: Path) -> Inside:
    """A copy of that book."""
    inside.book.parent.mkdir(parents=True)
    shutil.copy(book_of_somebody, inside.book)
    return inside


def test_a_look_tells_grade_suggestion_rhythm_and_history(three: Inside) -> None:
    seen = three.must("grade", "C0001", "-f", "json").json
    assert set(KEYS) <= set(seen)
    assert {key: seen[key] for key in KEYS[:3]} == {"code": "C0001", "name": "王小明", "grade": "B"}
    assert (seen["suggested"], seen["agrees"], seen["cadence"]) == ("C", False, "7d")
    assert seen["grade_changes"] == [
        {
            "changed_on": "2026-11-22",
            "from_grade": None,
            "to_grade": "B",
            "suggested": "C",
            "reason": None,
            "by": "lily",
        }
    ]
    out = three.must("grade", "C0001").out
    assert "differs from the given grade" in out
    assert "every 7 days" in out
    chinese = three("grade", "C0001", lang="zh").out
    assert "每 7 天" in chinese
    assert "半年内" in chinese


def test_what_a_suggestion_lacks_is_named(three: Inside) -> None:
    seen = three.must("grade", "C0003", "-f", "json").json
    assert (seen["grade"], seen["suggested"], seen["agrees"], seen["cadence"]) == (None, None, True, None)
    assert seen["why"] == "need_unknown"
    assert "--need" in three.must("grade", "C0003").out


def test_a_look_changes_nothing(three: Inside) -> None:
    before = three.book.read_bytes()
    three.must("grade", "C0001")
    assert three.book.read_bytes() == before


def test_a_change_says_the_next_date_and_keeps_the_reason(three: Inside) -> None:
    ran = three("grade", "wxm", "a", "--reason", "要签了")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert "2026-11-23 Mon" in ran.err
    assert "suggest C" in ran.err
    latest = three.must("grade", "wxm", "-f", "json").json["grade_changes"][0]
    assert (latest["from_grade"], latest["to_grade"], latest["reason"]) == ("B", "A", "要签了")


@pytest.mark.parametrize("word", ["none", "无", "NONE"])
def test_a_grade_can_be_taken_away(three: Inside, word: str) -> None:
    card = three.must("grade", "C0001", word, "-f", "json").json
    assert (card["grade"], card["next_follow_up_on"]) == (None, None)


def test_the_same_grade_is_said_to_change_nothing(three: Inside) -> None:
    before = three.book.read_bytes()
    ran = three("grade", "C0001", "B")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert "nothing changed" in ran.err
    assert three.book.read_bytes() == before


def test_several_at_once_by_where(three: Inside) -> None:
    ran = three("grade", "--where", "region=郑州", "C", "--reason", "月底盘点")
    assert (ran.code, ran.out) == (0, "2 changed, 0 unchanged\n")
    assert "C0001  王小明" in ran.err
    assert [three.card(code)["grade"] for code in ("C0001", "C0002", "C0003")] == ["C", "C", None]


def test_several_at_once_from_stdin(three: Inside) -> None:
    ran = three("grade", "-", "D", "-f", "json", stdin="C0002\nC0003\n")
    assert ran.json == {"changed": 1, "unchanged": 1}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("没有这人",), 3),
        (("没有这人", "B"), 3),
        (("C0001", "F"), 5),
        (("C0001", ""), 5),
        ((), 2),
        (("--where", "region=郑州"), 2),
        (("C0001", "B", "--where", "region=郑州"), 2),
        (("--where", "regoin=郑州", "B"), 2),
        (("--where", "region=郑州", "F"), 5),
    ],
)
def test_a_refusal_changes_nothing(three: Inside, words: tuple[str, ...], code: int) -> None:
    before = three.book.read_bytes()
    ran = three("grade", *words)
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert ran.err
    assert three.book.read_bytes() == before


def test_the_installed_program_does_the_same(three: Inside, crm: Program) -> None:
    ran = crm("grade", "zt", "C", lang="zh")
    assert (ran.code, ran.out) == (0, "C0003\n")
    assert "2026-12-07 周一" in ran.err
