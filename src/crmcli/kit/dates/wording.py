"""Dates as they are shown to people."""

from crmcli.kit.days import date
from crmcli.kit.i18n import _, language

WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}


def weekday_name(day: date) -> str:
    """`Tue` or `周二`."""
    return WEEKDAYS[language()][day.weekday()]


def describe_date(day: date, today: date | None = None) -> str:
    """`2026-12-01 Tue`; with `today` also how far off: `2026-12-01 Tue (in 9 days)`."""
    named = f"{day.isoformat()} {weekday_name(day)}"
    return named if today is None else f"{named} ({_distance((day - today).days)})"


def short_date(day: date, today: date) -> str:
    """`12-01 Tue`, with the year only when it is another: for narrow columns, never for machines."""
    iso = day.isoformat()
    return f"{iso[5:] if day.year == today.year else iso} {weekday_name(day)}"


def _distance(days: int) -> str:
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if days in near:
        return near[days]
    return (_("in {days} days") if days > 0 else _("{days} days ago")).format(days=abs(days))
