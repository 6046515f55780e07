"""The group of verbs `crm card`; the modules beside add theirs."""

import typer

from crmcli.kit.cli.verbs import VerbGroup, command_set
from crmcli.kit.i18n import _

commands = command_set()
card = typer.Typer(
    cls=VerbGroup,
    add_completion=False,
    rich_markup_mode=None,
    help=_("The card as the playbook defines it."),
)
commands.add_typer(card, name="card")
