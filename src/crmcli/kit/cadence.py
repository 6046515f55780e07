"""How often: a duration such as `7d`, `2w`, `1m` or `1y`, added by the calendar."""

from __future__ import annotations

from crmcli.kit.dates.arithmetic import shifted
from crmcli.kit.days import date
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _

HIGHEST_COUNT = 9999
_UNITS = "dwmy"


class Cadence:
    """`count` (1 to 9999) days, weeks, months or years: `unit` is `d`, `w`, `m` or `y`."""

    __slots__ = ("count", "unit")

    def __init__(self, count: int, unit: str) -> None:
        self.count = count
        self.unit = unit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cadence) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return f"Cadence({self.count}, {self.unit!r})"

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    def after(self, day: date) -> date:
        """The day one cadence later: at most its month's end (2024-02-29 + 1y: 2025-02-28) and 9999-12-31."""
        try:
            return shifted(day, self.count, self.unit)
        except OverflowError:
            return date.max


def parse_cadence(text: str) -> Cadence:
    """Read `7d`, `2 weeks`, `15天` or `半年`; ValueRefused when it is no duration."""
    count, unit = text[:-1], text[-1:]
    if unit in _UNITS and count.isascii() and count.isdecimal() and 1 <= int(count[:9]) <= HIGHEST_COUNT:
        return Cadence(int(count), unit)  # as stored
    from crmcli.kit.dates.grammar import HALVES, UNIT_NAMES
    from crmcli.kit.dates.refusals import DateError
    from crmcli.kit.dates.tokens import folded, shape_of

    try:
        plain = folded(text)
        if plain in HALVES:
            return Cadence(*HALVES[plain])
        shape, numbers = shape_of(plain)
    except DateError:
        raise _no_cadence(text) from None
    units = [
        unit for unit, names in UNIT_NAMES.items() if shape.removeprefix("#") in names and shape[:1] == "#"
    ]
    if not units or len(numbers[0]) > len(str(HIGHEST_COUNT)) or int(numbers[0]) < 1:
        raise _no_cadence(text)
    return Cadence(int(numbers[0]), units[0])


def describe_cadence(cadence: Cadence) -> str:
    """`every day`, `every 7 days`, `once a year`; 每天, 每 7 天, 每年一次."""
    once = {"d": _("every day"), "w": _("every week"), "m": _("every month"), "y": _("once a year")}
    if cadence.count == 1:
        return once[cadence.unit]
    several = {
        "d": _("every {count} days"),
        "w": _("every {count} weeks"),
        "m": _("every {count} months"),
        "y": _("every {count} years"),
    }
    return several[cadence.unit].format(count=cadence.count)


def describe_span(cadence: Cadence) -> str:
    """`1 day`, `15 days`; 1 天, 15 天."""
    if cadence.count == 1:
        return {"d": _("1 day"), "w": _("1 week"), "m": _("1 month"), "y": _("1 year")}[cadence.unit]
    several = {
        "d": _("{count} days"),
        "w": _("{count} weeks"),
        "m": _("{count} months"),
        "y": _("{count} years"),
    }
    return several[cadence.unit].format(count=cadence.count)


def _no_cadence(text: str) -> ValueRefused:
    from crmcli.kit.dates.refusals import shown

    return ValueRefused(
        _('"{typed}" is not a span of time; type a number with d, w, m or y, for example 7d, 2w, 1m or 1y.'),
        typed=shown(text),
    )
