"""What may be said of a deal. Rules: docs/rules.md#deals."""

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.text import halfwidth

_MOST_CHARACTERS = 15


def parse_quantity(typed: str) -> float:
    """How much was bought: a positive number. Raises ValueRefused."""
    text = halfwidth(typed).replace(",", "").strip()
    whole, point, fraction = text.partition(".")
    digits = whole + fraction
    is_number = digits.isascii() and digits.isdecimal() and bool(whole) and (bool(fraction) or not point)
    if not is_number or len(text) > _MOST_CHARACTERS or not float(text):
        raise ValueRefused(
            _("{typed} is no quantity; type a positive number such as 30."), typed=excerpt(typed)
        )
    return float(text)
