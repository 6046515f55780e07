"""`crm team`: the people who sell."""

from typing import Annotated

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import VerbGroup, command_set, verb
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _

commands = command_set()
team = typer.Typer(cls=VerbGroup, add_completion=False, rich_markup_mode=None, help=_("The people who sell."))
staff = typer.Typer(cls=VerbGroup, add_completion=False, rich_markup_mode=None, help=_("Staff: add, list."))
commands.add_typer(team, name="team")
team.add_typer(staff, name="staff")


@verb(staff, "add", _("Add a person to the staff."))
def staff_add(name: Annotated[str, typer.Argument(metavar="NAME", help=_("The person's name."))]) -> Text:
    from crmcli.staff.desk import desk
    from crmcli.staff.rules import parse_staff_name
    from crmcli.staff.service import add_staff, staff_named

    run = current()
    clean = parse_staff_name(name)
    with desk(run, "team staff add") as at:
        if staff_named(at.writing, clean):
            raise RuleRefused(_("{name} is on the staff already."), name=clean)
        add_staff(at.writing, clean)
    return Text(clean, {"name": clean})


@verb(staff, "list", _("Who is on the staff, and how many customers each has."))
def staff_list() -> Listing:
    from crmcli.staff.queries import staff_rows

    with current().reading() as book:
        rows = staff_rows(book)
    columns = [Column("name", _("Name")), Column("customers", _("Customers"), "int")]
    return Listing(columns, rows, empty=_("Nobody is on the staff yet."), code_key="name")
