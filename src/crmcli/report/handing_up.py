"""Handing a report up, writing on one that was handed up, and doing what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.customer.rules import parse_note
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import NotFound, RuleRefused, UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line
from crmcli.report.asking import BRANCH_LIMIT, asked_of, is_named
from crmcli.report.catalogue import REPORTS, maker, report_named
from crmcli.report.making import one_moment
from crmcli.report.queries import people_of
from crmcli.staff.rules import ME

if TYPE_CHECKING:
    import sqlite3

    from crmcli.report.asking import Typed
    from crmcli.report.model import Asked


def hand_up(run: Invocation, name: str, typed: Typed) -> Text:
    """Make the report and freeze it. Raises UsageRefused, NotFound, RuleRefused."""
    from crmcli.report.service import HandedUp, submit_report
    from crmcli.staff.desk import desk

    entry = REPORTS[report_named(name)]
    with run.reading() as book, one_moment(book):
        asked = asked_of(run, book, typed, entry.period)
    if asked.first > run.today and not entry.is_ahead:
        raise RuleRefused(
            _("{day} is still to come; what has not begun cannot be handed up."),
            day=describe_date(asked.first),
        )
    if asked.last > run.today and not entry.is_ahead:
        asked = _until_today(run, asked, typed)
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


def _until_today(run: Invocation, asked: Asked, typed: Typed) -> Asked:
    """A period that still runs is handed up as far as it has come. Raises RuleRefused where days to come were named."""
    if not is_named(typed):
        raise RuleRefused(
            _("{day} is still to come; the days until today are handed up with --period {first}..{today}"),
            day=describe_date(asked.last),
            first=asked.first.isoformat(),
            today=run.today.isoformat(),
        )
    run.say(
        _("Handed up as far as {today}; {last} is still to come.").format(
            today=describe_date(run.today), last=describe_date(asked.last)
        )
    )
    return asked._replace(last=run.today)


class TypedTask(NamedTuple):
    """Whom an annotation is for and by when, as typed."""

    person: str | None = None
    branch: str | None = None
    department: str | None = None
    owner: str | None = None
    by: str | None = None


def annotate(run: Invocation, number: int, text: str, typed: TypedTask) -> Text:
    """Write on a report that was handed up, for somebody to act on where that is said."""
    from crmcli.report.service import NO_REPORT, Task, annotate_report
    from crmcli.staff.desk import desk, owner_meant

    _check_task(typed)
    department = None if typed.department is None else clean_line(typed.department, BRANCH_LIMIT).text
    if department == "":
        raise UsageRefused(_("Say which department it is for."))
    due_on = parse_date(typed.by, run.today, "future") if typed.by else None
    clean = parse_note(text)
    _require(run, "select 1 from report_submission where id = ?", number, NO_REPORT)
    with desk(run, "report review") as at:
        _check_branch(at.writing.reading(), typed.branch)
        # What a department is to do is seen to by somebody of the staff, who has the list.
        person = typed.person or (typed.owner or ME if department else None)
        for_id = owner_meant(at, person).id if person else None
        annotation = annotate_report(at, number, clean, Task(for_id, typed.branch, due_on, department))
        written = annotation.id
    run.say(_("Written on report {number}.").format(number=number))
    return Text(str(written), {"annotation": written, "report": number})


def _check_task(typed: TypedTask) -> None:
    asked = [word for word in (typed.person, typed.branch, typed.department) if word is not None]
    if len(asked) > 1:
        raise UsageRefused(_("Say one of --for, --branch and --department."))
    if typed.by and not asked:
        raise UsageRefused(_("Say with --for, --branch or --department who is to do it by then."))
    if typed.owner and typed.department is None:
        raise UsageRefused(_("--owner says who sees to what a --department is to do; a person is --for."))


def _check_branch(book: sqlite3.Connection, branch: str | None) -> None:
    if branch is not None:
        people_of(book, branch)


def _require(run: Invocation, query: str, number: int, sentence: str) -> None:
    """Look before the desk opens: a book that is not there is not made for what cannot be in it. Raises NotFound."""
    with run.reading() as book:
        if book.execute(query, (number,)).fetchone() is None:
            raise NotFound(_(sentence), number=number)


def task_done(run: Invocation, number: int, outcome: str) -> Text:
    """Say that what an annotation asks for is done."""
    from crmcli.report.service import NO_TASK, finish_task
    from crmcli.staff.desk import desk

    _require(run, "select 1 from report_annotation where id = ?", number, NO_TASK)
    with desk(run, "report done") as at:
        finish_task(at, number, parse_note(outcome) if outcome.strip() else None)
    run.say(_("Task {number} is done.").format(number=number))
    return Text(str(number), {"annotation": number})
