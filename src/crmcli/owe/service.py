"""Noting what is owed, answering, telling, closing; noting how satisfied a customer is."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import select

from crmcli.customer.tables import Customer
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.owe.rules import (
    Steps,
    check_answer,
    check_close,
    check_drop,
    check_edit,
    check_opening,
    check_told,
)
from crmcli.owe.tables import Owed, SatisfactionMark
from crmcli.staff.desk import Desk

_COUNTER = "next_owed_number"


class NewOwed(NamedTuple):
    """What is noted. `due_on` None: by the playbook; `owner_id` None: whoever has the card."""

    kind: str
    text: str
    opened_on: date
    due_on: date | None = None
    by_customer: bool = False
    owner_id: int | None = None
    department: str | None = None
    origin: str | None = None
    limits: str | None = None
    topic: str | None = None
    visit_id: int | None = None


def open_owed(desk: Desk, customer: Customer, new: NewOwed) -> Owed:
    """Note something owed. Raises RuleRefused for a day to come, a due day before it, an archived card."""
    _check_not_archived(customer)
    usual_days = desk.policy.promises.due_days[new.kind]
    due_on = new.due_on or date.fromordinal(min(new.opened_on.toordinal() + usual_days, date.max.toordinal()))
    check_opening(new.kind, new.opened_on, due_on, desk.today, by_customer=new.by_customer)
    assert customer.id is not None
    owed = Owed(
        ref=next_ref(desk),
        customer_id=customer.id,
        opened_by_id=desk.my_id,
        **{**new._asdict(), "due_on": due_on},
    )
    return _stored(desk, owed)


def _check_not_archived(customer: Customer) -> None:
    if customer.archived_on is not None:
        raise RuleRefused(
            _("{name} is archived; crm archive {code} --back brings the card back first."),
            name=customer.name,
            code=customer.code,
        )


def next_ref(desk: Desk) -> str:
    """The reference of something new. References go on counting, and are never used twice."""
    number = int(desk.writing.setting(_COUNTER) or "1")
    while desk.session.exec(select(Owed.id).where(Owed.ref == own_ref(number))).first() is not None:
        number += 1
    desk.writing.set_setting(_COUNTER, str(number + 1))
    return own_ref(number)


def own_ref(number: int) -> str:
    """The reference of the book's n-th item."""
    return f"P{number:04d}"


def load_owed(desk: Desk, owed_id: int) -> Owed:
    """The item of that id. Raises NotFound where it has gone meanwhile."""
    owed = desk.session.get(Owed, owed_id)
    if owed is None:
        raise NotFound(_("It is no longer there; crm owe list shows what is."))
    return owed


def answer_owed(desk: Desk, owed: Owed, answer: str, on: date, expected_on: date | None) -> None:
    """Answer the customer; `expected_on` where the whole answer needs time."""
    check_answer(steps_of(owed), on, desk.today, expected_on)
    owed.answer, owed.answered_on, owed.answered_by_id = answer, on, desk.my_id
    owed.expected_on = expected_on
    _stored(desk, owed)


def tell_owed(desk: Desk, owed: Owed, on: date, how: str | None, result: str | None = None) -> None:
    """The customer knows what came of it; `result` where that is more than the answer said."""
    check_told(steps_of(owed), on, desk.today)
    owed.told_on, owed.told_how, owed.told_by_id = on, how, desk.my_id
    owed.outcome = result or owed.outcome
    _stored(desk, owed)


def close_owed(
    desk: Desk,
    owed: Owed,
    on: date,
    *,
    outcome: str | None = None,
    prevention: str | None = None,
    anyway: str | None = None,
) -> None:
    """Close it: what came of it, and what keeps it from recurring. `anyway` is why nobody had to be told."""
    check_close(steps_of(owed), on, desk.today, reasoned=anyway is not None)
    owed.outcome = outcome or owed.outcome
    owed.prevention = prevention or owed.prevention
    owed.closed_on, owed.closed_by_id, owed.closed_reason = on, desk.my_id, anyway
    _stored(desk, owed)


def drop_owed(desk: Desk, owed: Owed, reason: str) -> None:
    """It is no longer owed, or never was."""
    check_drop(steps_of(owed))
    owed.is_dropped, owed.closed_on, owed.closed_by_id, owed.closed_reason = (
        True,
        max(desk.today, owed.opened_on),
        desk.my_id,
        reason,
    )
    _stored(desk, owed)


def edit_owed(desk: Desk, owed: Owed, changes: Mapping[str, Any]) -> bool:
    """Correct what was noted; whether anything changed. The history keeps the old words. Raises RuleRefused."""
    changed = {column: value for column, value in changes.items() if getattr(owed, column) != value}
    check_edit(steps_of(owed), changed)
    if "answer" in changed and owed.answered_on is None:
        raise RuleRefused(_("{ref} has no answer yet; crm owe answer {ref} TEXT gives one."), ref=owed.ref)
    for column, value in changed.items():
        setattr(owed, column, value)
    check_opening(owed.kind, owed.opened_on, owed.due_on, desk.today, by_customer=owed.by_customer)
    if changed:
        _stored(desk, owed)
    return bool(changed)


def mark_satisfaction(
    desk: Desk, customer: Customer, mark: int, on: date, comment: str | None, survey: str | None
) -> SatisfactionMark:
    """Note how satisfied a customer is. Raises RuleRefused for a day to come."""
    if on > desk.today:
        raise RuleRefused(_("{day} is still to come; say what has happened."), day=on)
    _check_not_archived(customer)
    assert customer.id is not None
    given = SatisfactionMark(
        customer_id=customer.id,
        mark=mark,
        comment=comment,
        survey=survey,
        given_on=on,
        by_id=desk.my_id,
        noted_at=desk.now,
    )
    desk.session.add(given)
    desk.session.flush()
    return given


def steps_of(owed: Owed) -> Steps:
    """How far something owed has come."""
    return Steps(
        owed.ref,
        owed.kind,
        owed.opened_on,
        owed.due_on,
        owed.answered_on,
        owed.expected_on,
        owed.told_on,
        owed.closed_on,
        owed.is_dropped,
    )


def _stored(desk: Desk, owed: Owed) -> Owed:
    desk.session.add(owed)
    desk.session.flush()
    return owed
