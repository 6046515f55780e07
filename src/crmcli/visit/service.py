"""Logging a contact: the record, the grade and the next date, in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import col, func, select

from crmcli.approval.kinds import SCOUT
from crmcli.customer.rules import OPEN_STATUSES, is_key
from crmcli.customer.tables import Customer, CustomerHolder
from crmcli.grade.rules import check_agreed
from crmcli.grade.service import ceiling_of, reschedule, set_grade
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.policy.visit_record import visit_record_in_force
from crmcli.staff.desk import Desk
from crmcli.staff.service import require_staff
from crmcli.staff.tables import Staff
from crmcli.visit.particulars import Particulars, line_known
from crmcli.visit.rules import (
    FIRST_VISIT_BY_TWO,
    KEY_BY_TWO,
    PRIVATE_LINE,
    Agreement,
    check_contact_day,
    check_told,
    first_follow_up_window,
    is_latest,
    kept_agreement,
    rhythm_after_contact,
)
from crmcli.visit.tables import Visit, VisitAspect, VisitCompanion, VisitPurpose, VisitTold


class NewVisit(NamedTuple):
    """A contact as logged. `grade` None keeps the grade; without `next_on` an agreed date stays, or is dropped."""

    kind: str
    contact_on: date
    at: str | None = None
    summary: str = ""
    companions: Sequence[str] = ()
    told: Particulars = Particulars()
    grade: str | None = None
    reconsidered: bool = False
    reason: str | None = None
    next_on: date | None = None
    drop_agreed: bool = False
    topic: str | None = None


class Logged(NamedTuple):
    """What came of it: `counted` is false for a contact older than the last one.

    `first_alone`, `private_line` and `held_by_one` say what the team's rules warn of, `withdrawn` has the numbers of
    the requests that waited about somebody who only scouts us.
    """

    customer: Customer
    visit: Visit
    counted: bool
    early_for_first_follow_up: bool
    first_alone: bool = False
    private_line: bool = False
    held_by_one: bool = False
    withdrawn: Sequence[int | None] = ()


def log_visit(desk: Desk, customer: Customer, new: NewVisit) -> Logged:
    """Log the contact, re-grade, set the next date. RuleRefused for a day to come, a next date out of rhythm."""
    check_contact_day(new.contact_on, desk.today)
    if customer.archived_on is not None:
        raise RuleRefused(
            _("{name} is archived; crm archive {code} --back brings the card back first."),
            name=customer.name,
            code=customer.code,
        )
    line, private_line = company_line(desk, new.told.line)
    new = new._replace(told=new.told._replace(line=line))
    counted = is_latest(new.contact_on, customer.last_contact_on, new.at, _last_moment(desk, customer))
    visit = _record(desk, customer, new, grade_before=customer.grade if counted else None)
    withdrawn: Sequence[int | None] = []
    if visit.is_scout:
        from crmcli.approval.service import withdraw_about

        withdrawn = withdraw_about(desk, visit.customer_id, SCOUT)
    early = False
    if counted:
        early = _first_follow_up(desk, customer, new)
        _count_contact(desk, customer, visit, new)
    elif new.next_on is not None:
        check_agreed(new.next_on, None, None, new.contact_on)
    _join(desk, visit, new.companions)
    _record_parts(desk, visit, new.told)
    customer.rev += 1
    desk.session.add(customer)
    alone = _first_alone(desk, customer, new)
    by_one = _held_by_one(desk, customer)
    return Logged(customer, visit, counted, early, alone, private_line, by_one, withdrawn)


def company_line(desk: Desk, typed: str | None) -> tuple[str | None, bool]:
    """The line as the playbook writes it, and whether the team's rule warns of a private one.

    Raises RuleRefused where the rule refuses it. A playbook without `company_lines` knows no private line.
    """
    if typed is None:
        return None, False
    lines = visit_record_in_force(desk.writing.reading()).company_lines
    known, mode = line_known(typed, lines), desk.policy.team.mode(PRIVATE_LINE)
    if known is not None or not lines:
        return known or typed, False
    if mode == "refuse":
        raise RuleRefused(
            _("{line} is none of the company's lines, and customers are contacted on those alone: {lines}."),
            line=typed,
            lines=", ".join(lines),
        )
    return typed, mode == "warn"


def _first_alone(desk: Desk, customer: Customer, new: NewVisit) -> bool:
    """Whether the team's rule warns of this visit: the first one, by one person. Raises RuleRefused if it refuses."""
    mode = desk.policy.team.mode(FIRST_VISIT_BY_TWO)
    if mode not in ("warn", "refuse") or new.kind != "visit" or new.companions:
        return False
    if not _is_first(desk, customer, ("visit",)):
        return False
    if mode == "refuse":
        raise RuleRefused(
            _("Two go to a new customer for the first time: say who went along to {name} with --with STAFF."),
            name=customer.name,
        )
    return True


def _held_by_one(desk: Desk, customer: Customer) -> bool:
    """Whether the team's rule warns that one person alone holds a key prospect."""
    if desk.policy.team.mode(KEY_BY_TWO) != "warn" or customer.status not in OPEN_STATUSES:
        return False
    if not is_key(customer.importance_set, customer.amount_fen, desk.policy.key_amount_fen):
        return False
    beside = select(CustomerHolder.id).where(
        CustomerHolder.customer_id == customer.id, CustomerHolder.staff_id != customer.owner_id
    )
    return desk.session.exec(beside).first() is None


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
        grade_before=grade_before,
        grade_after=new.grade or grade_before,
        grade_reconsidered=new.reconsidered,
        reason=new.reason,
        next_on=new.next_on,
        next_topic=new.topic,
        logged_at=desk.now,
        line=new.told.line,
        is_short=new.told.is_short,
        is_scout=new.told.is_scout,
        satisfaction=new.told.satisfaction,
        proxy=new.told.proxy,
    )
    desk.session.add(visit)
    desk.session.flush()
    return visit


def _record_parts(desk: Desk, visit: Visit, told: Particulars) -> None:
    """What stands in rows of its own: aspects, purposes, who was told of a scout."""
    visit_id = visit.id
    assert visit_id is not None
    for aspect, said in told.aspects.items():
        desk.session.add(VisitAspect(visit_id=visit_id, aspect=aspect, text=said))
    for purpose in told.purposes:
        desk.session.add(VisitPurpose(visit_id=visit_id, purpose=purpose))
    for member in people_named(desk, told.told):
        check_told(member.name, member.id == desk.my_id, member.role, together=desk.policy.team.together)
        desk.session.add(VisitTold(visit_id=visit_id, staff_id=member.id or 0))


def _count_contact(desk: Desk, customer: Customer, visit: Visit, new: NewVisit) -> None:
    customer.last_contact_on = new.contact_on
    customer.rhythm_from_on = rhythm_after_contact(new.contact_on, customer.rhythm_from_on, customer.status)
    if new.grade is not None:
        give_grade(desk, customer, visit, new.grade, new.reason or new.summary or None)
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


def give_grade(desk: Desk, customer: Customer, visit: Visit, grade: str, reason: str | None) -> None:
    """The one place where a visit sets the customer's grade, when it is logged and when it is corrected."""
    change = set_grade(desk, customer, grade, reason=reason)
    visit.grade_after = customer.grade  # a fall may have to wait for a yes
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
    for member in companions_named(desk, companions, desk.my_id, visit.contact_on):
        assert visit.id is not None
        assert member.id is not None
        desk.session.add(VisitCompanion(visit_id=visit.id, staff_id=member.id))


def companions_named(desk: Desk, names: Sequence[str], by_id: int, on: date) -> list[Staff]:
    """Who went along with the staff member of that id.

    Raises NotFound; RuleRefused for oneself, somebody twice, or somebody who had left by then.
    """
    members = people_named(desk, names)
    for member in members:
        if member.id == by_id:
            raise RuleRefused(_("{name} logs this visit and cannot be the companion too."), name=member.name)
        if member.left_on is not None and member.left_on < on:
            raise RuleRefused(
                _("{name} left on {day} and cannot have gone along."), name=member.name, day=member.left_on
            )
    return members


def people_named(desk: Desk, names: Sequence[str]) -> list[Staff]:
    """The staff of these names. Raises NotFound with the nearest names; RuleRefused for somebody named twice."""
    members: list[Staff] = []
    for name in names:
        member = require_staff(desk.writing, name)
        if member in members:
            raise RuleRefused(_("{name} is named twice."), name=member.name)
        members.append(member)
    return members
