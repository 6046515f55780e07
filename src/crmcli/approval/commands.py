"""`crm team approvals`: what needs somebody else's yes."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import ListingGroup, verb
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

approvals = typer.Typer(
    cls=ListingGroup,
    add_completion=False,
    rich_markup_mode=None,
    help=_("What needs somebody else's yes: list, show, grant, refuse, withdraw."),
)

NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the request."))]
NoteOption = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help=_("What the asker is to know."))
]


@verb(approvals, "list", _("What waits for a yes."))
def list_(
    all_: Annotated[bool, typer.Option("--all", help=_("What was decided too."))] = False,
    mine: Annotated[bool, typer.Option("--mine", help=_("Only what waits for me."))] = False,
) -> Listing:
    from crmcli.approval.showing import approvals_listing

    return approvals_listing(current(), everything=all_, mine=mine)


@verb(approvals, "show", _("One request, whole."))
def show(number: NumberArgument) -> Record:
    from crmcli.approval.showing import approval_record, parse_number

    with current().reading() as book:
        return approval_record(book, parse_number(number))


@verb(approvals, "grant", _("Say yes: what was asked for is done."))
def grant(number: NumberArgument, note: NoteOption = None) -> Record:
    from crmcli.approval.service import grant

    return _decided("grant", number, note, grant)


@verb(approvals, "refuse", _("Say no, and why."))
def refuse(
    number: NumberArgument,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=_("Why; the asker reads it."))],
) -> Record:
    from crmcli.approval.service import refuse
    from crmcli.kit.errors import UsageRefused

    if not note.strip():
        raise UsageRefused(_("Say why with --note TEXT; the asker reads it."))
    return _decided("refuse", number, note, refuse)


@verb(approvals, "withdraw", _("Take a request of your own back."))
def withdraw(number: NumberArgument, note: NoteOption = None) -> Record:
    from crmcli.approval.service import withdraw

    return _decided("withdraw", number, note, withdraw)


def _decided(word: str, number: str, note: str | None, decide: Callable[..., Any]) -> Record:
    from crmcli.approval.showing import approval_record, parse_number
    from crmcli.kit.text import clean_line
    from crmcli.staff.desk import desk

    run, which = current(), parse_number(number)
    said = clean_line(note or "", 500).text or None
    with desk(run, f"team approvals {word}", said) as at:
        decide(at, which, said)
        at.session.flush()
        return approval_record(at.writing.reading(), which)
