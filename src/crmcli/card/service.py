"""Confirming a card with the customer."""

from crmcli.customer.confirming import confirm_every_value
from crmcli.customer.service import touch
from crmcli.customer.tables import Customer
from crmcli.filing.tables import CardConfirmation
from crmcli.staff.desk import Desk


def confirm_card(
    desk: Desk, customer: Customer, how: str | None, *, changed: bool, note: str | None
) -> CardConfirmation:
    """Note that somebody went through the whole card with the customer today."""
    assert customer.id is not None
    confirmation = CardConfirmation(
        customer_id=customer.id,
        confirmed_on=desk.today,
        how=how,
        changed=changed,
        note=note,
        by_id=desk.my_id,
    )
    desk.session.add(confirmation)
    confirm_every_value(desk, customer, how)
    touch(desk, customer)
    return confirmation
