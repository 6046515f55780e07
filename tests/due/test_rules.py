"""What WHEN means."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.due.planning import spread
from crmcli.due.rules import parse_when
from crmcli.kit.errors import ValueRefused

TODAY = date(2026, 11, 18)  # a Wednesday
DAY = date.fromisoformat


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("today", "2026-11-18"),
        ("今天", "2026-11-18"),
        (" Today ", "2026-11-18"),
        ("tomorrow", "2026-11-19"),
        ("明天", "2026-11-19"),
        ("week", "2026-11-22"),  # to Sunday
        ("本周", "2026-11-22"),
        ("month", "2026-11-30"),
        ("本月", "2026-11-30"),
        ("all", "9999-12-31"),
        ("全部", "9999-12-31"),
        ("+7d", "2026-11-25"),
        ("2w", "2026-12-02"),
        ("2026-12-24", "2026-12-24"),
        ("2026-11-01", "2026-11-01"),
        ("12-24", "2026-12-24"),
        ("01-05", "2027-01-05"),  # the next one to come
        ("fri", "2026-11-20"),
        ("下周一", "2026-11-23"),
        ("后天", "2026-11-20"),
        ("月底", "2026-11-30"),
    ],
)
def test_by_when(typed: str, until: str) -> None:
    assert parse_when(typed, TODAY) == (DAY(until), False)


@pytest.mark.parametrize("typed", ["overdue", "逾期", "OVERDUE"])
def test_overdue_is_what_was_due_before_today(typed: str) -> None:
    assert parse_when(typed, TODAY) == (TODAY, True)


@pytest.mark.parametrize(
    ("today", "typed", "until"),
    [
        ("2026-11-22", "week", "2026-11-22"),  # a Sunday ends its own week
        ("2026-11-23", "week", "2026-11-29"),
        ("2028-02-01", "month", "2028-02-29"),
        ("2026-12-31", "month", "2026-12-31"),
        ("2026-12-31", "tomorrow", "2027-01-01"),
    ],
)
def test_weeks_and_months_end_where_the_calendar_says(today: str, typed: str, until: str) -> None:
    assert parse_when(typed, DAY(today))[0] == DAY(until)


@pytest.mark.parametrize("typed", ["", "sometime", "2026-13-01", "overdue!", "\x00", "\ud800", "7" * 5000])
def test_any_other_word_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        parse_when(typed, TODAY)
    assert str(refusal.value).isprintable()


@given(
    st.integers(0, 60),
    st.integers(1, 8),
    st.dictionaries(st.integers(0, 20).map(lambda days: TODAY + timedelta(days=days)), st.integers(0, 10)),
)
def test_a_plan_never_fills_a_day_beyond_its_number(count: int, per_day: int, taken: dict[date, int]) -> None:
    days = spread(count, per_day, TODAY, taken)
    assert len(days) == count
    assert days == sorted(days)
    assert all(day >= TODAY for day in days)
    for day in set(days):
        assert days.count(day) + taken.get(day, 0) <= per_day
    # And no day is left with room before the last one.
    for offset in range((days[-1] - TODAY).days if days else 0):
        day = TODAY + timedelta(days=offset)
        assert days.count(day) + taken.get(day, 0) >= per_day
