"""From two typed customers to one card."""

from collections.abc import Sequence

from crmcli.customer.rules import parse_line
from crmcli.customer.selection import describe, one_customer
from crmcli.customer.showing import written_record
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import confirm
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.merge.choosing import chosen_codes, preferences, two_cards
from crmcli.merge.service import merge_cards
from crmcli.staff.desk import desk


def merge_customers(
    run: Invocation, typed: str, typed_other: str, prefer: Sequence[str], reason: str | None
) -> Record:
    """Join the second customer with the first. Raises RuleRefused where nobody says which value counts."""
    with run.reading() as book:
        keep, drop = one_customer(run, book, typed), one_customer(run, book, typed_other)
        two = two_cards(book, keep, drop)
        codes = chosen_codes(run, book, two, preferences(two, prefer))
    run.say(describe(keep))
    run.say(describe(drop))
    if not confirm(_("Join the second with the first?")):
        raise RuleRefused(_("Nothing was changed."))
    with desk(run, "merge", parse_line(reason or "")) as at:
        customer = merge_cards(at, two, codes)
    run.say(
        _("{name} is {code} now; {other} goes on finding it. crm undo takes it back.").format(
            name=customer.name, code=customer.code, other=drop.code
        )
    )
    return written_record(run, keep.customer_id, keep.code)
