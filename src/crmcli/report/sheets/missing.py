"""Who logged nothing on a working day: docs/rules.md#who-did-not-report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.kit.days import date
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.catalogue import title_of
from crmcli.report.model import BAD, GOOD, SO_SO, Chart, Section, Series, Sheet, holiday_notes
from crmcli.report.queries import among, members, rows
from crmcli.report.rules import days_between, is_expected
from crmcli.visit.queries import REPORTING_STAFF

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.report.model import Asked
    from crmcli.report.queries import Member

_REPORTED = """
select p.staff_id, v.contact_on, min(substr(v.logged_at, 1, 10))
from visit v join visit_party p on p.visit_id = v.id
where v.contact_on between ? and ? and {people}
group by p.staff_id, v.contact_on
"""
Reported = dict[tuple[int, date], date]


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Every working day on which somebody expected logged nothing, and what was logged days later."""
    condition, values = among("p.staff_id", asked.people)
    reported: Reported = {
        (number, date.fromisoformat(day)): date.fromisoformat(logged)
        for number, day, logged in rows(book, _REPORTED.format(people=condition), *asked.days, *values)
    }
    last = min(asked.last, asked.today)
    workdays = [day for day in days_between(asked.first, last) if asked.calendar.is_workday(day)]
    from_on = dict(rows(book, f"select id, from_on from {REPORTING_STAFF} where from_on is not null"))
    people = [
        member._replace(added_on=date.fromisoformat(from_on[member.id]))
        for member in members(book, asked)
        if member.id in from_on
    ]
    notes = holiday_notes(asked, asked.first, last)
    if asked.today in workdays:
        notes.append(_("Today is not over; it is not counted as missing yet."))
    return Sheet(
        "missing",
        title_of("missing"),
        asked,
        [
            _person_section(people, workdays, reported, asked),
            _day_section(people, workdays, reported, asked, _nothing_missing(people, workdays, asked)),
        ],
        notes,
    )


def _nothing_missing(people: Sequence[Member], workdays: Sequence[date], asked: Asked) -> str:
    """What it means that nobody is in the list."""
    if asked.first > asked.today:
        return _("These days are still to come; nobody has to report yet.")
    if not people:
        return _("Nobody here is a salesperson; reports are expected of nobody else.")
    if not workdays:
        return _("None of these days is a working day; nobody had to report.")
    if not any(is_expected(day, one.added_on, one.left_on) for day in workdays for one in people):
        return _("Nobody who has to report was on the staff on these days.")
    return _("Everybody reported on every working day.")


def _state(member: Member, day: date, reported: Reported, today: date) -> str | None:
    """`reported`, `late` (logged on a later day), `missing`, `not_yet` (today); None where nothing is expected."""
    if not is_expected(day, member.added_on, member.left_on):
        return None
    logged = reported.get((member.id, day))
    if logged is not None:
        return "reported" if logged <= day else "late"
    return "not_yet" if day >= today else "missing"


def _person_section(
    people: Sequence[Member], workdays: Sequence[date], reported: Reported, asked: Asked
) -> Section:
    table: list[list[Any]] = []
    for member in people:
        states = [_state(member, day, reported, asked.today) for day in workdays]
        expected = len([state for state in states if state not in (None, "not_yet")])
        if expected or "not_yet" in states:
            on_time, late, missing = (states.count(state) for state in ("reported", "late", "missing"))
            table.append([member.name, expected, on_time, late, missing])
    columns = [
        Column("staff", _("Staff")),
        Column("expected", _("Working days"), "int"),
        Column("reported", _("Reported"), "int"),
        Column("late", _("Logged later"), "int"),
        Column("missing", _("Not reported"), "int"),
    ]
    chart = Chart(
        "bars",
        _("Working days per person"),
        [row[0] for row in table],
        [
            Series(_("Reported"), [row[2] for row in table], GOOD),
            Series(_("Logged later"), [row[3] for row in table], SO_SO),
            Series(_("Not reported"), [row[4] for row in table], BAD),
        ],
    )
    return Section(
        "people",
        _("Per person"),
        columns,
        table,
        about=("staff",),
        bar="missing",
        chart=chart,
        empty=_("nobody"),
    )


def _day_section(
    people: Sequence[Member], workdays: Sequence[date], reported: Reported, asked: Asked, empty: str
) -> Section:
    table = []
    for day in workdays:
        for member in people:
            state = _state(member, day, reported, asked.today)
            if state in ("missing", "late", "not_yet"):
                logged = reported.get((member.id, day))
                table.append([day.isoformat(), member.name, state, logged and logged.isoformat()])
    states = {"missing": _("not reported"), "late": _("logged later"), "not_yet": _("not yet")}
    columns = [
        Column("date", _("Date"), "date"),
        Column("staff", _("Staff")),
        Column("state", _("State"), "words", labels=states),
        Column("logged_on", _("Logged on"), "date"),
    ]
    return Section(
        "days",
        _("Day by day"),
        columns,
        table,
        about=("date", "staff"),
        empty=empty,
    )
