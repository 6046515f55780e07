"""`crm report NAME`: what a team would fill in by hand, out of what was logged."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import ListingGroup, PageVerb, command_set, verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _
from crmcli.report.catalogue import REPORTS

commands = command_set()
report = typer.Typer(
    cls=ListingGroup,
    add_completion=False,
    rich_markup_mode=None,
    help=_(
        "Reports for any day or period, person or branch: on the screen, or as HTML, XLSX, Markdown, JSON."
    ),
)
commands.add_typer(report, name="report")

PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period", metavar="P", help=_("day, week, month, quarter, year, last-week …, or DATE..DATE.")
    ),
]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DATE", help=_("The first day."))]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help=_("The last day; today unless said."))
]
StaffOption = Annotated[str | None, typer.Option("--staff", metavar="NAME|me", help=_("Only this person."))]
BranchOption = Annotated[str | None, typer.Option("--branch", metavar="B", help=_("Only this branch."))]
SectionOption = Annotated[
    str | None, typer.Option("--section", metavar="KEY", help=_("Only this section of the report."))
]
OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help=_("Into a file: .html .xlsx .json .md .csv .tsv .txt, by its name."),
    ),
]
KeysOption = Annotated[
    bool,
    typer.Option("--keys", help=_("For machines in a file too: English keys, amounts in fen, stored words.")),
]


def _command_of(name: str) -> Callable[..., Any]:
    def make(
        period: PeriodOption = None,
        from_: FromOption = None,
        to: ToOption = None,
        staff: StaffOption = None,
        branch: BranchOption = None,
        section: SectionOption = None,
        output: OutputOption = None,
        keys: KeysOption = False,
    ) -> Any:
        from crmcli.report.asking import Typed
        from crmcli.report.making import print_report

        return print_report(
            current(), name, Typed(period, from_, to, staff, branch), section, output, keys=keys
        )

    return make


def grades(
    period: PeriodOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    staff: StaffOption = None,
    branch: BranchOption = None,
    section: SectionOption = None,
    output: OutputOption = None,
    keys: KeysOption = False,
    keep: Annotated[
        bool, typer.Option("--keep", help=_("Keep today's count, to be shown beside the next one."))
    ] = False,
) -> Any:
    from crmcli.report.asking import Typed
    from crmcli.report.making import print_report

    typed = Typed(period, from_, to, staff, branch)
    if keep:
        from crmcli.report.keeping import keep_counts

        keep_counts(current(), typed)
    return print_report(current(), "grades", typed, section, output, keys=keys)


for _name, _entry in REPORTS.items():
    verb(report, _name, _(_entry.help), PageVerb)(grades if _name == "grades" else _command_of(_name))


@verb(report, "list", _("The reports there are, and the days that each is usually about."))
def list_() -> Listing:
    columns = [
        Column("report", _("Report")),
        Column("period", _("Period")),
        Column("help", _("What it tells")),
    ]
    table = [(name, entry.period, _(entry.help)) for name, entry in REPORTS.items()]
    return Listing(columns, table, code_key="report")


@verb(report, "submit", _("Hand a report up: it is frozen, and later changes are shown against it."))
def submit(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The report, such as weekly."))],
    period: PeriodOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    staff: StaffOption = None,
    branch: BranchOption = None,
) -> Any:
    from crmcli.report.asking import Typed
    from crmcli.report.handing_up import hand_up

    return hand_up(current(), name, Typed(period, from_, to, staff, branch))


@verb(
    report,
    "review",
    _(
        "The reports that were handed up; with a number that one, and what has changed since; with TEXT write on it."
    ),
)
def review(
    number: Annotated[
        str | None, typer.Argument(metavar="NUMBER", help=_("The number of the report."))
    ] = None,
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help=_("What to write on it."))] = None,
    for_: Annotated[
        str | None,
        typer.Option("--for", metavar="NAME|me", help=_("Who is to act on it: it comes into their list.")),
    ] = None,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="B", help=_("Or the branch that is to act on it."))
    ] = None,
    department: Annotated[
        str | None,
        typer.Option("--department", metavar="TEXT", help=_("Or a department that is not of the staff.")),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", metavar="NAME|me", help=_("Who sees to what a department is to do; you unless said.")
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="DATE", help=_("By when; today unless said."))
    ] = None,
) -> Any:
    from crmcli.report.handing_up import TypedTask, annotate
    from crmcli.report.reviewing import review, submissions

    if number is None:
        return submissions(current())
    report_number = parse_count(number, "NUMBER")
    words, typed = " ".join(text or []), TypedTask(for_, branch, department, owner, by)
    if words.strip():
        return annotate(current(), report_number, words, typed)
    if typed != TypedTask():
        raise UsageRefused(_("Say what is to be done, behind the number."))
    if text:
        raise UsageRefused(_("The annotation is empty; say what to write, behind the number."))
    return review(current(), report_number)


@verb(report, "done", _("Say that what was written on a report for you is done."))
def done(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help=_("The number of the task, as crm due shows it."))
    ],
    outcome: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help=_("What came of it."))] = None,
) -> Any:
    from crmcli.report.handing_up import task_done

    return task_done(current(), parse_count(number.lstrip("Rr"), "NUMBER"), " ".join(outcome or []))


COACH = _("Record a result of coaching a salesperson; crm report coaching shows them.")  # of crm team


def coach(
    staff: Annotated[str, typer.Argument(metavar="STAFF", help=_("Who was coached."))],
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help=_("What came of it."))] = None,
    kind: Annotated[
        int,
        typer.Option("--kind", metavar="N", help=_("1 to 12, as on the form; 11 is a meeting, 12 other.")),
    ] = 12,
    point: Annotated[
        int | None, typer.Option("--point", metavar="N", help=_("Of a meeting: which of its eight points."))
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("When; today unless said."))
    ] = None,
) -> Any:
    from crmcli.report.keeping import record_typed_coaching

    return record_typed_coaching(current(), staff, " ".join(text or []), kind=kind, point=point, on=on)
