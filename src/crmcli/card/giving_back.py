"""Files of a card, given back as they came."""

from crmcli.customer.selection import one_customer
from crmcli.field.naming import meant_field
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.keeping import hand_out
from crmcli.policy.fields import card_definition


def give_back(run: Invocation, typed: str, name: str, output: str | None) -> Text | None:
    """Write the file of a field where it is wanted. Raises NotFound, RuleRefused, BookUnusable."""
    with run.reading() as book:
        match = one_customer(run, book, typed)
        meant = meant_field(card_definition(book), name)
        if meant is None or meant.leaf.type != "file":
            raise RuleRefused(_("{field} is no photo or file of the playbook."), field=name[:60])
        found = book.execute(
            "select value from customer_field where customer_id = ? and field = ? order by record",
            (match.customer_id, meant.leaf.key),
        ).fetchone()
    if found is None:
        raise NotFound(_("{name} has no {field}."), name=match.name, field=meant.leaf.title)
    file_name, _hash, digest = found[0].rpartition("#")
    return hand_out(run, digest, file_name, output)
