"""`crm card`: confirm with the customer, clean, and say how good cards are."""

from typing import Annotated

import typer

from crmcli.card.group import card
from crmcli.customer.selection import CustomerArgument, WhereOption, one_customer
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _


@verb(
    card,
    "verify",
    _("Note what was confirmed with the customer: these fields, or the whole card where none is named."),
)
def verify(
    customer: CustomerArgument,
    fields: Annotated[
        list[str] | None,
        typer.Argument(metavar="FIELD", help=_("Fields of the card, by any of their names.")),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help=_("The whole card, as without FIELD."))] = False,
    how: Annotated[
        str | None, typer.Option("--how", metavar="KIND", help=_("By which way: mail, fax, call, visit …"))
    ] = None,
    changed: Annotated[
        bool, typer.Option("--changed", help=_("Something had changed; it is on the card now."))
    ] = False,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help=_("What is worth noting."))
    ] = None,
) -> Record:
    from crmcli.card.confirming import verify_card, verify_fields

    if not fields:
        return verify_card(current(), customer, how, changed=changed, note=note)
    if all_ or changed or note:
        raise UsageRefused(_("--all, --changed and --note are about the whole card; name no fields."))
    return verify_fields(current(), customer, fields, how)


@verb(card, "progress", _("How far the confirmation of a quarter has come, by owner or branch."))
def progress(
    quarter: Annotated[
        str | None, typer.Argument(metavar="QUARTER", help=_("2026Q4; this quarter unless said."))
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="owner|branch", help=_("A row for each of these."))
    ] = "owner",
) -> Listing:
    from crmcli.card.progress import progress_listing

    return progress_listing(current(), quarter, by)


@verb(
    card,
    "clean",
    _("What is missing, impossible, stale, dead or there twice; --archive puts the dead away, in one entry."),
)
def clean(
    where: WhereOption = None,
    problem: Annotated[
        str | None,
        typer.Option(
            "--problem", metavar="P", help=_("Only missing, impossible, stale, stale_values, dead or twice.")
        ),
    ] = None,
    archive: Annotated[
        bool, typer.Option("--archive", help=_("Put the dead away, after a preview."))
    ] = False,
) -> Listing | Record | Text:
    from crmcli.card.cleaning import dead_cards, problems_listing

    run = current()
    if not archive:
        return problems_listing(run, where, problem)
    from crmcli.customer.bulk import summary
    from crmcli.customer.putting_away import put_these_away, say_what_goes_along

    if problem not in (None, "dead"):
        raise UsageRefused(_("--archive puts the dead away; leave --problem out."))
    with run.reading() as book:
        matches = dead_cards(book, run, where)
        say_what_goes_along(run, book, matches)
    if not matches:
        run.say(_("No card is dead; nothing was put away."))
        return summary(0, 0)
    return put_these_away(run, "card clean", matches, bulk=True)


@verb(card, "quality", _("How good a card is, 0 to 100, and what would raise it; without CUSTOMER by owner."))
def quality(
    customer: Annotated[
        str | None,
        typer.Argument(metavar="CUSTOMER", help=_("A code, a name, a phone, pinyin or its initials.")),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="owner|branch|customer", help=_("A row for each of these."))
    ] = "owner",
    where: WhereOption = None,
) -> Listing | Record:
    from crmcli.card.quality import quality_listing, quality_record

    run = current()
    if customer is None:
        return quality_listing(run, by, where)
    with run.reading() as book:
        return quality_record(book, run, one_customer(run, book, customer))
