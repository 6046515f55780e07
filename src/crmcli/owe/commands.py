"""`crm owe`: promises, complaints, suggestions, messages; how satisfied customers are."""

from typing import Annotated

import typer

from crmcli.customer.options import OnOption, ReasonOption
from crmcli.customer.selection import CustomerArgument, WhereOption
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import ListingGroup, command_set, verb
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _
from crmcli.owe.options import (
    CustomerOption,
    DepartmentOption,
    HowOption,
    KindOption,
    LimitsOption,
    OriginOption,
    OutcomeOption,
    OwnerOption,
    PreventOption,
    RefArgument,
    SinceOption,
    TopicOption,
    WordsArgument,
)

commands = command_set()
owe = typer.Typer(
    cls=ListingGroup,
    add_completion=False,
    rich_markup_mode=None,
    help=_("Promises, complaints, suggestions, messages: who waits for what, and how satisfied they are."),
)
commands.add_typer(owe, name="owe")


@verb(owe, "add", _("Note a promise, a complaint, a suggestion, or a message or belongings left behind."))
def add(
    customer: CustomerArgument,
    text: WordsArgument,
    kind: KindOption = "promise",
    by: Annotated[
        str | None, typer.Option("--by", metavar="DATE", help=_("Until when; by the playbook unless said."))
    ] = None,
    by_customer: Annotated[
        bool, typer.Option("--by-customer", help=_("The customer promised it to us."))
    ] = False,
    owner: OwnerOption = None,
    department: DepartmentOption = None,
    origin: OriginOption = None,
    limits: LimitsOption = None,
    topic: TopicOption = None,
    on: OnOption = None,
    visit: Annotated[
        str | None, typer.Option("--visit", metavar="N", help=_("The number of the visit where it was said."))
    ] = None,
    answer: Annotated[
        str | None, typer.Option("--answer", metavar="TEXT", help=_("The answer that was given on the spot."))
    ] = None,
) -> Record:
    from crmcli.owe.adding import TypedOwed, add_typed

    typed = TypedOwed(
        customer, " ".join(text), kind, by, owner, department, origin, limits, topic, by_customer, on, visit,
        answer,
    )  # fmt: skip
    return add_typed(current(), typed)


@verb(owe, "list", _("What is owed: open ones unless said, the first due first."))
def list_(
    customer: CustomerOption = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help=_("promise, complaint, suggestion or message.")),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="S", help=_("open, answered, told, closed, dropped or all.")),
    ] = None,
    late: Annotated[bool, typer.Option("--late", help=_("Only what is late."))] = False,
    by_customer: Annotated[
        bool, typer.Option("--by-customer", help=_("Only what customers promised us."))
    ] = False,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="S|me", help=_("Of whoever has to act."))
    ] = None,
    department: DepartmentOption = None,
    topic: TopicOption = None,
    where: WhereOption = None,
    limit: Annotated[int | None, typer.Option("--limit", min=0, help=_("At most N rows."))] = None,
) -> Listing:
    from crmcli.owe.listing import TypedList, typed_listing

    typed = TypedList(
        customer, kind or [], state or [], late, by_customer, owner, department, topic, where, limit
    )
    return typed_listing(current(), typed)


@verb(owe, "show", _("One item whole: what was said, and every step."))
def show(ref: RefArgument) -> Record:
    from crmcli.owe.meaning import one_owed
    from crmcli.owe.queries import owed_mapping
    from crmcli.owe.showing import owed_record

    run = current()
    with run.reading() as book:
        return owed_record(owed_mapping(book, one_owed(run, book, ref).id), run.today)


@verb(owe, "answer", _("Answer it; --by DATE where the result is still to come."))
def answer(
    ref: RefArgument,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help=_("The answer."))],
    by: Annotated[
        str | None, typer.Option("--by", metavar="DATE", help=_("When the result is expected."))
    ] = None,
    on: OnOption = None,
    told: Annotated[bool, typer.Option("--told", help=_("The customer knows it already."))] = False,
    how: HowOption = None,
) -> Record:
    from crmcli.owe.stepping import answer_typed

    return answer_typed(current(), ref, " ".join(text), by, on, told=told, how=how)


@verb(owe, "told", _("The customer was told what came of it."))
def told(
    ref: RefArgument,
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT", help=_("What came of it, where the answer did not say.")),
    ] = None,
    how: HowOption = None,
    on: OnOption = None,
) -> Record:
    from crmcli.owe.stepping import told_typed

    return told_typed(current(), ref, " ".join(text or []), how, on)


@verb(owe, "close", _("Close it: what came of it, and what keeps it from recurring."))
def close(
    ref: RefArgument,
    outcome: OutcomeOption = None,
    prevent: PreventOption = None,
    on: OnOption = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help=_("Although the customer was not told; with --reason."))
    ] = False,
    reason: ReasonOption = None,
) -> Record:
    from crmcli.owe.stepping import close_typed

    return close_typed(current(), ref, outcome, prevent, on, anyway=anyway, reason=reason)


@verb(owe, "drop", _("It is no longer owed, or never was."))
def drop(
    ref: RefArgument,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why."))],
) -> Record:
    from crmcli.owe.stepping import drop_typed

    return drop_typed(current(), ref, reason)


@verb(owe, "edit", _("Correct what was noted; the history keeps the old words."))
def edit(
    ref: RefArgument,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help=_("What was said."))] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help=_("promise, complaint, suggestion or message.")),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="DATE", help=_("Until when, or when the result is expected.")),
    ] = None,
    owner: OwnerOption = None,
    department: DepartmentOption = None,
    origin: OriginOption = None,
    limits: LimitsOption = None,
    topic: TopicOption = None,
    answer: Annotated[str | None, typer.Option("--answer", metavar="TEXT", help=_("The answer."))] = None,
    outcome: OutcomeOption = None,
    prevent: PreventOption = None,
) -> Record:
    from crmcli.owe.stepping import edit_typed

    words = {
        "text": text, "kind": kind, "by": by, "owner": owner, "department": department, "origin": origin,
        "limits": limits, "topic": topic, "answer": answer, "outcome": outcome, "prevention": prevent,
    }  # fmt: skip
    return edit_typed(current(), ref, words)


@verb(owe, "recurring", _("What comes up again: how often, for whom, since when, what was done about it."))
def recurring(
    kind: KindOption = "complaint",
    since: SinceOption = None,
    least: Annotated[int, typer.Option("--least", min=1, metavar="N", help=_("From so many times on."))] = 2,
) -> Listing:
    from crmcli.owe.listing import recurring_typed

    return recurring_typed(current(), kind, since, least)


@verb(owe, "satisfaction", _("Note how satisfied a customer is: a mark from 1 to 5."))
def satisfaction(
    customer: CustomerArgument,
    mark: Annotated[str, typer.Argument(metavar="1-5", help=_("1 is not satisfied at all, 5 very."))],
    comment: Annotated[
        str | None, typer.Option("--comment", metavar="TEXT", help=_("What the customer said."))
    ] = None,
    on: OnOption = None,
    survey: Annotated[
        str | None, typer.Option("--survey", metavar="NAME", help=_("The survey in which it was asked."))
    ] = None,
) -> Record:
    from crmcli.owe.marking import mark_typed

    return mark_typed(current(), customer, mark, comment, on, survey)


@verb(owe, "marks", _("The marks of satisfaction, the newest first, and their average."))
def marks(
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Only of this customer."))
    ] = None,
    survey: Annotated[
        str | None, typer.Option("--survey", metavar="NAME", help=_("Only of this survey."))
    ] = None,
    since: SinceOption = None,
    low: Annotated[bool, typer.Option("--low", help=_("Only low ones."))] = False,
) -> Listing:
    from crmcli.owe.listing import marks_typed

    return marks_typed(current(), customer, survey, since, low=low)
