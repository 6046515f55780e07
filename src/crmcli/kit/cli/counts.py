"""Options that are numbers."""

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _

MOST_DIGITS = 9


def parse_count(typed: str, option: str, least: int = 0) -> int:
    """A whole number of at least `least`. Raises UsageRefused, which names the option."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS and int(typed) >= least):
        raise UsageRefused(
            _("{option} takes a number from {least}, not {typed}."),
            option=option,
            least=least,
            typed=typed[:40],
        )
    return int(typed)
