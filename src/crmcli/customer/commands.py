"""Looking at customers, and writing on their cards: people, notes, tags; putting them away."""

from typing import Annotated

import typer

from crmcli.customer.options import (
    LimitOption,
    NeedOption,
    OfGradesOption,
    OfOwnerOption,
)
from crmcli.customer.people_commands import people
from crmcli.customer.selection import (
    CustomerArgument,
    ManyCustomers,
    WhereOption,
    one_customer,
    several_customers,
)
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

commands = command_set()
commands.add_typer(people, name="contact")


@verb(
    commands,
    "find",
    _("Find customers by a part of a name, pinyin, phone, contact, address, note or own field."),
)
def find(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help=_("What you remember."))],
    archived: Annotated[
        bool, typer.Option("--archived", help=_("Look among archived customers too."))
    ] = False,
    limit: LimitOption = None,
) -> Listing:
    from crmcli.customer.answering import answer_find

    return answer_find(current(), text, archived=archived, limit=limit)


@verb(commands, "list", _("List customers. Filters add up; --where asks for anything."))
def list_(
    grade: OfGradesOption = None,
    owner: OfOwnerOption = None,
    source: Annotated[str | None, typer.Option("--source", metavar="S", help=_("From this source."))] = None,
    region: Annotated[str | None, typer.Option("--region", metavar="R", help=_("In this region."))] = None,
    industry: Annotated[
        str | None, typer.Option("--industry", metavar="I", help=_("In this industry."))
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=_("person or company."))] = None,
    need: NeedOption = None,
    status: Annotated[
        str | None, typer.Option("--status", metavar="S", help=_("potential, negotiating, won or lost."))
    ] = None,
    importance: Annotated[
        str | None, typer.Option("--importance", metavar="I", help=_("key or ordinary."))
    ] = None,
    urgency: Annotated[
        str | None, typer.Option("--urgency", metavar="U", help=_("urgent, soon, not_urgent or slow."))
    ] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help=_("With this tag."))] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help=_("With a follow-up that is late."))] = False,
    no_next_step: Annotated[
        bool, typer.Option("--no-next-step", help=_("With no next follow-up and none agreed."))
    ] = False,
    missing_docs: Annotated[bool, typer.Option("--missing-docs", help=_("With papers missing."))] = False,
    archived: Annotated[bool, typer.Option("--archived", help=_("Archived ones only."))] = False,
    where: WhereOption = None,
    sort: Annotated[
        str, typer.Option("--sort", metavar="FIELD", help=_("Order by a field; -FIELD the other way round."))
    ] = "code",
    limit: LimitOption = None,
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="A,B", help=_("Only these columns, fields of the playbook too.")),
    ] = None,
) -> Listing:
    from crmcli.customer.answering import answer_list

    return answer_list(
        current(),
        grade=grade,
        owner=owner,
        source=source,
        region=region,
        industry=industry,
        kind=kind,
        need=need,
        status=status,
        importance=importance,
        urgency=urgency,
        tag=tag,
        overdue=overdue,
        no_next_step=no_next_step,
        missing_docs=missing_docs,
        archived=archived,
        where=where,
        sort=sort,
        limit=limit,
        columns=columns,
    )


@verb(commands, "show", _("Show the whole card: phones, people, grade and rhythm, visits, deals, notes."))
def show(
    customer: CustomerArgument,
    qr: Annotated[
        bool, typer.Option("--qr", help=_("A code to scan with a phone, which takes it as a contact."))
    ] = False,
    reveal: Annotated[
        bool, typer.Option("--reveal", help=_("Sensitive fields too; the history keeps who looked."))
    ] = False,
) -> Record | Text | None:
    from crmcli.customer.answering import answer_show

    if reveal:
        from crmcli.customer.revealing import note_revealed

        note_revealed(current(), customer)
    return answer_show(current(), customer, qr=qr, reveal=reveal)


@verb(commands, "note", _("Write a note on the card. The text may come from stdin as -."))
def note(
    customer: CustomerArgument,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help=_("The note."))],
) -> Record:
    from crmcli.customer.service import add_note, load_customer
    from crmcli.staff.desk import desk

    run = current()
    words = run.stdin_text() if text == ["-"] else " ".join(text)
    with run.reading() as book:
        match = one_customer(run, book, customer)
    with desk(run, "note") as at:
        add_note(at, load_customer(at, match.customer_id), words)
    run.say(_("Noted for {name}.").format(name=match.name))
    return written(match.customer_id, match.code)


def written(customer_id: int, code: str) -> Record:
    """What a write prints: the code, or in JSON the whole record as it is now."""
    from crmcli.customer.showing import written_record

    return written_record(current(), customer_id, code)


@verb(
    commands,
    "tag",
    _("Put tags on a customer: crm tag 王小明 重点 展会; take them off: crm tag 王小明 --drop 展会."),
)
def tag(
    customer: ManyCustomers = None,
    tags: Annotated[list[str] | None, typer.Argument(metavar="TAG", help=_("Tags to put on."))] = None,
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="TAG", help=_("Tags to take off."))
    ] = None,
    where: WhereOption = None,
) -> Record | Text:
    from crmcli.customer.bulk import change_several
    from crmcli.customer.service import change_tags

    # With --where there is no customer argument: the first word is a tag already.
    on = [*([customer] if where is not None and customer is not None else []), *(tags or [])]
    if not on and not drop:
        raise UsageRefused(_("Say which tag: crm tag CUSTOMER TAG, or --drop TAG."))
    run = current()
    with run.reading() as book:
        matches, bulk = several_customers(run, book, None if where is not None else customer, where)
    return change_several(run, "tag", matches, bulk, lambda at, one: change_tags(at, one, on, drop or []))


@verb(
    commands, "archive", _("Put customers away: they leave the lists and are kept. --back brings them back.")
)
def archive(
    customer: ManyCustomers = None,
    back: Annotated[bool, typer.Option("--back", help=_("Bring back."))] = False,
    where: WhereOption = None,
) -> Record | Text:
    from crmcli.customer.putting_away import put_away

    return put_away(current(), customer, where, back=back)
