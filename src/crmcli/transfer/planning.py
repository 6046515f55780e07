"""Deciding what an import does, before anything is written: new, changed, the same, left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.transfer.cards import Card
from crmcli.transfer.queries import (
    BATCH,
    batches,
    customer_count,
    known_customers,
    namesakes,
    staff_names,
    state_of,
    stored_cards,
    with_mobiles,
)
from crmcli.transfer.reading import Sheet
from crmcli.transfer.rules import Changes, changes_of, merged


class Difference(NamedTuple):
    """A row that tells something else than the book: who is meant, and what is told."""

    line: int
    code: str
    name: str
    changes: Changes


class Update(NamedTuple):
    """A customer of the book and the card that changes it."""

    customer_id: int
    card: Card


class SharedMobile(NamedTuple):
    """A mobile that customers of several names have; each with its code or its line."""

    number: str
    people: list[str]


class Plan(NamedTuple):
    """What is to be done. `differences` are all rows that tell something else; without --update they are left.

    `state` is that of the book when this was decided; `other_codes` are rows whose code the book does not have,
    for a customer whom it has under another; `late_lines` name a next follow-up later than the rhythm allows;
    `remarks` are sentences about the file.
    """

    state: int
    new: list[Card]
    updates: list[Update]
    differences: list[Difference]
    same: int
    shared_mobiles: list[SharedMobile]
    other_codes: list[tuple[int, str, str]]
    staff: list[str]
    late_lines: Sequence[int] = ()
    remarks: Sequence[str] = ()


class _Targets(NamedTuple):
    """The cards by what they are about: nobody yet, or a customer of the book."""

    new: list[Card]
    known: dict[int, list[Card]]


def make_plan(book: sqlite3.Connection, sheet: Sheet, *, update: bool) -> Plan:
    """Compare the file with the book. Raises nothing: whatever is wrong with a row was found while reading it."""
    targets = _targets(book, sheet, update=update)
    plan = Plan(
        state_of(book), targets.new, [], [], 0, [], [], _new_staff(book, targets, sheet, update=update)
    )
    same = len(sheet.repeated)
    for batch in batches(targets.known.items(), BATCH):
        same += _compare(book, batch, plan, update=update)
    plan.differences.extend(_left_in_file(sheet, targets, update=update))
    plan.differences.sort(key=lambda difference: difference.line)
    plan.shared_mobiles.extend(_shared_mobiles(book, sheet, targets.new))
    return plan._replace(same=same)


def _targets(book: sqlite3.Connection, sheet: Sheet, *, update: bool) -> _Targets:
    cards = sheet.cards
    later: dict[int, list[Card]] = {}
    for each in sheet.later:
        later.setdefault(each.place, []).append(each.card)
    known = _known(book, cards) if customer_count(book) else {}
    targets = _Targets([], {})
    for place, card in enumerate(cards):
        if place in known:
            targets.known.setdefault(known[place], []).extend([card, *later.get(place, ())])
        elif update and place in later:
            targets.new.append(_all_merged([card, *later[place]]))
        else:
            targets.new.append(card)
    return targets


def _known(book: sqlite3.Connection, cards: Sequence[Card]) -> dict[int, int]:
    """Which cards are about customers of the book.

    A card with nothing but a name to go by is, when somebody of that name has everything it says: so that the
    same file twice changes nothing.
    """
    known = known_customers(book, cards)
    nameless = [(place, card) for place, card in enumerate(cards) if place not in known and not card.has_key]
    for batch in batches(nameless, BATCH):
        by_name = namesakes(book, [card.name_folded for _place, card in batch])
        stored = stored_cards(book, [customer_id for ids in by_name.values() for customer_id in ids])
        for place, card in batch:
            for customer_id in by_name.get(card.name_folded, ()):
                if not changes_of(card, stored[customer_id]):
                    known[place] = customer_id
                    break
    return known


def _new_staff(book: sqlite3.Connection, targets: _Targets, sheet: Sheet, *, update: bool) -> list[str]:
    """The names that the book does not have among its staff."""
    known = staff_names(book)
    cards = sheet.cards if update else targets.new
    named = dict.fromkeys(name for card in cards for name in card.staff_names())
    unknown = {fold(name): name for name in named}
    return [name for folded, name in unknown.items() if folded not in known]


def _all_merged(cards: Sequence[Card]) -> Card:
    whole, *rest = cards
    for card in rest:
        whole = merged(whole, card)
    return whole


def _compare(
    book: sqlite3.Connection, batch: Sequence[tuple[int, list[Card]]], plan: Plan, *, update: bool
) -> int:
    """Sort the cards about these customers into the plan; how many say nothing new."""
    stored = stored_cards(book, [customer_id for customer_id, _cards in batch])
    same = 0
    for customer_id, cards in batch:
        row = stored[customer_id].row
        changing = []
        for card in cards:
            changes = changes_of(card, stored[customer_id])
            if changes:
                plan.differences.append(Difference(card.line, row["code"], row["name"], changes))
                changing.append(card)
            else:
                same += 1
            if card.code is not None and card.code.upper() != row["code"].upper():
                plan.other_codes.append((card.line, card.code, row["code"]))
        if changing and update:
            plan.updates.append(Update(customer_id, _all_merged(changing)))
    return same


def _left_in_file(sheet: Sheet, targets: _Targets, *, update: bool) -> Iterator[Difference]:
    """Rows about a new customer of an earlier row; with --update they are part of its card."""
    if update or not sheet.later:
        return
    new = {id(card) for card in targets.new}
    for card, place in sheet.later:
        first = sheet.cards[place]
        if id(first) in new:
            yield Difference(card.line, first.code or "", first.name, _everything(card))


def _everything(card: Card) -> Changes:
    return Changes(
        card.columns, card.owner, card.grade, card.phones, card.people, card.notes, card.tags, {}, card.visits,
        card.owed, card.marks, card.past,
    )  # fmt: skip


def _shared_mobiles(book: sqlite3.Connection, sheet: Sheet, new: Sequence[Card]) -> list[SharedMobile]:
    """Mobiles of new customers that somebody of another name has too, in the file or in the book."""
    added = {id(card) for card in new}
    people: dict[str, dict[str, str]] = {}
    for number, cards in sheet.seen.shared_mobiles():
        if any(id(card) in added for card in cards):
            people[number] = {card.name_folded: _person_in_file(card) for card in cards}
    if customer_count(book):
        by_mobile = {number: card for card in new for number in card.mobiles}
        for found in with_mobiles(book, list(by_mobile)):
            card = by_mobile[found.number]
            shared = people.setdefault(found.number, {card.name_folded: _person_in_file(card)})
            shared.setdefault(found.name_folded, f"{found.name} ({found.code})")
    return [SharedMobile(number, list(who.values())) for number, who in people.items() if len(who) > 1]


def _person_in_file(card: Card) -> str:
    return _("{name} (line {line})").format(name=card.name, line=card.line)
