"""A report that was handed up: what it said, what was written on it, what has changed since."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.days import date
from crmcli.kit.errors import NotFound
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.formats.cells import screen_line
from crmcli.kit.i18n import _
from crmcli.policy.choosing import calendar_for, policy_for
from crmcli.policy.report_policy import report_policy_in_force
from crmcli.report.catalogue import REPORTS, maker, title_of
from crmcli.report.comparing import Difference, differences
from crmcli.report.contacts import reader_of_records
from crmcli.report.making import one_moment
from crmcli.report.model import Asked, Section, Sheet
from crmcli.report.queries import people_of, rows
from crmcli.report.showing import as_record
from crmcli.staff.roles import role_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Reader = Callable[[Any], Any]

_SUBMISSIONS = """
select r.id, r.report, r.first_on, r.last_on, s.name, r.branch, r.submitted_on, b.name,
  (select case when a.level = 2 then 'closed' when w.role = 'manager' then 'read_by_manager'
     when w.role = 'supervisor' then 'read' else 'annotated' end
     from report_annotation a join staff w on w.id = a.by_id where a.submission_id = r.id
     order by a.level desc, a.id desc limit 1),
  (select count(*) from report_annotation a where a.submission_id = r.id
     and coalesce(a.for_id, a.for_branch) is not null and a.done_on is null)
from report_submission r join staff b on b.id = r.by_id left join staff s on s.id = r.staff_id
order by r.id desc
"""
_ANNOTATIONS = """
select a.id, a.level, case when a.level = 2 then 'general_manager' else b.role end, a.annotated_on, b.name, a.text,
  coalesce(a.for_branch, f.name), a.for_department, a.due_on, a.done_on, a.outcome
from report_annotation a join staff b on b.id = a.by_id left join staff f on f.id = a.for_id
where a.submission_id = ? order by a.id
"""


class Frozen(NamedTuple):
    """A report as it was handed up."""

    number: int
    report: str
    first_on: date
    last_on: date
    staff_id: int | None
    staff: str | None
    branch: str | None
    submitted_on: date
    by: str
    content: str
    digest: str


def submissions(run: Invocation) -> Listing:
    """What was handed up, the newest first, and how far it was read."""
    with run.reading() as book:
        found = [[*row[:8], row[8] or "new", row[9]] for row in rows(book, _SUBMISSIONS)]
    states = {
        "new": _("not read yet"),
        "annotated": _("annotated"),
        "read": _("read by a supervisor"),
        "read_by_manager": _("read by a manager"),
        "closed": _("read by the general manager"),
    }
    columns = [
        Column("number", _("Number"), "int"),
        Column("report", _("Report"), "words", labels={name: title_of(name) for name in REPORTS}),
        Column("from", _("First day"), "date"),
        Column("to", _("Last day"), "date"),
        Column("staff", _("Staff")),
        Column("branch", _("Branch")),
        Column("submitted_on", _("Handed up"), "date", line=2),
        Column("by", _("By"), line=2),
        Column("state", _("State"), "words", labels=states, line=2),
        Column("open_tasks", _("Open tasks"), "int", line=2),
    ]
    return Listing(columns, found, empty=_("No report was handed up yet."), code_key="number")


def review(run: Invocation, number: int) -> Record:
    """A report as it was handed up, with annotations and with what is otherwise now. Raises NotFound."""
    with run.reading() as book, one_moment(book):
        frozen = _frozen(book, number)
        written = rows(book, _ANNOTATIONS, number)
        now = _made_again(run, book, frozen)
        content = json.loads(frozen.content)
        read = _reader(book, content, now.mapping())
    about = {section.key: section.about for section in now.sections}
    changed = list(differences(content, now.mapping(), about))
    return _record(frozen, content, as_frozen(now, content, read), written, _changes(now, changed, read))


def _frozen(book: sqlite3.Connection, number: int) -> Frozen:
    found = book.execute(
        "select r.id, r.report, r.first_on, r.last_on, r.staff_id, s.name, r.branch, r.submitted_on, b.name, r.content,"
        " r.digest from report_submission r join staff b on b.id = r.by_id left join staff s on s.id = r.staff_id"
        " where r.id = ?",
        (number,),
    ).fetchone()
    if found is None:
        raise NotFound(_("There is no report number {number}; crm report review lists them."), number=number)
    dates = {place: date.fromisoformat(found[place]) for place in (2, 3, 7)}
    return Frozen._make(dates.get(place, value) for place, value in enumerate(found))


def _made_again(run: Invocation, book: sqlite3.Connection, frozen: Frozen) -> Sheet:
    """The same report, seen from the day on which it was handed up, out of what the book says now."""
    policy = policy_for(run, book)
    people = people_of(book, frozen.branch) if frozen.branch else None
    asked = Asked(
        frozen.first_on,
        frozen.last_on,
        frozen.submitted_on,
        policy,
        calendar_for(run, policy.workdays_a_week),
        report_policy_in_force(book),
        (frozen.staff_id,) if frozen.staff_id is not None else people,
        frozen.staff,
        frozen.branch,
    )
    return maker(frozen.report)(book, asked)


def _record(
    frozen: Frozen,
    content: Mapping[str, Any],
    then: Sheet,
    written: Sequence[Sequence[Any]],
    changes: Changes,
) -> Record:
    from crmcli.report.rules import digest_of

    annotations = _annotations(written)
    report = as_record(then, "plain")
    intact = digest_of(frozen.content) == frozen.digest
    head = [
        Field(_("Number"), frozen.number),
        Field(_("Handed up"), f"{describe_date(frozen.submitted_on)}  {frozen.by}"),
        Field(_("Digest"), frozen.digest[:16]),
        Field("", "" if intact else _("The stored report is not the one that was handed up.")),
    ]
    mapping = {
        "number": frozen.number,
        "report": frozen.report,
        "submitted_on": frozen.submitted_on.isoformat(),
        "by": frozen.by,
        "digest": frozen.digest,
        "intact": intact,
        "annotations": annotations.objects(),
        "changes": changes.stored.objects(),
        "content": content,
    }
    since = Block(_("Changed since"), Listing(changes.stored.columns, changes.worded))
    if not changes.worded:
        since = Block("", [Field(_("Changed since"), _("nothing"))])
    said = Block(_("Annotations"), Listing(annotations.columns, annotations.rows))
    return Record(mapping, [Block("", head), said, since, *report.cards], code_key="number")


def _annotations(written: Sequence[Sequence[Any]]) -> Section:
    # The level is what the rule counts; people read who it was that wrote.
    roles = role_labels() | {"general_manager": _("general manager")}
    columns = [
        Column("annotation", _("Annotation no."), "int"),
        Column("level", _("Level"), "int", tables=False),
        Column("role", _("Level"), "words", labels=roles),
        Column("date", _("Date"), "date"),
        Column("by", _("By")),
        Column("text", _("Annotation"), line=2),
        Column("for", _("For whom"), line=2),
        Column("department", _("Department"), line=2, tables=any(row[7] for row in written)),
        Column("due_on", _("Due"), "date", line=2),
        Column("done_on", _("Done on"), "date", line=2),
        Column("outcome", _("Outcome"), line=2),
    ]
    return Section("annotations", _("Annotations"), columns, written)


def _reader(book: sqlite3.Connection, *contents: Mapping[str, Any]) -> Reader:
    """How people read what machines have as an object or a list."""
    values = (
        value
        for content in contents
        for table in content.values()
        if isinstance(table, list)
        for row in table
        for value in row.values()
    )
    record = reader_of_records(book, (name for value in values if isinstance(value, dict) for name in value))

    def read(value: Any) -> Any:
        if isinstance(value, dict):
            return record(value)
        return _(", ").join(map(str, value)) if isinstance(value, list) else value

    return read


class Changes(NamedTuple):
    """What is otherwise now, as it is stored, and the same rows as people read them."""

    stored: Section
    worded: Sequence[Sequence[Any]]


def _changes(now: Sheet, changed: Sequence[Difference], read: Reader) -> Changes:
    titles = {section.key: section.title for section in now.sections}
    known = {(section.key, column.key): column for section in now.sections for column in section.columns}
    what = {"changed": _("changed"), "added": _("came since"), "gone": _("is gone")}
    headers = {key: column.header for (_section, key), column in known.items()}
    columns = [
        Column("section", _("Section"), "words", labels=titles),
        Column("row", _("Row")),
        Column("what", _("What"), "words", labels=what),
        Column("field", _("Field"), "words", labels=headers),
        Column("before", _("Handed up")),
        Column("after", _("Now")),
    ]
    stored = [(*one[:4], _one_text(one.before), _one_text(one.after)) for one in changed]
    worded = []
    for one in changed:
        say = _saying(known.get((one.section, one.field)), read)
        worded.append((*one[:4], say(one.before), say(one.after)))
    return Changes(Section("changes", _("Changed since"), columns, stored), worded)


def _saying(column: Column | None, read: Reader) -> Reader:
    """A value of a column as the report itself shows it."""
    if column is None or column.kind == "text":
        return read
    say = screen_line(column)
    return lambda value: None if value is None else say(value)


def _one_text(value: object) -> object:
    """What has several parts, as one text; the rest as it is."""
    if isinstance(value, dict):
        value = list(value.values())
    return _("; ").join(map(str, value)) if isinstance(value, list) else value


def as_frozen(now: Sheet, content: Mapping[str, Any], read: Reader) -> Sheet:
    """The report with the rows that were handed up, under the columns of today and those that only it has."""
    sections = []
    for section in now.sections:
        rows_then = content.get(section.key) or []
        known = [
            column for column in section.columns if any(column.key in row for row in rows_then)
        ] or section.columns
        keys = {column.key for column in known}
        unknown = dict.fromkeys(key for row in rows_then for key in row if key not in keys)
        columns = [*known, *(Column(key, key) for key in unknown)]
        then = [[_cell(column, row.get(column.key), read) for column in columns] for row in rows_then]
        sections.append(section._replace(columns=columns, rows=then, chart=None, bar=""))
    return now._replace(sections=sections, notes=())


def _cell(column: Column, value: Any, read: Reader) -> Any:
    return value if column.kind == "list" and isinstance(value, list) else read(value)
