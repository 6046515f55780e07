"""What the present grades ask of everybody in the days to come: docs/rules.md#load."""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.kit.dates import describe_date
from crmcli.kit.days import date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.catalogue import title_of
from crmcli.report.model import Asked, Chart, Section, Series, Sheet, holiday_notes
from crmcli.report.projecting import Pending, calls, fewer_customers
from crmcli.report.queries import counted, members, rows
from crmcli.report.rules import days_between

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.report.queries import Member

MOST_DAYS_AHEAD = 366
_PENDING = """
select c.owner_id, c.grade, c.status, c.next_follow_up_on from customer c
where c.archived_on is null and c.next_follow_up_on is not null and {people}
"""


class Load(NamedTuple):
    """The calls of one person: how many customers of each grade, calls by grade and by day, what is overdue."""

    member: Member
    customers: Counter[str | None]
    by_grade: Counter[str | None]
    by_day: dict[date, Counter[str | None]]
    overdue: int

    def on(self, day: date) -> int:
        """The calls of that day."""
        return sum(self.by_day.get(day, Counter()).values())

    def is_over(self, day: date) -> bool:
        """Whether that is more than the person can do."""
        return self.member.capacity_a_day is not None and self.on(day) > self.member.capacity_a_day


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Per person: load against capacity, day by day, and what to change. Raises UsageRefused for days that are over."""
    asked = _to_come(asked)
    workdays = [day for day in days_between(asked.first, asked.last) if asked.calendar.is_workday(day)]
    loads = _loads(book, asked)
    notes = holiday_notes(asked, asked.first, asked.last)
    notes += [
        _(
            "As if every follow-up were made when it is due; what falls on a rest day is made on the next working day."
        )
    ]
    if any(load.member.capacity_a_day is None for load in loads):
        notes.append(_("Nobody has said how many follow-ups a day {names} can make.").format(
            names=_(", ").join(load.member.name for load in loads if load.member.capacity_a_day is None)))  # fmt: skip
    return Sheet(
        "load",
        title_of("load"),
        asked,
        [
            _people_section(loads, workdays),
            _day_section(asked, loads, workdays),
            _advice_section(asked, loads, workdays),
        ],
        notes,
    )


def _to_come(asked: Asked) -> Asked:
    """The days from today on; what is over was not reckoned, and what is far off is no more than the rhythm."""
    if asked.last < asked.today:
        raise UsageRefused(_("The load is of days to come; {day} is over."), day=describe_date(asked.last))
    if (asked.last - asked.today).days > MOST_DAYS_AHEAD:
        raise UsageRefused(_("The load is reckoned {days} days ahead at the most."), days=MOST_DAYS_AHEAD)
    return asked._replace(first=max(asked.first, asked.today))


def _loads(book: sqlite3.Connection, asked: Asked) -> list[Load]:
    loads = {
        member.id: Load(member, Counter(), Counter(), defaultdict(Counter), 0)
        for member in members(book, asked)
    }
    overdue: Counter[int] = Counter()
    condition, values = counted(asked.people)
    for owner, grade, status, next_on in rows(book, _PENDING.format(people=condition), *values):
        pending = Pending(owner, grade, status, date.fromisoformat(next_on))
        load = loads[owner]
        load.customers[grade] += 1
        overdue[owner] += pending.next_on < asked.today
        for day in calls(asked.policy, asked.calendar, pending, asked.today, asked.last):
            if day >= asked.first:
                load.by_grade[grade] += 1
                load.by_day[day][grade] += 1
    return [load._replace(overdue=overdue[number]) for number, load in loads.items() if load.customers]


def _people_section(loads: Sequence[Load], workdays: Sequence[date]) -> Section:
    table: list[list[Any]] = []
    for load in loads:
        counts = [load.on(day) for day in workdays]
        mean = round(sum(counts) / len(counts), 1) if counts else 0.0
        over = sum(map(load.is_over, workdays))
        capacity = load.member.capacity_a_day
        table.append(
            [load.member.name, sum(load.customers.values()), load.overdue, sum(counts), mean,
             max(counts, default=0), capacity, over if capacity is not None else None]
        )  # fmt: skip
    columns = [
        Column("owner", _("Owner")),
        Column("customers", _("Customers"), "int"),
        Column("overdue", _("Overdue"), "int"),
        Column("follow_ups", _("Follow-ups"), "int"),
        Column("a_day", _("A working day"), "int"),
        Column("most", _("Most on a day"), "int"),
        Column("capacity", _("Capacity"), "int"),
        Column("days_over", _("Days over"), "int"),
    ]
    return Section(
        "people", _("Per person"), columns, table, about=("owner",), bar="a_day", empty=_("Nothing is due.")
    )


def _day_section(asked: Asked, loads: Sequence[Load], workdays: Sequence[date]) -> Section:
    grades = [grade for grade in (*asked.policy.letters, None) if any(load.by_grade[grade] for load in loads)]
    table: list[list[Any]] = []
    for load in loads:
        for day in workdays:
            counts = [load.by_day.get(day, Counter())[grade] for grade in grades]
            capacity = load.member.capacity_a_day
            table.append(
                [load.member.name, day.isoformat(), *counts, sum(counts), capacity, load.is_over(day)]
            )
    columns = [
        Column("owner", _("Owner")),
        Column("date", _("Date"), "date"),
        *(Column(f"grade_{grade or 'none'}", grade or _("after a sale"), "int") for grade in grades),
        Column("follow_ups", _("Follow-ups"), "int"),
        Column("capacity", _("Capacity"), "int", tables=False),
        Column("over", _("Too many"), "bool", wording=lambda over: _("too many") if over else ""),
    ]
    return Section(
        "days",
        _("Day by day"),
        columns,
        table,
        about=("owner", "date"),
        heads="owner",
        bar="follow_ups",
        chart=_chart(loads, workdays, grades),
        empty=_("Nothing is due."),
    )


def _chart(loads: Sequence[Load], workdays: Sequence[date], grades: Sequence[str | None]) -> Chart:
    """Of one person by grade, of several by person; across it the capacity of those of whom it is known.

    They stand at the bottom of the columns, so that the line is where theirs end.
    """
    known = [load for load in loads if load.member.capacity_a_day is not None]
    ordered = [*known, *(load for load in loads if load not in known)]
    if len(loads) == 1:
        series = [
            Series(
                grade or _("after a sale"), [loads[0].by_day.get(day, Counter())[grade] for day in workdays]
            )
            for grade in grades
        ]
    else:
        series = [Series(load.member.name, [load.on(day) for day in workdays]) for load in ordered]
    limit = sum(load.member.capacity_a_day or 0 for load in known) if known else None
    called = _("capacity of {names}:").format(names=_(", ").join(load.member.name for load in known))
    labels = [day.isoformat()[5:] for day in workdays]
    return Chart(
        "columns", _("Follow-ups each working day"), labels, series, limit=limit, limit_called=called
    )


def _advice_section(asked: Asked, loads: Sequence[Load], workdays: Sequence[date]) -> Section:
    table = [row for load in loads for row in _advice(asked, load, workdays)]
    what = {
        "backlog": _("overdue: spread them over the coming days"),
        "days_over": _("days with more than the capacity, marked in the list"),
        "fewer": _("customers of this grade fewer: grade them anew or hand them over"),
    }
    columns = [
        Column("owner", _("Owner")),
        Column("number", _("How many"), "int"),
        Column("grade", _("Grade")),
        Column("advice", _("What to change"), "words", labels=what),
        Column("command", _("Command"), "command", line=2),
    ]
    return Section(
        "advice",
        _("What to change"),
        columns,
        table,
        about=("owner", "advice", "grade"),
        heads="owner",
        empty=_("Nothing: it fits."),
    )


def _advice(asked: Asked, load: Load, workdays: Sequence[date]) -> list[list[Any]]:
    name, capacity = load.member.name, load.member.capacity_a_day
    owner = shlex.quote(name)
    table: list[list[Any]] = []
    if load.overdue:
        per_day = capacity or max(1, max(map(load.on, workdays[1:]), default=1))
        table.append([name, load.overdue, None, "backlog", f"crm plan --per-day {per_day} --owner {owner}"])
    if capacity is None or not workdays:
        return table
    over = sum(map(load.is_over, workdays))
    if over:
        # Only the report has the calls that follow from those of before; the due list has each customer's next.
        shown = f"crm report load --section days --period {asked.first}..{asked.last} --staff {owner}"
        table.append([name, over, None, "days_over", shown])
    mean = sum(map(load.on, workdays)) / len(workdays)
    by_grade = [
        (grade, load.customers[grade], count / len(workdays)) for grade, count in load.by_grade.items()
    ]
    for grade, customers in fewer_customers(mean - capacity, by_grade):
        command = f"crm list --owner {owner}" + (f" --grade {grade}" if grade else " --status won")
        table.append([name, customers, grade, "fewer", command])
    return table
