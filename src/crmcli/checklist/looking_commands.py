"""`crm checklist`: the templates, an application that begins, and what of it is missing."""

from typing import Annotated

import typer

from crmcli.checklist.group import checklist
from crmcli.checklist.options import (
    FactOption,
    ListOption,
    TemplateOption,
    WhoArgument,
)
from crmcli.customer.options import OfOwnerOption
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import verb
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _


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
