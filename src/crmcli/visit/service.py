"""Logging a contact: the record, the grade and the next date, in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import col, func, select

from crmcli.customer.tables import Customer
from crmcli.grade.rules import check_agreed
from crmcli.grade.service import ceiling_of, reschedule, set_grade
from crmcli.grade.tables import GradeChange
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk
from crmcli.staff.service import require_staff
from crmcli.visit.rules import (
    Agreement,
    check_contact_day,
    first_follow_up_window,
    is_latest,
    kept_agreement,
    rhythm_after_contact,
)
from crmcli.visit.tables import Visit, VisitCompanion


class NewVisit(NamedTuple):
    """A contact as logged. `grade` None keeps the grade; without `next_on` an agreed date stays, or is dropped."""

    kind: str
    contact_on: date
    at: str | None = None
    summary: str = ""
    companions: Sequence[str] = ()
    purpose: str | None = None
    grade: str | None = None
    reconsidered: bool = False
    reason: str | None = None
    next_on: date | None = None
    drop_agreed: bool = False
    topic: str | None = None


class Logged(NamedTuple):
    """What came of it: `counted` is false for a contact older than the last one."""

    customer: Customer
    visit: Visit
    counted: bool
    early_for_first_follow_up: bool


def log_visit(desk: Desk, customer: Customer, new: NewVisit) -> Logged:
    """Log the contact, re-grade, set the next date. RuleRefused for a day to come, a next date out of rhythm."""
    check_contact_day(new.contact_on, desk.today)
    if customer.archived_on is not None:
        raise RuleRefused(
            _("{name} is archived; crm archive {code} --back brings the card back first."),
            name=customer.name,
            code=customer.code,
        )
    counted = is_latest(new.contact_on, customer.last_contact_on, new.at, _last_moment(desk, customer))
    visit = _record(desk, customer, new, grade_before=customer.grade if counted else None)
    early = False
    if counted:
        early = _first_follow_up(desk, customer, new)
        _count_contact(desk, customer, visit, new)
    elif new.next_on is not None:
        check_agreed(new.next_on, None, None, new.contact_on)
    _join(desk, visit, new.companions)
    customer.rev += 1
    desk.session.add(customer)
    return Logged(customer, visit, counted, early)


def _last_moment(desk: Desk, customer: Customer) -> str | None:
    """The latest known hour of the last day of contact."""
    moments = desk.session.exec(
        select(Visit.at).where(
            Visit.customer_id == customer.id,
            Visit.contact_on == customer.last_contact_on,
            col(Visit.at).is_not(None),
        )
    )
    return max((at for at in moments if at), key=datetime.fromisoformat, default=None)


def _record(desk: Desk, customer: Customer, new: NewVisit, *, grade_before: str | None) -> Visit:
    assert customer.id is not None
    visit = Visit(
        customer_id=customer.id,
        contact_on=new.contact_on,
        at=new.at,
        kind=new.kind,
        summary=new.summary,
        by_id=desk.my_id,
        purpose=new.purpose,
        grade_before=grade_before,
        grade_after=new.grade or grade_before,
        grade_reconsidered=new.reconsidered,
        reason=new.reason,
        next_on=new.next_on,
        next_topic=new.topic,
        logged_at=desk.now,
    )
    desk.session.add(visit)
    desk.session.flush()
    return visit


def _count_contact(desk: Desk, customer: Customer, visit: Visit, new: NewVisit) -> None:
    customer.last_contact_on = new.contact_on
    customer.rhythm_from_on = rhythm_after_contact(new.contact_on, customer.rhythm_from_on, customer.status)
    if new.grade is not None:
        change = set_grade(desk, customer, new.grade, reason=new.reason or new.summary or None)
        visit.grade_after = customer.grade  # a fall may have to wait for a yes
        _link(desk, visit, change)
    ceiling = ceiling_of(desk, customer)
    if new.next_on is not None:
        check_agreed(new.next_on, ceiling, new.reason, new.contact_on)
        late = ceiling is not None and new.next_on > ceiling
        agreement = Agreement(new.next_on, new.reason if late else None)
    elif new.drop_agreed:
        agreement = Agreement(None, None)
    else:
        agreement = kept_agreement(
            new.contact_on, Agreement(customer.agreed_on, customer.agreed_reason), ceiling
        )
    # A topic belongs to the date it was agreed for; without a date this contact has used it up.
    if new.topic is not None or agreement.agreed_on is None or agreement.agreed_on != customer.agreed_on:
        customer.next_topic = new.topic
    customer.agreed_on, customer.agreed_reason = agreement
    reschedule(desk, customer)


def _link(desk: Desk, visit: Visit, change: GradeChange | None) -> None:
    if change is not None:
        desk.session.flush()
        visit.grade_change_id = change.id
        desk.session.add(visit)


def _first_follow_up(desk: Desk, customer: Customer, new: NewVisit) -> bool:
    """Open, keep or close the window of the first follow-up; whether this contact comes before the window."""
    if customer.first_follow_up_from_on is None:
        _open_window(desk, customer, new)
        return False
    if new.contact_on < customer.first_follow_up_from_on:
        return True
    customer.first_follow_up_from_on = customer.first_follow_up_due_on = None
    return False


def _open_window(desk: Desk, customer: Customer, new: NewVisit) -> None:
    first = desk.policy.first_follow_up
    if first and new.kind in first.after_kinds and _is_first(desk, customer, first.after_kinds):
        window = first_follow_up_window(first, new.contact_on)
        customer.first_follow_up_from_on, customer.first_follow_up_due_on = window


def _is_first(desk: Desk, customer: Customer, kinds: Sequence[str]) -> bool:
    count = select(func.count()).where(Visit.customer_id == customer.id, col(Visit.kind).in_(kinds))
    return desk.session.exec(count).one() == 1  # the visit just logged


def _join(desk: Desk, visit: Visit, companions: Sequence[str]) -> None:
    for name in dict.fromkeys(companions):
        member = require_staff(desk.writing, name)
        if member.id == desk.me.id:
            raise RuleRefused(_("{name} logs this visit and cannot be the companion too."), name=member.name)
        assert visit.id is not None
        assert member.id is not None
        desk.session.add(VisitCompanion(visit_id=visit.id, staff_id=member.id))
