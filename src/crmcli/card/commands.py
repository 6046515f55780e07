"""`crm card`: business cards, the second page, the card to print."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli.card import form_commands, life_commands, truth_commands
from crmcli.card.group import card, commands
from crmcli.customer.selection import CustomerArgument, WhereOption, one_customer
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import verb
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

if TYPE_CHECKING:
    from crmcli.card.resources import Known

__all__ = ["commands", "form_commands", "life_commands", "truth_commands"]


@verb(card, "met", _("Business cards by region and industry: whom we met, when, where, at what occasion."))
def met(
    by: Annotated[
        str, typer.Option("--by", metavar="region|industry", help=_("What they are sorted by first."))
    ] = "region",
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=_("Met on this day or later."))
    ] = None,
    where: WhereOption = None,
) -> Listing:
    from crmcli.card.meeting import met_listing

    return met_listing(current(), by, from_, where)


@verb(
    card,
    "resource",
    _("The second page of a card: its tier, what the relationship is worth, who knows whom; or change it."),
)
def resource(
    customer: CustomerArgument,
    tier: Annotated[
        str | None, typer.Option("--tier", metavar="T", help=_("core, important, ordinary or occasional."))
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", metavar="TEXT", help=_("What this relationship is worth to us."))
    ] = None,
    standing: Annotated[
        str | None, typer.Option("--standing", metavar="TEXT", help=_("How contact stands."))
    ] = None,
    knows: Annotated[
        list[str] | None,
        typer.Option(
            "--knows",
            metavar="WHO=HOW",
            help=_(
                "Whom they know, and how: a colleague, a customer, anybody; PERSON/WHO=HOW of a person there."
            ),
        ),
    ] = None,
    drop_knows: Annotated[
        list[str] | None, typer.Option("--drop-knows", metavar="WHO", help=_("They know each other no more."))
    ] = None,
) -> Record:
    from crmcli.card.resources import parse_known, resource_record

    run = current()
    typed = {"tier": tier, "strategic_value": value, "standing": standing}
    said = {column: text for column, text in typed.items() if text is not None}
    if not (said or knows or drop_knows):
        with run.reading() as book:
            return resource_record(book, one_customer(run, book, customer))
    return _changed_resource(customer, said, [parse_known(one) for one in knows or ()], drop_knows or [])


def _changed_resource(
    customer: str, said: dict[str, str], known: "Sequence[Known]", dropped: Sequence[str]
) -> Record:
    from crmcli.card.resources import change_resource
    from crmcli.customer.card import Typing, parse_field
    from crmcli.customer.service import load_customer
    from crmcli.customer.showing import written_record
    from crmcli.staff.desk import desk

    run = current()
    columns = {column: parse_field(column, text, Typing(run.today)) for column, text in said.items()}
    with run.reading() as book:
        match = one_customer(run, book, customer)
    with desk(run, "card resource") as at:
        changed = change_resource(at, load_customer(at, match.customer_id), columns, known, dropped)
    if not changed:
        run.say(_("{name} is so already; nothing changed.").format(name=match.name))
    return written_record(run, match.customer_id, match.code)


@verb(
    card,
    "print",
    _("The card as one HTML file to print, with a code to scan; nothing of grade, tier or value is on it."),
)
def print_(
    customer: CustomerArgument,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help=_("The file; - is stdout."))
    ] = "-",
    fields: Annotated[
        bool, typer.Option("--fields", help=_("The registered fields too, what is sensitive masked."))
    ] = False,
) -> Text | None:
    import sys

    run = current()
    page, name = _page(customer, fields)
    if output == "-":
        sys.stdout.write(page)
        return None
    if run.dry_run:
        run.say(_("A dry run: the card of {name} would be written to {path}.").format(name=name, path=output))
        return Text(output, {"path": output})
    from crmcli.kit.files import replacing

    with replacing(output) as file:
        file.write(page.encode("utf-8"))
    run.say(_("The card of {name} is in {path}.").format(name=name, path=output))
    return Text(output, {"path": output})


def _page(customer: str, fields: bool) -> tuple[str, str]:
    """The card to print, and whose it is."""
    from crmcli.card.printing import card_page
    from crmcli.customer.card_fields import fields_of
    from crmcli.customer.showing import customer_mapping
    from crmcli.policy.kept_source import internal_fields

    run, registered = current(), None
    with run.reading() as book:
        match = one_customer(run, book, customer)
        if fields:
            registered = fields_of(book, match.customer_id, run.today)
            registered = registered.without(internal_fields(book, registered.retired_keys()))
        return card_page(customer_mapping(book, match.customer_id, run.today), registered), match.name
