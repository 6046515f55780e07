"""Birthdays, solar and lunar: what may be typed, how they are stored, when they come (docs/rules.md#birthdays)."""

from __future__ import annotations

from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.days import date
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.remembered import lru_cache
from crmcli.kit.shown import excerpt

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple

_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Birthday(NamedTuple):
    """As stored: `1980-05-17`, `05-17` where the year is not known; a lunar leap month has an L, `1982-04L-01`."""

    text: str
    is_lunar: bool

    @property
    def year(self) -> int | None:
        """The year of birth, by the birthday's own calendar."""
        return int(self.text[:4]) if self.text[4:5] == "-" else None


def parse_birthday(typed: str, lunar: bool, today: date) -> Birthday:
    """A birthday; lunar when that is said or it is written so (农历八月十五, 闰4-1). Raises ValueRefused."""
    from crmcli.kit.lunar_text import looks_lunar, names_lunar_calendar

    if lunar or looks_lunar(typed) or names_lunar_calendar(typed):
        return _parse_lunar(typed, today)
    month_day = _month_day(typed)
    if month_day is not None:
        return Birthday(month_day, False)
    born = parse_date(typed, today, "past")
    _refuse_future(born, today, typed)
    return Birthday(born.isoformat(), False)


def _parse_lunar(typed: str, today: date) -> Birthday:
    from crmcli.kit.lunar import LunarDate, to_solar
    from crmcli.kit.lunar_text import parse_lunar, stored_lunar

    day = parse_lunar(typed)
    if day.year is not None:
        _refuse_future(to_solar(LunarDate(day.year, *day[1:])), today, typed)
    return Birthday(stored_lunar(day), True)


def _refuse_future(born: date, today: date, typed: str) -> None:
    if born > today:
        raise ValueRefused(_("A birthday cannot lie in the future: {typed}."), typed=excerpt(typed))


def _month_day(typed: str) -> str | None:
    """`05-17` of a solar day without its year, 02-29 among them. Raises ValueRefused where there is no such day."""
    import re

    found = re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})[日号]?", typed.strip())
    if found is None:
        return None
    month, day = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and 1 <= day <= _LAST_DAYS[month - 1]):
        raise ValueRefused(_("There is no such day: {typed}."), typed=typed)
    return f"{month:02d}-{day:02d}"


# An import has many people and few days of the year.
@lru_cache(maxsize=2048)
def _kept(month_day: str, is_lunar: bool, first_year: int, last_year: int) -> tuple[tuple[int, date], ...]:
    """The days on which a month and day is kept, each with its year in its own calendar.

    02-29 is kept on 02-28 in years without it; lunar days as `kit.lunar.recurrence` says.
    """
    days = ((year, _kept_in(month_day, is_lunar, year)) for year in range(first_year, last_year + 1))
    return tuple((year, day) for year, day in days if day is not None)


def _kept_in(month_day: str, is_lunar: bool, year: int) -> date | None:
    """None beyond the calendar."""
    month, _dash, day = month_day.partition("-")
    if is_lunar:
        from crmcli.kit.lunar import is_known, recurrence

        if not is_known(year):
            return None
        return recurrence(year, int(month.removesuffix("L")), int(day), month.endswith("L"))
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return date(year, 2, 28) if date.min.year <= year <= date.max.year else None


def next_birthday(birthday: Birthday, today: date) -> date | None:
    """The first that is not past, today's included; a lunar one may leave out a whole solar year."""
    return next(iter(birthdays_between(birthday, today, today.year + 2)), None)


def birthdays_between(birthday: Birthday, first: date, last_year: int) -> list[date]:
    """The days from `first` to the end of the solar `last_year`; a lunar year begins in the solar one of its number."""
    born = birthday.year or 0
    month_day = birthday.text[5:] if born else birthday.text
    return [
        day
        for year, day in _kept(month_day, birthday.is_lunar, first.year - 1, last_year)
        if year >= born and first <= day and day.year <= last_year
    ]


def age_on(birthday: Birthday, day: date) -> int | None:
    """How old somebody becomes on a birthday, in years of its own calendar; None where the year is not known."""
    if birthday.year is None:
        return None
    if not birthday.is_lunar:
        return day.year - birthday.year
    from crmcli.kit.lunar import from_solar

    return from_solar(day).year - birthday.year


def describe_birthday(birthday: Birthday) -> str:
    """For people: `1980-05-17`, `农历八月十五`."""
    if not birthday.is_lunar:
        return birthday.text
    from crmcli.kit.lunar_text import describe_lunar, parse_lunar

    return describe_lunar(parse_lunar(birthday.text))


def describe_next(birthday: Birthday, today: date) -> str:
    """`2026-12-01 Tue (in 9 days), turns 46`; empty where none comes."""
    day = next_birthday(birthday, today)
    if day is None:
        return ""
    age = age_on(birthday, day)
    when = describe_date(day, today)
    return when if not age else _("{day}, turns {age}").format(day=when, age=age)
