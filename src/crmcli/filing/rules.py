"""What may become of a card (docs/rules.md#card-life), and who came by whom (docs/rules.md#referrals)."""

from collections.abc import Callable, Iterable, Sequence

from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _


def check_submits(name: str, state: str, missing: Sequence[str]) -> None:
    """A draft or a returned card may be submitted once what it needs is there. Raises RuleRefused."""
    if state == "submitted":
        raise RuleRefused(_("The card of {name} is submitted already and waits."), name=name)
    if state == "filed":
        raise RuleRefused(_("The card of {name} is filed."), name=name)
    if missing:
        raise RuleRefused(
            _("The card of {name} lacks: {missing}. Fill it in first."), name=name, missing=", ".join(missing)
        )


def check_returns(name: str, state: str) -> None:
    """What was submitted or filed may be returned. Raises RuleRefused."""
    if state in ("draft", "returned"):
        raise RuleRefused(_("The card of {name} is not submitted; there is nothing to return."), name=name)


def came_by(customer_id: int, referrers_of: Callable[[int], Iterable[int]]) -> set[int]:
    """All by whom a customer came, at first or second hand; the customer, too, where they stand in a circle."""
    found: set[int] = set()
    ahead = [customer_id]
    while ahead:
        for one in referrers_of(ahead.pop()):
            if one not in found:
                found.add(one)
                ahead.append(one)
    return found
