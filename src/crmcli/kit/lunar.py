"""The Chinese lunar calendar, 1900 to 2100: lunar days to solar ones, back, and as they recur.

How it counts: docs/rules.md#birthdays.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.lunar_table import FIRST_DAY, FIRST_YEAR, MONTHS_OF_YEAR
from crmcli.kit.remembered import cache

LONGEST_MONTH = 30
_LEAP_MONTH_IS_LONG = 0x10000
_LEAP_MONTH = 0xF


class LunarDate(NamedTuple):
    """A day of the lunar calendar. A leap month repeats the number of the month before it."""

    year: int
    month: int
    day: int
    is_leap_month: bool = False


class _Month(NamedTuple):
    month: int
    is_leap: bool
    days: int
    starts: int  # days after the first of its year


@cache
def _years() -> tuple[int, ...]:
    return tuple(int(packed, 16) for packed in MONTHS_OF_YEAR.split())


@cache
def _months(year: int) -> tuple[_Month, ...]:
    months: list[_Month] = []
    starts = 0
    for month, is_leap, days in _unpacked(_years()[year - FIRST_YEAR]):
        months.append(_Month(month, is_leap, days, starts))
        starts += days
    return tuple(months)


def _unpacked(packed: int) -> Iterator[tuple[int, bool, int]]:
    for month in range(1, 13):
        yield month, False, 30 if packed & (_LEAP_MONTH_IS_LONG >> month) else 29
        if packed & _LEAP_MONTH == month:
            yield month, True, 30 if packed & _LEAP_MONTH_IS_LONG else 29


@cache
def _new_years() -> tuple[date, ...]:
    """The first day of each year, and of the one after the last."""
    day = date(*FIRST_DAY)
    days = [day]
    for packed in _years():
        day += timedelta(days=sum(length for _month, _is_leap, length in _unpacked(packed)))
        days.append(day)
    return tuple(days)


def is_known(year: int) -> bool:
    """Whether the table has that lunar year."""
    return FIRST_YEAR <= year < FIRST_YEAR + len(_years())


def new_year(year: int) -> date:
    """The first day of a lunar year (春节). Raises ValueRefused outside 1900 to 2100."""
    _require(year)
    return _new_years()[year - FIRST_YEAR]


def _require(year: int) -> None:
    if not is_known(year):
        raise ValueRefused(
            _("The lunar calendar is known here from {first} to {last}, not for {year}."),
            first=FIRST_YEAR,
            last=FIRST_YEAR + len(_years()) - 1,
            year=year,
        )


def to_solar(lunar: LunarDate) -> date:
    """The solar day. Raises ValueRefused where the year has no such month, or the month no such day."""
    _require(lunar.year)
    found = _month_of(lunar.year, lunar.month, lunar.is_leap_month)
    if found is None:
        raise ValueRefused(
            _("The lunar year {year} has no leap month {month}."), year=lunar.year, month=lunar.month
        )
    if not 1 <= lunar.day <= found.days:
        raise ValueRefused(
            _("That month of the lunar year {year} has {days} days; there is no day {day}."),
            year=lunar.year,
            days=found.days,
            day=lunar.day,
        )
    return new_year(lunar.year) + timedelta(days=found.starts + lunar.day - 1)


def from_solar(day: date) -> LunarDate:
    """The lunar day of a solar one. Raises ValueRefused outside the table."""
    place = bisect_right(_new_years(), day) - 1
    year = FIRST_YEAR + place
    _require(year if place >= 0 else day.year - 1)
    offset = (day - _new_years()[place]).days
    month = [month for month in _months(year) if month.starts <= offset][-1]
    return LunarDate(year, month.month, offset - month.starts + 1, month.is_leap)


def recurrence(year: int, month: int, day: int, is_leap_month: bool = False) -> date:
    """When a lunar day is kept in a lunar year.

    A leap month's day is kept in the ordinary month of that number where the year has no such leap month, the
    30th of a month of 29 days on the 29th. Raises ValueRefused outside 1900 to 2100.
    """
    _require(year)
    found = _month_of(year, month, is_leap_month) or _month_of(year, month, False)
    if found is None:
        raise ValueRefused(_("There is no lunar month {month}."), month=month)
    return new_year(year) + timedelta(days=found.starts + min(day, found.days) - 1)


def _month_of(year: int, month: int, is_leap: bool) -> _Month | None:
    for found in _months(year):
        if (found.month, found.is_leap) == (month, is_leap):
            return found
    return None
