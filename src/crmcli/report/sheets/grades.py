"""Saturday's check of grades: docs/rules.md#saturday-check."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.agreement import agreement_section, disagreements
from crmcli.report.grade_moves import move_section, moves_since
from crmcli.report.model import Chart, Section, Series, Sheet
from crmcli.report.queries import among, counted, rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.report.grade_moves import Move
    from crmcli.report.model import Asked

# (owner, grade) -> customers
Counts = dict[tuple[str, str], int]
DAYS_WITHOUT_COUNT = 7

NOW = """
select o.id, o.name, c.grade, count(*) from customer c join staff o on o.id = c.owner_id
where c.archived_on is null and c.grade is not null and {people} group by o.id, c.grade order by o.name, o.id, c.grade
"""
_KEPT_ON = """
select counted_on, max(last_change_id) from grade_count
where counted_on = (select max(counted_on) from grade_count where counted_on <= ?) group by counted_on
"""
_KEPT = """
select o.name, g.grade, g.customers from grade_count g join staff o on o.id = g.owner_id
where g.counted_on = ? and {people}
"""


class Kept(NamedTuple):
    """A count that was kept: its day, its numbers, and the newest change of grade that it knew."""

    on: str
    counts: Counts
    last_change_id: int


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Customers of each grade in all and per person beside the count kept before, movements, disagreements."""
    condition, values = counted(asked.people)
    now: Counts = {
        (owner, grade): count
        for _id, owner, grade, count in rows(book, NOW.format(people=condition), *values)
    }
    kept = _kept(book, asked)
    moved = moves_since(book, asked, kept.last_change_id if kept else None, DAYS_WITHOUT_COUNT)
    letters = [*asked.policy.letters, *sorted({grade for _owner, grade in now} - set(asked.policy.letters))]
    return Sheet(
        "grades",
        _("Check of grades"),
        asked,
        [
            _total_section(letters, now, kept, moved),
            _people_section(letters, now, kept),
            move_section("movements", _("Movements since"), moved, _("No grade moved.")),
            agreement_section(disagreements(book, asked)),
        ],
        _notes(kept),
    )


def _kept(book: sqlite3.Connection, asked: Asked) -> Kept | None:
    """The latest count kept before today, or before the days that were asked for."""
    before = min(asked.first.toordinal(), asked.today.toordinal() - 1)
    found = book.execute(_KEPT_ON, (asked.today.fromordinal(before).isoformat(),)).fetchone()
    if found is None:
        return None
    day, change_id = found
    condition, values = among("g.owner_id", asked.people)
    kept = rows(book, _KEPT.format(people=condition), day, *values)
    return Kept(day, {(owner, grade): count for owner, grade, count in kept}, change_id)


def _notes(kept: Kept | None) -> list[str]:
    if kept is None:
        return [
            _(
                "No count was kept before; --keep keeps this one. Movements are those of the last {days} days."
            ).format(days=DAYS_WITHOUT_COUNT)
        ]
    return [_("Before: the count kept on {day}.").format(day=kept.on)]


def _total_section(letters: Sequence[str], now: Counts, kept: Kept | None, moved: Sequence[Move]) -> Section:
    came = Counter(move.after for move in moved)
    went = Counter(move.before for move in moved)
    table: list[list[Any]] = []
    for letter in letters:
        count = _of_grade(now, letter)
        before = _of_grade(kept.counts, letter) if kept else None
        difference = None if before is None else count - before
        unexplained = None if difference is None else difference - came[letter] + went[letter]
        table.append([letter, count, before, difference, came[letter], went[letter], unexplained])
    columns = [
        Column("grade", _("Grade")),
        *_beside_columns(),
        Column("came", _("Came in"), "int"),
        Column("went", _("Went out"), "int"),
        Column("unexplained", _("Otherwise"), "int"),
    ]
    return Section("grades", _("In all"), columns, table, about=("grade",), bar="now")


def _of_grade(counts: Counts, letter: str) -> int:
    return sum(count for (_owner, grade), count in counts.items() if grade == letter)


def _beside_columns() -> list[Column]:
    return [
        Column("now", _("Now"), "int"),
        Column("before", _("Before"), "int"),
        Column("difference", _("Difference"), "int"),
    ]


def _people_section(letters: Sequence[str], now: Counts, kept: Kept | None) -> Section:
    before = kept.counts if kept else {}
    owners = list(dict.fromkeys([*(owner for owner, _grade in now), *(owner for owner, _grade in before)]))
    table: list[list[Any]] = []
    for owner in owners:
        for letter in letters:
            count, earlier = now.get((owner, letter), 0), before.get((owner, letter), 0 if kept else None)
            if count or earlier:
                table.append([owner, letter, count, earlier, None if earlier is None else count - earlier])
    chart = Chart(
        "bars",
        _("Customers per person and grade"),
        owners,
        [Series(letter, [now.get((owner, letter), 0) for owner in owners]) for letter in letters],
    )
    columns = [Column("owner", _("Owner")), Column("grade", _("Grade")), *_beside_columns()]
    return Section(
        "people",
        _("Per person"),
        columns,
        table,
        about=("owner", "grade"),
        bar="now",
        heads="owner",
        chart=chart,
        empty=_("Nobody has a customer with a grade."),
    )
