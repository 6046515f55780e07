"""`crm visit` as typed."""

import shutil
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.program import Program


@pytest.fixture(scope="module")
def book_of_somebody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a B customer, an archived one, and a colleague."""
    somebody = Inside(Program(tmp_path_factory.mktemp("somebody")))
    somebody.add("王小明", "--phone", "13812345678", "--grade", "B")
    somebody.add("李丽")
    somebody.must("archive", "李丽")
    somebody.must("team", "staff", "add", "主管周")
    return somebody.book


@pytest.fixture
def one(inside: Inside, book_of_somebody: Path) -> Inside:
    """A copy of that book."""
    inside.book.parent.mkdir(parents=True)
    shutil.copy(book_of_somebody, inside.book)
    return inside


VISIT_KEYS = [
    *("contact_on", "at", "kind", "summary", "by", "with", "purpose", "grade_before", "grade_after"),
    *("grade_reconsidered", "reason", "next_on", "topic", "visit_number"),
    *("line", "is_short", "is_scout", "told", "satisfaction", "proxy", "purposes", "aspects", "corrections"),
]


def test_one_command_logs_grades_and_agrees(one: Inside) -> None:
    ran = one(
        "visit", "wxm", "谈了价格", "--kind", "call", "--at", "2026-11-21 15:30", "--with", "主管周",
        "--purpose", "报价", "--grade", "c", "--next", "下周一", "--topic", "带合同", "-f", "json",
    )  # fmt: skip
    assert ran.code == 0
    assert (ran.json["grade"], ran.json["next_follow_up_on"], ran.json["next_topic"]) == (
        "C",
        "2026-11-23",
        "带合同",
    )
    (visit,) = ran.json["visits"]
    assert list(visit) == VISIT_KEYS
    assert visit == {
        "contact_on": "2026-11-21",
        "at": visit["at"],
        "kind": "call",
        "summary": "谈了价格",
        "by": "lily",
        "with": ["主管周"],
        "purpose": "报价",
        "grade_before": "B",
        "grade_after": "C",
        "grade_reconsidered": True,
        "reason": None,
        "next_on": "2026-11-23",
        "topic": "带合同",
        "visit_number": 1,
        "line": None,
        "is_short": False,
        "is_scout": False,
        "told": [],
        "satisfaction": None,
        "proxy": None,
        "purposes": ["报价"],
        "aspects": {},
        "corrections": [],
    }
    assert visit["at"].startswith("2026-11-21T15:30:00+")
    assert "2026-11-21 Sat" in ran.err
    assert "grade B > C" in ran.err
    assert "2026-11-23 Mon" in ran.err


def test_the_code_is_on_stdout_and_the_talk_on_stderr(one: Inside) -> None:
    english, chinese = one("visit", "C0001", "谈"), one("visit", "C0001", "谈", lang="zh")
    assert english.out == chinese.out == "C0001\n"
    assert "2026-11-29 Sun" in english.err
    assert "2026-11-29 周日" in chinese.err
    assert one("visit", "C0001", "谈", "--quiet").err == ""


def test_in_a_script_the_old_grade_stays_not_reconsidered(one: Inside) -> None:
    (visit,) = one.must("visit", "C0001", "-f", "json").json["visits"]
    assert (visit["grade_before"], visit["grade_after"], visit["grade_reconsidered"]) == ("B", "B", False)
    assert (visit["kind"], visit["summary"], visit["contact_on"]) == ("visit", "", "2026-11-22")


@pytest.mark.parametrize(
    ("typed", "stored"), [("电话", "call"), ("微信", "wechat"), ("接待", "reception"), ("EMAIL", "email")]
)
def test_kinds_in_both_languages(one: Inside, typed: str, stored: str) -> None:
    assert one.must("visit", "C0001", "--kind", typed, "-f", "json").json["visits"][0]["kind"] == stored


def test_a_contact_entered_late_is_said_to_change_nothing(one: Inside) -> None:
    one.must("visit", "C0001", "今天")
    ran = one("visit", "C0001", "补记", "--at", "周五", "--grade", "A", "--next", "2026-11-23", "-f", "json")
    assert (ran.json["grade"], ran.json["next_follow_up_on"]) == ("B", "2026-11-29")
    assert [visit["summary"] for visit in ran.json["visits"]] == ["今天", "补记"]
    assert "stay" in ran.err
    assert "2026-11-20 Fri" in ran.err


def test_a_suggestion_that_differs_is_shown_and_not_applied(one: Inside) -> None:
    one.must("edit", "C0001", "--need", "target", "--close", "2027-05-01")
    ran = one("visit", "C0001", "-f", "json")
    assert ran.json["grade"] == "B"
    assert "suggest C" in ran.err


def test_the_agreed_date_is_dropped_by_none(one: Inside) -> None:
    one.must("visit", "C0001", "--next", "明天")
    for word in ("none", "无", "不约"):
        assert (
            one.must("visit", "C0001", "--next", word, "-f", "json").json["next_follow_up_on"] == "2026-11-29"
        )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("没有这人",), 3, "没有这人"),
        (("李丽",), 5, "archive C0002 --back"),
        (("C0001", "--at", "tomorrow"), 5, "2026-11-23"),
        (("C0001", "--at", "2026-11-23 08:00"), 5, "2026-11-23"),
        (("C0001", "--at", "once"), 5, "once"),
        (("C0001", "--kind", "dance"), 5, "dance"),
        (("C0001", "--grade", "F"), 5, "A B C D E"),
        (("C0001", "--next", "2026-12-24"), 5, "--reason"),
        (("C0001", "--next", "2026-11-21"), 5, "2026-11-21"),
        (("C0001", "--next", "sometime"), 5, "sometime"),
        (("C0001", "--with", "主管王"), 3, "主管周"),
        (("C0001", "--with", "lily"), 5, "lily"),
        (("C0001", "x" * 10_001), 5, "10"),
        (("C0001", "--nxt", "明天"), 2, "--next"),
        ((), 2, "CUSTOMER"),
    ],
)
def test_a_refusal_logs_nothing(one: Inside, words: tuple[str, ...], code: int, said: str) -> None:
    before = one.book.read_bytes()
    ran = one("visit", *words)
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert said in ran.err
    assert one.book.read_bytes() == before


def test_a_later_date_with_a_reason_holds(one: Inside) -> None:
    card = one.must("visit", "C0001", "--next", "2026-12-24", "--reason", "出国", "-f", "json").json
    assert (card["next_follow_up_on"], card["agreed_reason"]) == ("2026-12-24", "出国")
    assert card["visits"][0]["reason"] == "出国"


def test_a_dry_run_logs_nothing(one: Inside) -> None:
    before = one.book.read_bytes()
    ran = one("visit", "C0001", "谈", "--grade", "A", "--dry-run")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert one.book.read_bytes() == before


def test_hostile_words_are_cleaned(one: Inside) -> None:
    visit = one.must("visit", "C0001", "价\x1b[31m格\u202e\x00", "--topic", "a\nb", "-f", "json").json[
        "visits"
    ][0]
    assert "\x1b" not in visit["summary"]
    assert "\u202e" not in visit["summary"]
    assert "\n" not in visit["topic"]


def test_before_the_first_follow_up_it_says_so(inside: Inside) -> None:
    inside.program.config.write_text('playbook = "real-estate"\n', encoding="utf-8")
    inside.add("王小明", "--grade", "C")
    inside.must("visit", "C0001", "首次来访", "--kind", "reception", "--at", "2026-11-20")
    ran = inside("visit", "C0001", "电话", "--kind", "call")
    assert "2026-11-23 Mon" in ran.err
    assert "2026-11-25 Wed" in ran.err
    assert "stays due" in ran.err
    rows = inside("due", "-f", "json", env={"CRM_TODAY": "2026-11-26"}).json
    assert [(row["kind"], row["visible_on"], row["due_on"], row["days_overdue"]) for row in rows] == [
        ("first_follow_up", "2026-11-23", "2026-11-25", 1)
    ]
    assert inside("due", "--count", env={"CRM_TODAY": "2026-11-22"}).out == "0\n"
    assert inside("due", "--count", env={"CRM_TODAY": "2026-11-23"}).out == "1\n"


def test_at_a_terminal_it_asks_for_what_is_missing(one: Inside, crm: Program) -> None:
    ran = crm("visit", "C0001", stdin="\n谈了价格\n明天\n带合同\n", tty=True, lang="zh")
    assert ran.code == 0, ran.out
    card = one.card("C0001")
    assert (card["grade"], card["next_follow_up_on"], card["next_topic"]) == ("B", "2026-11-23", "带合同")
    visits = card["visits"]
    assert isinstance(visits, list)
    assert visits[0]["summary"] == "谈了价格"
    assert visits[0]["grade_reconsidered"] is True  # Enter keeps the grade; somebody looked at it


def test_an_answer_that_is_no_grade_is_asked_again(one: Inside) -> None:
    ran = one.at_terminal("visit", "C0001", "谈", stdin="F\na\n\n")
    assert ran.code == 0, ran.out
    assert "A B C D E" in ran.out
    assert one.card("C0001")["grade"] == "A"


def test_the_installed_program_does_the_same(one: Inside, crm: Program) -> None:
    ran = crm("visit", "13812345678", "谈了价格", "--next", "2026-12-24")
    assert (ran.code, ran.out) == (5, "")
    assert "--reason" in ran.err
    ran = crm("visit", "13812345678", "谈了价格", "--at", "今天 9:05", lang="zh")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert "周日" in ran.err
    visits = one.card("C0001")["visits"]
    assert isinstance(visits, list)
    assert visits[0]["at"] == "2026-11-22T09:05:00+08:00"  # the moment with the book's offset
