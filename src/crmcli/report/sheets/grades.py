"""Saturday's check of grades: docs/rules.md#saturday-check."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crmcli.kit.dates import describe_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.agreement import agreement_section, disagreements
from crmcli.report.catalogue import title_of
from crmcli.report.counting import Counted, counts_on, kept_before, kept_on
from crmcli.report.grade_moves import move_section, moves, moves_since
from crmcli.report.model import Chart, Section, Series, Sheet

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date

    from crmcli.report.counting import Counts
    from crmcli.report.grade_moves import Move
    from crmcli.report.model import Asked

DAYS_WITHOUT_COUNT = 7


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Customers of each grade in all and per person beside those before, movements, disagreements.

    Of one day beside the count kept before it; of several days beside the day before they begin.
    Raises UsageRefused for days to come.
    """
    if asked.first > asked.today:
        raise UsageRefused(
            _("Grades of {day} are not known: that is still to come."), day=describe_date(asked.first)
        )
    day = min(asked.last, asked.today)
    one_day = asked.first == asked.last
    kept = kept_on(book, asked, day) if one_day and day < asked.today else None
    now = counts_on(book, asked, day) if kept is None else +Counter(kept.counts)
    before, moved, note = _of_one_day(book, asked, day, kept) if one_day else _of_a_period(book, asked)
    letters = [*asked.policy.letters, *sorted({grade for _owner, grade in now} - set(asked.policy.letters))]
    sections = [
        _total_section(letters, now, before, moved),
        _people_section(letters, now, before),
        move_section(
            "movements",
            _("Movements since") if one_day else _("Movements of grade"),
            moved,
            _("No grade moved."),
        ),
    ]
    notes = [note]
    if day == asked.today:
        sections.append(agreement_section(disagreements(book, asked)))
    else:
        words = _("Now: the end of {day}, by the changes of grade, with the owners of that day.")
        if kept is not None:
            words = _("Now: the count kept on {day}.")
        notes.append(words.format(day=describe_date(day)))
    return Sheet("grades", title_of("grades"), asked, sections, notes)


def _of_one_day(
    book: sqlite3.Connection, asked: Asked, day: date, now: Counted | None
) -> tuple[Counted | None, list[Move], str]:
    before = kept_before(book, asked, day)
    since_id, until_id = (None if one is None else one.last_change_id for one in (before, now))
    moved = moves_since(book, asked, since_id, DAYS_WITHOUT_COUNT, day, until_id)
    if before is not None:
        return before, moved, _("Before: the count kept on {day}.").format(day=before.on)
    note = _("No count was kept before; --keep keeps this one. Movements are those of the last {days} days.")
    return None, moved, note.format(days=DAYS_WITHOUT_COUNT)


def _of_a_period(book: sqlite3.Connection, asked: Asked) -> tuple[Counted | None, list[Move], str]:
    eve = asked.first - timedelta(days=1)
    note = _("Before: the end of {day}, by the changes of grade.").format(day=describe_date(eve))
    return Counted(eve.isoformat(), counts_on(book, asked, eve)), moves(book, asked), note


def _total_section(
    letters: Sequence[str], now: Counts, kept: Counted | None, moved: Sequence[Move]
) -> Section:
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


def _people_section(letters: Sequence[str], now: Counts, kept: Counted | None) -> Section:
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
