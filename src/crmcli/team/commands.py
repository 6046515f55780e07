"""`crm team`: staff, approvals and whatever else belongs to several people."""

import typer

from crmcli.approval.commands import approvals
from crmcli.kit.cli.verbs import VerbGroup, command_set
from crmcli.kit.i18n import _
from crmcli.staff.commands import staff

commands = command_set()
team = typer.Typer(cls=VerbGroup, add_completion=False, rich_markup_mode=None, help=_("The people who sell."))
commands.add_typer(team, name="team")
team.add_typer(staff, name="staff")
team.add_typer(approvals, name="approvals")
