"""`crm checklist`: which papers are asked for, what has come, what is missing."""

from typing import Annotated

import typer

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
    TemplateOption,
    ToOption,
    WhoArgument,
)
from crmcli.customer.options import OfOwnerOption, ReasonOption
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import VerbGroup, command_set, verb
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

commands = command_set()
checklist = typer.Typer(
    cls=VerbGroup,
    add_completion=False,
    rich_markup_mode=None,
    help=_("Document checklists: which papers are asked for, what has come, what is missing."),
)
commands.add_typer(checklist, name="checklist")


@verb(checklist, "templates", _("The templates there are, shipped ones and your own."))
def templates() -> Listing:
    from crmcli.checklist.templates import template_listing

    return template_listing(current())


@verb(checklist, "template", _("One template: its items, what they ask for, and of whom."))
def template(
    name: Annotated[str, typer.Argument(metavar="TEMPLATE", help=_("The template's name."))],
) -> Record:
    from crmcli.checklist.templates import template_record

    return template_record(current(), name)


@verb(checklist, "start", _("Open an application: the papers of a template, for a customer."))
def start(
    customer: WhoArgument,
    template: Annotated[
        str, typer.Argument(metavar="TEMPLATE", help=_("crm checklist templates lists them."))
    ],
    applied: Annotated[
        str,
        typer.Option("--applied", metavar="DATE", help=_("The day of the application; today unless said.")),
    ] = "",
    deadline: Annotated[
        str | None,
        typer.Option(
            "--deadline", metavar="DATE|Nwd|none", help=_("Until when: a date, or working days (3wd).")
        ),
    ] = None,
    party: Annotated[
        list[str] | None,
        typer.Option(
            "--party", metavar="ROLE=NAME", help=_("Who belongs to it: spouse=李丽, guarantor=金桥物流.")
        ),
    ] = None,
    fact: FactOption = None,
    new: Annotated[
        bool,
        typer.Option("--new", help=_("An office or partner that is new, though another sounds like it.")),
    ] = False,
) -> Record:
    from crmcli.checklist.starting import TypedStart, start_typed

    return start_typed(
        current(), TypedStart(customer, template, applied, deadline, party or [], fact or [], new)
    )


@verb(checklist, "list", _("All checklists: open ones unless said; in time, late, still open are counted."))
def list_(
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="S", help=_("open, gathered, complete, closed or all.")),
    ] = None,
    late: Annotated[bool, typer.Option("--late", help=_("Only those past their deadline."))] = False,
    template: TemplateOption = None,
    owner: OfOwnerOption = None,
) -> Listing:
    from crmcli.checklist.overview import Filters, checklist_listing, parse_states

    run = current()
    filters = Filters(parse_states(state or []), template, owner, late)
    with run.reading() as book:
        return checklist_listing(run, book, filters)


@verb(checklist, "missing", _("Who waits for which paper, across all customers."))
def missing(
    item: Annotated[
        str | None, typer.Option("--item", metavar="ITEM", help=_("Who waits only for this item."))
    ] = None,
    template: TemplateOption = None,
    owner: OfOwnerOption = None,
) -> Listing:
    from crmcli.checklist.overview import Filters, checklist_listing

    run = current()
    with run.reading() as book:
        return checklist_listing(run, book, Filters(["open"], template, owner, item=item))


@verb(checklist, "show", _("One customer's checklists: party by party, what is there, missing, and why."))
def show(
    customer: WhoArgument,
    wanted: ListOption = None,
    closed: Annotated[bool, typer.Option("--closed", help=_("Closed ones too."))] = False,
) -> Record:
    from crmcli.checklist.queries import applications
    from crmcli.checklist.selection import checklists_of, one_checklist
    from crmcli.checklist.showing import checklist_record

    run = current()
    with run.reading() as book:
        if wanted is not None:
            one = one_checklist(run, book, customer, wanted, closed=closed)
            return checklist_record([one], one.head.name, run.today)
        name, heads = checklists_of(run, book, customer, closed=closed)
        if not heads:
            run.say(_("{name} has no open checklist.").format(name=name))
        return checklist_record(applications(book, heads), name, run.today)


@verb(
    checklist,
    "handout",
    _("What the customer has still to bring, to print (-f markdown) or to paste into a chat."),
)
def handout(
    customer: WhoArgument,
    wanted: ListOption = None,
    everything: Annotated[bool, typer.Option("--all", help=_("What is there already too."))] = False,
) -> Text:
    from crmcli.checklist.handout import handout as page
    from crmcli.checklist.selection import one_checklist

    run = current()
    with run.reading() as book:
        one = one_checklist(run, book, customer, wanted)
    return page(one, run.today, markdown=current().chosen_format == "markdown", everything=everything)


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
