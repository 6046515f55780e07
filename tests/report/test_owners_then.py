"""New customers and movements count for whoever had the customer on that day, whoever has it now."""

import random
from collections import Counter
from typing import Any

import pytest

from tests.inside import Inside

PEOPLE = ("刘燕", "孙静", "周明")
GRADES = "ABCDE"
DAYS = [f"2026-11-{day:02}" for day in range(2, 12)]


class Diary:
    """What happened, as whoever typed it would note it: nothing of it is asked from the book."""

    def __init__(self) -> None:
        self.owner: dict[str, str] = {}
        self.grade: dict[str, str] = {}
        self.new: list[tuple[str, str]] = []
        self.moved: list[tuple[str, str, str]] = []

    def owners_at_the_end(self, day: str) -> None:
        """The day is over: its events are of whoever has the customer now."""
        self.new = [(on, self.owner.get(who, who) if on == day else who) for on, who in self.new]
        self.moved = [
            (on, self.owner.get(who, who) if on == day else who, how) for on, who, how in self.moved
        ]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_by_the_owner_of_the_day(inside: Inside, seed: int) -> None:
    chance, diary = random.Random(seed), Diary()
    inside.environ["CRM_TODAY"] = DAYS[0]
    for name in PEOPLE:
        inside.must("team", "staff", "add", name)
    for day in DAYS:
        inside.environ["CRM_TODAY"] = day
        inside.must("batch", "-", stdin="\n".join(_some_day(chance, diary, day)))
        diary.owners_at_the_end(day)
    inside.environ["CRM_TODAY"] = "2026-11-13"
    inside.must("team", "staff", "leave", "周明", "--successor", "刘燕", "--yes")
    for first, last in ((DAYS[0], DAYS[-1]), (DAYS[3], DAYS[6]), (DAYS[5], DAYS[5])):
        assert _weekly(inside, first, last) == _expected(diary, first, last)
    for day in (DAYS[2], DAYS[6]):
        daily = inside.must("report", "daily", "--period", day, "-f", "json").json
        expected = _expected(diary, day, day)
        assert {row["staff"]: row["new_customers"] for row in daily["counts"] if row["new_customers"]} == {
            name: counts[0] for name, counts in expected.items() if counts[0]
        }
        assert {row["staff"]: row["falls"] for row in daily["counts"] if row["falls"]} == {
            name: counts[2] for name, counts in expected.items() if counts[2]
        }
    mine = inside.must(
        "report", "weekly", "--from", DAYS[0], "--to", DAYS[-1], "--staff", "周明", "-f", "json"
    ).json
    assert {row["staff"] for row in mine["people"]} <= {"周明"}
    assert len(mine["movements"]) == sum(who == "周明" for _on, who, _how in diary.moved)


def _some_day(chance: random.Random, diary: Diary, day: str) -> list[str]:
    """Command lines of one day, noted in the diary under the customer's name until the day is over."""
    lines = []
    for number in range(chance.randint(1, 3)):
        name, owner, grade = f"客户{day[-2:]}{number}", chance.choice(PEOPLE), chance.choice(GRADES)
        diary.owner[name], diary.grade[name] = owner, grade
        diary.new.append((day, name))
        diary.moved.append((day, name, "given"))
        lines.append(f"add {name} --grade {grade} --owner {owner}")
    for name in chance.sample(sorted(diary.owner), k=min(4, len(diary.owner))):
        if chance.random() < 0.5:
            diary.owner[name] = chance.choice([one for one in PEOPLE if one != diary.owner[name]])
            lines.append(f"edit {name} --owner {diary.owner[name]}")
        after = chance.choice([one for one in GRADES if one != diary.grade[name]])
        diary.moved.append((day, name, "up" if after < diary.grade[name] else "down"))
        diary.grade[name] = after
        lines.append(f"grade {name} {after}")
    return lines


def _weekly(inside: Inside, first: str, last: str) -> dict[str, tuple[int, int, int]]:
    report: Any = inside.must("report", "weekly", "--from", first, "--to", last, "-f", "json").json
    counts = {row["staff"]: (row["new_customers"], row["up"], row["down"]) for row in report["people"]}
    return {name: count for name, count in counts.items() if any(count)}


def _expected(diary: Diary, first: str, last: str) -> dict[str, tuple[int, int, int]]:
    new = Counter(who for on, who in diary.new if first <= on <= last)
    moved = Counter((who, how) for on, who, how in diary.moved if first <= on <= last)
    counts = {name: (new[name], moved[name, "up"], moved[name, "down"]) for name in PEOPLE}
    return {name: count for name, count in counts.items() if any(count)}
