"""Follow-ups made in time against those that were due: docs/rules.md#coverage."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.catalogue import title_of
from crmcli.report.lives import lives
from crmcli.report.model import BAD, GOOD, SO_SO, Chart, Section, Series, Sheet
from crmcli.report.obligations import Obligation, obligations
from crmcli.report.queries import rows
from crmcli.report.rules import share

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from crmcli.report.model import Asked

States = Counter[str]


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Of the follow-ups due in the period: in time, late, not made; per grade and per person."""
    by_grade: dict[str | None, States] = defaultdict(Counter)
    by_person: dict[int, States] = defaultdict(Counter)
    by_both: dict[tuple[int, str | None], States] = defaultdict(Counter)
    for owner_id, life in lives(book, asked.people):
        for one in obligations(asked.policy, life, asked.today):
            if asked.first <= one.due_on <= asked.last:
                state = _state(one)
                by_grade[one.grade][state] += 1
                by_person[owner_id][state] += 1
                by_both[owner_id, one.grade][state] += 1
    names = dict(rows(book, "select id, name from staff order by name, id"))
    ordered = _grades(asked, by_grade)
    people = [(number, name) for number, name in names.items() if number in by_person]
    return Sheet(
        "coverage",
        title_of("coverage"),
        asked,
        [
            _grade_section([[grade, *_numbers(by_grade[grade])] for grade in ordered]),
            _people_section([[name, *_numbers(by_person[number])] for number, name in people]),
            _both_section(
                [
                    [name, grade, *_numbers(by_both[number, grade])]
                    for number, name in people
                    for grade in ordered
                    if (number, grade) in by_both
                ]
            ),
        ],
        [_("What was due is worked out from contacts, agreed dates, deals and grades, by today's rhythm.")],
    )


def _state(one: Obligation) -> str:
    if one.in_time:
        return "in_time"
    return "late" if one.done_on else "missed"


def _grades(asked: Asked, found: Mapping[str | None, States]) -> list[str | None]:
    """Best first; then grades that the playbook has no more; then after a sale."""
    letters = asked.policy.letters
    others = sorted(grade for grade in found if grade is not None and grade not in letters)
    return [grade for grade in (*letters, *others, None) if grade in found]


def _numbers(states: States) -> list[Any]:
    due = sum(states.values())
    return [due, states["in_time"], states["late"], states["missed"], share(states["in_time"], due)]


def _number_columns() -> list[Column]:
    return [
        Column("due", _("Were due"), "int"),
        Column("in_time", _("Made in time"), "int"),
        Column("late", _("Late"), "int"),
        Column("missed", _("Not made"), "int"),
        Column("share", _("Share"), "share"),
    ]


def _grade_section(table: Sequence[Sequence[Any]]) -> Section:
    return Section(
        "grades",
        _("By grade"),
        [Column("grade", _("Grade")), *_number_columns()],
        table,
        about=("grade",),
        bar="share",
        chart=_chart([row[0] or _("after a sale") for row in table], [row[1:] for row in table]),
        empty=_("No follow-up was due."),
    )


def _people_section(table: Sequence[Sequence[Any]]) -> Section:
    return Section(
        "people",
        _("Per person"),
        [Column("owner", _("Owner")), *_number_columns()],
        table,
        about=("owner",),
        bar="share",
        chart=_chart([row[0] for row in table], [row[1:] for row in table]),
        empty=_("No follow-up was due."),
    )


def _both_section(table: Sequence[Sequence[Any]]) -> Section:
    return Section(
        "people_grades",
        _("Per person and grade"),
        [Column("owner", _("Owner")), Column("grade", _("Grade")), *_number_columns()],
        table,
        about=("owner", "grade"),
        heads="owner",
        bar="share",
        empty=_("No follow-up was due."),
    )


def _chart(names: Sequence[str], numbers: Sequence[Sequence[Any]]) -> Chart:
    words = [(_("Made in time"), GOOD), (_("Late"), SO_SO), (_("Not made"), BAD)]
    series = [
        Series(word, [row[place] for row in numbers], colour)
        for place, (word, colour) in enumerate(words, start=1)
    ]
    return Chart("bars", _("Follow-ups in time, late and not made"), names, series)
