"""Planning and counting: nobody lost, nobody overloaded, only working days."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.campaign.rules import (
    check_done_day,
    check_free,
    check_period,
    is_rise,
    last_counted_on,
    needed_per_day,
    parse_number,
    rank,
    spread,
    usual_due_on,
    working_days,
)
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.workdays import WorkCalendar

MONDAY = date(2026, 9, 14)
GOLDEN_WEEK = WorkCalendar(
    frozenset(date(2026, 10, day) for day in range(1, 8)), frozenset({date(2026, 10, 10)}), frozenset({2026})
)
day_lists = st.lists(st.integers(0, 60), unique=True, max_size=20).map(
    lambda places: [MONDAY + timedelta(days=place) for place in sorted(places)]
)
loads = st.dictionaries(
    st.integers(0, 60).map(lambda place: MONDAY + timedelta(days=place)), st.integers(0, 6)
)


@given(st.integers(0, 80), day_lists, loads, st.none() | st.integers(1, 5))
def test_everybody_gets_a_day_and_no_day_too_many(
    count: int, days: Sequence[date], taken: Mapping[date, int], per_day: int | None
) -> None:
    found = spread(count, days, taken, per_day)
    room = sum(max(0, per_day - taken.get(day, 0)) for day in days) if per_day else (count if days else 0)
    assert (found is None) == (room < count)
    if found is None:
        return
    given_days = Counter(found)
    assert len(found) == count
    assert found == sorted(found)
    assert set(found) <= set(days)
    if per_day is not None:
        assert all(taken.get(day, 0) + number <= per_day for day, number in given_days.items())
    # Nobody gets one more on a day while another day has two less.
    totals = {day: taken.get(day, 0) + given_days[day] for day in days}
    assert all(totals[day] <= min(totals.values()) + 1 for day in given_days)


@given(st.integers(1, 80), day_lists.filter(bool), loads)
def test_what_is_said_to_be_needed_is_enough_and_no_more(
    count: int, days: Sequence[date], taken: Mapping[date, int]
) -> None:
    needed = needed_per_day(count, days, taken)
    assert spread(count, days, taken, needed) is not None
    assert needed == 1 or spread(count, days, taken, needed - 1) is None


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(0, 60))
def test_only_working_days(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    days = working_days(GOLDEN_WEEK, first, last)
    assert all(first <= day <= last and GOLDEN_WEEK.is_workday(day) for day in days)
    assert len(days) == sum(
        GOLDEN_WEEK.is_workday(first + timedelta(days=place)) for place in range(length + 1)
    )


def test_a_weekend_day_that_is_worked_counts_and_a_holiday_does_not() -> None:
    days = working_days(GOLDEN_WEEK, date(2026, 9, 30), date(2026, 10, 11))
    assert [day.day for day in days] == [30, 8, 9, 10]


def test_key_customers_go_first_then_grade_then_amount() -> None:
    letters = ("A", "B", "C")
    people = {
        "ordinary A": rank("ordinary", "A", None, "C0001", letters),
        "key C": rank("key", "C", 1, "C0002", letters),
        "ordinary B, more": rank("ordinary", "B", 500, "C0004", letters),
        "ordinary B": rank("ordinary", "B", 100, "C0003", letters),
        "no grade": rank("ordinary", None, 900, "C0000", letters),
        "key A": rank("key", "A", None, "C0009", letters),
    }
    assert sorted(people, key=people.__getitem__) == [
        "key A", "key C", "ordinary A", "ordinary B, more", "ordinary B", "no grade",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (MONDAY, MONDAY, ""),
        (MONDAY - timedelta(days=9), MONDAY, ""),
        (MONDAY, MONDAY + timedelta(days=365), ""),
        (MONDAY, MONDAY - timedelta(days=1), "before it begins"),
        (MONDAY - timedelta(days=9), MONDAY - timedelta(days=1), "over already"),
        (MONDAY, MONDAY + timedelta(days=366), "366 days at the most"),
    ],
)
def test_the_period(first: date, last: date, wrong: str) -> None:
    if not wrong:
        check_period(first, last, MONDAY)
        return
    with pytest.raises(UsageRefused if last < first else RuleRefused, match=wrong):
        check_period(first, last, MONDAY)


def test_a_name_is_taken_whatever_its_spaces_and_case() -> None:
    known = [("Spring Visits", MONDAY, MONDAY)]
    check_free("Spring", known)
    with pytest.raises(RuleRefused, match="already"):
        check_free("spring  visits", known)


@pytest.mark.parametrize(
    ("before", "after", "rose"),
    [
        ("B", "A", True),
        ("A", "B", False),
        ("B", "B", False),
        (None, "A", False),
        ("B", None, False),
        ("X", "A", False),
    ],
)
def test_a_rise_is_to_a_better_grade(before: str | None, after: str | None, rose: bool) -> None:
    assert is_rise(before, after, ("A", "B", "C")) is rose


def test_the_window_of_results_follows_the_end() -> None:
    assert last_counted_on(MONDAY, None) == date(2026, 10, 14)
    assert last_counted_on(MONDAY, MONDAY - timedelta(days=4)) == date(2026, 10, 10)
    assert usual_due_on(MONDAY, MONDAY + timedelta(days=1)) == date(2026, 10, 15)


def test_a_done_day_lies_between_the_beginning_and_today() -> None:
    check_done_day(MONDAY, MONDAY, MONDAY)
    for day in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)):
        with pytest.raises(RuleRefused):
            check_done_day(day, MONDAY, MONDAY)


@pytest.mark.parametrize(("typed", "number"), [("3", 3), (" #12 ", 12)])
def test_numbers(typed: str, number: int) -> None:
    assert parse_number(typed, "{typed}") == number


@pytest.mark.parametrize("typed", ["", "x", "-1", "1.5", "一", "٣", "9999999999"])
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(UsageRefused):
        parse_number(typed, "{typed} is none")
