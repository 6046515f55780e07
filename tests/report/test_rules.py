"""Pure rules of reports, by table and by their properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.cadence import Cadence
from crmcli.kit.errors import ApprovalNeeded, CrmError, RuleRefused
from crmcli.report.asking import named_period
from crmcli.report.comparing import differences
from crmcli.report.projecting import fewer_customers
from crmcli.report.rules import (
    Change,
    Written,
    annotation_level,
    check_coaching,
    digest_of,
    direction,
    is_expected,
    outcome_of,
    share,
    spells,
    wilson,
)
from crmcli.report.showing import BAR_WIDTH, bar_text

DAY = date(2026, 11, 22)
LETTERS = "ABCDE"


@pytest.mark.parametrize(
    ("won", "of", "low", "high"),
    [
        # Values of the usual tables, Newcombe 1998 among them.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (2, 2, 0.3424, 1.0),
    ],
)
def test_wilson(won: int, of: int, low: float, high: float) -> None:
    found = wilson(won, of)
    assert found is not None
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_the_share_and_mirrors(numbers: tuple[int, int]) -> None:
    won, of = numbers
    found, mirrored = wilson(won, of), wilson(of - won, of)
    assert found is not None
    assert mirrored is not None
    assert 0 <= found.low <= won / of <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high)
    assert found.low < found.high


def test_nothing_tried_has_no_share() -> None:
    assert wilson(0, 0) is None
    assert share(0, 0) is None
    assert share(1, 4) == 0.25


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("B", "A", "up"),
        ("A", "B", "down"),
        (None, "B", "given"),
        ("B", None, "taken"),
        ("X", "B", "other"),
        ("B", "X", "other"),
        (None, None, "taken"),
    ],
)
def test_direction(before: str | None, after: str | None, said: str) -> None:
    assert direction(LETTERS, before, after) == said


def test_every_grade_given_begins_a_spell() -> None:
    changes = [Change(1, DAY, "A", 7), Change(1, DAY, None, 7), Change(1, DAY, "A", 8)]
    assert [(spell.grade, spell.by_id) for spell in spells(changes)] == [("A", 7), ("A", 8)]


@pytest.mark.parametrize(
    ("won_after_days", "seen_after_days", "said"),
    [
        (0, 32, "closed"),
        (30, 32, "closed"),  # the last day counts
        (31, 32, "not_closed"),
        (-1, 32, "not_closed"),
        (None, 31, "not_closed"),
        (None, 30, "running"),
        (10, 30, "running_closed"),
        (10, 31, "closed"),
    ],
)
def test_outcome_of_a_spell(won_after_days: int | None, seen_after_days: int, said: str) -> None:
    begun = date(2026, 11, 1)  # its month ends on 1 December, 30 days later
    won = [] if won_after_days is None else [begun + timedelta(days=won_after_days)]
    assert outcome_of(begun, Cadence(1, "m"), won, begun + timedelta(days=seen_after_days)) == said


@pytest.mark.parametrize(
    ("day", "joined", "left", "expected"),
    [
        (0, 0, None, True),
        (-1, 0, None, False),
        (5, 0, 5, True),
        (6, 0, 5, False),
    ],
)
def test_who_is_expected(day: int, joined: int, left: int | None, expected: bool) -> None:
    def on(days: int) -> date:
        return DAY + timedelta(days=days)

    assert is_expected(on(day), on(joined), None if left is None else on(left)) is expected


@pytest.mark.parametrize(
    ("kind", "point", "ahead", "refused"),
    [
        (1, None, 0, False),
        (11, 8, 0, False),
        (7, None, 0, False),
        (0, None, 0, True),
        (13, None, 0, True),
        (11, 9, 0, True),
        (12, 1, 0, True),
        (1, None, 1, True),
    ],
)
def test_coaching(kind: int, point: int | None, ahead: int, refused: bool) -> None:
    def check() -> None:
        check_coaching(kind, point, DAY + timedelta(days=ahead), DAY)

    if refused:
        with pytest.raises(RuleRefused):
            check()
    else:
        check()


ME, BOSS, OTHER = 1, 2, 3


@pytest.mark.parametrize(
    ("written", "role", "together", "my_id", "level"),
    [
        ([], "supervisor", True, ME, 1),
        ([], "manager", True, ME, 1),
        ([(1, BOSS)], "manager", True, ME, 2),
        ([(1, ME)], "manager", True, ME, 1),  # nobody is both
        ([(1, BOSS)], "supervisor", True, ME, 1),
        ([], "salesperson", True, ME, ApprovalNeeded),
        ([], "manager", True, OTHER, RuleRefused),  # handed it up
        ([], "salesperson", False, OTHER, 1),
        ([(1, OTHER)], "salesperson", False, OTHER, 2),
    ],
)
def test_annotation_level(
    written: list[tuple[int, int]], role: str, together: bool, my_id: int, level: int | type[CrmError]
) -> None:
    def ask() -> int:
        there = [Written(*one) for one in written]
        return annotation_level(there, role, together=together, my_id=my_id, submitted_by_id=OTHER)

    if isinstance(level, int):
        assert ask() == level
    else:
        with pytest.raises(level):
            ask()


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("day", "2026-11-22", "2026-11-22"),
        ("yesterday", "2026-11-21", "2026-11-21"),
        ("week", "2026-11-16", "2026-11-22"),
        ("last-week", "2026-11-09", "2026-11-15"),
        ("month", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("quarter", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
    ],
)
def test_periods(name: str, first: str, last: str) -> None:
    assert tuple(map(str, named_period(name, DAY))) == (first, last)


@pytest.mark.parametrize("unit", ["week", "month", "quarter", "year"])
@given(day=st.dates(date(1901, 1, 1), date(9998, 1, 1)))
def test_a_period_holds_its_day_and_follows_the_one_before(unit: str, day: date) -> None:
    first, last = named_period(unit, day)
    assert first <= day <= last
    assert named_period(f"last-{unit}", day)[1] == first - timedelta(days=1)
    assert named_period(unit, last) == (first, last)


ROWS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("甲乙丙"), "count": st.integers(0, 3)}), max_size=5
)


@given(ROWS)
def test_the_same_report_has_no_differences(rows: list[dict[str, object]]) -> None:
    assert list(differences({"people": rows}, {"people": list(rows)}, {"people": ("name",)})) == []


@given(ROWS, ROWS)
def test_differences_lead_from_one_to_the_other(
    before: list[dict[str, object]], after: list[dict[str, object]]
) -> None:
    found = list(differences({"people": before}, {"people": after}, {"people": ("name",)}))
    gone = sum(one.what == "gone" for one in found)
    added = sum(one.what == "added" for one in found)
    assert len(before) - gone + added == len(after)
    changed = [one for one in found if one.what == "changed"]
    assert all(one.field == "count" and one.before != one.after for one in changed)
    if [row["name"] for row in before] == [row["name"] for row in after]:
        assert sum(one["count"] != other["count"] for one, other in zip(before, after, strict=True)) == len(
            changed
        )


def test_a_digest_is_of_every_character() -> None:
    assert digest_of("a") != digest_of("a ")


@pytest.mark.parametrize(
    ("excess", "by_grade", "fewer"),
    [
        (2.0, [("A", 10, 10.0), ("B", 10, 2.0)], [("A", 2)]),
        (11.0, [("A", 10, 10.0), ("B", 10, 2.0)], [("A", 10), ("B", 5)]),
        (0.0, [("A", 10, 10.0)], []),
        (1.0, [], []),
        (1.0, [("A", 0, 0.0)], []),
    ],
)
def test_how_many_customers_fewer(
    excess: float, by_grade: list[tuple[str | None, int, float]], fewer: list[tuple[str, int]]
) -> None:
    assert list(fewer_customers(excess, by_grade)) == fewer


@given(st.floats(0, 100), st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 50), st.floats(0.1, 50))))
def test_that_many_fewer_make_it_fit(excess: float, by_grade: list[tuple[str, int, float]]) -> None:
    once: dict[str, tuple[str | None, int, float]] = {row[0]: row for row in by_grade}
    rows = list(once.values())
    taken = sum(
        number * once[str(grade)][2] / once[str(grade)][1] for grade, number in fewer_customers(excess, rows)
    )
    assert taken >= min(excess, sum(row[2] for row in rows)) - 0.02


@pytest.mark.parametrize(("value", "most", "marks"), [(0, 5, 0), (5, 5, BAR_WIDTH), (0.001, 5, 1), (3, 0, 0)])
def test_bars(value: float, most: float, marks: int) -> None:
    assert len(bar_text(value, most)) == marks
