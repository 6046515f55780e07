"""`crm due`, `why`, `snooze` and `plan`."""

from typing import Annotated

import typer

from crmcli.customer.options import LimitOption, OfGradesOption, OfOwnerOption
from crmcli.customer.selection import (
    CustomerArgument,
    ManyCustomers,
    WhereOption,
    one_customer,
    several_customers,
)
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import Verb, command_set, verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _

commands = command_set()


@commands.command("_morning", cls=Verb, hidden=True)
def morning() -> object:
    from crmcli.due.morning import answer_morning

    return answer_morning(current())


@verb(
    commands,
    "due",
    _(
        "Everything to do by WHEN: today (overdue included), overdue, tomorrow, week, month, a date, +7d, all."
    ),
)
def due(
    when: Annotated[str, typer.Argument(metavar="WHEN", help=_("By when; today unless said."))] = "today",
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=_("Due on or after this day."))
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="K", help=_("Only this kind of item."))
    ] = None,
    grade: OfGradesOption = None,
    owner: OfOwnerOption = None,
    limit: LimitOption = None,
    count: Annotated[bool, typer.Option("--count", help=_("Only how many."))] = False,
    notify: Annotated[
        bool, typer.Option("--notify", help=_("Send a notice instead of printing, as the settings say."))
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=_("End with 1 when nothing is due."))
    ] = False,
) -> object:
    from crmcli.due.asking import answer_due

    return answer_due(
        current(),
        when,
        from_=from_,
        kind=kind,
        grade=grade,
        owner=owner,
        limit=limit,
        count=count,
        notify=notify,
        exit_code=exit_code,
    )


@verb(
    commands, "why", _("Why a customer is due when it is: contact, grade, rhythm, agreement, term by term.")
)
def why(customer: CustomerArgument) -> Record:
    from crmcli.due.why import why_record
    from crmcli.policy.choosing import with_calendar_of_today
    from crmcli.policy.queries import policy_in_force

    run = current()
    with run.reading() as book:
        policy = with_calendar_of_today(run, policy_in_force(book))
        return why_record(book, one_customer(run, book, customer), policy, run.today)


@verb(
    commands,
    "snooze",
    _(
        "Move the next follow-up to a date; later than the rhythm only with --reason. - takes codes from stdin."
    ),
)
def snooze(
    customer: ManyCustomers = None,
    date: Annotated[str | None, typer.Argument(metavar="DATE", help=_("The new date."))] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help=_("Why it is later than the rhythm."))
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TEXT", help=_("What to open with."))
    ] = None,
    where: WhereOption = None,
) -> Record | Text:
    from crmcli.customer.bulk import change_several
    from crmcli.customer.rules import parse_line
    from crmcli.due.service import snooze as move
    from crmcli.kit.dates import describe_date, parse_date

    run = current()
    if where is not None and date is None:
        customer, date = None, customer  # crm snooze --where … DATE: the one word is the date
    if date is None:
        raise UsageRefused(_("Say to which date: crm snooze CUSTOMER DATE."))
    day = parse_date(date, run.today, "future")
    with run.reading() as book:
        matches, bulk = several_customers(run, book, customer, where)
    because, opening = parse_line(reason or ""), parse_line(topic or "")
    result = change_several(
        run, "snooze", matches, bulk, lambda at, one: move(at, one, day, because, opening), because
    )
    run.say(_("Next follow-up: {day}.").format(day=describe_date(day)))
    return result


@verb(commands, "plan", _("Spread the overdue follow-ups over the coming days, best grades first."))
def plan(
    per_day: Annotated[str, typer.Option("--per-day", metavar="N", help=_("How many follow-ups a day."))],
    from_: Annotated[
        str, typer.Option("--from", metavar="DATE", help=_("The first day; today unless said."))
    ] = "today",
    grade: OfGradesOption = None,
    owner: OfOwnerOption = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help=_("The reason to store."))
    ] = None,
) -> Text:
    from crmcli.due.planning import plan_backlog

    return plan_backlog(current(), per_day=per_day, first_day=from_, grades=grade, owner=owner, reason=reason)
