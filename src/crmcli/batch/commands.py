"""`crm batch`: one command a line."""

from typing import Annotated

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Answer
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "batch",
    _(
        "Carry out one command a line from FILE or stdin, with one start; a result line each. # begins a comment."
    ),
)
def batch(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=_("The file; - is stdin."))] = "-",
    atomic: Annotated[
        bool, typer.Option("--atomic", help=_("All or nothing: one failure undoes every line."))
    ] = False,
) -> Answer:
    from crmcli.batch.running import run_batch

    return run_batch(current(), file, atomic=atomic)
