"""`crm team campaign`: call on many customers for one purpose, and make something of what they say."""

from typing import Annotated

import typer

from crmcli.customer.options import OnOption
from crmcli.customer.selection import CustomerArgument, WhereOption
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import ListingGroup, verb
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

campaign = typer.Typer(
    cls=ListingGroup,
    add_completion=False,
    rich_markup_mode=None,
    help=_("Campaigns: whom to call on, with which goal, what customers say, what is made better."),
)

CampaignArgument = Annotated[
    str, typer.Argument(metavar="CAMPAIGN", help=_("The campaign's name, or a part of it."))
]
GoalOption = Annotated[str | None, typer.Option("--goal", metavar="TEXT", help=_("What every visit is for."))]
FocusOption = Annotated[
    str | None, typer.Option("--focus", metavar="TEXT", help=_("What to pay attention to."))
]
PerDayOption = Annotated[
    str | None, typer.Option("--per-day", metavar="N", help=_("At most N a day for each person."))
]
ResultOption = Annotated[str | None, typer.Option("--result", metavar="TEXT", help=_("What came of it."))]
ResponsibleOption = Annotated[
    str | None, typer.Option("--owner", metavar="STAFF", help=_("Who answers for it; you unless said."))
]


@verb(campaign, "new", _("Begin a campaign: its customers get a working day each, and stay whose they are."))
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What it is called: 春节走访."))],
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help=_("Its first day."))],
    to: Annotated[str, typer.Option("--to", metavar="DATE", help=_("Its last day."))],
    where: Annotated[
        str,
        typer.Option("--where", metavar="EXPR", help=_("All customers that fit: grade=B and region=郑州.")),
    ],
    goal: GoalOption = None,
    focus: FocusOption = None,
    owner: ResponsibleOption = None,
    per_day: PerDayOption = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", metavar="KIND", help=_("Contacts that count; visit, reception, call unless said.")
        ),
    ] = None,
) -> Record:
    from crmcli.campaign.starting import TypedCampaign, begin_typed

    return begin_typed(
        current(), TypedCampaign(name, from_, to, where, goal, focus, owner, per_day, kind or [])
    )


@verb(campaign, "list", _("The campaigns that run, and how far they are."))
def list_(
    all_: Annotated[bool, typer.Option("--all", help=_("Those that have ended too."))] = False,
) -> Listing:
    from crmcli.campaign.showing import campaigns_listing

    return campaigns_listing(current(), everything=all_)


@verb(campaign, "show", _("One campaign: who is done, open, late; opinions, improvements."))
def show(
    name: CampaignArgument,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="S", help=_("Only this owner's; me for one's own."))
    ] = None,
) -> Record:
    from crmcli.campaign.pointing import one_campaign
    from crmcli.campaign.showing import campaign_record
    from crmcli.staff.queries import owner_asked

    run = current()
    with run.reading() as book:
        head = one_campaign(run, book, name)
        return campaign_record(run, book, head.id, owner_asked(run, book, owner) if owner else None)


@verb(campaign, "edit", _("Change the campaign itself. An empty text takes it away."))
def edit(
    name: CampaignArgument,
    rename: Annotated[str | None, typer.Option("--name", metavar="TEXT", help=_("Its new name."))] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help=_("Its last day; who is planned later gets another day.")),
    ] = None,
    goal: GoalOption = None,
    focus: FocusOption = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="STAFF", help=_("Who answers for it."))
    ] = None,
    per_day: PerDayOption = None,
) -> Record:
    from crmcli.campaign.changing import TypedEdit, edit_typed

    return edit_typed(current(), name, TypedEdit(rename, to, goal, focus, owner, per_day))


@verb(campaign, "add", _("Take more customers in, each on a day that is still free."))
def add(
    name: CampaignArgument,
    customers: Annotated[
        list[str] | None,
        typer.Argument(metavar="CUSTOMER", help=_("Whom to take in; - takes codes from stdin.")),
    ] = None,
    where: WhereOption = None,
) -> Text:
    from crmcli.campaign.starting import add_typed

    return add_typed(current(), name, customers or [], where)


@verb(campaign, "drop", _("Take a customer out, with the reason."))
def drop(
    name: CampaignArgument,
    customer: CustomerArgument,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why."))],
) -> Record:
    from crmcli.campaign.changing import drop_typed

    return drop_typed(current(), name, customer, reason)


@verb(campaign, "goal", _("What one visit is for, what to pay attention to, on which day."))
def goal_(
    name: CampaignArgument,
    customer: CustomerArgument,
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help=_("What this visit is for."))
    ] = None,
    focus: FocusOption = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=_("On which day."))] = None,
) -> Record:
    from crmcli.campaign.changing import goal_typed

    return goal_typed(current(), name, customer, " ".join(text) if text else None, focus, on)


@verb(campaign, "done", _("A customer was called on; a contact that is logged says so by itself."))
def done(
    name: CampaignArgument,
    customer: CustomerArgument,
    result: ResultOption = None,
    on: OnOption = None,
) -> Record:
    from crmcli.campaign.changing import done_typed

    return done_typed(current(), name, customer, result, on)


@verb(campaign, "opinion", _("Keep what a customer said of us."))
def opinion(
    name: CampaignArgument,
    customer: CustomerArgument,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help=_("What was said."))],
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help=_("praise, complaint, suggestion or need."))
    ] = "suggestion",
    on: OnOption = None,
) -> Record:
    from crmcli.campaign.listening import opinion_typed

    return opinion_typed(current(), name, customer, " ".join(text), kind, on)


@verb(campaign, "opinions", _("What customers said, and what follows from it."))
def opinions(
    name: CampaignArgument,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help=_("praise, complaint, suggestion or need.")),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help=_("Only those nothing follows from yet."))] = False,
) -> Listing:
    from crmcli.campaign.listening import opinions_listing

    return opinions_listing(current(), name, kind or [], open_=open_)


@verb(campaign, "improve", _("Make something better: who answers for it, until when. It is due then."))
def improve(
    name: CampaignArgument,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help=_("What is to be made better."))],
    from_: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="OPINION", help=_("The numbers of the opinions it follows from.")),
    ] = None,
    owner: ResponsibleOption = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="DATE", help=_("Until when; 30 days after the campaign unless said.")),
    ] = None,
) -> Record:
    from crmcli.campaign.listening import improve_typed

    return improve_typed(current(), name, " ".join(text), from_ or [], owner, by)


@verb(campaign, "improved", _("An improvement is made."))
def improved(
    name: CampaignArgument,
    number: Annotated[str, typer.Argument(metavar="N", help=_("The number of the improvement."))],
    result: ResultOption = None,
) -> Record:
    from crmcli.campaign.listening import improved_typed

    return improved_typed(current(), name, number, result)


@verb(campaign, "end", _("End a campaign: nobody of it is due any more. --back opens it again."))
def end(
    name: CampaignArgument,
    result: ResultOption = None,
    back: Annotated[bool, typer.Option("--back", help=_("Open it again."))] = False,
) -> Record:
    from crmcli.campaign.changing import end_typed

    return end_typed(current(), name, result, back=back)


@verb(campaign, "results", _("What a campaign has brought, up to 30 days after it."))
def results(name: CampaignArgument) -> Record:
    from crmcli.campaign.results import results_record

    return results_record(current(), name)
