"""The calendar quarter by which customers are called on and grades are looked at (docs/rules.md#team-rules)."""

from datetime import date, timedelta


def quarter_of(day: date) -> tuple[date, date]:
    """The first and the last day of the calendar quarter in which a day lies."""
    month = 3 * ((day.month - 1) // 3) + 1
    first = date(day.year, month, 1)
    return first, _next_first(first) - timedelta(days=1)


def end_of_next_quarter(day: date) -> date:
    """By when what was done on `day` is to be done again: the last day of the quarter after."""
    return quarter_of(_next_first(quarter_of(day)[0]))[1]


def _next_first(first: date) -> date:
    """The first day of the quarter after one that begins on `first`."""
    return date(first.year + (first.month == 10), (first.month + 3 - 1) % 12 + 1, 1)
