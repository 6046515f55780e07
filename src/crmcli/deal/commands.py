"""`crm deal`: close a deal."""

from typing import Annotated

import typer

from crmcli.customer.selection import CustomerArgument
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "deal",
    _("Close a deal: won (follow-up by the after-sale rhythm) or lost (grade E unless said)."),
)
def deal(
    customer: CustomerArgument,
    outcome: Annotated[str, typer.Argument(metavar="won|lost", help=_("How it ended."))],
    money: Annotated[str | None, typer.Argument(metavar="MONEY", help=_("For how much, in yuan."))] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("When; today unless said."))
    ] = None,
    quantity: Annotated[
        str | None,
        typer.Option("--quantity", metavar="N", help=_("How much was bought, in the unit of the trade.")),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help=_("Why it was won or lost."))
    ] = None,
    grade: Annotated[
        str | None, typer.Option("--grade", metavar="G", help=_("The grade after a lost deal."))
    ] = None,
) -> Record:
    from crmcli.deal.closing import TypedDeal, close_typed

    return close_typed(current(), customer, TypedDeal(outcome, money, on, quantity, reason, grade))
