"""`crm brief`: what to know before a visit."""

from crmcli.customer.selection import CustomerArgument, one_customer
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "brief",
    _("One screen to read before a visit: whom to ask for, what was agreed, last contacts, what is missing."),
)
def brief(customer: CustomerArgument) -> Record:
    from crmcli.brief.page import brief_record

    run = current()
    with run.reading() as book:
        match = one_customer(run, book, customer)
        return brief_record(book, match.customer_id, run.today)
