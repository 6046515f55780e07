"""When a card is to be looked at: somebody new, and the first deal.

Every `crm add` asks here, and nearly everywhere the answer is that nobody looks at cards: what looks at them is loaded
where it is needed.
"""

from crmcli.customer.tables import Customer
from crmcli.staff.desk import Desk

KIND = "new_card"


def cards_are_reviewed(desk: Desk) -> bool:
    """Whether this team has somebody look at cards; whoever works alone has them filed as they come."""
    return desk.policy.team.mode(KIND) == "approve"


def open_card(desk: Desk, customer: Customer) -> list[str]:
    """The card of somebody new is submitted at once; what it lacks, for which whoever looks at it may return it."""
    if not cards_are_reviewed(desk):
        return []
    from crmcli.filing.service import submit_new_card

    return submit_new_card(desk, customer)


def reopen_card(desk: Desk, customer: Customer) -> None:
    """The first transaction makes the card due once more."""
    if cards_are_reviewed(desk):
        from crmcli.filing.service import draft_again

        draft_again(desk, customer)
