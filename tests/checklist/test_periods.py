"""Which days a paper must cover, and which of them papers that came do not."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.checklist.periods import Period, joined, required_periods, uncovered
from crmcli.checklist.template import Span

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
PERIODS = st.tuples(DAYS, st.integers(0, 200)).map(
    lambda pair: Period(pair[0], pair[0] + timedelta(days=pair[1]))
)


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("unit", "number", "applied_on", "wanted"),
    [
        ("months", 6, "2026-11-20", [("2026-05-20", "2026-11-19")]),
        ("months", 12, "2026-11-20", [("2025-11-20", "2026-11-19")]),
        ("months", 6, "2026-08-31", [("2026-02-28", "2026-08-30")]),
        ("calendar_months", 4, "2026-11-20", [("2026-07-01", "2026-10-31")]),
        ("calendar_months", 3, "2026-02-01", [("2025-11-01", "2026-01-31")]),
        ("calendar_years", 1, "2026-11-20", [("2025-01-01", "2025-12-31")]),
        ("year_ends", 2, "2026-11-20", [("2024-12-31", "2024-12-31"), ("2025-12-31", "2025-12-31")]),
    ],
)
def test_a_span_is_seen_from_the_application(
    unit: str, number: int, applied_on: str, wanted: list[tuple[str, str]]
) -> None:
    found = required_periods([Span(unit, number)], date.fromisoformat(applied_on))
    assert found == [period(*each) for each in wanted]


def test_the_previous_year_and_the_last_six_months() -> None:
    spans = [Span("calendar_years", 1), Span("months", 6)]
    assert required_periods(spans, date(2026, 11, 20)) == [
        period("2025-01-01", "2025-12-31"),
        period("2026-05-20", "2026-11-19"),
    ]


def test_two_statements_that_meet_cover_what_they_cover_together() -> None:
    wanted = [period("2026-05-20", "2026-11-19")]
    assert uncovered(wanted, [period("2026-05-01", "2026-08-31"), period("2026-09-01", "2026-11-20")]) == []
    assert uncovered(wanted, [period("2026-05-01", "2026-08-31"), period("2026-09-03", "2026-11-10")]) == [
        period("2026-09-01", "2026-09-02"),
        period("2026-11-11", "2026-11-19"),
    ]


def days_of(periods: list[Period]) -> set[date]:
    return {
        one.first + timedelta(days=count)
        for one in periods
        for count in range((one.last - one.first).days + 1)
    }


@given(st.lists(PERIODS, max_size=4), st.lists(PERIODS, max_size=5))
def test_what_is_uncovered_is_what_no_paper_has(required: list[Period], held: list[Period]) -> None:
    found = uncovered(required, held)
    assert days_of(found) == days_of(required) - days_of(held)
    assert found == sorted(found)


@given(st.lists(PERIODS, max_size=6))
def test_joined_periods_have_the_same_days_and_a_day_between_them(periods: list[Period]) -> None:
    found = joined(periods)
    assert days_of(found) == days_of(periods)
    assert all(one.last + timedelta(days=1) < other.first for one, other in pairwise(found))
