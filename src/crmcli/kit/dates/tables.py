"""Dates in the cells of spreadsheets: only what names its day by itself, never `tomorrow`."""

from datetime import date, datetime, timedelta

from crmcli.kit.dates import refusals, tokens
from crmcli.kit.dates.moments import read_time
from crmcli.kit.dates.refusals import NOT_WRITTEN_OUT, OUT_OF_RANGE, DateError
from crmcli.kit.dates.written import read_written
from crmcli.kit.days import EARLIEST_YEAR
from crmcli.kit.remembered import lru_cache

_SERIAL_ZERO = date(1899, 12, 30)  # Excel counts days from here, having believed in 1900-02-29
_LOWEST_SERIAL = 20_000  # 1954; smaller numbers are more likely ages and amounts
_HIGHEST_SERIAL = (date.max - _SERIAL_ZERO).days


def parse_table_date(value: object) -> date | None:
    """The day in a cell: text with its year (a time behind it is dropped), a date, or an Excel serial number.

    None for an empty cell; ValueRefused for anything else.
    """
    try:
        return _read_cell(value)
    except DateError as problem:
        raise refusals.refused(_typed(value), problem) from None


def _read_cell(value: object) -> date | None:
    if value is None:
        return None
    if isinstance(value, str):
        stripped = value.strip()
        return _read_text(stripped) if stripped else None
    if isinstance(value, date):
        return _within_years(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(value)
    raise DateError(NOT_WRITTEN_OUT)


def _read_number(value: float) -> date:
    if _LOWEST_SERIAL <= value < _HIGHEST_SERIAL + 1:
        return _SERIAL_ZERO + timedelta(days=int(value))
    if 1900_01_01 <= value <= 9999_12_31 and value == int(value):
        return _read_text(str(int(value)))
    raise DateError(NOT_WRITTEN_OUT)


@lru_cache(maxsize=4096)
def _read_text(text: str) -> date:
    """The columns of a long file repeat the same few hundred days."""
    problem = DateError(NOT_WRITTEN_OUT)
    folded = tokens.folded(text)
    for cut in range(len(folded), 0, -1):
        if not _may_end(folded, cut):
            continue
        try:
            day = read_written(folded[:cut])
        except DateError as found:
            problem = found
            continue
        if day is not None:
            return _within_years(day)
    raise problem


def _may_end(folded: str, cut: int) -> bool:
    """Whether the date may end there: nothing follows, or a time of day."""
    rest = folded[cut:].strip()
    return not rest or (tokens.may_cut(folded, cut) and _is_time(rest))


def _is_time(text: str) -> bool:
    """`14:30`, `下午3:30`, and what machines write: `t14:30:00.000z`, `14:30:00+08:00`."""
    clock, _sign, offset = text.removesuffix("z").replace("-", "+").partition("+")
    clock, _dot, fraction = clock.partition(".")
    try:
        known = read_time(clock) is not None and (not offset or read_time(offset) is not None)
    except DateError:
        return False
    return known and (not fraction or fraction.isdecimal())


def _within_years(day: date) -> date:
    if day.year < EARLIEST_YEAR:
        raise DateError(OUT_OF_RANGE)
    return day


def _typed(value: object) -> str:
    """The cell as a sentence can name it: only text and small numbers are sure to have a short spelling."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    small = isinstance(value, int | float) and abs(value) < 1e15
    return str(value) if small else type(value).__name__
