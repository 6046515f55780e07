"""Birthdays by either calendar: what is typed, stored and kept when."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.customer.birthday import (
    Birthday,
    age_on,
    birthdays_between,
    describe_next,
    next_birthday,
    parse_birthday,
)
from crmcli.kit.errors import ValueRefused

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "lunar", "stored"),
    [
        ("1980-05-17", False, Birthday("1980-05-17", False)),
        ("5-17", False, Birthday("05-17", False)),
        ("2-29", False, Birthday("02-29", False)),
        ("1980年5月17日", False, Birthday("1980-05-17", False)),
        ("5月17日", True, Birthday("05-17", True)),
        ("1980-05-17", True, Birthday("1980-05-17", True)),
        ("农历八月十五", False, Birthday("08-15", True)),
        ("闰4-1", False, Birthday("04L-01", True)),
        ("1982年闰四月初一", False, Birthday("1982-04L-01", True)),
        ("腊月廿三", True, Birthday("12-23", True)),
        ("2-30", True, Birthday("02-30", True)),
    ],
)
def test_what_is_stored(typed: str, lunar: bool, stored: Birthday) -> None:
    assert parse_birthday(typed, lunar, TODAY) == stored


@pytest.mark.parametrize(
    ("typed", "lunar"),
    [
        ("13-01", False),
        ("2-30", False),
        ("2027-01-01", False),
        ("2026-12-01", True),
        ("1980-04L-01", True),
        ("生日", False),
        ("", True),
    ],
)
def test_what_is_refused(typed: str, lunar: bool) -> None:
    with pytest.raises(ValueRefused):
        parse_birthday(typed, lunar, TODAY)


@pytest.mark.parametrize(
    ("text", "is_lunar", "coming", "age"),
    [
        ("1980-11-22", False, "2026-11-22", 46),  # today counts
        ("1980-11-21", False, "2027-11-21", 47),
        ("12-01", False, "2026-12-01", None),
        ("2000-02-29", False, "2027-02-28", 27),
        ("1982-04L-01", True, "2027-05-06", 45),  # 2027 has no leap fourth month
        ("1975-12-30", True, "2027-02-05", 51),  # the lunar year 2026 has a 30th in its last month
        ("11-01", True, "2026-12-09", None),
    ],
)
def test_next(text: str, is_lunar: bool, coming: str, age: int | None) -> None:
    birthday = Birthday(text, is_lunar)
    day = next_birthday(birthday, TODAY)
    assert day == date.fromisoformat(coming)
    assert age_on(birthday, day) == age


def test_nothing_comes_before_birth_or_after_the_calendar() -> None:
    assert birthdays_between(Birthday("2026-08-15", True), date(2026, 1, 1), 2028) == [
        date(2026, 9, 25),
        date(2027, 9, 15),
        date(2028, 10, 3),
    ]
    assert next_birthday(Birthday("08-15", True), date(2200, 1, 1)) is None
    assert next_birthday(Birthday("08-15", False), date(9999, 12, 31)) is None
    assert describe_next(Birthday("08-15", True), date(2200, 1, 1)) == ""


lunar_texts = st.builds(
    lambda month, leap, day: f"{month:02d}{leap}-{day:02d}",
    st.integers(1, 12),
    st.sampled_from(["", "L"]),
    st.integers(1, 30),
)


def test_a_lunar_birthday_may_leave_out_a_solar_year() -> None:
    assert next_birthday(Birthday("11-11", True), date(1994, 12, 14)) == date(1996, 1, 1)


@given(lunar_texts, st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_a_lunar_birthday_comes_once_a_lunar_year(text: str, today: date) -> None:
    days = birthdays_between(Birthday(text, True), today, today.year + 4)
    assert days[0] == next_birthday(Birthday(text, True), today)
    assert all(350 <= (later - day).days <= 386 for day, later in pairwise(days))
    assert days == sorted(days)
