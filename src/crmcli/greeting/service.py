"""Marking that somebody was greeted."""

from collections.abc import Sequence
from datetime import date

from crmcli.customer.service import touch
from crmcli.customer.tables import Customer
from crmcli.greeting.rules import Occasion
from crmcli.greeting.tables import Greeting
from crmcli.staff.desk import Desk


def mark_greeted(
    desk: Desk,
    customer: Customer,
    occasions: Sequence[Occasion],
    *,
    greeted_on: date,
    how: str | None,
    note: str | None,
) -> None:
    """Note that the customer was greeted for each of these occasions."""
    assert customer.id is not None
    for one in occasions:
        desk.session.add(
            Greeting(
                customer_id=customer.id,
                occasion=one.occasion,
                occasion_on=one.on_date,
                person=one.person,
                greeted_on=greeted_on,
                how=how,
                note=note,
                by_id=desk.my_id,
            )
        )
    touch(desk, customer)
