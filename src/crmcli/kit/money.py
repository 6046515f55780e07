"""Money as people type and read it, in yuan; held as integer fen."""

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.text import typed_value

MAX_FEN = 10**15

_LONGEST_TYPED = 40
_CURRENCY_BEFORE = ("¥", "人民币", "RMB", "CNY")
_CURRENCY_AFTER = ("元整", "块钱", "元", "圆", "块", "RMB", "CNY")
# Longer names first: 百万 ends in 万.
_TENS_BY_UNIT = (("千万", 7), ("百万", 6), ("十万", 5), ("亿", 8), ("万", 4), ("W", 4), ("千", 3), ("K", 3))
_MINUS_SIGNS = ("-", "−", "–", "－")


def parse_money(text: str) -> int:
    """Fen from `12000`, `1.2万`, `12,000.50`, `¥300`, `300元`, `1.5亿`, full-width too.

    ValueRefused for anything else, for a negative amount, for parts of a fen and above 10^15 fen.
    """
    typed = typed_value(text).upper()
    if len(typed) > _LONGEST_TYPED:
        raise _not_an_amount(text)
    if typed.startswith((*_MINUS_SIGNS, "(-")) or typed.removeprefix("¥").startswith(_MINUS_SIGNS):
        raise ValueRefused(
            _("An amount is never negative; {typed} is. Type it without the minus."), typed=excerpt(text)
        )
    number, tens = _split_unit(_without_currency(typed))
    whole, point, decimals = number.partition(".")
    whole = _without_separators(whole)
    if not _is_digits(whole) or (point and not _is_digits(decimals)):
        raise _not_an_amount(text)
    fen = _fen(whole, decimals, tens, text)
    if fen > MAX_FEN:
        raise ValueRefused(
            _("{typed} is more than an amount can be; the largest is {largest} yuan."),
            typed=excerpt(text),
            largest=format_yuan(MAX_FEN),
        )
    return fen


def _not_an_amount(text: str) -> ValueRefused:
    return ValueRefused(
        _("{typed} is not an amount in yuan; type it like 12000, 12,000.50 or 1.2万."), typed=excerpt(text)
    )


def _fen(whole: str, decimals: str, tens: int, text: str) -> int:
    """Fen of `whole.decimals` × 10^`tens` yuan, in whole numbers all the way."""
    places = tens + 2
    decimals = decimals.rstrip("0")
    if len(decimals) > places:
        raise ValueRefused(
            _("{typed} has parts of a fen; an amount has at most two decimals of a yuan."),
            typed=excerpt(text),
        )
    return int(whole + decimals.ljust(places, "0"))


def _without_currency(typed: str) -> str:
    for mark in _CURRENCY_BEFORE:
        if typed.startswith(mark):
            typed = typed.removeprefix(mark).lstrip()
            break
    for mark in _CURRENCY_AFTER:
        if typed.endswith(mark):
            return typed.removesuffix(mark).rstrip()
    return typed


def _split_unit(amount: str) -> tuple[str, int]:
    for unit, tens in _TENS_BY_UNIT:
        if amount.endswith(unit):
            return amount.removesuffix(unit).rstrip(), tens
    return amount, 0


def _without_separators(whole: str) -> str:
    """The digits of `1,234,567` or `1 234 567`; empty when the groups are not of three, as in `12,50`."""
    first, *groups = whole.replace(" ", ",").split(",")
    if groups and not (1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)):
        return ""
    return first + "".join(groups)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def format_yuan(amount_fen: int) -> str:
    """Yuan for people: `12,000.50`, without decimals when whole: `12,000`."""
    return _yuan(amount_fen, ",")


def plain_yuan(amount_fen: int) -> str:
    """Yuan for files that are imported again: `12000.50`, `12000`."""
    return _yuan(amount_fen, "")


def _yuan(amount_fen: int, separator: str) -> str:
    yuan, fen = divmod(abs(amount_fen), 100)
    sign = "-" if amount_fen < 0 else ""
    return f"{sign}{yuan:{separator}}" + (f".{fen:02}" if fen else "")
