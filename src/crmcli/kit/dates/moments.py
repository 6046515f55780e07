"""A day with a time of day, as people type it: `2026-11-22 14:30`, `昨天下午3点半`, `3pm`."""

from datetime import date, time
from typing import NamedTuple

from crmcli.kit.dates import Direction, grammar, refusals, tokens
from crmcli.kit.dates.refusals import NO_SUCH_TIME, NOT_UNDERSTOOD, DateError

# From the hour that is said to the hour of the clock. What a listener would ask back about
# (晚上12点, 晚上1点: of which day?) is not in the tables.
_CLOCK = {hour: hour for hour in range(24)}
_AM = {12: 0} | {hour: hour for hour in range(1, 12)}
_PM = {12: 12} | {hour: hour + 12 for hour in range(1, 12)}
_MORNING = {hour: hour for hour in range(1, 13)}
_AFTERNOON = _PM | {hour: hour for hour in range(13, 20)}
_EVENING = {hour: hour + 12 for hour in range(5, 12)} | {hour: hour for hour in range(17, 24)}
_NIGHT_BEFORE_DAWN = {12: 0} | {hour: hour for hour in range(6)}
_NOON = {11: 11, 12: 12, 1: 13, 2: 14, 13: 13, 14: 14}
PERIODS = (
    {"": _CLOCK, "凌晨": _NIGHT_BEFORE_DAWN, "中午": _NOON}
    | dict.fromkeys(("上午", "早上", "早晨", "清晨", "早"), _MORNING)
    | dict.fromkeys(("下午", "傍晚"), _AFTERNOON)
    | dict.fromkeys(("晚上", "夜里", "晚"), _EVENING)
)
_CONTRACTIONS = {
    "今晚": "今天晚上",
    "明晚": "明天晚上",
    "昨晚": "昨天晚上",
    "今早": "今天早上",
    "明早": "明天早上",
}


class Moment(NamedTuple):
    """A local day, and the time of that day (whole minutes) where one was said."""

    on: date
    at: time | None


class _TimeShape(NamedTuple):
    hours: dict[int, int]
    minutes: int | None  # None: the second number, if there is one
    minute_unit: int = 1


def parse_moment(text: str, today: date, direction: Direction) -> Moment:
    """The day and time that `text` means; a time alone is today's; ValueRefused when it means nothing."""
    try:
        return _read_moment(_expanded(tokens.folded(text)), today, direction)
    except DateError as problem:
        raise refusals.refused(text, problem) from None


def read_time(text: str) -> time | None:
    """The time of day of a folded text; None when it has another shape, DateError for 25:00."""
    shape, numbers = tokens.shape_of(text)
    found = TIME_SHAPES.get(shape)
    if found is None or any(len(number) > 2 for number in numbers):
        return None
    hour = found.hours.get(int(numbers[0]))
    minute = found.minutes if found.minutes is not None else int(numbers[1]) * found.minute_unit
    seconds = [int(number) for number in numbers[2:]]
    if hour is None or minute > 59 or any(second > 59 for second in seconds):
        raise DateError(NO_SUCH_TIME)
    return time(hour, minute)


def _expanded(text: str) -> str:
    for short, long in _CONTRACTIONS.items():
        if text.startswith(short) and not text.startswith(long):
            return text.replace(short, long, 1)
    return text


def _read_moment(text: str, today: date, direction: Direction) -> Moment:
    """Try the longest time first, so that 周二十点 is ten o'clock on a Tuesday."""
    problem = DateError(NOT_UNDERSTOOD)
    for cut in range(len(text)):
        if not tokens.may_cut(text, cut):
            continue
        try:
            at = read_time(text[cut:].lstrip())
            if at is not None:
                return Moment(grammar.read_date(text[:cut], today, direction) if cut else today, at)
        except DateError as found:
            problem = _clearer(problem, found)
    try:
        return Moment(grammar.read_date(text, today, direction), None)
    except DateError as found:
        raise _clearer(problem, found) from None


def _clearer(first: DateError, second: DateError) -> DateError:
    return second if first.message == NOT_UNDERSTOOD else first


def _time_shapes() -> dict[str, _TimeShape]:
    shapes: dict[str, _TimeShape] = {}
    for period, hours in PERIODS.items():
        for hour_word in ("点", "时"):
            start = f"{period}#{hour_word}"
            shapes |= {
                start: _TimeShape(hours, 0),
                f"{start}#": _TimeShape(hours, None),
                f"{start}#分": _TimeShape(hours, None),
                f"{start}半": _TimeShape(hours, 30),
                f"{start}#刻": _TimeShape(hours, None, minute_unit=15),
                f"{start}钟": _TimeShape(hours, 0),
                f"{start}整": _TimeShape(hours, 0),
            }
        shapes[f"{period}#:#"] = _TimeShape(hours, None)
        shapes[f"{period}#:#:#"] = _TimeShape(hours, None)
    for suffix, hours in {"am": _AM, "pm": _PM}.items():
        for link in ("", "at"):
            shapes[f"{link}#{suffix}"] = _TimeShape(hours, 0)
            shapes[f"{link}#:#{suffix}"] = _TimeShape(hours, None)
    for link in ("t", "at"):
        shapes[f"{link}#:#"] = shapes[f"{link}#:#:#"] = _TimeShape(_CLOCK, None)
    return shapes


TIME_SHAPES = _time_shapes()
