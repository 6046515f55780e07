"""Working days across holidays, make-up days and weeks of six days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.workdays import WorkCalendar
from crmcli.policy.holidays import work_calendar

KNOWN = work_calendar("", 5)
SIX_DAYS = work_calendar("", 6)
DAYS = st.dates(date(2024, 12, 1), date(2027, 2, 1))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("from_on", "count", "wanted"),
    [
        ("09-30", 3, "10-10"),  # 国庆 1 to 7 October; Saturday the 10th is worked
        ("09-30", 1, "10-08"),
        ("10-09", 1, "10-10"),
        ("10-10", 1, "10-12"),
        ("09-18", 1, "09-20"),  # the Sunday before is worked
        ("02-13", 1, "02-14"),  # 春节 15 to 23 February; Saturdays 14 and 28 are worked
        ("02-13", 3, "02-25"),
        ("02-14", 1, "02-24"),
        ("02-27", 2, "03-02"),
        ("04-30", 3, "05-08"),  # 劳动节 1 to 5 May; Saturday the 9th is worked
        ("05-08", 1, "05-09"),
        ("04-03", 1, "04-07"),
        ("06-18", 1, "06-22"),
        ("09-24", 1, "09-28"),
        ("11-20", 3, "11-25"),  # a Friday without a holiday near
        ("11-21", 3, "11-25"),
    ],
)
def test_days_counted_across_the_holidays_of_2026(from_on: str, count: int, wanted: str) -> None:
    assert KNOWN.after(day(from_on), count) == day(wanted)


@pytest.mark.parametrize(
    ("from_on", "count", "wanted"), [("11-20", 3, "11-24"), ("09-30", 3, "10-10"), ("10-10", 1, "10-12")]
)
def test_a_week_of_six_days_works_on_saturdays(from_on: str, count: int, wanted: str) -> None:
    assert SIX_DAYS.after(day(from_on), count) == day(wanted)


def test_the_published_schedules_number_as_many_days_as_the_notices_say() -> None:
    for year, resting, working in ((2025, 28, 5), (2026, 33, 6)):
        assert sum(one.year == year for one in KNOWN.holidays) == resting
        assert sum(one.year == year for one in KNOWN.worked) == working


def test_years_without_a_schedule_are_named() -> None:
    assert KNOWN.unknown_years(date(2026, 12, 30), date(2028, 1, 2)) == [2027, 2028]
    assert KNOWN.after(date(2026, 12, 31), 1) == date(2027, 1, 1)  # by the week alone


@given(DAYS, st.integers(1, 30), st.sampled_from([KNOWN, SIX_DAYS, WorkCalendar()]))
def test_so_many_working_days_lie_between(start: date, count: int, calendar: WorkCalendar) -> None:
    end = calendar.after(start, count)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(calendar.is_workday, between)) == count
    assert calendar.is_workday(end)


@given(DAYS, st.sampled_from([KNOWN, SIX_DAYS]))
def test_the_neighbouring_working_days_have_none_between(some: date, calendar: WorkCalendar) -> None:
    before, after = calendar.previous_workday(some), calendar.next_workday(some)
    assert before <= some <= after
    assert calendar.is_workday(before)
    assert calendar.is_workday(after)
    inside = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(map(calendar.is_workday, inside))


def test_the_calendar_ends_quietly() -> None:
    assert KNOWN.after(date.max, 3) == date.max
    assert WorkCalendar(days_a_week=0).previous_workday(date.min) == date.min
