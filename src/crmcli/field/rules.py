"""What a canonical value looks like. Rules: docs/fields.md#types."""

from __future__ import annotations

from crmcli.kit.text import halfwidth

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.policy.fields import Choice

MOST_DIGITS = 15  # as many as every program keeps
# Other ways to type a unit, the longest first.
UNITS_AS_TYPED = {"m²": ("平方米", "sqm", "平米", "平方", "m2", "M2", "㎡", "平")}
_DIGEST_LETTERS = 64
_HEX = frozenset("0123456789abcdef")


def plain_number(text: str) -> str | None:
    """`1,200.50` as a plain decimal, 1200.5; None where it is no number or has more digits than MOST_DIGITS."""
    sign = "-" if text[:1] in ("-", "−") else ""
    whole, point, fraction = text[len(sign) :].removeprefix("+").partition(".")
    whole = _without_separators(whole)
    digits = whole + fraction
    if not digits.isascii() or not digits.isdecimal() or not whole or (point and not fraction):
        return None
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    if len(whole) + len(fraction) > MOST_DIGITS:
        return None
    number = f"{whole}.{fraction}" if fraction else whole
    return number if number == "0" else sign + number


def digits_in(text: str) -> int:
    """How many digits a number has that is typed like one; 0 where it is no number at all."""
    whole, point, fraction = text.removeprefix("-").removeprefix("−").removeprefix("+").partition(".")
    whole = _without_separators(whole)
    is_number = (whole + fraction).isascii() and (whole + fraction).isdecimal() and bool(whole)
    if not is_number or (point and not fraction):
        return 0
    return len(whole.lstrip("0") or "0") + len(fraction.rstrip("0"))


def _without_separators(whole: str) -> str:
    """The digits of `1,234,567`; empty where the groups are not of three."""
    first, *groups = whole.split(",")
    if not groups:
        return first
    grouped = 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)
    return "".join([first, *groups]) if grouped else ""


def is_file_value(text: str) -> bool:
    """Whether a text is `name#sha256`."""
    name, _hash, digest = text.rpartition("#")
    return bool(name) and len(digest) == _DIGEST_LETTERS and _HEX.issuperset(digest)


def known_choice(typed: str, choices: Sequence[Choice]) -> str | None:
    """The key of the choice of that key or word in either language, whatever the case, width and spaces."""
    by_word: dict[str, str] = {}
    for choice in choices:
        for word in choice:
            by_word.setdefault(_folded(word), choice.key)
    return by_word.get(_folded(typed))


def _folded(word: str) -> str:
    return "".join(halfwidth(word).casefold().split())
