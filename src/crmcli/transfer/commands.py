"""`crm import` and `crm export`."""

from typing import Annotated

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "import",
    _(
        "Take customers from a spreadsheet or another file (CSV, TSV, XLSX, JSON, JSONL). All rows or none; "
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
        typer.Option("--input-format", metavar="F", help=_("csv, tsv, xlsx, json or jsonl; else found out.")),
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
