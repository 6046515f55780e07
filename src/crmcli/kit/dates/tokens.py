"""Text cut into words and numbers: `12月5日`, `十二月五日` and `１２月５日` all have the shape `#月#日`.

The readers look shapes up in tables, without regular expressions: `re` is a third of what a read may cost.
"""

from itertools import groupby

from crmcli.kit.dates.refusals import MISSING, NOT_UNDERSTOOD, DateError

LONGEST_TEXT = 64
_DIGITS = "0123456789"
_NUMERALS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_ONE_SPELLING = str.maketrans(
    {"〇": "零", "○": "零", "两": "二", "兩": "二", "廿": "二十", "卅": "三十"}
    | {
        "週": "周",
        "禮": "礼",
        "後": "后",
        "號": "号",
        "個": "个",
        "這": "这",
        "點": "点",
        "\u2212": "-",
        "–": "-",
    }
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_NUMBERS = {
    name: str(number) for number, month in enumerate(_MONTHS, 1) for name in {month, month[:3]}
} | {"sept": "9"}


def folded(text: str) -> str:
    """One spelling for one meaning: half width, lower case, simplified, spaces only between digits."""
    if len(text) > LONGEST_TEXT:
        raise DateError(NOT_UNDERSTOOD)
    words = _half_width(text).translate(_ONE_SPELLING).lower().split()
    if not words:
        raise DateError(MISSING)
    if any("#" in word or "@" in word for word in words):  # what shapes are written with
        raise DateError(NOT_UNDERSTOOD)
    joined = words[0]
    for word in words[1:]:
        gap = " " if joined[-1] in _DIGITS and word[0] in _DIGITS else ""
        joined += gap + word
    return joined


def _half_width(text: str) -> str:
    if text.isascii():
        return text
    from unicodedata import normalize

    return normalize("NFKC", text)


def shape_of(text: str) -> tuple[str, list[str]]:
    """The shape of a folded text (`#` a number, `@` an English month) and its numbers as decimal digits."""
    shape, numbers = "", []
    for kind, run in groupby(text, _kind):
        word = "".join(run)
        month = _MONTH_NUMBERS.get(word.strip(".,-"))
        if kind == "word" and month is None:
            shape += word
            continue
        shape += "@" if month else "#"
        numbers.append(month or (word if kind == "digits" else _decimal(word)))
    return shape, numbers


def may_cut(text: str, position: int) -> bool:
    """Whether a text may be taken apart there: never inside a number."""
    return not (0 < position < len(text) and text[position - 1] in _DIGITS and text[position] in _DIGITS)


def _kind(char: str) -> str:
    if char in _DIGITS:
        return "digits"
    return "numerals" if char in _NUMERALS or char in _POWERS else "word"


def _decimal(numerals: str) -> str:
    """`二十一` as "21", `二零二六` as "2026", `零五` as "05"; a muddle such as `十十` is not understood."""
    if not any(char in _POWERS for char in numerals):
        return "".join(_NUMERALS[char] for char in numerals)
    total, digit, last_power = 0, 0, 10_000
    for char in numerals:
        if char in _NUMERALS and not digit:
            digit = int(_NUMERALS[char])
        elif _POWERS.get(char, last_power) < last_power:
            last_power = _POWERS[char]
            total, digit = total + (digit or 1) * last_power, 0
        else:
            raise DateError(NOT_UNDERSTOOD)
    return str(total + digit)
