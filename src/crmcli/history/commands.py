"""`crm history` and `crm undo`."""

from typing import Annotated

import typer

from crmcli.customer.options import ReasonOption
from crmcli.customer.selection import one_customer
from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "history",
    _("Who changed what, when and why, the newest first; of the whole book or of one customer."),
)
def history(
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Only what changed on this card."))
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=_("From this day on."))] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="S|me", help=_("Done by this person."))] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field", metavar="FIELD", help=_("Only changes of a field: grade, phone, one of your own.")
        ),
    ] = None,
    limit: Annotated[str | None, typer.Option("--limit", metavar="N", help=_("At most N entries."))] = None,
    reveal: Annotated[
        bool,
        typer.Option("--reveal", help=_("Sensitive fields of CUSTOMER too; the history keeps who looked.")),
    ] = False,
) -> Listing:
    from crmcli.history.asking import columns_meant, note_who_looks, person_meant
    from crmcli.history.queries import Filters, events
    from crmcli.history.wording import history_listing
    from crmcli.kit.dates import parse_date

    run = current()
    filters = Filters(
        since=None if since is None else parse_date(since, run.today, "past"),
        limit=None if limit is None else parse_count(limit, "--limit"),
    )
    if reveal:
        note_who_looks(run, customer)
    with run.reading() as book:
        filters = filters._replace(
            customer_id=None if customer is None else one_customer(run, book, customer).customer_id,
            by=person_meant(run, book, by),
            fields=columns_meant(book, field or [], run.today),
        )
        found = [] if filters.limit == 0 else events(book, filters)
        return history_listing(book, found, _("Nothing in the history fits."), reveal=reveal)


@verb(
    commands,
    "undo",
    _("Take back my last command whole, or the entry of that number; an undo can be taken back too."),
)
def undo(
    entry: Annotated[
        str | None, typer.Argument(metavar="ENTRY", help=_("A number that crm history shows."))
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help=_("List what I can take back; change nothing."))
    ] = False,
    reason: ReasonOption = None,
) -> Listing | Record:
    from crmcli.customer.rules import parse_line

    run = current()
    if list_:
        from crmcli.history.asking import undoable_listing

        if entry is not None:
            raise UsageRefused(_("Say either an entry or --list, not both."))
        return undoable_listing(run)
    from crmcli.history.service import undo as take_back

    number = None if entry is None else parse_count(entry, "ENTRY")
    return take_back(run, number, parse_line(reason or ""))
