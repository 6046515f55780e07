"""The lunar calendar against dates that almanacs publish."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import ValueRefused
from crmcli.kit.lunar import LunarDate, from_solar, new_year, recurrence, to_solar

# 春节 of the years 1950 to 2050, month and day, as almanacs have them.
NEW_YEARS = """
2-17 2-06 1-27 2-14 2-03 1-24 2-12 1-31 2-18 2-08
1-28 2-15 2-05 1-25 2-13 2-02 1-21 2-09 1-30 2-17
2-06 1-27 2-15 2-03 1-23 2-11 1-31 2-18 2-07 1-28
2-16 2-05 1-25 2-13 2-02 2-20 2-09 1-29 2-17 2-06
1-27 2-15 2-04 1-23 2-10 1-31 2-19 2-07 1-28 2-16
2-05 1-24 2-12 2-01 1-22 2-09 1-29 2-18 2-07 1-26
2-14 2-03 1-23 2-10 1-31 2-19 2-08 1-28 2-16 2-05
1-25 2-12 2-01 1-22 2-10 1-29 2-17 2-06 1-26 2-13
2-03 1-23 2-11 1-31 2-19 2-08 1-28 2-15 2-04 1-24
2-12 2-01 1-22 2-10 1-30 2-17 2-06 1-26 2-14 2-02
1-23
""".split()
LEAP_MONTHS = {
    1952: 5, 1955: 3, 1957: 8, 1960: 6, 1963: 4, 1966: 3, 1968: 7, 1971: 5, 1974: 4, 1976: 8, 1979: 6,
    1982: 4, 1984: 10, 1987: 6, 1990: 5, 1993: 3, 1995: 8, 1998: 5, 2001: 4, 2004: 2, 2006: 7, 2009: 5,
    2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6, 2039: 5,
    2042: 2, 2044: 7, 2047: 5, 2050: 3,
}  # fmt: skip


@pytest.mark.parametrize(("year", "published"), list(enumerate(NEW_YEARS, 1950)))
def test_new_years(year: int, published: str) -> None:
    month, day = map(int, published.split("-"))
    assert new_year(year) == date(year, month, day)


def has_leap(year: int, month: int) -> bool:
    try:
        to_solar(LunarDate(year, month, 1, is_leap_month=True))
    except ValueRefused:
        return False
    return True


@pytest.mark.parametrize("year", range(1950, 2051))
def test_leap_months(year: int) -> None:
    found = [month for month in range(1, 13) if has_leap(year, month)]
    assert found == [month for month in (LEAP_MONTHS.get(year),) if month]


@pytest.mark.parametrize(
    ("solar", "lunar"),
    [
        ("1900-01-31", (1900, 1, 1, False)),
        ("1949-10-01", (1949, 8, 10, False)),
        ("1978-09-17", (1978, 8, 15, False)),  # 中秋; older almanacs had 09-16
        ("1982-05-23", (1982, 4, 1, True)),
        ("2020-05-23", (2020, 4, 1, True)),
        ("2023-03-22", (2023, 2, 1, True)),
        ("2025-07-25", (2025, 6, 1, True)),
        ("2025-10-06", (2025, 8, 15, False)),  # 中秋
        ("2026-06-19", (2026, 5, 5, False)),  # 端午
        ("2033-12-22", (2033, 11, 1, True)),  # the year that older tables gave a leap seventh month
        ("2034-02-18", (2033, 12, 30, False)),
        ("2101-01-28", (2100, 12, 29, False)),  # the last day of the table
    ],
)
def test_published_days(solar: str, lunar: tuple[int, int, int, bool]) -> None:
    day = date.fromisoformat(solar)
    assert from_solar(day) == lunar
    assert to_solar(LunarDate(*lunar)) == day


@given(st.dates(date(1900, 1, 31), date(2101, 1, 28)))
def test_there_and_back(day: date) -> None:
    assert to_solar(from_solar(day)) == day


@given(st.dates(date(1900, 1, 31), date(2101, 1, 27)))
def test_the_next_day_follows(day: date) -> None:
    lunar, after = from_solar(day), from_solar(day + timedelta(days=1))
    assert after.day in (1, lunar.day + 1)
    if after.day == 1:
        assert lunar.day in (29, 30)


@pytest.mark.parametrize(
    ("year", "lunar_day", "kept_on"),
    [
        (2026, (8, 15, False), "2026-09-25"),
        (2020, (4, 1, True), "2020-05-23"),
        (2026, (4, 1, True), "2026-05-17"),  # no leap month: the ordinary fourth
        (2025, (4, 1, True), "2025-04-28"),  # another leap month does not count
        (2025, (12, 30, False), "2026-02-16"),  # the 12th month of 2025 has 29 days
        (2024, (12, 30, False), "2025-01-28"),
    ],
)
def test_recurrence(year: int, lunar_day: tuple[int, int, bool], kept_on: str) -> None:
    assert recurrence(year, *lunar_day) == date.fromisoformat(kept_on)


@pytest.mark.parametrize(
    "lunar",
    [
        LunarDate(1899, 1, 1),
        LunarDate(2101, 1, 1),
        LunarDate(2026, 4, 1, True),
        LunarDate(2025, 12, 30),
        LunarDate(2026, 13, 1),
        LunarDate(2026, 1, 0),
    ],
)
def test_days_that_the_calendar_does_not_have(lunar: LunarDate) -> None:
    with pytest.raises(ValueRefused):
        to_solar(lunar)


@pytest.mark.parametrize("day", [date(1900, 1, 30), date(2101, 1, 29), date.min, date.max])
def test_days_outside_the_table(day: date) -> None:
    with pytest.raises(ValueRefused):
        from_solar(day)
