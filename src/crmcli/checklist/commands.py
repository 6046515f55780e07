"""`crm checklist`: what has come, whether it is good, who belongs to it, until when.

Its other verbs, which come first, are in looking_commands.
"""

from typing import Annotated

import typer

from crmcli.checklist import looking_commands
from crmcli.checklist.group import checklist, commands
from crmcli.checklist.options import (
    ByOption,
    CameOnOption,
    CountOption,
    ExpiresOption,
    FactOption,
    FileOption,
    FromOption,
    IssuedOption,
    ItemsArgument,
    ListOption,
    NoteOption,
    PartyOption,
    ToOption,
    WhoArgument,
)
from crmcli.customer.options import ReasonOption
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import verb
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _

__all__ = ["commands", "looking_commands"]


@verb(
    checklist, "receive", _("Papers have come. What they lack is said: the period, the number, the validity.")
)
def receive(
    customer: WhoArgument,
    items: ItemsArgument = None,
    wanted: ListOption = None,
    party: PartyOption = None,
    count: CountOption = None,
    on: CameOnOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    issued: IssuedOption = None,
    expires: ExpiresOption = None,
    note: NoteOption = None,
    file: FileOption = None,
) -> Record:
    from crmcli.checklist.receiving import TypedReceipt, receive_typed

    typed = TypedReceipt(
        customer, items or [], wanted, party, count, on, from_, to, issued, expires, note, file
    )
    return receive_typed(current(), typed)


@verb(checklist, "verify", _("Papers were looked at: who, and whether the original was seen."))
def verify(
    customer: WhoArgument,
    items: ItemsArgument = None,
    wanted: ListOption = None,
    party: PartyOption = None,
    everything: Annotated[bool, typer.Option("--all", help=_("Everything that has come."))] = False,
    original: Annotated[bool, typer.Option("--original", help=_("The original was seen."))] = False,
    by: ByOption = None,
) -> Record:
    from crmcli.checklist.judging import TypedJudgement, verify_typed

    typed = TypedJudgement(
        customer, items or [], wanted, party, None, by, everything=everything, original_seen=original
    )
    return verify_typed(current(), typed)


@verb(checklist, "reject", _("Papers are not good enough, with the reason; takes a waiver back too."))
def reject(
    customer: WhoArgument,
    items: ItemsArgument = None,
    wanted: ListOption = None,
    party: PartyOption = None,
    newest: Annotated[
        str | None,
        typer.Option("--newest", metavar="N", help=_("Only the last N that came; all unless said.")),
    ] = None,
    reason: ReasonOption = None,
    by: ByOption = None,
) -> Record:
    from crmcli.checklist.judging import TypedJudgement, reject_typed

    typed = TypedJudgement(customer, items or [], wanted, party, reason, by, newest=newest)
    return reject_typed(current(), typed)


@verb(checklist, "waive", _("Papers need not come, with the reason and who says so."))
def waive(
    customer: WhoArgument,
    items: ItemsArgument = None,
    wanted: ListOption = None,
    party: PartyOption = None,
    reason: ReasonOption = None,
    by: ByOption = None,
) -> Record:
    from crmcli.checklist.judging import TypedJudgement, waive_typed

    return waive_typed(current(), TypedJudgement(customer, items or [], wanted, party, reason, by))


@verb(
    checklist, "party", _("Who belongs to an application, and what holds of them. What was received stays.")
)
def party_(
    customer: WhoArgument,
    parties: Annotated[
        list[str] | None, typer.Argument(metavar="ROLE=NAME", help=_("Who belongs to it besides."))
    ] = None,
    wanted: ListOption = None,
    drop: Annotated[
        list[str] | None,
        typer.Option("--drop", metavar="PARTY", help=_("Who does not belong to it any more.")),
    ] = None,
    fact: FactOption = None,
) -> Record:
    from crmcli.checklist.changing import TypedChange, change_typed

    return change_typed(current(), TypedChange(customer, wanted, parties or [], drop or [], fact or []))


@verb(
    checklist,
    "deadline",
    _("Set another deadline: a date, working days from the application (5wd), or none."),
)
def deadline(
    customer: WhoArgument,
    day: Annotated[str, typer.Argument(metavar="DATE|Nwd|none", help=_("Until when."))],
    wanted: ListOption = None,
) -> Record:
    from crmcli.checklist.changing import set_typed_deadline

    return set_typed_deadline(current(), customer, wanted, day)


@verb(checklist, "close", _("End a checklist: nothing of it is due any more. --back opens it again."))
def close(
    customer: WhoArgument,
    wanted: ListOption = None,
    reason: ReasonOption = None,
    back: Annotated[bool, typer.Option("--back", help=_("Open it again."))] = False,
) -> Record:
    from crmcli.checklist.changing import close_typed

    return close_typed(current(), customer, wanted, reason, back=back)


@verb(checklist, "file", _("Give a kept file back, unchanged."))
def file_(
    customer: WhoArgument,
    items: ItemsArgument = None,
    wanted: ListOption = None,
    party: PartyOption = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=_("Where to; - is stdout. Its own name unless said.")
        ),
    ] = None,
) -> Text | None:
    from crmcli.checklist.giving_back import give_back

    return give_back(current(), customer, items or [], wanted, party, output)
