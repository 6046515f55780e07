"""The whole card confirmed with the customer once a quarter, and how far that has come (docs/rules.md#confirmation)."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli.customer.confirming import confirm_values
from crmcli.customer.fields import customer_fields
from crmcli.customer.naming import meant_on_card
from crmcli.customer.rules import parse_line
from crmcli.customer.selection import one_customer
from crmcli.customer.service import load_customer
from crmcli.customer.showing import written_record
from crmcli.customer.vocabulary import stored_word
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.policy.fields import card_definition
from crmcli.staff.desk import desk


def verify_card(run: Invocation, typed: str, how: str | None, *, changed: bool, note: str | None) -> Record:
    """Note that the whole card, and with it each value on it, was confirmed with the customer."""
    way, line = _way(how), parse_line(note or "")
    with run.reading() as book:
        match = one_customer(run, book, typed)
    with desk(run, "card verify") as at:
        from crmcli.card.service import confirm_card

        confirm_card(at, load_customer(at, match.customer_id), way, changed=changed, note=line)
    run.say(_("The card of {name} is confirmed.").format(name=match.name))
    return written_record(run, match.customer_id, match.code)


def verify_fields(run: Invocation, typed: str, names: Sequence[str], how: str | None) -> Record:
    """Note that these fields were confirmed. Raises NotFound, RuleRefused, ValueRefused for what cannot be."""
    way = _way(how)
    with run.reading() as book:
        match = one_customer(run, book, typed)
        fields, card = customer_fields(book, run.today), card_definition(book)
        wanted = [(name, meant_on_card(book, fields, card, name)) for name in names]
    with desk(run, "card verify") as at:
        told = confirm_values(at, load_customer(at, match.customer_id), wanted, way)
    run.say(_("Confirmed on the card of {name}: {fields}.").format(name=match.name, fields=", ".join(told)))
    return written_record(run, match.customer_id, match.code)


def _way(how: str | None) -> str | None:
    return stored_word("contact_kind", how) if how else None
