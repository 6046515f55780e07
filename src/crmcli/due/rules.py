"""What WHEN means. Rules: docs/rules.md#due."""

from crmcli.kit.days import date, timedelta

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


def parse_when(typed: str, today: date) -> tuple[date, bool]:
    """The window of `crm due WHEN`: rows visible by that day; True where only those due before today are meant.

    Raises ValueRefused.
    """
    word = _WORDS.get(typed.strip().lower())
    if word == "all":
        return date.max, False
    if word is not None:
        return _last_day(word, today), word == "overdue"
    from crmcli.kit.dates import parse_date

    return parse_date(typed, today, "future"), False


def is_date(typed: str) -> bool:
    """Whether WHEN is none of the words, and so a date that may have been understood in another way than meant."""
    return typed.strip().lower() not in _WORDS


def _last_day(word: str, today: date) -> date:
    if word == "tomorrow":
        return today + timedelta(days=1)
    if word == "week":
        return today + timedelta(days=6 - today.weekday())
    if word == "month":
        from crmcli.kit.dates.arithmetic import days_in_month

        return today.replace(day=days_in_month(today.year, today.month))
    return today
