"""New cards in a team: looked at by somebody else and then filed (docs/rules.md#new-cards)."""

from collections.abc import Mapping, Sequence

from crmcli.approval.service import Wish, ask_for
from crmcli.customer.tables import Customer
from crmcli.staff.desk import Desk


def asks_for_cards(desk: Desk) -> bool:
    """Whether the team's rules have new cards looked at."""
    return desk.policy.team.mode("new_card") == "approve"


def submit_card(desk: Desk, customer: Customer) -> None:
    """Have a new card looked at, where the team's rules ask for it. It is in the book meanwhile."""
    if asks_for_cards(desk):
        ask_for(desk, Wish("new_card", customer.id, {"code": customer.code, "name": customer.name}, None))


def submit_cards(desk: Desk, ids: Sequence[int]) -> None:
    """The same for many at once: one request."""
    if ids and asks_for_cards(desk):
        first, last = (desk.session.get_one(Customer, ids[place]).code for place in (0, -1))
        ask_for(desk, Wish("new_cards", None, {"count": len(ids), "first": first, "last": last}, None))


def facts_of_cards(_desk: Desk, _customer_id: None) -> Mapping[str, object]:
    """Nothing that many cards say is asked for once more."""
    return {}


def facts_of_card(desk: Desk, customer_id: int) -> Mapping[str, object]:
    """What must not have moved when the yes comes."""
    customer = desk.session.get(Customer, customer_id)
    assert customer is not None
    return {"name": customer.name, "archived": customer.archived_on is not None}


def file_card(_desk: Desk, _customer_id: int, _asked: Mapping[str, object], _reason: str | None) -> None:
    """The yes is all there is to it: the card stands in the book, and no longer waits."""
