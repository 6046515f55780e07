"""Lunar days as people write them: 农历八月十五, 闰四月初一, 腊月廿三, 1982-04L-01; and as they are shown."""

import re
from typing import NamedTuple
from unicodedata import normalize

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _, language
from crmcli.kit.lunar import LONGEST_MONTH, LunarDate, to_solar
from crmcli.kit.remembered import cache
from crmcli.kit.shown import excerpt

LONGEST_TYPED = 40
_MONTHS = "正 二 三 四 五 六 七 八 九 十 冬 腊".split()
_OTHER_MONTHS = {"一": 1, "十一": 11, "十二": 12, "元": 1, "端": 1, "寒": 10}
_NUMERALS = "〇一二三四五六七八九"
_SIMPLIFIED = str.maketrans("閏臘農曆陰舊歷號零○元貮", "闰腊农历阴旧历号〇〇元二")
_CALENDAR = re.compile(r"^\(?(农历|阴历|旧历|夏历|lunar|农|阴)\)?[:,]?|\((农历|阴历|旧历|农|阴|lunar)\)$")
_FIGURES = re.compile(
    r"(?:(?P<year>\d{4})(?:年|[-/.]))?(?P<leap>[闰l]?)(?P<month>\d{1,2})(?P<later_leap>l?)"
    r"(?:月|[-/.])(?P<day>\d{1,2})[日号]?"
)
_WORDS = re.compile(
    r"(?:(?P<year>\d{4}|[〇一二三四五六七八九]{4})年)?(?P<leap>闰?)(?P<month>[正一二三四五六七八九十冬腊元端寒]{1,2}|\d{1,2})月"
    r"(?P<day>[初十廿卅一二三四五六七八九]{1,3}|\d{1,2})[日号]?"
)
_NEW_YEARS_EVE = "除夕"
# What is only ever said of a lunar day; a day in Chinese numerals without 日 or 号 is meant as one too.
_LUNAR_ONLY = re.compile(r"农|阴|旧历|夏历|lunar|闰|l|正月|冬月|腊月|初|廿|卅|除夕")
_NAMED_LUNAR = re.compile(r"农历|阴历|旧历|夏历|lunar|闰")
_BARE_NUMERALS = re.compile(r"(?:.{4}年)?[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}")


class LunarDay(NamedTuple):
    """A lunar day whose year may be unknown, and then lies in any."""

    year: int | None
    month: int
    day: int
    is_leap_month: bool = False


def parse_lunar(text: str) -> LunarDay:
    """The lunar day that is meant. Raises ValueRefused: not understood, or the calendar has no such day."""
    found = _read(_CALENDAR.sub("", _folded(text)))
    if found is None:
        raise ValueRefused(
            _(
                "{typed} is not understood as a lunar day; type for example 八月十五, 闰四月初一 or 1982-08-15."
            ),
            typed=excerpt(text),
        )
    if not (1 <= found.month <= 12 and 1 <= found.day <= LONGEST_MONTH):
        raise ValueRefused(_("There is no such day: {typed}."), typed=excerpt(text))
    if found.year is not None:
        to_solar(LunarDate(found.year, *found[1:]))
    return found


def looks_lunar(text: str) -> bool:
    """Whether a day is written in a way in which only lunar days are: 正月初一, 闰4-1, 八月十五, 农历 anything."""
    folded = _folded(text)
    return bool(_LUNAR_ONLY.search(folded) or _BARE_NUMERALS.fullmatch(folded)) and (
        _read(_CALENDAR.sub("", folded)) is not None
    )


def names_lunar_calendar(text: str) -> bool:
    """Whether a day is said to be lunar, even where it is none: 农历 anything, 闰 anything."""
    return bool(_NAMED_LUNAR.search(_folded(text)))


def _folded(text: str) -> str:
    if len(text) > LONGEST_TYPED:
        return ""
    return "".join(normalize("NFKC", text).lower().split()).translate(_SIMPLIFIED)


def _read(text: str) -> LunarDay | None:
    if text.endswith(_NEW_YEARS_EVE):
        year = re.fullmatch(r"(?:(\d{4})年?)?", text.removesuffix(_NEW_YEARS_EVE))
        return LunarDay(None, 12, 30) if year and not year[1] else None
    if figures := _FIGURES.fullmatch(text):
        is_leap = bool(figures["leap"] or figures["later_leap"])
        return LunarDay(
            int(figures["year"]) if figures["year"] else None,
            int(figures["month"]),
            int(figures["day"]),
            is_leap,
        )
    words = _WORDS.fullmatch(text)
    if words is None:
        return None
    month, day = _number(words["month"], _month_names()), _number(words["day"], _day_names())
    if month is None or day is None:
        return None
    return LunarDay(_year(words["year"]), month, day, bool(words["leap"]))


def _number(written: str, names: dict[str, int]) -> int | None:
    return int(written) if written.isascii() else names.get(written)


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return (
        int(written) if written.isascii() else int("".join(str(_NUMERALS.index(digit)) for digit in written))
    )


@cache
def _month_names() -> dict[str, int]:
    return {name: number for number, name in enumerate(_MONTHS, 1)} | _OTHER_MONTHS


@cache
def _day_names() -> dict[str, int]:
    """Every spelling of the 30 days: 初五, 五; 十五; 廿五, 二十五; 三十, 卅."""
    names = {day_name(day): day for day in range(1, LONGEST_MONTH + 1)}
    for unit, digit in enumerate(_NUMERALS):
        if unit:
            names |= {digit: unit, f"二十{digit}": 20 + unit}
    return names | {"十": 10, "廿": 20, "卅": 30}


def day_name(day: int) -> str:
    """初一 to 三十."""
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return "初十廿"[day // 10] + _NUMERALS[day % 10]


def stored_lunar(lunar: LunarDay) -> str:
    """ISO text: `1982-08-15`, or `08-15` without a year; a leap month is `1982-04L-15`, after its ordinary month."""
    year = "" if lunar.year is None else f"{lunar.year:04d}-"
    return f"{year}{lunar.month:02d}{'L' if lunar.is_leap_month else ''}-{lunar.day:02d}"


def describe_lunar(lunar: LunarDay) -> str:
    """For people: `农历1982年闰四月初一`, or `lunar 1982-04L-01`."""
    if language() == "zh":
        year = "" if lunar.year is None else f"{lunar.year}年"
        leap = "闰" if lunar.is_leap_month else ""
        return f"农历{year}{leap}{_MONTHS[lunar.month - 1]}月{day_name(lunar.day)}"
    return _("lunar {day}").format(day=stored_lunar(lunar))
