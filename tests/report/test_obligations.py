"""What was due when, and whether it was made: single lives, told by table."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmcli.policy.queries import build_policy
from crmcli.policy.rules import Policy
from crmcli.policy.schema import load_playbook, policy_rows
from crmcli.report.obligations import Closed, Contact, Event, Graded, Life, obligations

START = date(2026, 11, 2)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return build_policy(*policy_rows(load_playbook("general", "")))


def on(days: int) -> date:
    return START + timedelta(days=days)


def seen(
    day: int, grade: str | None = None, next_day: int | None = None, reason: str | None = None
) -> Contact:
    return Contact(on(day), grade, None if next_day is None else on(next_day), reason)


def graded(day: int, grade: str | None) -> Graded:
    return Graded(on(day), grade)


def closed(day: int, outcome: str = "won") -> Closed:
    return Closed(on(day), outcome)


# Each life: its events, what the card says is next, the day on which somebody looks; then (due, grade, done) of each.
LIVES: dict[str, tuple[Sequence[Event], int | None, int, list[tuple[int, str | None, int | None]]]] = {
    "nobody graded it": ([], None, 40, []),
    "a B that nobody called": ([graded(0, "B")], 7, 8, [(7, "B", None)]),
    "on its day it is not late yet": ([graded(0, "B")], 7, 7, []),
    "called in time, and again": ([graded(0, "B"), seen(5), seen(12)], 19, 15, [(7, "B", 5), (12, "B", 12)]),
    "called too late": ([graded(0, "B"), seen(9)], 16, 15, [(7, "B", 9)]),
    "twice on a day counts once": ([graded(0, "B"), seen(5), seen(5)], 12, 10, [(7, "B", 5)]),
    "an agreed date comes first": (
        [graded(0, "B"), seen(3, None, 5), seen(6)],
        13,
        10,
        [(7, "B", 3), (5, "B", 6)],
    ),
    "a later one with a reason counts": ([seen(0, "B", 20, "出差"), seen(20)], 27, 25, [(20, "B", 20)]),
    "a later one without does not": ([seen(0, "B", 20), seen(20)], 27, 25, [(7, "B", 20)]),
    "an appointment outlives a call": (
        [seen(0, "B", 6), seen(3), seen(6)],
        13,
        10,
        [(6, "B", 3), (6, "B", 6)],
    ),
    "a new grade without a contact": ([seen(0, "B"), graded(3, "A"), seen(4)], 5, 5, [(3, "A", 4)]),
    "of one day the contact comes first": ([seen(0, "B"), graded(3, "A"), seen(3)], 4, 4, [(7, "B", 3)]),
    "never before it was made due": ([seen(0, "C"), graded(10, "A"), seen(11)], 12, 12, [(10, "A", 11)]),
    "what is late stays late": ([seen(0, "B"), graded(10, "C"), seen(11)], 26, 20, [(7, "C", 11)]),
    "after a sale": ([seen(0, "A"), closed(1), seen(80)], 170, 100, [(1, "A", 1), (91, None, 80)]),
    "a lost one": ([seen(0, "A"), closed(1, "lost"), graded(1, "E")], 366, 300, [(1, "A", 1)]),
    "moved on the card": ([seen(0, "B")], 30, 20, []),
    "the grade was taken": ([seen(0, "B"), graded(3, None)], None, 30, []),
    "a grade that the playbook does not know": ([seen(0, "Z"), seen(9)], None, 30, []),
}


@pytest.mark.parametrize("name", LIVES)
def test_lives(policy: Policy, name: str) -> None:
    events, next_day, today, wanted = LIVES[name]
    life = Life(START, None, None if next_day is None else on(next_day), events)
    found = [
        ((one.due_on - START).days, one.grade, None if one.done_on is None else (one.done_on - START).days)
        for one in obligations(policy, life, on(today))
    ]
    assert found == wanted


@pytest.mark.parametrize(("archived", "count"), [(5, 0), (7, 0), (8, 1)])
def test_of_an_archived_card_only_what_was_late_by_then(policy: Policy, archived: int, count: int) -> None:
    life = Life(START, on(archived), None, [graded(0, "B")])
    assert len(list(obligations(policy, life, on(60)))) == count


def test_a_grade_may_move_its_follow_ups_off_rest_days(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "src" / "crmcli" / "playbooks" / "general.toml"
    text = shipped.read_text(encoding="utf-8").replace('name = "general"', 'name = "mine"')
    text = text.replace('cadence = "7d"', 'cadence = "5d"\non_rest_day = "next"')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    policy = build_policy(*policy_rows(load_playbook("mine", str(tmp_path))))
    life = Life(START, None, None, [seen(0, "B"), seen(7)])  # five days after the Monday is a Saturday
    (one,) = obligations(policy, life, on(8))
    assert (one.due_on, one.in_time) == (on(7), True)
