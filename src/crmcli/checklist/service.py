"""Applications: started, papers received, looked at, refused or let off; parties and facts changed."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import col, select

from crmcli.checklist.loading import Loaded
from crmcli.checklist.periods import Period
from crmcli.checklist.queries import Application, Head, applications, heads_by_id
from crmcli.checklist.standing import Part
from crmcli.checklist.tables import (
    Checklist,
    ChecklistFile,
    ChecklistReceipt,
    ChecklistTemplate,
)
from crmcli.customer.tables import Customer
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.kit.workdays import WorkCalendar
from crmcli.staff.desk import Desk

_COUNTER = "next_checklist_number"


class NewChecklist(NamedTuple):
    """What a checklist is started with: for a customer, or under the name of an office or partner."""

    customer: Customer | None
    subject: str | None
    loaded: Loaded
    applied_on: date
    deadline_on: date | None = None
    deadline_rule: str | None = None


class Came(NamedTuple):
    """What is said of papers that came."""

    received_on: date
    copies: int = 1
    period: Period | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    note: str | None = None
    file_id: int | None = None
    file_name: str | None = None


def start_checklist(desk: Desk, new: NewChecklist) -> Checklist:
    """A new checklist, without parties yet. RuleRefused where the customer is archived or has it open already."""
    if new.customer is not None:
        _refuse_archived(new.customer)
    _refuse_twice(desk, new)
    template = keep_template(desk, new.loaded)
    owner_id = new.customer.owner_id if new.customer is not None else desk.my_id
    checklist = Checklist(
        code=next_code(desk),
        customer_id=new.customer.id if new.customer is not None else None,
        subject=new.subject,
        subject_folded=fold(new.subject) if new.subject else None,
        template_id=template,
        applied_on=new.applied_on,
        deadline_on=new.deadline_on,
        deadline_rule=new.deadline_rule,
        owner_id=owner_id,
        started_at=desk.now,
    )
    desk.session.add(checklist)
    desk.session.flush()
    return checklist


def _refuse_archived(customer: Customer) -> None:
    if customer.archived_on is not None:
        raise RuleRefused(
            _("{name} is archived; crm archive {code} --back brings the card back first."),
            name=customer.name,
            code=customer.code,
        )


def _refuse_twice(desk: Desk, new: NewChecklist) -> None:
    """One open list of a kind for one customer or subject: a second one would be mistaken for the first."""
    query = (
        select(Checklist.code)
        .join(ChecklistTemplate, col(ChecklistTemplate.id) == Checklist.template_id)
        .where(ChecklistTemplate.name == new.loaded.template.name, col(Checklist.closed_on).is_(None))
    )
    if new.customer is not None:
        query = query.where(Checklist.customer_id == new.customer.id)
    else:
        query = query.where(Checklist.subject_folded == fold(new.subject or ""))
    code = desk.session.exec(query).first()
    if code is not None:
        raise RuleRefused(
            _("There is an open checklist {template} already ({code}); crm checklist close {code} ends it."),
            template=new.loaded.template.name,
            code=code,
        )


def keep_template(desk: Desk, loaded: Loaded) -> int:
    """The id of this very template in the book; kept now where it is not there yet."""
    text = loaded.text
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = desk.session.exec(select(ChecklistTemplate).where(ChecklistTemplate.digest == digest)).first()
    if found is None:
        title = loaded.template.title
        found = ChecklistTemplate(
            name=loaded.template.name, title_en=title.en, title_zh=title.zh, digest=digest, definition=text
        )
        desk.session.add(found)
        desk.session.flush()
    assert found.id is not None
    return found.id


def next_code(desk: Desk) -> str:
    """The code of a new checklist. Codes go on counting, and are never used twice."""
    number = int(desk.writing.setting(_COUNTER) or "1")
    while (
        desk.session.exec(select(Checklist.id).where(Checklist.code == f"CL{number:04d}")).first() is not None
    ):
        number += 1
    desk.writing.set_setting(_COUNTER, str(number + 1))
    return f"CL{number:04d}"


def load_checklist(desk: Desk, head: Head, *, must_be_as_seen: bool) -> Checklist:
    """The checklist to write on. RuleRefused where it is gone, or must be as it was seen and is not."""
    checklist = desk.session.get(Checklist, head.id)
    if checklist is None or (must_be_as_seen and checklist.rev != head.rev):
        raise RuleRefused(
            _("The checklist of {name} has changed meanwhile; look at it again."), name=head.name
        )
    return checklist


def read_application(desk: Desk, checklist: Checklist) -> Application:
    """The application as it stands inside this transaction."""
    assert checklist.id is not None
    desk.session.flush()
    book = desk.writing.reading()
    return applications(book, heads_by_id(book, [checklist.id]))[0]


def change(desk: Desk, checklist: Checklist) -> int:
    """Note that the checklist changes, and give its id. RuleRefused where it is closed."""
    if checklist.closed_on is not None:
        raise RuleRefused(
            _("The checklist {code} is closed; crm checklist close {code} --back opens it again."),
            code=checklist.code,
        )
    checklist.rev += 1
    desk.session.add(checklist)
    assert checklist.id is not None
    return checklist.id


def receive_papers(desk: Desk, checklist: Checklist, parts: Sequence[Part], came: Came) -> None:
    """Papers came. What they lack is for the standing to say. RuleRefused: a day to come, a closed checklist."""
    checklist_id = change(desk, checklist)
    if came.received_on > desk.today:
        raise RuleRefused(
            _("A paper cannot have come on {day}: that is still to come."), day=came.received_on
        )
    for part in parts:
        desk.session.add(
            ChecklistReceipt(
                checklist_id=checklist_id,
                holder_id=part.holder.id,
                party_id=part.person.id,
                item=part.item.name,
                paper=part.paper,
                copies=came.copies,
                covers_from_on=came.period.first if came.period else None,
                covers_to_on=came.period.last if came.period else None,
                issued_on=came.issued_on,
                expires_on=came.expires_on,
                note=came.note,
                file_id=came.file_id,
                file_name=came.file_name,
                received_on=came.received_on,
                received_by_id=desk.my_id,
            )
        )


def set_deadline(desk: Desk, checklist: Checklist, on: date | None, rule: str | None) -> bool:
    """Another deadline, or none; whether anything changed."""
    if (checklist.deadline_on, checklist.deadline_rule) == (on, rule):
        return False
    change(desk, checklist)
    checklist.deadline_on, checklist.deadline_rule = on, rule
    return True


def recount_deadlines(desk: Desk, calendar: WorkCalendar) -> int:
    """Count the deadlines of open checklists anew that were set in working days; how many moved."""
    moved = 0
    query = select(Checklist).where(
        col(Checklist.closed_on).is_(None), col(Checklist.deadline_rule).like("%wd")
    )
    for checklist in desk.session.exec(query):
        on = calendar.after(checklist.applied_on, int(str(checklist.deadline_rule).removesuffix("wd")))
        if on != checklist.deadline_on:
            checklist.deadline_on = on
            checklist.rev += 1
            desk.session.add(checklist)
            moved += 1
    return moved


def close_checklist(desk: Desk, checklist: Checklist, on: date | None, reason: str | None) -> bool:
    """End a checklist, so that nothing of it is due any more; None opens it again. Whether anything changed."""
    if (checklist.closed_on is None) == (on is None):
        return False
    checklist.closed_on, checklist.closed_reason = on, reason if on else None
    checklist.rev += 1
    desk.session.add(checklist)
    return True


def keep_file(desk: Desk, digest: str, name: str, size_bytes: int) -> int:
    """The id of a kept file; the same content is kept once, under its first name."""
    found = desk.session.exec(select(ChecklistFile).where(ChecklistFile.digest == digest)).first()
    if found is None:
        found = ChecklistFile(digest=digest, name=name, size_bytes=size_bytes, kept_at=desk.now)
        desk.session.add(found)
        desk.session.flush()
    assert found.id is not None
    return found.id
