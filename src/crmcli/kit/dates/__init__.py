"""Dates as people type them, in English and Chinese.

An *open* date leaves something out (`fri`, `12-01`, `5号`, `月底`): direction "past" takes the latest
that is not after today, "future" the first that is not before it; today itself counts in both.
`last`, `this` and `next` (上, 这, 下) name a day of last, this or next week, and weeks begin on Monday.
A month or a year is added by the calendar and cut to the month's end: 01-31 and a month is 02-28.
"""

from crmcli.kit.dates.wording import describe_date, short_date, weekday_name
from crmcli.kit.days import EARLIEST_YEAR, date, timedelta

TYPE_CHECKING = False  # checkers take it as true; importing typing for it would cost the read path 11 ms
if TYPE_CHECKING:
    from typing import Literal

    from crmcli.kit.dates.moments import Moment, parse_moment
    from crmcli.kit.dates.tables import parse_table_date

    Direction = Literal["past", "future"]
else:
    Direction = str

__all__ = [
    "Direction",
    "Moment",
    "describe_date",
    "parse_date",
    "parse_moment",
    "parse_table_date",
    "short_date",
    "weekday_name",
]

_LOADED_WHEN_ASKED = {"Moment": "moments", "parse_moment": "moments", "parse_table_date": "tables"}


def parse_date(text: str, today: date, direction: Direction) -> date:
    """The day that `text` means on `today`, in the years 1900 to 9999; ValueRefused when it means none."""
    try:
        day = _often_typed(text, today)
    except (ValueError, OverflowError):
        day = None  # the grammar words the refusal
    if day is not None and day.year >= EARLIEST_YEAR:
        return day
    from crmcli.kit.dates import grammar, refusals, tokens

    try:
        return grammar.read_date(tokens.folded(text), today, direction)
    except refusals.DateError as problem:
        raise refusals.refused(text, problem) from None


def _often_typed(text: str, today: date) -> date | None:
    """`2026-12-01`, `+7d` and `-7d`, which scripts ask for a hundred times a day, without the grammar."""
    if len(text) == 10 and text[4] == text[7] == "-":
        return date.fromisoformat(text)
    count = text[1:-1]
    if (
        text[:1] in ("+", "-")
        and text[-1:] == "d"
        and count.isascii()
        and count.isdigit()
        and len(count) <= 4
    ):
        return today + timedelta(days=int(text[:-1]))
    return None


def __getattr__(name: str) -> object:
    """Load the rarer readers when they are first asked for."""
    if name not in _LOADED_WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LOADED_WHEN_ASKED[name]}"), name)
