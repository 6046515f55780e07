"""Dates written out in figures, with or without the year."""

from crmcli.kit.dates.arithmetic import day_if_any
from crmcli.kit.dates.refusals import (
    NO_SUCH_DAY,
    NOT_UNDERSTOOD,
    OUT_OF_RANGE,
    WRONG_WEEKDAY,
    YEAR_FIRST,
    DateError,
)
from crmcli.kit.dates.tokens import shape_of
from crmcli.kit.days import EARLIEST_YEAR, date

# What the numbers of a shape are, in order.
WITH_YEAR = (
    dict.fromkeys(("#-#-#", "#/#/#", "#.#.#", "#年#月#日", "#年#月#号", "#年#月#"), "ymd")
    | dict.fromkeys(("@#,#", "@# #"), "mdy")
    | {"#@#": "dmy"}
)
WITHOUT_YEAR = dict.fromkeys(("#-#", "#/#", "#月#日", "#月#号", "#月#", "@#"), "md") | {"#@": "dm"}
_ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_FORMS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
ENGLISH_WEEKDAYS = {
    spelling: number for number, name in enumerate(_ENGLISH_WEEKDAYS) for spelling in {name, name[:3]}
} | _SHORT_FORMS
CHINESE_WEEKS = ("周", "星期", "礼拜")
WEEKDAY_SUFFIXES = ENGLISH_WEEKDAYS | {
    week + day: number
    for week in CHINESE_WEEKS
    for number, days in enumerate(("一", "二", "三", "四", "五", "六", "日天"))
    for day in days
}


def read_written(text: str) -> date | None:
    """The day of a folded text that names its year, with or without a weekday; None: another kind of text."""
    shape, numbers = shape_of(text)
    if shape == "#" and len(numbers[0]) == 8 and numbers[0] in text:
        return _day(numbers[0][:4], numbers[0][4:6], numbers[0][6:])
    if shape not in WITH_YEAR:
        return _read_with_weekday(text)
    parts = dict(zip(WITH_YEAR[shape], numbers, strict=True))
    if len(parts["y"]) != 4:
        raise DateError(YEAR_FIRST)
    return _day(parts["y"], parts["m"], parts["d"])


def read_month_day(shape: str, numbers: list[str]) -> tuple[int, int] | None:
    """Month and day of a shape that leaves the year out; None: another shape."""
    if shape not in WITHOUT_YEAR:
        return None
    parts = dict(zip(WITHOUT_YEAR[shape], numbers, strict=True))
    return small_number(parts["m"]), small_number(parts["d"])


def small_number(digits: str) -> int:
    """A month, a day or the like: one or two digits."""
    if len(digits) > 2:
        raise DateError(NOT_UNDERSTOOD)
    return int(digits)


def _day(year: str, month: str, day: str) -> date:
    found = day_if_any(int(year), small_number(month), small_number(day))
    if found is None:
        raise DateError(NO_SUCH_DAY if int(year) >= EARLIEST_YEAR else OUT_OF_RANGE)
    return found


def _read_with_weekday(text: str) -> date | None:
    """`2026-12-01周二`: what the program prints and spreadsheets show must be readable."""
    bare = text.rstrip(")")
    for name, weekday in WEEKDAY_SUFFIXES.items():
        front = bare.removesuffix(name).rstrip("(,")
        if front == bare or not front or shape_of(front)[0] not in {"#", *WITH_YEAR}:
            continue
        day = read_written(front)
        if day is not None and day.weekday() != weekday:
            raise DateError(WRONG_WEEKDAY)
        return day
    return None
