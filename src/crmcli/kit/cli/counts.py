"""Options that are numbers."""

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _

MOST = 999_999_999


def parse_count(typed: str, option: str, least: int = 0, most: int = MOST) -> int:
    """A whole number from `least` to `most`. Raises UsageRefused, which names the option."""
    digits = typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST))
    if not (digits and least <= int(typed) <= most):
        raise UsageRefused(
            _("{option} takes a number from {least} to {most}, not {typed}."),
            option=option,
            least=least,
            most=most,
            typed=typed[:40],
        )
    return int(typed)
