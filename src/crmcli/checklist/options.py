"""The arguments and options of `crm checklist`, each written once."""

from typing import Annotated

import typer

from crmcli.kit.i18n import _

WhoArgument = Annotated[
    str,
    typer.Argument(
        metavar="CUSTOMER", help=_("A customer; or the office or partner, or the code, of a checklist.")
    ),
]
ItemsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="ITEM", help=_("Items or papers: by number, name or title; several at once.")),
]
ListOption = Annotated[
    str | None,
    typer.Option("--list", metavar="TEMPLATE|CODE", help=_("Which checklist, where there are several.")),
]
PartyOption = Annotated[
    str | None,
    typer.Option("--party", metavar="PARTY", help=_("Whose: a role or a name, 张三/spouse, or all.")),
]
FactOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fact", metavar="FACT=yes|no", help=_("Something the conditions ask about: unmarried=yes.")
    ),
]
ByOption = Annotated[
    str | None, typer.Option("--by", metavar="STAFF", help=_("Who says so; whoever works unless said."))
]


CountOption = Annotated[str | None, typer.Option("--count", metavar="N", help=_("How many; 1 unless said."))]
CameOnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help=_("When they came; today unless said."))
]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help=_("The first day they cover."))
]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help=_("The last day they cover."))]
IssuedOption = Annotated[
    str | None, typer.Option("--issued", metavar="DATE", help=_("When they were issued."))
]
ExpiresOption = Annotated[
    str | None, typer.Option("--expires", metavar="DATE", help=_("The last day of their validity."))
]
NoteOption = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help=_("A remark, or where it lies."))
]
FileOption = Annotated[
    str | None,
    typer.Option("--file", metavar="PATH", help=_("Keep a copy of this file beside the book.")),
]
TemplateOption = Annotated[
    str | None, typer.Option("--template", metavar="TEMPLATE", help=_("Of this template."))
]
