"""What a report is before anybody prints it: sections of rows, charts as numbers, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.kit.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Literal

    from crmcli.kit.formats import Column
    from crmcli.kit.formats.model import Row
    from crmcli.kit.workdays import WorkCalendar
    from crmcli.policy.report_policy import ReportPolicy
    from crmcli.policy.rules import Policy

    ChartKind = Literal["bars", "columns", "intervals"]
    Unit = Literal["count", "share", "money"]


class Asked(NamedTuple):
    """What a report is about: the days (both included), whose, seen from which day, under which rules.

    `people` are ids of staff, None for everybody; `staff` and `branch` are what narrowed them down.
    """

    first: date
    last: date
    today: date
    policy: Policy
    calendar: WorkCalendar
    reports: ReportPolicy
    people: tuple[int, ...] | None = None
    staff: str | None = None
    branch: str | None = None

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day as the book writes them."""
        return self.first.isoformat(), self.last.isoformat()


# Colours that say something: of the numbers of the page's palette.
GOOD, SO_SO, BAD, UNDECIDED = 3, 2, 5, 8


class Series(NamedTuple):
    """The values of one colour, one for each label of the chart; without a `colour` they are given in turn."""

    name: str
    values: Sequence[float]
    colour: int = 0


class Chart(NamedTuple):
    """A picture of numbers that a table of the same section has too.

    `bars` lie, one a label, their series one behind the other; `columns` stand side by side, days as a rule, with an
    optional `limit` across, called `limit_called`; `intervals` are a share each, with the ends of its confidence
    interval in `ranges`.
    """

    kind: ChartKind
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: Unit = "count"
    limit: float | None = None
    limit_called: str = ""
    ranges: Sequence[tuple[float, float]] = ()


class Section(NamedTuple):
    """One table of a report. `about` are the keys of the columns that say what a row is about: by them a row is found
    again in another run. `bar` is the column that a screen draws as a bar beside the numbers, `heads` the one that
    stands above the rows instead of in each.
    """

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    about: Sequence[str] = ()
    bar: str = ""
    heads: str = ""
    chart: Chart | None = None
    empty: str = ""

    def place_of(self, key: str) -> int | None:
        """Where the column of that key stands; None where there is none."""
        return next((at for at, column in enumerate(self.columns) if column.key == key), None)

    def objects(self) -> list[dict[str, object]]:
        """The rows for machines: English keys, stored words, integers for money."""
        from crmcli.kit.formats.cells import machine_value

        converters = [(column.key, machine_value(column)) for column in self.columns]
        return [
            {key: convert(value) for (key, convert), value in zip(converters, row, strict=True)}
            for row in self.rows
        ]


class Sheet(NamedTuple):
    """A whole report. `notes` are sentences in the user's language; machines get them last."""

    name: str
    title: str
    asked: Asked
    sections: Sequence[Section]
    notes: Sequence[str] = ()

    def mapping(self) -> Mapping[str, object]:
        """Everything but the notes, JSON-ready."""
        asked = self.asked
        head: dict[str, object] = {
            "report": self.name,
            "from": asked.first.isoformat(),
            "to": asked.last.isoformat(),
            "staff": asked.staff,
            "branch": asked.branch,
            "today": asked.today.isoformat(),
        }
        return head | {section.key: section.objects() for section in self.sections}


def holiday_notes(asked: Asked, first: date, last: date) -> list[str]:
    """That the working days of these days are not known, where the holidays of a year are not."""
    unknown = asked.calendar.unknown_years(first, last) if first <= last else []
    sentence = _("The holidays of {year} are not known; its working days go by the week alone.")
    return [sentence.format(year=year) for year in unknown]
