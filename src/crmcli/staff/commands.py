"""`crm team staff`: the people who sell."""

from typing import Annotated

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import VerbGroup, verb
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

staff = typer.Typer(
    cls=VerbGroup,
    add_completion=False,
    rich_markup_mode=None,
    help=_("Staff: add, list, edit, and who leaves."),
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=_("The person's name."))]
RoleOption = Annotated[
    str | None, typer.Option("--role", metavar="ROLE", help=_("salesperson, supervisor or manager."))
]
BranchOption = Annotated[
    str | None, typer.Option("--branch", metavar="TEXT", help=_("The branch or office."))
]
TerritoryOption = Annotated[
    str | None, typer.Option("--territory", metavar="TEXT", help=_("The territory the person sells in."))
]
SupervisorOption = Annotated[
    str | None, typer.Option("--supervisor", metavar="STAFF", help=_("Who supervises the person."))
]
CapacityOption = Annotated[
    str | None,
    typer.Option("--capacity", metavar="N", help=_("How many follow-ups a day the person can make.")),
]


@verb(staff, "add", _("Add a person to the staff."))
def staff_add(
    name: NameArgument,
    role: RoleOption = None,
    branch: BranchOption = None,
    territory: TerritoryOption = None,
    supervisor: SupervisorOption = None,
    capacity: CapacityOption = None,
) -> Text:
    from crmcli.staff.members import TypedMember, add_member

    return add_member(current(), name, TypedMember(None, role, branch, territory, supervisor, capacity))


@verb(staff, "list", _("Who is on the staff, and how many customers each has."))
def staff_list(
    all_: Annotated[bool, typer.Option("--all", help=_("Those who have left too."))] = False,
) -> Listing:
    from crmcli.staff.listing import staff_listing

    return staff_listing(current(), everybody=all_)


@verb(staff, "edit", _("Change what is known of a person. An empty value takes it away."))
def staff_edit(
    name: NameArgument,
    rename: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help=_("The person's new name."))
    ] = None,
    role: RoleOption = None,
    branch: BranchOption = None,
    territory: TerritoryOption = None,
    supervisor: SupervisorOption = None,
    capacity: CapacityOption = None,
) -> Record:
    from crmcli.staff.members import TypedMember, edit_member

    return edit_member(current(), name, TypedMember(rename, role, branch, territory, supervisor, capacity))
