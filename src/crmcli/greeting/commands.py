"""`crm greet`: whom to greet, in which words, and that it was done."""

from typing import Annotated

import typer

from crmcli.customer.options import OfOwnerOption
from crmcli.customer.selection import one_customer
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "greet",
    _("Note that a customer was greeted on a birthday or festival; without CUSTOMER: whom to greet soon."),
)
def greet(
    customer: Annotated[
        str | None,
        typer.Argument(metavar="CUSTOMER", help=_("A code, a name, a phone, pinyin or its initials.")),
    ] = None,
    occasion: Annotated[
        str | None,
        typer.Option(
            "--occasion", metavar="DAY", help=_("birthday, 春节, Mid-Autumn Festival …; the one that is due.")
        ),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="NAME", help=_("Whose birthday it is, at a company."))
    ] = None,
    how: Annotated[
        str | None, typer.Option("--how", metavar="KIND", help=_("By which way: call, message, visit …"))
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=_("When it was; today."))] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help=_("What is worth noting."))
    ] = None,
    text: Annotated[
        bool, typer.Option("--text", help=_("Only print what to say; nothing is noted."))
    ] = False,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=_("The list until this day; 30 days."))
    ] = None,
    given: Annotated[bool, typer.Option("--given", help=_("Who was greeted this year."))] = False,
    owner: OfOwnerOption = None,
) -> Listing | Record | Text:
    if customer is None:
        for name, said in (("--person", person), ("--how", how), ("--on", on), ("--note", note)):
            if said is not None:
                raise UsageRefused(_("{option} needs a CUSTOMER."), option=name)
        return _listing(until, occasion, given, owner)
    if text:
        return _text(customer, occasion, person)
    return _greeted(customer, occasion, person, {"how": how, "on": on, "note": note})


def _listing(until: str | None, occasion: str | None, given: bool, owner: str | None) -> Listing:
    from crmcli.greeting.asking import greetings_listing
    from crmcli.kit.dates import parse_date

    run = current()
    last = parse_date(until, run.today, "future") if until is not None else None
    return greetings_listing(run, until=last, occasion=occasion, given=given, owner=owner)


def _text(customer: str, occasion: str | None, person: str | None) -> Text:
    from crmcli.greeting.asking import greeting_text, occasions_meant
    from crmcli.policy.greetings import greeting_policy

    run = current()
    with run.reading() as book:
        match = one_customer(run, book, customer)
        meant = occasions_meant(book, match, occasion, person, run.today)
        policy = greeting_policy(book)
    texts = [greeting_text(policy, one, match, run.actor_name) for one in meant]
    return Text("\n".join(texts), texts)


def _greeted(customer: str, occasion: str | None, person: str | None, said: dict[str, str | None]) -> Record:
    from crmcli.customer.rules import parse_line
    from crmcli.customer.service import load_customer
    from crmcli.customer.showing import written_record
    from crmcli.customer.vocabulary import stored_word
    from crmcli.greeting.asking import occasion_title, occasions_meant
    from crmcli.greeting.service import mark_greeted
    from crmcli.kit.dates import describe_date, parse_date
    from crmcli.kit.errors import RuleRefused
    from crmcli.policy.greetings import greeting_policy
    from crmcli.staff.desk import desk

    run = current()
    day = parse_date(said["on"], run.today, "past") if said["on"] else run.today
    if day > run.today:
        raise RuleRefused(_("Nobody was greeted on {day}: that is still to come."), day=day)
    way = stored_word("contact_kind", said["how"]) if said["how"] else None
    note = parse_line(said["note"] or "")
    with run.reading() as book:
        match = one_customer(run, book, customer)
    with desk(run, "greet") as at:
        book = at.writing.reading()
        meant = occasions_meant(book, match, occasion, person, day)
        policy = greeting_policy(book)
        mark_greeted(at, load_customer(at, match.customer_id), meant, greeted_on=day, how=way, note=note)
    words = ", ".join(
        f"{occasion_title(policy, one.occasion)}{f' ({one.person})' if one.person else ''}" for one in meant
    )
    run.say(
        _("{name} was greeted: {occasion}, {day}.").format(
            name=match.name, occasion=words, day=describe_date(meant[0].on_date)
        )
    )
    return written_record(run, match.customer_id, match.code)
