"""What is wrong with single values of cards: late to be confirmed, or none of their type (docs/rules.md#cleaning)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from crmcli.card.asking_again import late_on_cards
from crmcli.customer.card_fields import worded
from crmcli.customer.confirmed import Clock
from crmcli.duty.sources import Range
from crmcli.field.types import Typing, type_of
from crmcli.kit.i18n import _
from crmcli.policy.cards import CardPolicy
from crmcli.policy.fields import CardDefinition, FieldDefinition, full_title

MOST_NAMED = 3
Told = tuple[str, tuple[str, ...]]  # for people, and the keys of the fields
_OF_ANY_TEXT = frozenset({"text", "file", "records"})


def late_values(
    book: sqlite3.Connection, card: CardDefinition, policy: CardPolicy, today: date, ids: Range
) -> dict[int, Told]:
    """By customer the fields whose values were not confirmed for as long as their class says."""
    order = {key: place for place, key in enumerate(card.by_key)}
    words: dict[tuple[str, ...], Told] = {}  # most cards have the same
    found: dict[int, Told] = {}
    for customer_id, keys in late_on_cards(book, Clock(policy, ""), today, [ids]):
        if keys not in words:
            in_order = tuple(sorted(keys, key=order.__getitem__))
            words[keys] = _named([full_title(card, card.by_key[key]) for key in in_order]), in_order
        found[customer_id] = words[keys]
    return found


def unfit_values(
    book: sqlite3.Connection, card: CardDefinition, today: date, ids: Range
) -> dict[int, list[tuple[str, str]]]:
    """By customer, in words, the values that their fields would refuse today, each with the key of its field.

    A playbook of before has left them.
    """
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for field in card.by_key.values():
        if field.retired or field.computed_from or field.card_column:
            continue
        for customer_id, told in _replaced(book, card, field, ids):
            found[customer_id].append((told, field.key))
        if field.type in _OF_ANY_TEXT:
            continue
        for value in _unfit(book, field, today, ids):
            having = (
                "select distinct customer_id from customer_field where field = ? and value = ? collate nocase"
                " and value = ? and customer_id between ? and ?"
            )
            for (customer_id,) in book.execute(having, (field.key, value, value, *ids)):
                told = _("{field}: no value that it can have").format(field=full_title(card, field))
                found[customer_id].append((told, field.key))
    return found


def _replaced(
    book: sqlite3.Connection, card: CardDefinition, field: FieldDefinition, ids: Range
) -> Iterator[tuple[int, str]]:
    """Customers whose value is of a definition of before, where nothing that the field takes has come since.

    Of several choices some may have been taken and others not: those count, whatever stands beside them.
    """
    by_card = "indexed by ix_customer_field_once" if ids[0] == ids[1] else ""
    for one in card.replaced(field):
        # A list has no value of its own; beside one that is no list now stand its columns.
        for leaf in card.columns(one) or [one]:
            rows = book.execute(
                f"select customer_id, value from customer_field f {by_card} where field = ?"
                " and customer_id between ? and ? and not exists (select 1 from customer_field n"
                " where n.customer_id = f.customer_id and n.field = ? and (? or n.record = f.record))",
                (leaf.key, *ids, "" if leaf.type == "choices" else field.key, field.parent_key is None),
            )
            for customer_id, value in rows.fetchall():
                sentence = _("{field}: {value} is no value that it can have now")
                shown = worded(card, leaf, value)
                yield customer_id, sentence.format(field=full_title(card, leaf), value=shown)


def _unfit(book: sqlite3.Connection, field: FieldDefinition, today: date, ids: Range) -> list[str]:
    """Each value is looked at once, on however many cards it is."""
    kind, typing = type_of(field), Typing(today)
    # For one card the values of that card are looked at, not all of the field.
    by_card = "indexed by ix_customer_field_once" if ids[0] == ids[1] else ""
    values = book.execute(
        f"select distinct value from customer_field {by_card} where field = ? and customer_id between ? and ?",
        (field.key, *ids),
    )
    return [value for (value,) in values.fetchall() if not kind.fits(value, field, typing)]


def _named(titles: Sequence[str]) -> str:
    """A few by name, then how many more."""
    named, more = _(", ").join(titles[:MOST_NAMED]), len(titles) - MOST_NAMED
    return _("{fields} and {count} more").format(fields=named, count=more) if more > 0 else named
