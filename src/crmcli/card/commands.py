"""`crm card`: business cards."""

from typing import Annotated

import typer

from crmcli.card.group import card, commands
from crmcli.customer.selection import WhereOption
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import verb
from crmcli.kit.formats import Listing
from crmcli.kit.i18n import _

__all__ = ["commands"]


@verb(card, "met", _("Business cards by region and industry: whom we met, when, where, at what occasion."))
def met(
    by: Annotated[
        str, typer.Option("--by", metavar="region|industry", help=_("What they are sorted by first."))
    ] = "region",
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=_("Met on this day or later."))
    ] = None,
    where: WhereOption = None,
) -> Listing:
    from crmcli.card.meeting import met_listing

    return met_listing(current(), by, from_, where)
