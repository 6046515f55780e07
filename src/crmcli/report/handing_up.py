"""Handing a report up, writing on one that was handed up, and doing what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.customer.rules import parse_note
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.dates import parse_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.report.asking import asked_of
from crmcli.report.catalogue import REPORTS, maker, report_named
from crmcli.report.making import one_moment
from crmcli.report.queries import people_of

if TYPE_CHECKING:
    import sqlite3

    from crmcli.report.asking import Typed


def hand_up(run: Invocation, name: str, typed: Typed) -> Text:
    """Make the report and freeze it. Raises UsageRefused, NotFound, RuleRefused."""
    from crmcli.report.service import HandedUp, submit_report
    from crmcli.staff.desk import desk

    entry = REPORTS[report_named(name)]
    with run.reading() as book, one_moment(book):
        asked = asked_of(run, book, typed, entry.period)
    with desk(run, "report submit") as at:
        # Made inside the transaction: what is frozen is what the book says at that moment.
        sheet = maker(report_named(name))(at.writing.reading(), asked)
        staff_id = asked.people[0] if asked.staff and asked.people else None
        new = HandedUp(
            sheet.name, sheet.asked.first, sheet.asked.last, staff_id, asked.branch, sheet.mapping()
        )
        submission = submit_report(at, new)
        number, digest = submission.id, submission.digest
    run.say(
        _("{title} is handed up as number {number}: crm report review {number}.").format(
            title=sheet.title, number=number
        )
    )
    return Text(str(number), {"number": number, "report": name, "digest": digest})


def annotate(
    run: Invocation, number: int, text: str, *, for_: str | None, branch: str | None, by: str | None
) -> Text:
    """Write on a report that was handed up, for somebody to act on where that is said."""
    from crmcli.report.service import Task, annotate_report
    from crmcli.staff.desk import desk, owner_meant

    if for_ and branch:
        raise UsageRefused(_("Say --for a person or --branch, not both."))
    if by and not (for_ or branch):
        raise UsageRefused(_("Say with --for or --branch who is to do it by then."))
    due_on = parse_date(by, run.today, "future") if by else None
    clean = parse_note(text)
    with desk(run, "report review") as at:
        _check_branch(at.writing.reading(), branch)
        for_id = owner_meant(at, for_).id if for_ else None
        annotation = annotate_report(at, number, clean, Task(for_id, branch, due_on))
        written = annotation.id
    run.say(_("Written on report {number}.").format(number=number))
    return Text(str(written), {"annotation": written, "report": number})


def _check_branch(book: sqlite3.Connection, branch: str | None) -> None:
    if branch is not None:
        people_of(book, branch)


def task_done(run: Invocation, number: int, outcome: str) -> Text:
    """Say that what an annotation asks for is done."""
    from crmcli.report.service import finish_task
    from crmcli.staff.desk import desk

    with desk(run, "report done") as at:
        finish_task(at, number, parse_note(outcome) if outcome.strip() else None)
    run.say(_("Task {number} is done.").format(number=number))
    return Text(str(number), {"annotation": number})
