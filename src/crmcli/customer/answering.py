"""What `find`, `list` and `show` print, by their options as typed: the commands and quick answers both call this."""

from __future__ import annotations

from crmcli.kit.cli.counts import parse_count
from crmcli.kit.i18n import _

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.kit.cli.invocation import Invocation
    from crmcli.kit.cli.results import Text
    from crmcli.kit.formats import Listing, Record

WORDS = ("kind", "need", "status", "importance", "urgency")
TEXTS = ("source", "region", "industry")


def answer_find(
    run: Invocation, text: Sequence[str], *, archived: bool = False, limit: str | None = None
) -> Listing:
    """Cards on which every word stands somewhere."""
    from crmcli.customer.listing import customer_listing
    from crmcli.customer.search import search_customers

    with run.reading() as book:
        rows = search_customers(
            book,
            " ".join(text),
            archived=archived,
            limit=parse_limit(limit),
            today=run.today,
            beside=run.another_reader,
        )
        return customer_listing(book, rows, empty=_("No customer matches."))


def answer_list(
    run: Invocation,
    *,
    grade: str | None = None,
    owner: str | None = None,
    tag: Sequence[str] | None = None,
    overdue: bool = False,
    no_next_step: bool = False,
    missing_docs: bool = False,
    archived: bool = False,
    where: str | None = None,
    sort: str = "code",
    limit: str | None = None,
    columns: str | None = None,
    **filters: str | None,
) -> Listing:
    """Customers that fit all filters; those of WORDS and TEXTS by their names."""
    from crmcli.customer.listing import Filters, customer_listing, list_chosen, list_customers
    from crmcli.kit.formats import Listing
    from crmcli.staff.queries import owner_asked

    with run.reading() as book:
        asked = Filters(
            grades=grade,
            owner=owner_asked(run, book, owner),
            words={name: typed for name in WORDS if (typed := filters.get(name)) is not None},
            texts={name: typed for name in TEXTS if (typed := filters.get(name)) is not None},
            tags=tuple(tag or ()),
            overdue=overdue,
            no_next_step=no_next_step,
            missing_docs=missing_docs,
            archived=archived,
            where=where,
        )
        if columns is not None:
            chosen, shown = list_chosen(book, asked, run.today, sort, parse_limit(limit), columns)
            return Listing(chosen, shown, empty=_("No customer fits."))
        rows = list_customers(book, asked, run.today, sort, parse_limit(limit))
        return customer_listing(book, rows, empty=_("No customer fits."))


def parse_limit(typed: str | None) -> int | None:
    """A number of rows, 0 or more; None for all. Raises UsageRefused."""
    return None if typed is None else parse_count(typed, "--limit")


def answer_show(
    run: Invocation, customer: str, *, qr: bool = False, reveal: bool = False
) -> Record | Text | None:
    """The whole card; what is sensitive masked unless it is to be revealed."""
    from crmcli.customer.meant import one_customer
    from crmcli.customer.showing import customer_mapping, customer_record

    with run.reading() as book:
        match = one_customer(run, book, customer)
        if not qr:
            return customer_record(book, match.customer_id, run.today, reveal=reveal)
        card = customer_mapping(book, match.customer_id, run.today)
    from crmcli.customer.qr import show_qr

    return show_qr(run, card)
