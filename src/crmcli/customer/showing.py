"""One customer in full: the card for people, and the record for machines."""

from __future__ import annotations

from crmcli.customer.acquaintance import (
    MET_KEYS,
    RELATIONS_QUERY,
    RESOURCE_KEYS,
    name_occasions,
    tell_referrer,
)
from crmcli.customer.birthday_words import tell_birthday
from crmcli.customer.card_blocks import card_blocks
from crmcli.customer.card_fields import CardFields, fields_of
from crmcli.customer.computed import computed_sql
from crmcli.customer.listing import LIST_KEYS, Condition, Order, select_rows
from crmcli.customer.owed_words import MARKS_QUERY, OWED_QUERY
from crmcli.customer.visits import aspect_labels, visits_of
from crmcli.kit.formats import Record
from crmcli.policy.fields import source_labels

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from datetime import date
    from typing import Any

    from crmcli.kit.cli.invocation import Invocation

_CARD_KEYS = [
    "address",
    "email",
    "wechat",
    "birthday",
    "birthday_is_lunar",
    "id_number",
    "licence_number",
    "preferred_channel",
    "preferred_time",
    "registered_on",
    "agreed_on",
    "agreed_reason",
    "next_topic",
    "first_follow_up_from_on",
    "first_follow_up_due_on",
    "duplicate_accepted_of",
    *MET_KEYS,
    *RESOURCE_KEYS,
    "is_scout",
]


def customer_mapping(
    book: sqlite3.Connection, customer_id: int, today: date, *, reveal: bool = False
) -> dict[str, Any]:
    """Everything about a customer under English keys: ISO dates, integer fen, stored words, sensitive fields masked."""
    return _mapping(book, customer_id, today, fields_of(book, customer_id, today, reveal=reveal))


def _mapping(book: sqlite3.Connection, customer_id: int, today: date, fields: CardFields) -> dict[str, Any]:
    condition = [Condition("l.id = ?", (customer_id,))]
    row = select_rows(book, condition, today, Order(), 1)[0]
    mapping: dict[str, Any] = dict(zip(LIST_KEYS, row, strict=True))
    card = book.execute(
        f"select {', '.join(_CARD_KEYS)} from customer_list where id = ?",
        (customer_id,),
    ).fetchone()
    mapping |= dict(zip(_CARD_KEYS, card, strict=True))
    mapping["is_scout"] = bool(mapping["is_scout"])
    for key, query in _PARTS.items():
        mapping[key] = visits_of(book, customer_id) if query is None else _dicts(book, query, customer_id)
    mapping["fields"] = fields.mapping()
    visits_sql = computed_sql("visits_this_quarter", today)
    counted = book.execute(f"select {visits_sql} from customer_list l where l.id = ?", (customer_id,))
    (mapping["visits_this_quarter"],) = counted.fetchone()
    for person in mapping["contacts"]:
        person["phones"] = person["phones"].split("\n") if person["phones"] else []
        person["is_key"] = bool(person["is_key"])
        tell_birthday(person, today)
    tell_birthday(mapping, today)
    (mapping["card_state"],) = book.execute(
        "select coalesce(max(state), 'filed') from card_filing where customer_id = ?", (customer_id,)
    ).fetchone()
    mapping["confirmation"] = last_confirmation(book, customer_id)
    tell_referrer(mapping)
    name_occasions(book, mapping["greetings"])
    for owed in mapping["owed"]:
        owed["by_customer"] = bool(owed["by_customer"])
    mapping["satisfaction"] = next((mark["mark"] for mark in mapping["satisfaction_marks"]), None)
    for checklist in mapping["checklists"]:
        checklist["missing"] = checklist["missing"].split(", ") if checklist["missing"] else []
    return mapping


_PARTS = {
    "phones": "select number, extension, kind, (select name from contact k where k.id = p.contact_id) as contact"
    " from customer_phone p where customer_id = ? order by rank, id",
    "contacts": "select name, position, is_key, email, wechat, birthday, birthday_is_lunar, met_on, met_place,"
    " met_occasion,"
    " (select group_concat(number || case extension when '' then '' else '-' || extension end, char(10))"
    " from customer_phone p where p.contact_id = k.id) as phones"
    " from contact k where customer_id = ? order by is_key desc, id",
    "visits": None,  # they have parts of their own
    "grade_changes": "select changed_on, from_grade, to_grade, suggested, reason, by from grade_change_list"
    " where customer_id = ? order by id desc",
    "deals": "select outcome, amount_fen, quantity, closed_on, reason, by from deal_list"
    " where customer_id = ? order by closed_on desc, id desc",
    "checklists": "select code as checklist, template, title_en, title_zh, state, applied_on, deadline_on, gathered_on,"
    " required, gathered, missing, missing_en, missing_zh, closed_on from checklist_list where customer_id = ?"
    " order by closed_on is not null, applied_on, id",
    "relations": RELATIONS_QUERY,
    "greetings": "select occasion, occasion_on, person, greeted_on, how, note, by from greeting_list"
    " where customer_id = ? order by greeted_on desc",
    "campaigns": "select campaign, from_on, to_on, planned_on, goal, focus, state, done_on, result"
    " from campaign_member_list where customer_id = ? and state <> 'dropped'"
    " order by ended_on is not null, planned_on desc, id",
    "owed": OWED_QUERY,
    "satisfaction_marks": MARKS_QUERY,
    "notes": "select n.text, n.noted_at, s.name as by from customer_note n join staff s on s.id = n.by_id"
    " where n.customer_id = ? order by n.id desc",
}


def last_confirmation(book: sqlite3.Connection, customer_id: int) -> dict[str, Any] | None:
    """When the whole card was last gone through with the customer: by whom, in which way, what had changed."""
    found = _dicts(
        book,
        "select f.confirmed_on, f.how, f.changed, f.note, s.name as by from card_confirmation f"
        " join staff s on s.id = f.by_id where f.customer_id = ? order by f.confirmed_on desc, f.id desc limit 1",
        customer_id,
    )
    return {**found[0], "changed": bool(found[0]["changed"])} if found else None


def _dicts(book: sqlite3.Connection, query: str, customer_id: int) -> list[dict[str, Any]]:
    cursor = book.execute(query, (customer_id,))
    keys = [column[0] for column in cursor.description]
    return [dict(zip(keys, row, strict=True)) for row in cursor]


def customer_record(
    book: sqlite3.Connection, customer_id: int, today: date, *, reveal: bool = False
) -> Record:
    """The whole card, what is sensitive masked unless it is to be revealed."""
    fields = fields_of(book, customer_id, today, reveal=reveal)
    mapping = _mapping(book, customer_id, today, fields)
    titles = aspect_labels(book, [aspect for visit in mapping["visits"] for aspect in visit["aspects"]])
    return Record(mapping, card_blocks(mapping, titles, today, fields, source_labels(book)))


def written_record(run: Invocation, customer_id: int, code: str) -> Record:
    """What a write prints: the code, and for `-f json` the record as it is now.

    A dry run has made nothing that could be read back: the code is all there is.
    """
    if run.dry_run or run.chosen_format not in ("json", "jsonl"):
        return Record({"code": code})
    with run.reading() as book:
        return Record(customer_mapping(book, customer_id, run.today))
