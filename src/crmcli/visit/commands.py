"""`crm visit`: log a contact, re-grade, set the next one."""

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
    "visit",
    _("Log a contact with a customer, re-grade, and set the next one. On a terminal it asks for the grade."),
)
def visit(
    customer: CustomerArgument,
    summary: Annotated[list[str] | None, typer.Argument(metavar="SUMMARY", help=_("What was said."))] = None,
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=_("visit, reception, call, message, wechat, email, fax, mail, other."),
        ),
    ] = "visit",
    at: Annotated[
        str, typer.Option("--at", metavar="DATE[TIME]", help=_("When it was; today unless said."))
    ] = "",
    with_: Annotated[
        list[str] | None, typer.Option("--with", metavar="STAFF", help=_("A colleague who went along."))
    ] = None,
    purpose: Annotated[
        str | None, typer.Option("--purpose", metavar="TEXT", help=_("What it was for."))
    ] = None,
    grade: Annotated[
        str | None, typer.Option("--grade", metavar="G", help=_("The grade after this contact."))
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="TEXT", help=_("Why the next date is later than the rhythm.")),
    ] = None,
    next_: Annotated[
        str | None,
        typer.Option("--next", metavar="DATE|none", help=_("The agreed next date; none drops it.")),
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TEXT", help=_("What to open with next time."))
    ] = None,
) -> Record:
    from crmcli.visit.logging import TypedVisit, log_typed_visit

    typed = TypedVisit(
        customer, " ".join(summary or []), kind, at, with_ or [], purpose, grade, reason, next_, topic
    )
    return log_typed_visit(current(), typed)
