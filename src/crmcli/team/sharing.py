"""`crm team share`: who holds a customer beside the owner, and the contact report of those who share one."""

from collections.abc import Sequence

from crmcli.customer.selection import one_customer
from crmcli.customer.service import load_customer, touch
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Block, Column, Listing, Record
from crmcli.kit.i18n import _
from crmcli.staff.desk import desk
from crmcli.staff.queries import owner_asked
from crmcli.staff.service import require_staff, require_working
from crmcli.team.queries import HOLDER_KEYS, holder_rows
from crmcli.team.service import share, unshare


def share_typed(run: Invocation, typed: str, more: Sequence[str], fewer: Sequence[str]) -> Record:
    """Have colleagues hold a customer too, or no more; the holders as they are then."""
    with run.reading() as book:
        match = one_customer(run, book, typed)
    if more or fewer:
        with desk(run, "team share") as at:
            customer = load_customer(at, match.customer_id)
            added = [share(at, customer, require_working(at.writing, name, run.today)) for name in more]
            dropped = [unshare(at, customer, require_staff(at.writing, name)) for name in fewer]
            if any([*added, *dropped]):
                touch(at, customer)
            else:
                run.say(_("{name} is so already; nothing changed.").format(name=match.name))
    with run.reading() as book:
        rows = holder_rows(book, customer_id=match.customer_id)
    holders = [dict(zip(HOLDER_KEYS, row, strict=True)) for row in rows]
    mapping = {"code": match.code, "name": match.name, "holders": holders}
    block = Block(f"{match.name}  {match.code}", Listing(_columns()[2:], [row[2:] for row in rows]))
    return Record(mapping, [block], line=match.code)


def shared_listing(run: Invocation, typed: str | None) -> Listing:
    """The contact report: every customer whom several hold, with each holder's last contact."""
    with run.reading() as book:
        rows = holder_rows(book, holder=owner_asked(run, book, typed))
    empty = _("No customer is held by several: crm team share CUSTOMER STAFF")
    return Listing(_columns(), rows, empty=empty, group=lambda row: row[0], code_key="code")


def _columns() -> list[Column]:
    return [
        Column("code", _("Code"), once=True),
        Column("customer", _("Customer"), once=True),
        Column("holder", _("Held by")),
        Column("is_owner", _("Owner"), "bool"),
        Column("last_contact_on", _("Last contact"), "date"),
        Column("contacts", _("Contacts"), "int"),
        Column("last_summary", _("Last time"), line=2),
    ]
