"""Who referred a customer to us (docs/rules.md#referrals): a relation of a kind of its own."""

import sqlite3
from typing import NamedTuple

from sqlmodel import select

from crmcli.customer.acquaintance import REFERRED_BY
from crmcli.customer.service import touch
from crmcli.customer.tables import Customer
from crmcli.filing.rules import came_by
from crmcli.filing.tables import CustomerRelation
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk

_REFERRERS = (
    "select other_id from customer_relation"
    " where customer_id = ? and relation = 'referred_by' and other_id is not null"
)


class WhoReferred(NamedTuple):
    """Who referred: a customer, a colleague or somebody else; `person` is whom at the customer, where one is meant."""

    other_id: int | None = None
    staff_id: int | None = None
    who: str | None = None
    person: str | None = None


def referrer_of(row: CustomerRelation) -> WhoReferred:
    """Who referred by a relation."""
    return WhoReferred(row.other_id, row.staff_id, row.who, row.person)


def set_referrer(desk: Desk, customer: Customer, referrer: WhoReferred | None) -> bool:
    """Link a customer with the one who referred it, in place of another; None: with nobody. Whether that is news.

    Raises RuleRefused where two would have referred each other.
    """
    known = referral_rows(desk, customer)
    if [referrer_of(row) for row in known] == ([] if referrer is None else [referrer]):
        return False
    if referrer is not None and referrer.other_id is not None:
        _refuse_circle(desk, customer, referrer.other_id)
    for row in known:
        desk.session.delete(row)
    desk.session.flush()
    if referrer is not None:
        assert customer.id is not None
        desk.session.add(
            CustomerRelation(customer_id=customer.id, relation=REFERRED_BY, **referrer._asdict())
        )
    touch(desk, customer)
    desk.session.flush()
    return True


def referral_rows(desk: Desk, customer: Customer) -> list[CustomerRelation]:
    """The relations that say who referred a customer: one, unless cards have just been joined."""
    query = select(CustomerRelation).where(
        CustomerRelation.customer_id == customer.id, CustomerRelation.relation == REFERRED_BY
    )
    return list(desk.session.exec(query))


def has_referred(book: sqlite3.Connection, customer_id: int, other_id: int) -> bool:
    """Whether the other is that customer, or came by it, at first or second hand."""
    return other_id == customer_id or customer_id in came_by(
        other_id, lambda one: (by for (by,) in book.execute(_REFERRERS, (one,)))
    )


def _refuse_circle(desk: Desk, customer: Customer, referrer_id: int) -> None:
    if referrer_id == customer.id:
        raise RuleRefused(_("{name} cannot have referred itself."), name=customer.name)
    if has_referred(desk.writing.reading(), customer.id or 0, referrer_id):
        raise RuleRefused(
            _(
                "{name} has referred that customer, at first or second hand; it cannot be the other way round."
            ),
            name=customer.name,
        )
