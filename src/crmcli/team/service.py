"""What people who sell together do with each other's customers."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import select

from crmcli.approval.service import reassign
from crmcli.customer.tables import Customer, CustomerHolder
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk
from crmcli.staff.service import check_manager_stays
from crmcli.staff.tables import Staff
from crmcli.team.held import held_by, in_words, pass_on
from crmcli.team.tables import Handover


def share(desk: Desk, customer: Customer, member: Staff) -> bool:
    """Have somebody hold the customer beside the owner; whether that is new. Raises RuleRefused for the owner."""
    if member.id == customer.owner_id:
        raise RuleRefused(_("{name} is the owner of {customer}."), name=member.name, customer=customer.name)
    if _holder(desk, customer, member) is not None:
        return False
    assert customer.id is not None
    assert member.id is not None
    desk.session.add(CustomerHolder(customer_id=customer.id, staff_id=member.id, held_since_on=desk.today))
    return True


def unshare(desk: Desk, customer: Customer, member: Staff) -> bool:
    """Have somebody hold the customer no more; whether they did."""
    found = _holder(desk, customer, member)
    if found is not None:
        desk.session.delete(found)
    return found is not None


def _holder(desk: Desk, customer: Customer, member: Staff) -> CustomerHolder | None:
    query = select(CustomerHolder).where(
        CustomerHolder.customer_id == customer.id, CustomerHolder.staff_id == member.id
    )
    return desk.session.exec(query).first()


class Left(NamedTuple):
    """What came of somebody's leaving."""

    customers: int
    codes: Sequence[str]


def leave(desk: Desk, member: Staff, on: date, successor: Staff | None) -> Left:
    """Somebody leaves: customers, supervised people, requests and open work go to the successor, before access ends.

    Raises RuleRefused without a successor where there is anything to hand over, and for the only manager of a team.
    """
    if member.left_on is not None:
        raise RuleRefused(_("{name} left on {day} already."), name=member.name, day=member.left_on)
    if successor is not None and successor.id == member.id:
        raise RuleRefused(_("{name} cannot be their own successor."), name=member.name)
    if desk.policy.team.together:
        check_manager_stays(desk.writing, member, successor)
    held = held_by(desk, member)
    if successor is None and held:
        raise RuleRefused(
            _("{name} still has {what}; say who takes over with --successor STAFF."),
            name=member.name,
            what=in_words(held),
        )
    owned = [row for one in held for row in one.rows if isinstance(row, Customer)]
    if successor is not None:
        _hand_over(desk, owned, member, successor, on)
        pass_on(desk, held, member, successor)
    for holding in desk.session.exec(select(CustomerHolder).where(CustomerHolder.staff_id == member.id)):
        desk.session.delete(holding)
    member.left_on = on
    desk.session.add(member)
    desk.session.flush()
    reassign(desk, member, successor)
    return Left(len(owned), [one.code for one in owned if one.archived_on is None])


def _hand_over(desk: Desk, owned: Sequence[Customer], member: Staff, successor: Staff, on: date) -> None:
    assert member.id is not None
    assert successor.id is not None
    held = select(CustomerHolder).where(CustomerHolder.staff_id == successor.id)
    beside = {one.customer_id: one for one in desk.session.exec(held)}
    for customer in owned:
        assert customer.id is not None
        customer.owner_id = successor.id
        customer.rev += 1
        desk.session.add(customer)
        if customer.id in beside:  # whoever owns it holds it anyway
            desk.session.delete(beside[customer.id])
        if customer.archived_on is None:
            desk.session.add(
                Handover(
                    customer_id=customer.id,
                    from_id=member.id,
                    to_id=successor.id,
                    handed_on=desk.today,
                    tell_by_on=max(on, desk.today),
                )
            )
