"""Whether an A really closes within its month: docs/rules.md#calibration."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from crmcli.kit.cadence import describe_span
from crmcli.kit.days import date
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.catalogue import title_of
from crmcli.report.model import Chart, Section, Series, Sheet
from crmcli.report.queries import among, counted, rows
from crmcli.report.rules import Change, Spell, outcome_of, share, spells, wilson

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.report.model import Asked

_CHANGES = """
select g.customer_id, g.changed_on, g.to_grade, g.by_id from grade_change g join customer c on c.id = g.customer_id
where g.changed_on between ? and ? and {people} and {customers} order by g.changed_on, g.id
"""
_WON = "select customer_id, closed_on from deal where outcome = 'won' and closed_on >= ?"
States = Counter[str]


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Of the spells begun in the period, how many closed within their grade's time, per grade and person."""
    condition, values = among("g.by_id", asked.people)
    customers, _nobody = counted(None)
    changes = [
        Change(customer, date.fromisoformat(day), grade, by)
        for customer, day, grade, by in rows(
            book, _CHANGES.format(people=condition, customers=customers), *asked.days, *values
        )
    ]
    names = dict(rows(book, "select id, name from staff"))
    judged = _judged(book, asked, list(spells(changes)))
    by_grade: dict[str, States] = defaultdict(Counter)
    by_person: dict[tuple[str, str], States] = defaultdict(Counter)
    for spell, state in judged:
        by_grade[spell.grade][state] += 1
        by_person[names[spell.by_id], spell.grade][state] += 1
    letters = [grade.letter for grade in asked.policy.grades if grade.closes_within]
    return Sheet(
        "calibration",
        title_of("calibration"),
        asked,
        [_grade_section(asked, letters, by_grade), _people_section(letters, by_person)],
        [
            _(
                "Every time a grade was given counts. The share is of those whose time is over; the interval has 95 %."
            ),
        ],
    )


def _judged(book: sqlite3.Connection, asked: Asked, begun: Sequence[Spell]) -> list[tuple[Spell, str]]:
    """Each spell of a grade that says by when it closes, with `closed`, `not_closed`, `running` or `running_closed`."""
    won: dict[int, list[date]] = defaultdict(list)
    for customer_id, day in rows(book, _WON, asked.first.isoformat()):
        won[customer_id].append(date.fromisoformat(day))
    within = {grade.letter: grade.closes_within for grade in asked.policy.grades}
    judged = []
    for spell in begun:
        time = within.get(spell.grade)
        if time is not None:
            judged.append((spell, outcome_of(spell.begun_on, time, won[spell.customer_id], asked.today)))
    return judged


def _numbers(states: States) -> list[Any]:
    closed, not_closed = states["closed"], states["not_closed"]
    ends = wilson(closed, closed + not_closed)
    low, high = ends or (None, None)
    running = states["running"] + states["running_closed"]
    given = closed + not_closed + running
    rate = share(closed, closed + not_closed)
    return [given, closed, not_closed, rate, low, high, running, states["running_closed"]]


def _number_columns() -> list[Column]:
    return [
        Column("given", _("Given"), "int"),
        Column("closed", _("Made in time"), "int"),
        Column("not_closed", _("Not closed"), "int"),
        Column("share", _("Share"), "share"),
        Column("low", _("Low"), "share"),
        Column("high", _("High"), "share"),
        Column("running", _("Running"), "int"),
        Column("running_closed", _("closed so far"), "int"),
    ]


def _grade_section(asked: Asked, letters: Sequence[str], by_grade: dict[str, States]) -> Section:
    table: list[list[Any]] = []
    for letter in letters:
        within = asked.policy.grade(letter).closes_within
        table.append([letter, str(within), *_numbers(by_grade[letter])])
    judged = [row for row in table if row[5] is not None]
    chart = Chart(
        "intervals",
        _("Closed in time, with the 95 % interval"),
        [row[0] for row in judged],
        [Series(_("Closed in time"), [row[5] for row in judged])],
        "share",
        ranges=[(row[6], row[7]) for row in judged],
    )
    spans = {str(grade.closes_within): describe_span(grade.closes_within) for grade in asked.policy.grades
             if grade.closes_within}  # fmt: skip
    columns = [
        Column("grade", _("Grade")),
        Column("within", _("Within"), "words", labels=spans),
        *_number_columns(),
    ]
    return Section("grades", _("By grade"), columns, table, about=("grade",), bar="share", chart=chart)


def _people_section(letters: Sequence[str], by_person: dict[tuple[str, str], States]) -> Section:
    table = [
        [name, letter, *_numbers(by_person[name, letter])]
        for name in sorted({name for name, _letter in by_person})
        for letter in letters
        if (name, letter) in by_person
    ]
    columns = [Column("staff", _("Given by")), Column("grade", _("Grade")), *_number_columns()]
    return Section(
        "people",
        _("By who gave the grade"),
        columns,
        table,
        about=("staff", "grade"),
        heads="staff",
        bar="share",
        empty=_("Nobody gave a grade that says by when it closes."),
    )
