"""Days, months and years added by the calendar."""

from crmcli.kit.days import EARLIEST_YEAR, date, timedelta


def shifted(day: date, count: int, unit: str) -> date:
    """`day` moved by `count` (also negative) of `d`, `w`, `m` or `y`; OverflowError outside the calendar."""
    if unit == "d":
        return day + timedelta(days=count)
    if unit == "w":
        return day + timedelta(weeks=count)
    year, month = month_after(day, count * 12 if unit == "y" else count)
    return date(year, month, min(day.day, days_in_month(year, month)))


def month_after(day: date, months: int) -> tuple[int, int]:
    """Year and month `months` after that of `day`; OverflowError outside the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return year, month + 1


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_if_any(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has none or the year is not taken."""
    if not (EARLIEST_YEAR <= year <= 9999 and 1 <= month <= 12):
        return None
    return date(year, month, day) if 1 <= day <= days_in_month(year, month) else None


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
