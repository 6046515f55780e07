"""`crm import` and `crm export`."""

from typing import Annotated

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import FileVerb, command_set, verb
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "import",
    _(
        "Take customers from a spreadsheet or another file (CSV, TSV, XLSX, JSON, vCard). All rows or none; "
        "on a terminal it shows first what would be done, and asks. The same file twice changes nothing."
    ),
)
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_("The file; - is standard input."))],
    update: Annotated[
        bool,
        typer.Option("--update", help=_("Take rows that differ from the book too; empty cells never clear.")),
    ] = False,
    skip_bad: Annotated[
        bool,
        typer.Option(
            "--skip-bad", help=_("Take the good rows; write the others to a file with the reasons.")
        ),
    ] = False,
    input_format: Annotated[
        str | None,
        typer.Option(
            "--input-format", metavar="F", help=_("csv, tsv, xlsx, json, jsonl or vcf; else found out.")
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="E", help=_("UTF-8 and GB18030 are found out; another is named.")),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", metavar="S", help=_("Whose customers they are where the file does not say.")),
    ] = None,
) -> Text:
    from crmcli.transfer.importing import Asked, import_file

    return import_file(current(), Asked(file, input_format, encoding, update, skip_bad, owner))


@verb(
    commands,
    "export",
    _(
        "Write customers, visits or the due list to a file: .csv .tsv .xlsx .json .jsonl .md, by the file's name; "
        "customers as contacts (.vcf), what is due as a calendar (.ics). "
        "What is exported as customers can be imported into an empty book."
    ),
    FileVerb,
)
def export(
    what: Annotated[
        str,
        typer.Argument(metavar="WHAT", help=_("customers, visits, due, or all (a folder, or one .json).")),
    ] = "customers",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help=_("The file; without it stdout, for machines.")),
    ] = None,
    keys: Annotated[
        bool,
        typer.Option(
            "--keys", help=_("For machines in a file too: English keys, amounts in fen, stored words.")
        ),
    ] = False,
    where: Annotated[
        str | None,
        typer.Option("--where", metavar="EXPR", help=_("Only customers that fit: grade=B and region=郑州.")),
    ] = None,
    archived: Annotated[bool, typer.Option("--archived", help=_("Archived customers too."))] = False,
    grade: Annotated[
        str | None, typer.Option("--grade", metavar="AB", help=_("Only these grades; - is none."))
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="S", help=_("Only this owner's; me for one's own."))
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=_("Visits and due items from that day on."))
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="DATE", help=_("Visits up to that day; what is due by then (all: everything).")
        ),
    ] = None,
) -> None:
    from crmcli.transfer.exporting import Asked, export_subject

    export_subject(current(), Asked(what, output, keys, where, archived, grade, owner, from_, to))
