"""The arguments and options of `crm owe`, each written once."""

from typing import Annotated

import typer

from crmcli.kit.i18n import _

RefArgument = Annotated[
    str,
    typer.Argument(metavar="REF", help=_("P0001 or 1; or the customer, where there is only one.")),
]
WordsArgument = Annotated[list[str], typer.Argument(metavar="TEXT", help=_("What was said."))]
KindOption = Annotated[
    str, typer.Option("--kind", metavar="KIND", help=_("promise, complaint, suggestion or message."))
]
OwnerOption = Annotated[
    str | None,
    typer.Option("--owner", metavar="STAFF", help=_("Who has to act; whoever has the card unless said.")),
]
DepartmentOption = Annotated[
    str | None, typer.Option("--department", metavar="TEXT", help=_("The department that is concerned."))
]
OriginOption = Annotated[
    str | None, typer.Option("--origin", metavar="TEXT", help=_("Where the expectation came from."))
]
LimitsOption = Annotated[
    str | None, typer.Option("--limits", metavar="TEXT", help=_("Which limits the customer was told."))
]
TopicOption = Annotated[
    str | None, typer.Option("--topic", metavar="TEXT", help=_("What it is about; finds what recurs."))
]
HowOption = Annotated[
    str | None, typer.Option("--how", metavar="KIND", help=_("By which contact: call, visit, wechat …"))
]
OutcomeOption = Annotated[str | None, typer.Option("--outcome", metavar="TEXT", help=_("What came of it."))]
PreventOption = Annotated[
    str | None, typer.Option("--prevent", metavar="TEXT", help=_("What keeps it from recurring."))
]
CustomerOption = Annotated[
    str | None, typer.Argument(metavar="CUSTOMER", help=_("Only of this customer; closed ones too."))
]
SinceOption = Annotated[str | None, typer.Option("--since", metavar="DATE", help=_("Since this day."))]
