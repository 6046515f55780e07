"""`crm team`: staff, approvals, campaigns and whatever else belongs to several people."""

from typing import Annotated

import typer

from crmcli.approval.commands import approvals
from crmcli.campaign.commands import campaign
from crmcli.customer.selection import CustomerArgument, ManyCustomers, WhereOption
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import VerbGroup, command_set, verb
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _
from crmcli.report.commands import COACH, coach
from crmcli.staff.commands import NameArgument, staff

commands = command_set()
team = typer.Typer(cls=VerbGroup, add_completion=False, rich_markup_mode=None, help=_("The people who sell."))
commands.add_typer(team, name="team")
team.add_typer(staff, name="staff")
team.add_typer(approvals, name="approvals")
team.add_typer(campaign, name="campaign")
verb(team, "coach", COACH)(coach)


@verb(staff, "leave", _("Somebody leaves: customers pass to a successor, and access ends."))
def staff_leave(
    name: NameArgument,
    successor: Annotated[
        str | None, typer.Option("--successor", metavar="STAFF", help=_("Who takes over."))
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("The last day; today unless said."))
    ] = None,
) -> Text:
    from crmcli.team.leaving import leave_typed

    return leave_typed(current(), name, successor, on)


@verb(team, "share", _("Have colleagues hold a customer beside the owner; with none named, show who does."))
def share(
    customer: CustomerArgument,
    staff_: Annotated[
        list[str] | None, typer.Argument(metavar="STAFF", help=_("Colleagues who hold it too."))
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="STAFF", help=_("Who is to hold it no more."))
    ] = None,
) -> Record:
    from crmcli.team.sharing import share_typed

    return share_typed(current(), customer, staff_ or [], drop or [])


@verb(team, "shared", _("Customers held by several: who was in contact when."))
def shared(
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="STAFF", help=_("Held by this one."))
    ] = None,
) -> Listing:
    from crmcli.team.sharing import shared_listing

    return shared_listing(current(), owner)


@verb(team, "review", _("Note that grades were looked at and stay: the quarterly review."))
def review(customer: ManyCustomers = None, where: WhereOption = None) -> Record | Text:
    from crmcli.customer.bulk import change_several
    from crmcli.customer.selection import several_customers
    from crmcli.grade.service import review_grade

    run = current()
    with run.reading() as book:
        matches, bulk = several_customers(run, book, customer, where)
    return change_several(run, "team review", matches, bulk, review_grade)
