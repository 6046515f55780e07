"""Values that are to be confirmed with the customer: one item for each card, and what stands on `crm card show`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from crmcli.card.asking_again import asked_of_cards
from crmcli.customer.confirmed import Clock, confirmed_beside, standings
from crmcli.customer.fields import customer_fields
from crmcli.customer.vocabulary import labels
from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import N_, _, in_both_languages
from crmcli.policy.cards import card_policy
from crmcli.policy.fields import CardDefinition, FieldDefinition, card_definition, full_title, shown_name
from crmcli.policy.queries import policy_in_force

RULE = "verification"
MOST_NAMED = 3
_NEVER = "9999-12-31"
_CLASSES = {
    "static": N_("half-yearly"),
    "quarterly": N_("quarterly"),
    "at_once": N_("at once"),
}


def verification_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for each card with values to confirm: due with the first of them, naming those that go with it."""
    team = policy_in_force(book).team
    if team.mode(RULE) != "due":
        return
    card = card_definition(book)
    fields, words = card.by_key, _Words(card)
    policy = card_policy(book)
    clock = Clock(policy, team.since or "")
    for one in asked_of_cards(book, clock, policy.lead_days, ranges):
        en, zh = words.of(tuple(fields[key] for key in one.keys))
        title = ",".join(one.keys)
        yield DutyRow(RULE, one.owner_id, one.visible_on, one.due_on, title, en, zh, one.customer_id)


def value_mappings(book: sqlite3.Connection, customer_id: int, today: date) -> list[dict[str, Any]]:
    """Every value on a card that somebody may confirm: who did last, how, and by when it is to be done again."""
    clock = Clock(card_policy(book), policy_in_force(book).team.since or "")
    names = dict(book.execute("select id, name from staff"))
    card = card_definition(book)
    cards = list(standings(book, card, clock, [(customer_id, customer_id)]))
    told: dict[tuple[str, int], dict[str, Any]] = {}
    for one in cards[0].values if cards else ():
        is_cell = one.field.parent_key is not None
        place = (one.field.key, one.record if is_cell else 0)  # of several choices the most urgent counts
        row = {
            "field": one.field.key,
            "record": one.record if is_cell else None,
            "title": shown_name(card, *place),
            "class": one.field.verification,
            "confirmed_at": one.confirmed_at,
            "confirmed_by": names.get(one.confirmed_by_id),
            "confirmed_how": one.confirmed_how,
            "confirm_by_on": one.due_on,
        }
        known = told.setdefault(place, row)
        if (one.due_on or _NEVER) < (known["confirm_by_on"] or _NEVER):
            told[place] = row
    return [
        *told.values(),
        *_others_confirmed(book, card, customer_id, names),
        *_columns_beside(book, card, customer_id, today),
    ]


def _columns_beside(
    book: sqlite3.Connection, card: CardDefinition, customer_id: int, today: date
) -> Iterator[dict[str, Any]]:
    """Columns of the card that somebody confirmed, though the playbook has no field for them: nobody is asked again."""
    fields = customer_fields(book, today)
    for name, at, by, how in confirmed_beside(book, card, customer_id):
        field = fields.built_in(name)
        yield {
            "field": name,
            "record": None,
            "title": field.label if field else name,
            "class": None,
            "confirmed_at": at,
            "confirmed_by": by,
            "confirmed_how": how,
            "confirm_by_on": None,
        }


def _others_confirmed(
    book: sqlite3.Connection, card: CardDefinition, customer_id: int, names: Mapping[int, str]
) -> Iterator[dict[str, Any]]:
    """What was confirmed of values for which the playbook in force has no field: nobody asks for them again."""
    rows = book.execute(
        "select field, record, confirmed_at, confirmed_by_id, confirmed_how from customer_field"
        " where customer_id = ? and confirmed_at is not null order by field, record",
        (customer_id,),
    )
    for key, record, confirmed_at, by_id, how in rows:
        field = card.by_key.get(key)
        if field is None or field.retired:
            yield {
                "field": key,
                "record": record if field is None or field.parent_key is not None else None,
                "title": shown_name(card, key, record),
                "class": None,
                "confirmed_at": confirmed_at,
                "confirmed_by": names.get(by_id),
                "confirmed_how": how,
                "confirm_by_on": None,
            }


def values_listing(values: Sequence[Mapping[str, Any]]) -> Listing:
    """The same for people."""
    classes = {name: _(words) for name, words in _CLASSES.items()}
    columns = [
        Column("title", _("Field")),
        Column("class", _("Class"), "words", labels=classes),
        Column("confirmed_on", _("Confirmed"), "date"),
        Column("confirmed_by", _("By")),
        Column("confirmed_how", _("How"), "words", labels=labels("contact_kind")),
        Column("confirm_by_on", _("Confirm by"), "date"),
    ]
    rows = [
        (
            one["title"],
            one["class"],
            (one["confirmed_at"] or "")[:10] or None,
            one["confirmed_by"],
            one["confirmed_how"],
            one["confirm_by_on"],
        )
        for one in values
    ]
    return Listing(columns, rows)


class _Words:
    """The fields of an item in both languages: a few by name, then how many more. Most cards have the same."""

    def __init__(self, card: CardDefinition) -> None:
        self._card = card
        self._known: dict[tuple[FieldDefinition, ...], tuple[str, str]] = {}

    def of(self, fields: tuple[FieldDefinition, ...]) -> tuple[str, str]:
        if fields not in self._known:
            self._known[fields] = in_both_languages(lambda: self._worded(fields))
        return self._known[fields]

    def _worded(self, fields: tuple[FieldDefinition, ...]) -> str:
        named = _(", ").join(full_title(self._card, one) for one in fields[:MOST_NAMED])
        more = len(fields) - MOST_NAMED
        if more > 0:
            return _("to be confirmed with the customer: {fields} and {count} more").format(
                fields=named, count=more
            )
        return _("to be confirmed with the customer: {fields}").format(fields=named)
