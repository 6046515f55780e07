"""What each shape of text means, given today and a direction: a table filled by families of phrases."""

from __future__ import annotations

from crmcli.kit.dates import Direction
from crmcli.kit.dates.arithmetic import day_if_any, days_in_month, monday_of, month_after, shifted
from crmcli.kit.dates.refusals import NO_SUCH_DAY, NOT_UNDERSTOOD, OUT_OF_RANGE, DateError
from crmcli.kit.dates.tokens import shape_of
from crmcli.kit.dates.written import (
    CHINESE_WEEKS,
    ENGLISH_WEEKDAYS,
    read_month_day,
    read_written,
    small_number,
)
from crmcli.kit.days import EARLIEST_YEAR, date, timedelta

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Rule = Callable[[list[str], date, Direction], date]

DAYS_AWAY = {
    "today": 0, "今天": 0, "今日": 0,
    "tomorrow": 1, "明天": 1, "明日": 1, "后天": 2, "后日": 2, "大后天": 3,
    "yesterday": -1, "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "大前天": -3,
}  # fmt: skip
UNIT_NAMES = {
    "d": ("d", "day", "days", "天", "日"),
    "w": ("w", "wk", "wks", "week", "weeks", "周", "星期", "礼拜", "个星期", "个礼拜"),
    "m": ("m", "mo", "month", "months", "个月"),
    "y": ("y", "yr", "yrs", "year", "years", "年"),
}
HALVES = {"半个月": (15, "d"), "半月": (15, "d"), "半年": (6, "m")}
CHINESE_LATER = ("后", "以后", "之后")
CHINESE_EARLIER = ("前", "以前", "之前")
ENGLISH_AWAY = {"last": -1, "this": 0, "next": 1}
CHINESE_AWAY = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
MONTHS_AWAY = {prefix + month: away for prefix, away in CHINESE_AWAY.items() for month in ("月", "个月")}
YEARS_AWAY = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "下年": 1, "后年": 2}
OPEN_MONTH_ENDS = ("eom", "endofmonth", "月底", "月末")
OPEN_QUARTER_ENDS = ("eoq", "endofquarter", "季末", "季度末", "季底")
OPEN_YEAR_ENDS = ("eoy", "endofyear", "年底", "年末")


def read_date(text: str, today: date, direction: Direction) -> date:
    """The day a folded text means; DateError when it means none."""
    day = read_written(text)
    if day is None:
        try:
            day = _read_relative(text, today, direction)
        except OverflowError:
            raise DateError(OUT_OF_RANGE) from None
    if day.year < EARLIEST_YEAR:
        raise DateError(OUT_OF_RANGE)
    return day


def _read_relative(text: str, today: date, direction: Direction) -> date:
    shape, numbers = shape_of(text)
    month_day = read_month_day(shape, numbers)
    if month_day is not None:
        days = (
            day_if_any(today.year + away, *month_day) for away in range(-8, 9)
        )  # 02-29 can be 8 years off
        return _nearest(days, today, direction)
    rule = RULES.get(shape)
    if rule is None:
        raise DateError(NOT_UNDERSTOOD)
    return rule(numbers, today, direction)


def _nearest(candidates: Iterable[date | None], today: date, direction: Direction) -> date:
    """The latest that is not after today, or the first that is not before it."""
    days = [day for day in candidates if day is not None]
    if not days:
        raise DateError(NO_SUCH_DAY)
    past = direction == "past"
    fitting = [day for day in days if day == today or (day < today) == past]
    if not fitting:
        raise DateError(OUT_OF_RANGE)
    return max(fitting) if past else min(fitting)


def _certain(day: date | None) -> date:
    if day is None:
        raise DateError(NO_SUCH_DAY)
    return day


def _shift(count: int, unit: str) -> Rule:
    return lambda _numbers, today, _direction: shifted(today, count, unit)


def _shift_by_number(sign: int, unit: str) -> Rule:
    return lambda numbers, today, _direction: shifted(today, sign * int(numbers[0]), unit)


def _shifts() -> Mapping[str, Rule]:
    """`+3d`, `in 3 days`, `3 days ago`, `3天后`, `半个月前`."""
    rules: dict[str, Rule] = {}
    for unit, names in UNIT_NAMES.items():
        later, earlier = _shift_by_number(1, unit), _shift_by_number(-1, unit)
        for name in names:
            if name.isascii():
                rules |= dict.fromkeys((f"#{name}", f"+#{name}", f"in#{name}", f"#{name}later"), later)
                rules |= dict.fromkeys((f"-#{name}", f"#{name}ago"), earlier)
            else:
                rules |= dict.fromkeys((f"#{name}{word}" for word in CHINESE_LATER), later)
                rules |= dict.fromkeys((f"#{name}{word}" for word in CHINESE_EARLIER), earlier)
    for name, (count, unit) in HALVES.items():
        rules |= dict.fromkeys((name + word for word in CHINESE_LATER), _shift(count, unit))
        rules |= dict.fromkeys((name + word for word in CHINESE_EARLIER), _shift(-count, unit))
    return rules


def _weekday(weeks_away: int | None, weekday: int | None) -> Rule:
    """A weekday (None: 1 to 6 in the text) of the week so many away (None: the nearest)."""

    def rule(numbers: list[str], today: date, direction: Direction) -> date:
        day = int(numbers[0]) - 1 if weekday is None else weekday
        if weekday is None and not 0 <= day <= 5:
            raise DateError(NOT_UNDERSTOOD)
        if weeks_away is not None:
            return monday_of(today) + timedelta(days=7 * weeks_away + day)
        ahead = (day - today.weekday()) % 7
        return today + timedelta(days=ahead - 7 if ahead and direction == "past" else ahead)

    return rule


def _weekdays() -> Mapping[str, Rule]:
    """`fri`, `next mon`, `周五`, `下个星期天`; the numeral of 周五 is already a `#`."""
    rules: dict[str, Rule] = {}
    for prefix, away in {"": None, **ENGLISH_AWAY}.items():
        rules |= {prefix + name: _weekday(away, day) for name, day in ENGLISH_WEEKDAYS.items()}
    for prefix, away in {"": None, **CHINESE_AWAY}.items():
        for week in (*CHINESE_WEEKS, *(f"个{week}" for week in CHINESE_WEEKS if prefix)):
            rules |= dict.fromkeys((f"{prefix}{week}日", f"{prefix}{week}天"), _weekday(away, 6))
            rules[f"{prefix}{week}#"] = _weekday(away, None)
    return rules


def _open_day_of_month(numbers: list[str], today: date, direction: Direction) -> date:
    number = small_number(numbers[0])
    months = (month_after(today, away) for away in _reachable_months(today, 2))
    return _nearest((day_if_any(*month, number) for month in months), today, direction)


def _day_of_month(months_away: int) -> Rule:
    def rule(numbers: list[str], today: date, _direction: Direction) -> date:
        return _certain(day_if_any(*month_after(today, months_away), small_number(numbers[0])))

    return rule


def _month_edge(months_away: int, *, last: bool) -> Rule:
    def rule(_numbers: list[str], today: date, _direction: Direction) -> date:
        return _edge(*month_after(today, months_away), last=last)

    return rule


def _open_month_edge(every: int, *, last: bool) -> Rule:
    """The nearest last (or first) day of a month, a quarter (`every` 3) or a year (12)."""

    def rule(_numbers: list[str], today: date, direction: Direction) -> date:
        months = (month_after(today, away) for away in _reachable_months(today, every))
        phase = 0 if last else 1 % every
        days = (_edge(*month, last=last) for month in months if month[1] % every == phase)
        return _nearest(days, today, direction)

    return rule


def _edge(year: int, month: int, *, last: bool) -> date:
    return date(year, month, days_in_month(year, month) if last else 1)


def _reachable_months(today: date, span: int) -> list[int]:
    """Months away within `span` that the calendar still has."""
    position = today.year * 12 + today.month - 1
    return [away for away in range(-span, span + 1) if 12 <= position + away <= 9999 * 12 + 11]


def _months() -> Mapping[str, Rule]:
    """`5号`, `下月5号`, `eom`, `月底`, `下月初`, `季末`."""
    rules: dict[str, Rule] = dict.fromkeys(("#号", "#日", "#st", "#nd", "#rd", "#th"), _open_day_of_month)
    for prefix, away in MONTHS_AWAY.items():
        rules |= dict.fromkeys((f"{prefix}#{end}" for end in ("号", "日", "")), _day_of_month(away))
        rules |= dict.fromkeys((prefix + "底", prefix + "末"), _month_edge(away, last=True))
        rules[prefix + "初"] = _month_edge(away, last=False)
    rules |= dict.fromkeys(OPEN_MONTH_ENDS, _open_month_edge(1, last=True))
    rules |= dict.fromkeys(OPEN_QUARTER_ENDS, _open_month_edge(3, last=True))
    rules |= dict.fromkeys(OPEN_YEAR_ENDS, _open_month_edge(12, last=True))
    rules |= {"月初": _open_month_edge(1, last=False), "年初": _open_month_edge(12, last=False)}
    return rules


def _day_of_year(years_away: int) -> Rule:
    def rule(numbers: list[str], today: date, _direction: Direction) -> date:
        month, day = map(small_number, numbers)
        return _certain(day_if_any(today.year + years_away, month, day))

    return rule


def _year_edge(years_away: int, month: int, day: int) -> Rule:
    return lambda _numbers, today, _direction: _certain(day_if_any(today.year + years_away, month, day))


def _years() -> Mapping[str, Rule]:
    """`明年3月1日`, `去年底`."""
    rules: dict[str, Rule] = {}
    for prefix, away in YEARS_AWAY.items():
        rules |= dict.fromkeys((f"{prefix}#月#{end}" for end in ("号", "日", "")), _day_of_year(away))
        rules |= dict.fromkeys((prefix + "底", prefix + "末", prefix + "年底"), _year_edge(away, 12, 31))
        rules[prefix + "初"] = _year_edge(away, 1, 1)
    return rules


RULES: Mapping[str, Rule] = (
    {word: _shift(days, "d") for word, days in DAYS_AWAY.items()}
    | dict(_shifts())
    | dict(_weekdays())
    | dict(_months())
    | dict(_years())
)
