"""Who may look at cards of others, and what may be typed (docs/rules.md#card-life)."""

from crmcli.kit.errors import ApprovalNeeded, UsageRefused
from crmcli.kit.i18n import _
from crmcli.staff.rules import at_least

MOST_SEED_DIGITS = 15


def check_may_check(together: bool, role: str, name: str) -> None:
    """In a team cards are drawn and judged by supervisors and managers. Raises ApprovalNeeded."""
    if together and not at_least(role, "supervisor"):
        raise ApprovalNeeded(_("Spot checks are a supervisor's or manager's; {name} is neither."), name=name)


def parse_seed(typed: str) -> int:
    """A whole number from which the draw follows. Raises UsageRefused."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= MOST_SEED_DIGITS):
        raise UsageRefused(_("A seed is a whole number such as 42, not {typed}."), typed=typed[:40])
    return int(typed)
