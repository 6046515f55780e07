"""Asking for a yes, and giving or refusing it (docs/rules.md#approvals)."""

import json
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from sqlmodel import col, or_, select

from crmcli.approval.kinds import ASKED_ANEW, KINDS
from crmcli.approval.rules import (
    Person,
    approver_for,
    check_may_decide,
    check_pending,
    moved_facts,
)
from crmcli.approval.tables import Approval
from crmcli.approval.wording import fact_words
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk
from crmcli.staff.rules import at_least
from crmcli.staff.tables import Staff

# A row can only be written where the tables that it refers to are loaded; they lie above, and are known by name.
_REFERRED_TO = "crmcli.customer.tables"


class Wish(NamedTuple):
    """What somebody wants to be done: JSON-ready `asked`, and why."""

    kind: str
    customer_id: int | None
    asked: Mapping[str, object]
    reason: str | None


_ASKED_AS = {"new_cards": "new_card"}  # many at once need the same role as one


def ask_for(desk: Desk, wish: Wish) -> Approval | None:
    """Store a request, and have the command end with 6; None where nobody else could say yes: then it is simply done.

    The same request asked again is the one that waits; another one of the same person takes its place. Raises
    RuleRefused where somebody else's waits: that is decided first.
    """
    needed = desk.policy.team.approvers[_ASKED_AS.get(wish.kind, wish.kind)]
    me = _person(desk.me)
    approver = approver_for(me, _working(desk), needed)
    if approver is None:
        desk.writing.nobody_to_ask = True
        return None
    asked = _text(wish.asked)
    for waiting in _pending_about(desk, wish):
        if waiting.asked_by_id != desk.my_id:
            raise _asked_by_another(desk, waiting)
        if waiting.asked == asked:
            waiting.reason = wish.reason or waiting.reason
            desk.session.add(waiting)
            desk.wait_for(waiting.id)
            return waiting
        _decide(desk, waiting, "withdrawn", ASKED_ANEW)
    approval = Approval(
        kind=wish.kind,
        customer_id=wish.customer_id,
        asked_by_id=desk.my_id,
        asked_at=desk.now,
        asked=asked,
        facts=_text(_facts(desk, wish.kind, wish.customer_id)),
        reason=wish.reason,
        needs_role=needed,
        approver_id=approver.id,
    )
    desk.session.add(approval)
    desk.session.flush()
    desk.wait_for(approval.id)
    return approval


def _asked_by_another(desk: Desk, waiting: Approval) -> RuleRefused:
    return RuleRefused(
        _("Approval {number} of {name} waits about that; have it decided first."),
        number=waiting.id,
        name=_staff(desk, waiting.asked_by_id).name,
    )


def grant(desk: Desk, number: int, note: str | None) -> Approval:
    """Say yes: exactly what was asked is done, once. RuleRefused where the facts have moved, ApprovalNeeded."""
    approval = _to_decide(desk, number)
    moved = moved_facts(json.loads(approval.facts), _facts(desk, approval.kind, approval.customer_id))
    if moved:
        raise RuleRefused(
            _(
                "What approval {number} was asked about has changed since ({what}); refuse it, or have it asked anew."
            ),
            number=number,
            what=_(", ").join(map(fact_words, moved)),
        )
    asker = _staff(desk, approval.asked_by_id)
    _decide(desk, approval, "granted", note)
    carry_out = _named(KINDS[approval.kind].carry_out)
    carry_out(desk._replace(me=asker), approval.customer_id, json.loads(approval.asked), approval.reason)
    return approval


def refuse(desk: Desk, number: int, note: str) -> Approval:
    """Say no, and why."""
    approval = _to_decide(desk, number)
    _decide(desk, approval, "refused", note)
    give_back = KINDS[approval.kind].give_back
    if give_back:
        _named(give_back)(desk, approval.customer_id, note)
    return approval


def withdraw(desk: Desk, number: int, note: str | None) -> Approval:
    """Take a request of one's own back. Raises RuleRefused where it is another's."""
    approval = _found(desk, number)
    check_pending(number, approval.state)
    if approval.asked_by_id != desk.my_id:
        raise RuleRefused(_("Approval {number} was asked for by somebody else."), number=number)
    _take_back(desk, approval, note)
    return approval


def withdraw_about(
    desk: Desk, customer_id: int, note: str, kinds: Sequence[str] = tuple(KINDS)
) -> list[int | None]:
    """Take back what waits about a customer whose card is as it was no more; the numbers."""
    query = select(Approval).where(
        Approval.state == "pending", Approval.customer_id == customer_id, col(Approval.kind).in_(kinds)
    )
    waiting = list(desk.session.exec(query))
    for approval in waiting:
        _take_back(desk, approval, note)
    return [approval.id for approval in waiting]


def _take_back(desk: Desk, approval: Approval, note: str | None) -> None:
    _decide(desk, approval, "withdrawn", note)
    take_back = KINDS[approval.kind].take_back
    if take_back:
        _named(take_back)(desk, approval.customer_id)


def reassign(desk: Desk, leaver: Staff, successor: Staff | None) -> None:
    """What waits for somebody who leaves, or for nobody, waits for the successor if that one may decide it, else for
    the next one who may; what the leaver asked for stays.
    """
    for_nobody = or_(col(Approval.approver_id) == leaver.id, col(Approval.approver_id).is_(None))
    waiting = list(desk.session.exec(select(Approval).where(Approval.state == "pending", for_nobody)))
    staff = [one for one in _working(desk) if one.id != leaver.id]
    heirs = [one for one in staff if successor is not None and one.id == successor.id]
    for approval in waiting:
        asker = _person(_staff(desk, approval.asked_by_id))
        needed = approval.needs_role
        approver = approver_for(asker, heirs, needed) or approver_for(asker, staff, needed)
        approval.approver_id = approver.id if approver else None
        desk.session.add(approval)


def approvers_anew(desk: Desk) -> None:
    """Roles have changed: what waits for nobody, or for somebody who may decide it no more, waits for who may."""
    staff = _working(desk)
    able = {(one.id, role) for one in staff for role in ("supervisor", "manager") if at_least(one.role, role)}
    for approval in list(desk.session.exec(select(Approval).where(Approval.state == "pending"))):
        if (approval.approver_id, approval.needs_role) not in able:
            approver = approver_for(_person(_staff(desk, approval.asked_by_id)), staff, approval.needs_role)
            approval.approver_id = approver.id if approver else None
            desk.session.add(approval)


def _staff(desk: Desk, number: int) -> Staff:
    found = desk.session.get(Staff, number)
    assert found is not None
    return found


def _to_decide(desk: Desk, number: int) -> Approval:
    approval = _found(desk, number)
    check_pending(number, approval.state)
    check_may_decide(number, _person(desk.me), approval.asked_by_id, approval.needs_role)
    return approval


def _found(desk: Desk, number: int) -> Approval:
    approval = desk.session.get(Approval, number)
    if approval is None:
        raise NotFound(_("There is no approval {number}; crm team approvals lists them."), number=number)
    return approval


def _decide(desk: Desk, approval: Approval, state: str, note: str | None) -> None:
    import_module(_REFERRED_TO)
    approval.state, approval.note = state, note
    approval.decided_by_id, approval.decided_at = desk.my_id, desk.now
    desk.session.add(approval)
    desk.session.flush()


def _pending_about(desk: Desk, wish: Wish) -> list[Approval]:
    if wish.customer_id is None:
        return []
    query = select(Approval).where(
        Approval.state == "pending", Approval.kind == wish.kind, Approval.customer_id == wish.customer_id
    )
    return list(desk.session.exec(query))


def _facts(desk: Desk, kind: str, customer_id: int | None) -> Mapping[str, object]:
    found: Mapping[str, object] = _named(KINDS[kind].facts)(desk, customer_id)
    return found


def _named(name: str) -> Callable[..., Any]:
    module, _colon, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _working(desk: Desk) -> list[Person]:
    query = select(Staff).where(or_(col(Staff.left_on).is_(None), col(Staff.left_on) >= desk.today))
    return [_person(one) for one in desk.session.exec(query)]


def _person(one: Staff) -> Person:
    assert one.id is not None
    return Person(one.id, one.name, one.role, one.branch, one.supervisor_id)


def _text(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
