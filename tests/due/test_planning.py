"""`crm plan`: an overdue backlog over the coming days."""

import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crmcli.visit.service import NewVisit, log_visit
from tests.desk import TODAY, Desks, register
from tests.inside import Inside

LAST_CONTACTS = {"A": (1, 3, 9), "B": (6, 8, 20), "C": (14, 16, 40), "D": (29, 45)}  # days ago


@pytest.fixture(scope="module")
def backlog_of_somebody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of somebody with follow-ups overdue, due today and tomorrow, and two customers without a grade."""
    somebody = Desks(tmp_path_factory.mktemp("somebody"))
    for grade, days_ago in LAST_CONTACTS.items():
        for days in days_ago:
            contact_on = TODAY - timedelta(days=days)
            with somebody(contact_on) as at:
                log_visit(at, register(at, f"{grade}{days}", grade), NewVisit("call", contact_on))
    with somebody() as at:
        register(at, "无一")
        register(at, "无二")
    return somebody.path


@pytest.fixture
def backlog(inside: Inside, desks: Desks, backlog_of_somebody: Path) -> Inside:
    """A copy of that book, for commands and for `desks`."""
    inside.book.parent.mkdir(parents=True)
    desks.path = inside.book
    shutil.copy(backlog_of_somebody, inside.book)
    return inside


def follow_ups(inside: Inside) -> dict[str, str]:
    """Next follow-up by name."""
    rows: list[dict[str, Any]] = inside.must("due", "all", "--kind", "follow_up", "-f", "json").json
    return {row["name"]: row["due_on"] for row in rows}


BEFORE = {
    "A3": "2026-11-20", "A9": "2026-11-14", "B8": "2026-11-21", "B20": "2026-11-09", "C16": "2026-11-21",
    "C40": "2026-10-28", "D45": "2026-11-07", "A1": "2026-11-22", "B6": "2026-11-23", "C14": "2026-11-23",
    "D29": "2026-11-23",
}  # fmt: skip


def test_the_best_grades_and_the_longest_overdue_come_first(backlog: Inside) -> None:
    assert follow_ups(backlog) == BEFORE
    ran = backlog("plan", "--per-day", "3")
    assert (ran.code, ran.out) == (0, "7 changed, 0 unchanged\n")
    # Today has one already, tomorrow three: A9 A3 today, none tomorrow, then three and two.
    assert follow_ups(backlog) == {
        **BEFORE,
        "A9": "2026-11-22", "A3": "2026-11-22",
        "B20": "2026-11-24", "B8": "2026-11-24", "C40": "2026-11-24",
        "C16": "2026-11-25", "D45": "2026-11-25",
    }  # fmt: skip


@pytest.mark.parametrize("per_day", [1, 2, 4, 100])
def test_no_day_has_more_than_its_number(backlog: Inside, per_day: int) -> None:
    backlog.must("plan", "--per-day", str(per_day))
    full = {"2026-11-22": 1, "2026-11-23": 3}  # what was there already stays, even where it is more
    for day, count in Counter(follow_ups(backlog).values()).items():
        assert count <= max(per_day, full.get(day, 0))
    assert min(follow_ups(backlog).values()) >= TODAY.isoformat()


def test_a_plan_for_one_grade_leaves_room_for_the_others(backlog: Inside) -> None:
    ran = backlog("plan", "--per-day", "3", "--grade", "B", "--from", "tomorrow")
    assert ran.out == "2 changed, 0 unchanged\n"
    after = follow_ups(backlog)
    assert (after["B20"], after["B8"]) == ("2026-11-24", "2026-11-24")  # 11-23 is full
    assert after["A9"] == BEFORE["A9"]


def test_the_reason_is_kept_with_each_and_the_history_has_one_entry(backlog: Inside, desks: Desks) -> None:
    before = desks.row("select count(*) from change_entry")[0]
    backlog.must("plan", "--per-day", "3")
    assert desks.row("select count(*), max(command) from change_entry where id > ?", before) == (1, "plan")
    reasons = set(desks.rows("select agreed_reason from customer where agreed_on is not null"))
    assert reasons == {("backlog plan, 3 a day",)}


def test_who_plans_sees_the_plan_on_stderr(backlog: Inside) -> None:
    ran = backlog("plan", "--per-day", "3", lang="zh")
    assert "2026-11-22 周日  A 2" in ran.err
    assert "2026-11-24 周二  B 2  C 1" in ran.err


def test_a_dry_run_says_so_and_moves_nothing(backlog: Inside) -> None:
    content = backlog.book.read_bytes()
    ran = backlog("plan", "--per-day", "3", "--dry-run")
    assert ran.code == 0
    assert "dry run" in ran.err
    assert backlog.book.read_bytes() == content


def test_nothing_overdue_is_nothing_to_plan(inside: Inside) -> None:
    inside.add("王小明", "--grade", "B")
    ran = inside("plan", "--per-day", "3")
    assert (ran.code, ran.out) == (0, "0 changed, 0 unchanged\n")
    assert "Nothing is overdue" in ran.err


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "10001", "9" * 5000, "３"])
def test_a_number_a_day_is_a_number(inside: Inside, number: str) -> None:
    assert inside("plan", "--per-day", number).code == 2


def test_a_plan_begins_no_earlier_than_today(inside: Inside) -> None:
    assert inside("plan", "--per-day", "3", "--from", "2026-11-21").code == 2
