"""What people who sell together do with each other's customers."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import col, select

from crmcli.approval.service import reassign
from crmcli.campaign.tables import Campaign, CampaignImprovement
from crmcli.checklist.tables import Checklist
from crmcli.customer.tables import Customer, CustomerHolder
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.owe.tables import Owed
from crmcli.staff.desk import Desk
from crmcli.staff.tables import Staff
from crmcli.team.tables import Handover

_WORK: tuple[tuple[Any, ...], ...] = (
    (Checklist, col(Checklist.closed_on).is_(None)),
    (Campaign, col(Campaign.ended_on).is_(None)),
    (CampaignImprovement, col(CampaignImprovement.done_on).is_(None)),
    (Owed, col(Owed.closed_on).is_(None)),
)


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
    """Somebody leaves: customers, open requests and supervised people go to the successor, before access ends.

    Raises RuleRefused without a successor where there is anything to hand over.
    """
    if member.left_on is not None:
        raise RuleRefused(_("{name} left on {day} already."), name=member.name, day=member.left_on)
    if successor is not None and successor.id == member.id:
        raise RuleRefused(_("{name} cannot be their own successor."), name=member.name)
    owned = list(desk.session.exec(select(Customer).where(Customer.owner_id == member.id)))
    supervised = list(desk.session.exec(select(Staff).where(Staff.supervisor_id == member.id)))
    if successor is None and (owned or supervised):
        raise RuleRefused(
            _(
                "{name} still has customers ({customers}) or supervises people ({people}); "
                "name who takes over with --successor STAFF."
            ),
            name=member.name,
            customers=len(owned),
            people=len(supervised),
        )
    if successor is not None:
        _hand_over(desk, owned, member, successor, on)
        for one in supervised:
            one.supervisor_id = successor.id if successor.id != one.id else None
            desk.session.add(one)
        _pass_on_work(desk, member, successor)
    for holding in desk.session.exec(select(CustomerHolder).where(CustomerHolder.staff_id == member.id)):
        desk.session.delete(holding)
    member.left_on = on
    desk.session.add(member)
    desk.session.flush()
    reassign(desk, member)
    return Left(len(owned), [one.code for one in owned if one.archived_on is None])


def _pass_on_work(desk: Desk, member: Staff, successor: Staff) -> None:
    """Whatever else the leaver answers for and is not over."""
    for table, *still_open in _WORK:
        owner: Any = getattr(table, "owner_id")  # noqa: B009 - every one of these tables has it
        for one in desk.session.exec(select(table).where(owner == member.id, *still_open)):
            one.owner_id = successor.id
            desk.session.add(one)


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
