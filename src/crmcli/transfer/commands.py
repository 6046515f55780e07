"""`crm import` and `crm export`."""

from typing import Annotated

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import FileVerb, command_set, verb
from crmcli.kit.errors import UsageRefused
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
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help=_("The file; - is standard input."))
    ] = None,
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
            "--input-format", metavar="F", help=_("csv, tsv, xlsx, json, jsonl, html or vcf; else found out.")
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
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=FIELD",
            help=_("What a column is: a field, custom:NAME, or - for nothing. Remembered for such files."),
        ),
    ] = None,
    no_saved_map: Annotated[
        bool, typer.Option("--no-saved-map", help=_("Do not use what was chosen for such files before."))
    ] = False,
    forget_map: Annotated[
        bool, typer.Option("--forget-map", help=_("Forget what was chosen for such files; import nothing."))
    ] = False,
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", metavar="NAME", help=_("The sheet, by name or number; else found out.")),
    ] = None,
    header_row: Annotated[
        int | None,
        typer.Option("--header-row", metavar="N", min=1, help=_("The row of the headers; else found out.")),
    ] = None,
    date_order: Annotated[
        str | None,
        typer.Option(
            "--date-order", metavar="O", help=_("What 3/4/2026 means: mdy (March 4) or dmy (April 3).")
        ),
    ] = None,
    files: Annotated[
        str | None,
        typer.Option(
            "--files",
            metavar="DIR",
            help=_("The photos and files of the cards: the folder beside the book that wrote the file."),
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option("--template", metavar="OUT", help=_("Write an empty .xlsx to fill in; import nothing.")),
    ] = None,
) -> Text | None:
    if template is not None:
        from crmcli.transfer.template import write_template

        return write_template(current(), template)
    from crmcli.transfer.choosing import Wishes, expected_headers
    from crmcli.transfer.importing import Asked, forget_mapping
    from crmcli.transfer.sources import Place

    if file is None:
        raise UsageRefused(_("Name the file to import, or - for standard input."))
    wishes = Wishes(columns or (), not no_saved_map, date_order)
    place = Place(sheet, header_row, expected_headers(current().environ, wishes))
    asked = Asked(file, input_format, encoding, update, skip_bad, owner, place, wishes, files)
    if forget_map:
        return forget_mapping(current(), asked)
    from crmcli.transfer.taking_documents import import_with_documents

    return import_with_documents(current(), asked)


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
        typer.Argument(
            metavar="WHAT",
            help=_(
                "customers, visits, due, checklists, campaigns, owed, marks, staff, or all (a folder, or one .json)."
            ),
        ),
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
