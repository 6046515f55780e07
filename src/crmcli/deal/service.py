"""Closing a deal: what it does to status, grade and rhythm (docs/rules.md#deals)."""

from datetime import date

from sqlmodel import select

from crmcli.customer.tables import Customer
from crmcli.deal.queries import last_closed_on
from crmcli.deal.tables import Deal
from crmcli.filing.opening import reopen_card
from crmcli.grade.service import apply_grade, reschedule, set_grade
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk


def close_deal(
    desk: Desk,
    customer: Customer,
    outcome: str,
    *,
    amount_fen: int | None,
    quantity: float | None = None,
    closed_on: date,
    reason: str | None,
    lost_grade: str | None = None,
) -> Deal:
    """Record a deal. Won: the after-sale rhythm takes the place of a grade. Lost: `lost_grade`, or the playbook's.

    One that was closed before another is only recorded: the later one counts. Raises RuleRefused for a day to come.
    """
    if closed_on > desk.today:
        raise RuleRefused(_("A deal cannot be closed on {day}: that is still to come."), day=closed_on)
    if quantity is not None and outcome != "won":
        raise RuleRefused(_("Nothing was bought in a deal that is lost; --quantity goes with a won one."))
    assert customer.id is not None
    later = last_closed_on(desk.writing.reading(), customer.id)
    deal = Deal(
        customer_id=customer.id,
        outcome=outcome,
        amount_fen=amount_fen,
        quantity=quantity,
        closed_on=closed_on,
        reason=reason,
        by_id=desk.my_id,
    )
    if outcome == "won" and not _has_bought(desk, customer):
        reopen_card(desk, customer)
    desk.session.add(deal)
    if later is None or closed_on >= later:
        _move_on(desk, customer, deal, lost_grade)
    customer.rev += 1
    desk.session.add(customer)
    return deal


def _move_on(desk: Desk, customer: Customer, deal: Deal, lost_grade: str | None) -> None:
    """Status, grade and rhythm after the latest deal."""
    outcome, closed_on, reason = deal.outcome, deal.closed_on, deal.reason
    customer.first_follow_up_from_on = customer.first_follow_up_due_on = None
    customer.agreed_on = customer.agreed_reason = customer.next_topic = None
    if outcome == "won":
        apply_grade(desk, customer, None, reason=reason)
    else:
        set_grade(desk, customer, lost_grade or desk.policy.lost_grade, reason=reason)
    customer.rhythm_from_on = max(customer.last_contact_on or closed_on, closed_on)
    customer.status = outcome
    customer.expected_close_on = None if outcome == "won" else customer.expected_close_on
    reschedule(desk, customer)


def _has_bought(desk: Desk, customer: Customer) -> bool:
    query = select(Deal.id).where(Deal.customer_id == customer.id, Deal.outcome == "won")
    return desk.session.exec(query).first() is not None
