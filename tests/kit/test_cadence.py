"""How often: reading, adding and wording a span of time."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.cadence import Cadence, describe_cadence, parse_cadence
from crmcli.kit.errors import ValueRefused

cadences = st.builds(Cadence, st.integers(1, 9999), st.sampled_from("dwmy"))


@pytest.mark.parametrize(
    ("typed", "count", "unit"),
    [
        *(("1d", 1, "d"), ("7d", 7, "d"), ("15d", 15, "d"), ("2w", 2, "w"), ("1m", 1, "m"), ("1y", 1, "y")),
        *(
            (" 30 D ", 30, "d"),
            ("７d", 7, "d"),
            ("2 weeks", 2, "w"),
            ("1 month", 1, "m"),
            ("9999d", 9999, "d"),
        ),
        *(("7天", 7, "d"), ("两周", 2, "w"), ("十五日", 15, "d"), ("3个月", 3, "m"), ("一年", 1, "y")),
        *(("半个月", 15, "d"), ("半年", 6, "m")),
    ],
)
def test_a_span_of_time(typed: str, count: int, unit: str) -> None:
    assert parse_cadence(typed) == Cadence(count, unit)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "7", "d", "0d", "-1d", "+7d", "7h", "1.5d", "7d7d", "1d 7d", "10000d", "9" * 60 + "d"),
        *("每天", "in 3 days", "3天后", "#d", "十十天", "\x00", "\ud800", "7d\x1b"),
    ],
)
def test_what_is_no_span_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused, match="7d, 2w, 1m or 1y") as refusal:
        parse_cadence(typed)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    ("typed", "day", "after"),
    [
        ("1d", "2026-12-31", "2027-01-01"),
        ("7d", "2026-11-22", "2026-11-29"),
        ("2w", "2026-11-22", "2026-12-06"),
        ("15d", "2024-02-20", "2024-03-06"),
        ("1m", "2026-01-31", "2026-02-28"),
        ("1m", "2024-01-31", "2024-02-29"),
        ("13m", "2026-12-31", "2028-01-31"),
        ("1y", "2024-02-29", "2025-02-28"),
        ("4y", "2024-02-29", "2028-02-29"),
        ("1y", "1999-02-28", "2000-02-28"),
        ("1d", "9999-12-31", "9999-12-31"),
        ("1m", "9999-12-01", "9999-12-31"),
        ("9999y", "2026-11-22", "9999-12-31"),
    ],
)
def test_the_day_after_a_span(typed: str, day: str, after: str) -> None:
    assert parse_cadence(typed).after(date.fromisoformat(day)).isoformat() == after


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        *(("1d", "every day"), ("7d", "every 7 days"), ("1w", "every week"), ("2w", "every 2 weeks")),
        *(("1m", "every month"), ("3m", "every 3 months"), ("1y", "once a year"), ("2y", "every 2 years")),
    ],
)
def test_a_span_in_words(typed: str, words: str) -> None:
    assert describe_cadence(parse_cadence(typed)) == words


@given(cadences)
def test_what_is_printed_is_read_back(cadence: Cadence) -> None:
    assert parse_cadence(str(cadence)) == cadence


@given(cadences, st.dates())
def test_a_span_always_leads_later_and_no_later_than_it_says(cadence: Cadence, day: date) -> None:
    after = cadence.after(day)
    longest_unit = {"d": 1, "w": 7, "m": 31, "y": 366}[cadence.unit]
    assert after > day or day == date.max
    assert (after - day).days <= cadence.count * longest_unit


@given(cadences, st.dates(max_value=date(3000, 1, 1)))
def test_months_and_years_are_those_of_the_calendar(cadence: Cadence, day: date) -> None:
    count = cadence.count
    spans = {
        "d": relativedelta(days=count),
        "w": relativedelta(weeks=count),
        "m": relativedelta(months=count),
        "y": relativedelta(years=count),
    }
    try:
        expected = day + spans[cadence.unit]
    except (ValueError, OverflowError):
        expected = date.max
    assert cadence.after(day) == expected
    assert cadence.after(day) >= day + timedelta(days=1)


@given(st.text())
def test_any_text_is_a_span_or_a_refusal(typed: str) -> None:
    try:
        assert parse_cadence(typed).count >= 1
    except ValueRefused as refusal:
        assert str(refusal).isprintable()  # noqa: PT017
