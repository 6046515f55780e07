"""Whole customers, read some hundred at a time: what an export writes and an import takes back.

A card is a mapping of English keys, the same that `crm show -f json` has, with what is nested in lists.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from crmcli.transfer.facts import QUERIES
from crmcli.transfer.queries import batches

Card = dict[str, Any]
BATCH = 400
_OWN = (
    "c.id, c.code, c.name, c.kind, c.grade, c.need, c.status, c.importance_set, s.name as owner, c.source, c.region,"
    " c.industry, c.address, c.email, c.wechat, c.expected_close_on, c.amount_fen, c.last_contact_on, c.agreed_on,"
    " c.agreed_reason, c.next_topic, c.next_follow_up_on, c.rhythm_from_on, c.first_follow_up_from_on,"
    " c.first_follow_up_due_on, c.birthday, c.birthday_is_lunar, c.id_number, c.licence_number, c.preferred_channel,"
    " c.preferred_time, c.registered_on, c.archived_on, c.met_on, c.met_place, c.met_occasion, c.tier,"
    " c.strategic_value, c.standing"
)
SELDOM = ("met_on", "met_place", "met_occasion", "tier", "strategic_value", "standing")
_PARTS = {
    "phones": "select p.customer_id, number, extension, p.kind, k.name as contact, contact_id"
    " from customer_phone p left join contact k on k.id = p.contact_id where p.customer_id in ({marks})"
    " order by p.customer_id, rank, p.id",
    "contacts": "select customer_id, id, name, position, is_key, email, wechat, birthday, birthday_is_lunar,"
    " met_on, met_place, met_occasion"
    " from contact where customer_id in ({marks}) order by customer_id, is_key desc, id",
    "tags": "select customer_id, tag from customer_tag where customer_id in ({marks}) order by customer_id, tag",
    "notes": "select n.customer_id, n.text, n.noted_at, s.name as by from customer_note n"
    " join staff s on s.id = n.by_id where n.customer_id in ({marks}) order by n.customer_id, n.id desc",
    "fields": "select customer_id, field, record, value from customer_field where customer_id in ({marks})"
    " order by customer_id, id",
    "visits": "select v.customer_id, v.id, contact_on, at, v.kind, summary, s.name as by, purpose, grade_before,"
    " grade_after, grade_reconsidered, reason, next_on, next_topic as topic, line, is_short, is_scout, satisfaction,"
    " proxy from visit v"
    " join staff s on s.id = v.by_id where v.customer_id in ({marks})"
    " order by v.customer_id, contact_on desc, v.id desc",
    "owed": "select customer_id, ref, kind, by_customer, state, text, topic, origin, limits, department, owner,"
    " given_to, opened_on,"
    " opened_by, due_on, expected_on, answer, answered_on, answered_by, told_on, told_how, told_by, outcome,"
    " prevention, closed_on, closed_by, closed_reason, visit_on, visit_number from owed_list"
    " where customer_id in ({marks}) order by customer_id, id",
    "satisfaction_marks": "select m.customer_id, given_on, mark, comment, survey, s.name as by"
    " from satisfaction_mark m join staff s on s.id = m.by_id where m.customer_id in ({marks})"
    " order by m.customer_id, given_on desc, m.id desc",
    **QUERIES,
}
# What belongs to a visit, in tables of its own: the key of the list, and a row as (visit, value).
_OF_VISITS = {
    "with": "select w.visit_id, s.name from visit_companion w join visit v on v.id = w.visit_id"
    " join staff s on s.id = w.staff_id where v.customer_id in ({marks}) order by w.id",
    "told": "select t.visit_id, s.name from visit_told t join visit v on v.id = t.visit_id"
    " join staff s on s.id = t.staff_id where v.customer_id in ({marks}) order by t.id",
    "purposes": "select p.visit_id, p.purpose from visit_purpose p join visit v on v.id = p.visit_id"
    " where v.customer_id in ({marks}) order by p.id",
}
_ASPECTS = (
    "select a.visit_id, a.aspect, a.text from visit_aspect a join visit v on v.id = a.visit_id"
    " where v.customer_id in ({marks}) order by a.id"
)
_CORRECTIONS = (
    "select x.visit_id, what, old_text, new_text, corrected_at, s.name as by, x.reason from visit_correction x"
    " join visit v on v.id = x.visit_id join staff s on s.id = x.by_id where v.customer_id in ({marks}) order by x.id"
)


def whole_cards(book: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Card]:
    """The customers of these ids, in this order. Memory stays flat, and nothing is locked between two batches."""
    for batch in batches(ids, BATCH):
        cards = {card["id"]: card for card in _own(book, batch)}
        for part in _PARTS:
            _fill(book, part, batch, cards)
        _fill_visits(book, batch, {visit["id"]: visit for card in cards.values() for visit in card["visits"]})
        for customer_id in batch:
            if customer_id in cards:  # else it has gone meanwhile
                yield _finished(cards[customer_id])


def _own(book: sqlite3.Connection, batch: Sequence[int]) -> Iterator[Card]:
    query = f"select {_OWN} from customer c join staff s on s.id = c.owner_id where c.id in ({_marks(batch)})"
    for card in _mappings(book, query, batch):
        yield {**card, **{part: [] for part in _PARTS}}


def _fill(book: sqlite3.Connection, part: str, batch: Sequence[int], cards: dict[int, Card]) -> None:
    for row in _mappings(book, _PARTS[part].format(marks=_marks(batch)), batch):
        card = cards.get(row.pop("customer_id"))
        if card is not None:
            card[part].append(row)


def _fill_visits(book: sqlite3.Connection, batch: Sequence[int], visits: dict[int, Card]) -> None:
    marks = _marks(batch)
    for visit in visits.values():
        visit |= {key: [] for key in (*_OF_VISITS, "corrections")} | {"aspects": {}}
    for key, query in _OF_VISITS.items():
        for visit_id, value in book.execute(query.format(marks=marks), batch):
            visits[visit_id][key].append(value)
    for visit_id, aspect, text in book.execute(_ASPECTS.format(marks=marks), batch):
        visits[visit_id]["aspects"][aspect] = text
    for corrected in _mappings(book, _CORRECTIONS.format(marks=marks), batch):
        visits[corrected.pop("visit_id")]["corrections"].append(corrected)
    for visit in visits.values():
        del visit["id"]
        for mark in ("grade_reconsidered", "is_short", "is_scout"):
            visit[mark] = bool(visit[mark])
        if visit["purposes"]:
            visit["purpose"] = "; ".join(visit["purposes"])
        elif visit["purpose"]:
            visit["purposes"] = [visit["purpose"]]


def _finished(card: Card) -> Card:
    """The card as JSON has it."""
    del card["id"]
    card["birthday_is_lunar"] = bool(card["birthday_is_lunar"])
    card["tags"] = [row["tag"] for row in card["tags"]]
    cells: dict[str, dict[int, str]] = {}
    for row in card["fields"]:
        cells.setdefault(row["field"], {})[row["record"]] = row["value"]
    card["fields"] = cells
    by_person: dict[int, list[str]] = {}
    for phone in card["phones"]:
        by_person.setdefault(phone.pop("contact_id"), []).append(stored_phone(phone))
    for person in card["contacts"]:
        person["phones"] = by_person.get(person.pop("id"), [])
        person["is_key"] = bool(person["is_key"])
        person["birthday_is_lunar"] = bool(person["birthday_is_lunar"])
    for owed in card["owed"]:
        owed["by_customer"] = bool(owed["by_customer"])
    for confirmed in card["confirmations"]:
        confirmed["changed"] = bool(confirmed["changed"])
    card["card_life"] = card["card_life"][0] if card["card_life"] else None
    card["phone"] = stored_phone(card["phones"][0]) if card["phones"] else None
    return card


def stored_phone(phone: dict[str, Any]) -> str:
    """A phone for machines: `+862162345678-801`."""
    return f"{phone['number']}-{phone['extension']}" if phone["extension"] else str(phone["number"])


def _mappings(book: sqlite3.Connection, query: str, values: Sequence[int]) -> Iterator[dict[str, Any]]:
    cursor = book.execute(query, list(values))
    keys = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(keys, row, strict=True))


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))


def widest_card(book: sqlite3.Connection, ids: Sequence[int]) -> tuple[int, list[tuple[str, int]], set[str]]:
    """How many people a card of these has at most, the fields and records there are, what is told of people at all."""
    most = 0
    fields: set[tuple[str, int]] = set()
    told: set[str] = set()
    for batch in batches(ids, BATCH):
        marks = _marks(batch)
        people = book.execute(
            f"select count(*) from contact where customer_id in ({marks}) group by customer_id", batch
        )
        most = max(most, *(count for (count,) in people), 0)
        rows = book.execute(
            f"select distinct field, record from customer_field where customer_id in ({marks})", batch
        )
        fields.update(rows)
        told.update(_told_of_people(book, batch, marks))
        told.update(_told_of_cards(book, batch, marks))
    return most, sorted(fields), told


def _told_of_cards(book: sqlite3.Connection, batch: Sequence[int], marks: str) -> Iterator[str]:
    """Which of the columns that most books do not use are filled on any of these cards."""
    columns = ", ".join(f"max({column})" for column in SELDOM)
    found = book.execute(f"select {columns} from customer where id in ({marks})", batch).fetchone()
    yield from (f"card.{column}" for column, value in zip(SELDOM, found, strict=True) if value is not None)


def _told_of_people(book: sqlite3.Connection, batch: Sequence[int], marks: str) -> Iterator[str]:
    columns = ("position", "email", "wechat", "birthday", "met_on", "met_place", "met_occasion")
    found = book.execute(
        f"select {', '.join(f'max({column})' for column in columns)} from contact where customer_id in ({marks})",
        batch,
    ).fetchone()
    yield from (column for column, value in zip(columns, found, strict=True) if value is not None)
    phones = f"select 1 from customer_phone where contact_id is not null and customer_id in ({marks}) limit 1"
    if book.execute(phones, batch).fetchone():
        yield "phones"
