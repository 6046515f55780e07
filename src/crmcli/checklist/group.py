"""The group of verbs `crm checklist`; the modules beside add theirs."""

import typer

from crmcli.kit.cli.verbs import VerbGroup, command_set
from crmcli.kit.i18n import _

commands = command_set()
checklist = typer.Typer(
    cls=VerbGroup,
    add_completion=False,
    rich_markup_mode=None,
    help=_("Document checklists: which papers are asked for, what has come, what is missing."),
)
commands.add_typer(checklist, name="checklist")
