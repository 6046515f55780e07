"""Quarters of the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.team.rules import end_of_next_quarter, quarter_of


@pytest.mark.parametrize(
    ("day", "first", "last", "again"),
    [
        ("2026-01-01", "2026-01-01", "2026-03-31", "2026-06-30"),
        ("2026-06-30", "2026-04-01", "2026-06-30", "2026-09-30"),
        ("2026-09-01", "2026-07-01", "2026-09-30", "2026-12-31"),
        ("2026-12-31", "2026-10-01", "2026-12-31", "2027-03-31"),
    ],
)
def test_quarters(day: str, first: str, last: str, again: str) -> None:
    found = quarter_of(date.fromisoformat(day))
    assert (str(found[0]), str(found[1])) == (first, last)
    assert str(end_of_next_quarter(date.fromisoformat(day))) == again


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_quarter(day: date) -> None:
    first, last = quarter_of(day)
    assert first <= day <= last
    assert (first.day, first.month % 3, (last + timedelta(days=1)).day) == (1, 1, 1)
    assert 90 <= (last - first).days + 1 <= 92
