"""`crm card`: submit, return, list, show, and spot checks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli.card.group import card
from crmcli.customer.options import LimitOption, OfOwnerOption
from crmcli.customer.selection import (
    CustomerArgument,
    ManyCustomers,
    WhereOption,
    one_customer,
    several_customers,
)
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

if TYPE_CHECKING:
    from crmcli.customer.tables import Customer
    from crmcli.staff.desk import Desk

ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help=_("Why; whoever mends it reads it."))
]


@verb(card, "submit", _("Have a card looked at and filed. - takes codes from stdin."))
def submit(customer: ManyCustomers = None, where: WhereOption = None) -> Record | Text:
    from crmcli.customer.bulk import change_several
    from crmcli.filing.service import submit_card

    run = current()
    with run.reading() as book:
        matches, bulk = several_customers(run, book, customer, where)
    return change_several(run, "card submit", matches, bulk, submit_card)


@verb(card, "return", _("Give a card back to be mended, with the reason."))
def return_(customer: CustomerArgument, reason: ReasonOption) -> Record:
    from crmcli.customer.service import load_customer
    from crmcli.customer.showing import written_record
    from crmcli.filing.service import return_card
    from crmcli.kit.text import clean_line
    from crmcli.staff.desk import desk

    run, why = current(), clean_line(reason, 500).text
    if not why:
        raise UsageRefused(_("Say why with --reason TEXT; whoever mends it reads it."))
    with run.reading() as book:
        match = one_customer(run, book, customer)
    with desk(run, "card return", why) as at:
        return_card(at, load_customer(at, match.customer_id), why)
    run.say(_("The card of {name} is returned: {reason}.").format(name=match.name, reason=why))
    return written_record(run, match.customer_id, match.code)


@verb(card, "list", _("The list of customers, with how far each card is."))
def list_(
    state: Annotated[
        str | None, typer.Option("--state", metavar="S", help=_("draft, submitted, returned or filed."))
    ] = None,
    owner: OfOwnerOption = None,
    where: WhereOption = None,
    limit: LimitOption = None,
) -> Listing:
    from crmcli.card.living import cards_listing

    return cards_listing(current(), state=state, owner=owner, where=where, limit=limit)


@verb(card, "show", _("How far a card is, what it lacks, what spot checks found."))
def show(customer: CustomerArgument) -> Record:
    from crmcli.card.living import card_record

    run = current()
    with run.reading() as book:
        return card_record(book, run, one_customer(run, book, customer))


@verb(card, "spot-check", _("Draw cards at random to be looked at; the same seed draws the same ones."))
def spot_check(
    count: Annotated[str, typer.Option("--n", metavar="N", help=_("How many cards."))] = "20",
    seed: Annotated[
        str | None, typer.Option("--seed", metavar="N", help=_("A number from which the draw follows."))
    ] = None,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="B", help=_("Only customers of this branch."))
    ] = None,
    where: WhereOption = None,
) -> Listing:
    from crmcli.card.checking import draw_cards
    from crmcli.kit.cli.counts import parse_count

    number = parse_count(count, "--n")
    if not number:
        raise UsageRefused(_("Say how many cards to draw: --n 20."))
    return draw_cards(current(), number, seed, branch, where)


@verb(card, "checks", _("The spot checks there were; with NUMBER the cards of one, and what was found."))
def checks(
    number: Annotated[
        str | None, typer.Argument(metavar="NUMBER", help=_("The number of a spot check."))
    ] = None,
) -> Listing:
    from crmcli.card.drawn import checks_listing, parse_check

    which = parse_check(number)
    with current().reading() as book:
        return checks_listing(book, which)


@verb(card, "finding", _("Note what a spot check found on a card; --sound where nothing is wrong."))
def finding(
    customer: CustomerArgument,
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help=_("What is wrong."))] = None,
    sound: Annotated[bool, typer.Option("--sound", help=_("Nothing is wrong."))] = False,
) -> Record:
    from crmcli.card.checking import note_finding

    found = " ".join(text or ()).strip()
    if bool(found) == sound:
        raise UsageRefused(_("Say what is wrong, or --sound where nothing is."))
    noted: list[int] = []
    done = _checked(
        "card finding", customer, lambda at, one: noted.append(note_finding(at, one, _line(found)).check_id)
    )
    current().say(_("Noted in spot check {number}.").format(number=noted[0]))
    return done


@verb(card, "mended", _("What spot checks found on a card has been put right."))
def mended(
    customer: CustomerArgument,
    note: Annotated[list[str] | None, typer.Argument(metavar="NOTE", help=_("What was done."))] = None,
) -> Record:
    from crmcli.card.checking import mend_findings

    done = _line(" ".join(note or ()))
    return _checked("card mended", customer, lambda at, one: mend_findings(at, one, done))


def _line(text: str) -> str | None:
    from crmcli.customer.rules import parse_line

    return parse_line(text)


def _checked(command: str, customer: str, change: "Callable[[Desk, Customer], object]") -> Record:
    from crmcli.card.living import card_record
    from crmcli.customer.service import load_customer
    from crmcli.staff.desk import desk

    run = current()
    with run.reading() as book:
        match = one_customer(run, book, customer)
    with desk(run, command) as at:
        change(at, load_customer(at, match.customer_id))
        at.session.flush()
        # Written: people read the code, machines the whole of it.
        return Record(card_record(at.writing.reading(), run, match).mapping)
