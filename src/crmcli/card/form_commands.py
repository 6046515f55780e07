"""`crm card`: fill in the card group by group, and get its files back."""

from typing import Annotated

import typer

from crmcli.card.group import card
from crmcli.customer.selection import CustomerArgument
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import verb
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _


@verb(card, "form", _("Fill in the card on a terminal, group by group; Enter keeps what is there."))
def form(
    customer: CustomerArgument,
    group: Annotated[
        str | None, typer.Option("--group", metavar="GROUP", help=_("Only this group of fields."))
    ] = None,
) -> Record:
    from crmcli.card.form import fill_in

    return fill_in(current(), customer, group)


@verb(card, "file", _("Give back a photo or file of the card as it came."))
def file(
    customer: CustomerArgument,
    field: Annotated[str, typer.Argument(metavar="FIELD", help=_("The field that has it."))],
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=_("Where to; - is stdout. Its own name unless said.")
        ),
    ] = None,
) -> Text | None:
    from crmcli.card.giving_back import give_back

    return give_back(current(), customer, field, output)
