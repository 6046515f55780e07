"""What is written about reports: counts kept, coaching recorded, reports handed up and annotated."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import exists
from sqlmodel import col, func, select

from crmcli.change.rules import canonical
from crmcli.customer.tables import Customer
from crmcli.grade.tables import GradeChange
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import N_, _
from crmcli.report.rules import (
    ForWhom,
    Written,
    annotation_level,
    check_coaching,
    check_may_coach,
    check_may_finish,
    digest_of,
)
from crmcli.report.tables import Coaching, GradeCount, ReportAnnotation, ReportSubmission
from crmcli.staff.desk import Desk
from crmcli.staff.tables import Staff
from crmcli.visit.tables import Visit

NO_REPORT = N_("There is no report number {number}; crm report review lists them.")
NO_TASK = N_("No task has the number {number}; crm due lists what is open.")


def keep_grade_counts(desk: Desk) -> int:
    """Count the customers of each grade and owner today and keep it, in place of an earlier count of today.

    Gives how many customers were counted. Owners without a customer of a grade have a zero, so that it is known.
    """
    session = desk.session
    for old in session.exec(select(GradeCount).where(GradeCount.counted_on == desk.today)):
        session.delete(old)
    session.flush()
    scouts = exists().where(col(Visit.customer_id) == col(Customer.id), col(Visit.is_scout))
    counted = {
        (owner, str(grade)): count
        for owner, grade, count in session.exec(
            select(Customer.owner_id, Customer.grade, func.count())
            .where(col(Customer.archived_on).is_(None), col(Customer.grade).is_not(None), ~scouts)
            .group_by(col(Customer.owner_id), col(Customer.grade))
        )
    }
    last = session.exec(select(func.max(GradeChange.id))).one() or 0
    for owner in sorted({owner for owner, _grade in counted}):
        for grade in dict.fromkeys([*desk.policy.letters, *(g for o, g in counted if o == owner)]):
            session.add(
                GradeCount(
                    counted_on=desk.today,
                    owner_id=owner,
                    grade=grade,
                    customers=counted.get((owner, grade), 0),
                    last_change_id=last,
                    by_id=desk.my_id,
                )
            )
    return sum(counted.values())


def record_coaching(
    desk: Desk, member: Staff, *, kind: int, point: int | None, text: str, on: date
) -> Coaching:
    """Record a result of coaching. Raises RuleRefused: oneself, a day to come, a kind or point that does not exist;
    ApprovalNeeded in a team where a salesperson would coach a supervisor or manager.
    """
    check_coaching(kind, point, on, desk.today)
    if member.id == desk.my_id:
        raise RuleRefused(_("{name} cannot coach oneself; say who coaches with --as."), name=member.name)
    check_may_coach(desk.me.role, member.role, together=desk.policy.team.together)
    assert member.id is not None
    coaching = Coaching(
        staff_id=member.id, by_id=desk.my_id, coached_on=on, kind=kind, point=point, text=text
    )
    desk.session.add(coaching)
    desk.session.flush()
    return coaching


class HandedUp(NamedTuple):
    """A report that is to be frozen."""

    report: str
    first_on: date
    last_on: date
    staff_id: int | None
    branch: str | None
    mapping: Mapping[str, object]


def submit_report(desk: Desk, new: HandedUp) -> ReportSubmission:
    """Freeze a report. Raises RuleRefused where exactly the same was handed up already."""
    content = canonical(new.mapping)
    digest = digest_of(content)
    same = desk.session.exec(
        select(ReportSubmission).where(
            ReportSubmission.report == new.report,
            ReportSubmission.first_on == new.first_on,
            ReportSubmission.last_on == new.last_on,
            ReportSubmission.digest == digest,
        )
    ).first()
    if same is not None:
        raise RuleRefused(_("Exactly this report was handed up already, as number {number}."), number=same.id)
    submission = ReportSubmission(
        **new._asdict() | {"content": content},
        submitted_on=desk.today,
        submitted_at=desk.now,
        by_id=desk.my_id,
        digest=digest,
    )
    desk.session.add(submission)
    desk.session.flush()
    return submission


class Task(NamedTuple):
    """For whom an annotation is something to do, and by when: a person, a branch, or a department a person sees to."""

    for_id: int | None = None
    for_branch: str | None = None
    due_on: date | None = None
    for_department: str | None = None


def annotate_report(desk: Desk, number: int, text: str, task: Task) -> ReportAnnotation:
    """Write on a report that was handed up. Raises NotFound, RuleRefused, ApprovalNeeded."""
    submission = desk.session.get(ReportSubmission, number)
    if submission is None:
        raise NotFound(_(NO_REPORT), number=number)
    if task.due_on is not None and task.due_on < desk.today:
        raise RuleRefused(_("{day} has passed; a task is due today or later."), day=task.due_on)
    level = annotation_level(
        _written(desk, number),
        desk.me.role,
        together=desk.policy.team.together,
        my_id=desk.my_id,
        submitted_by_id=submission.by_id,
    )
    annotation = ReportAnnotation(
        submission_id=number,
        level=level,
        by_id=desk.my_id,
        annotated_on=desk.today,
        annotated_at=desk.now,
        text=text,
        **task._asdict(),
    )
    desk.session.add(annotation)
    desk.session.flush()
    return annotation


def finish_task(desk: Desk, number: int, outcome: str | None) -> ReportAnnotation:
    """Say that what an annotation asks for is done. Raises NotFound, ApprovalNeeded, RuleRefused where it is done."""
    annotation = desk.session.get(ReportAnnotation, number)
    if annotation is None or (annotation.for_id is None and annotation.for_branch is None):
        raise NotFound(_(NO_TASK), number=number)
    if annotation.done_on is not None:
        raise RuleRefused(_("Task {number} was done on {day}."), number=number, day=annotation.done_on)
    check_may_finish(
        ForWhom(annotation.for_id, annotation.for_branch, annotation.by_id),
        together=desk.policy.team.together,
        my_id=desk.my_id,
        my_role=desk.me.role,
        my_branch=desk.me.branch,
    )
    annotation.done_on, annotation.done_by_id, annotation.outcome = desk.today, desk.my_id, outcome
    desk.session.add(annotation)
    return annotation


def _written(desk: Desk, number: int) -> list[Written]:
    annotations = desk.session.exec(select(ReportAnnotation).where(ReportAnnotation.submission_id == number))
    return [Written(one.level, one.by_id) for one in annotations]
