"""What WHEN means. Rules: docs/rules.md#due."""

from datetime import date, timedelta
from typing import NamedTuple

from crmcli.kit.dates import parse_date
from crmcli.kit.dates.arithmetic import days_in_month

_WORDS = {
    "today": "today",
    "今天": "today",
    "overdue": "overdue",
    "逾期": "overdue",
    "tomorrow": "tomorrow",
    "明天": "tomorrow",
    "week": "week",
    "本周": "week",
    "这周": "week",
    "month": "month",
    "本月": "month",
    "这个月": "month",
    "all": "all",
    "全部": "all",
}


class Window(NamedTuple):
    """Rows that are visible by `until`; with `late_only` those due before today."""

    until: date
    late_only: bool = False


def parse_when(typed: str, today: date) -> Window:
    """The window of `crm due WHEN`. Raises ValueRefused."""
    word = _WORDS.get(typed.strip().lower())
    if word == "overdue":
        return Window(today, late_only=True)
    if word == "all":
        return Window(date.max)
    return Window(_last_day(word, today) if word else parse_date(typed, today, "future"))


def is_date(typed: str) -> bool:
    """Whether WHEN is none of the words, and so a date that may have been understood in another way than meant."""
    return typed.strip().lower() not in _WORDS


def _last_day(word: str, today: date) -> date:
    if word == "tomorrow":
        return today + timedelta(days=1)
    if word == "week":
        return today + timedelta(days=6 - today.weekday())
    if word == "month":
        return today.replace(day=days_in_month(today.year, today.month))
    return today
