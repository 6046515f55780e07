"""Looking at what is masked: who did and when stands in the history of the customer."""

from crmcli.customer.meant import one_customer
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.storage.references import rows_by_id


def note_revealed(run: Invocation, typed: str) -> None:
    """Enter that somebody looks up the sensitive fields of a customer; nothing of the card changes."""
    with run.reading() as book:
        customer_id = one_customer(run, book, typed).customer_id
    from crmcli.staff.desk import desk  # looking without asking for more writes nothing

    with desk(run, "reveal") as at:
        row = rows_by_id(at.writing.reading(), "customer", [customer_id])[customer_id]
        at.writing.record("customer", customer_id, row, row)
