"""Files of a card, given back as they came."""

from crmcli.customer.selection import one_customer
from crmcli.field.naming import meant_field
from crmcli.field.rules import is_file_value
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.keeping import hand_out
from crmcli.kit.storage.attachments import damaged_files, files_folder
from crmcli.policy.fields import card_definition


def give_back(run: Invocation, typed: str, name: str, output: str | None) -> Text | None:
    """Write the file of a field where it is wanted.

    Raises NotFound, for a copy that is gone too; RuleRefused, BookUnusable.
    """
    with run.reading() as book:
        match = one_customer(run, book, typed)
        meant = meant_field(card_definition(book), name)
        if meant is None or meant.leaf.type != "file":
            raise RuleRefused(_("{field} is no photo or file of the playbook."), field=name[:60])
        found = book.execute(
            "select value from customer_field where customer_id = ? and field = ? order by record",
            (match.customer_id, meant.leaf.key),
        ).fetchone()
    if found is None or not is_file_value(found[0]):
        raise NotFound(_("{name} has no {field}."), name=match.name, field=meant.leaf.title)
    file_name, _hash, digest = found[0].rpartition("#")
    if damaged_files({digest}, files_folder(run.book_path)):
        raise NotFound(
            _(
                "The copy of {file} ({field} of {name}) is missing beside the book, or damaged. It is in a backup, or"
                " with the book it came from (crm import FILE --files DIR); or set it anew:"
                ' crm edit {code} --set "{field}=PATH"'
            ),
            file=file_name,
            field=meant.leaf.title,
            name=match.name,
            code=match.code,
        )
    return hand_out(run, digest, file_name, output)
