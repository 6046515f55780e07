"""One customer in full: the card for people, and the record for machines."""

from __future__ import annotations

from crmcli.customer.acquaintance import (
    MET_KEYS,
    RESOURCE_KEYS,
    greeting_columns,
    met_words,
    name_occasions,
    relation_columns,
    relation_row,
    resource_block,
    tuple_of_greeting,
)
from crmcli.customer.birthday_words import birthday_words, tell_birthday
from crmcli.customer.card_fields import CardFields, fields_of
from crmcli.customer.checklist_words import checklist_columns, checklist_row
from crmcli.customer.computed import computed_sql, plain
from crmcli.customer.listing import LIST_KEYS, Condition, Order, list_columns, select_rows
from crmcli.customer.owed_words import MARKS_QUERY, OWED_QUERY, mark_words, owed_columns, owed_row
from crmcli.customer.visits import aspect_labels, record_blocks, visit_columns, visit_row, visits_of
from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _
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
    " where customer_id = ? order by id desc",
    "checklists": "select code as checklist, template, title_en, title_zh, state, applied_on, deadline_on, gathered_on,"
    " required, gathered, missing, missing_en, missing_zh, closed_on from checklist_list where customer_id = ?"
    " order by closed_on is not null, applied_on, id",
    "relations": "select person, relation, other, other_code, other_kind from relation_list"
    " where customer_id = ? order by id",
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
    return Record(mapping, _cards(mapping, titles, today, fields, source_labels(book)))


def written_record(run: Invocation, customer_id: int, code: str) -> Record:
    """What a write prints: the code, and for `-f json` the record as it is now.

    A dry run has made nothing that could be read back: the code is all there is.
    """
    if run.dry_run or run.chosen_format not in ("json", "jsonl"):
        return Record({"code": code})
    with run.reading() as book:
        return Record(customer_mapping(book, customer_id, run.today))


def _cards(
    card: dict[str, Any], titles: dict[str, str], today: date, fields: CardFields, sources: dict[str, str]
) -> list[Block]:
    marks = {_("archived"): card["archived_on"], _("scouts us"): card["is_scout"]}
    heading = "  ".join(
        [card["name"], card["code"], *(f"({mark})" for mark, holds in marks.items() if holds)]
    )
    return [
        Block(heading, _facts(card, today, sources)),
        resource_block(card),
        Block(_("Who knows whom"), _listing(card["relations"], relation_columns(), relation_row)),
        Block(_("Follow-up"), _follow_up(card)),
        Block(_("Phones"), _listing(card["phones"], _phone_columns(), _phone_row)),
        Block(
            _("People"),
            _listing(card["contacts"], _people_columns(), lambda person: _person_row(today, person)),
        ),
        *fields.blocks("front"),
        *fields.other_blocks(),
        *fields.blocks("back"),
        Block(_("Visits"), _listing(card["visits"], visit_columns(), visit_row)),
        *record_blocks(card["visits"], titles),
        Block(_("Grades"), _listing(card["grade_changes"], _grade_columns(), _grade_row)),
        Block(_("Deals"), _listing(card["deals"], _deal_columns(), _deal_row)),
        Block(_("Papers"), _listing(card["checklists"], checklist_columns(), checklist_row)),
        Block(_("Greetings"), _listing(card["greetings"], greeting_columns(), tuple_of_greeting)),
        Block(_("Campaigns"), _listing(card["campaigns"], _campaign_columns(), _campaign_row)),
        Block(
            _("Promises and complaints"),
            _listing(card["owed"], owed_columns(), lambda owed: owed_row(owed, today)),
        ),
        Block(_("Notes"), _listing(card["notes"], _note_columns(), _note_row)),
    ]


def _facts(card: dict[str, Any], today: date, sources: dict[str, str]) -> list[Field]:
    columns = {column.key: column for column in list_columns(sources)}
    shown = [
        "kind",
        "grade",
        "need",
        "status",
        "importance",
        "owner",
        "source",
        "region",
        "industry",
        "expected_close_on",
        "amount_fen",
        "tags",
    ]
    fields = [
        Field(columns[key].header, card[key], columns[key].kind, labels=columns[key].labels) for key in shown
    ]
    return [
        *fields,
        Field(_("Address"), card["address"]),
        Field(_("Email"), card["email"]),
        Field(_("WeChat"), card["wechat"]),
        Field(_("Birthday"), birthday_words(card, today)),
        Field(_("ID number"), card["id_number"]),
        Field(_("Licence number"), card["licence_number"]),
        Field(_("Preferred channel"), card["preferred_channel"], "words", labels=labels("contact_kind")),
        Field(_("Preferred time"), card["preferred_time"]),
        Field(_("Met"), met_words(card)),
        Field(_("Satisfaction"), mark_words(card["satisfaction_marks"], today)),
        Field(_("Registered beside"), card["duplicate_accepted_of"]),
        Field(_("Card"), _card_state(card)),
        Field(_("Registered on"), card["registered_on"], "date"),
        Field(_("Archived on"), card["archived_on"], "date"),
    ]


def _card_state(card: dict[str, Any]) -> str | None:
    """How far the card is, where somebody still has to do something about it."""
    state = card["card_state"]
    return labels("card_state")[state] if state != "filed" else None


def _follow_up(card: dict[str, Any]) -> list[Field]:
    late = card["days_overdue"]
    return [
        Field(_("Last contact"), card["last_contact_on"], "date"),
        Field(_("Visits this quarter"), card["visits_this_quarter"] or None, "int"),
        Field(_("Next follow-up"), card["next_follow_up_on"], "date"),
        Field(_("Days overdue"), late if late and late > 0 else None, "int"),
        Field(_("Topic"), card["next_topic"]),
        Field(_("Agreed"), card["agreed_on"], "date"),
        Field(_("Reason"), card["agreed_reason"]),
        Field(_("First follow-up by"), card["first_follow_up_due_on"], "date"),
    ]


def _listing(rows: list[dict[str, Any]], columns: list[Column], shape: Any) -> Listing:
    """The rows of one part of the card; a column that is empty in all of them is left out."""
    shaped = [shape(row) for row in rows]
    kept = [place for place in range(len(columns)) if any(row[place] for row in shaped)]
    return Listing([columns[place] for place in kept], [[row[place] for place in kept] for row in shaped])


def _phone_columns() -> list[Column]:
    return [Column("phone", _("Phone"), "phone"), Column("contact", _("Contact"))]


def _phone_row(phone: dict[str, Any]) -> tuple[object, ...]:
    extension = f"-{phone['extension']}" if phone["extension"] else ""
    return phone["number"] + extension, phone["contact"]


def _people_columns() -> list[Column]:
    return [
        Column("name", _("Name")),
        Column("position", _("Position")),
        Column("is_key", _("Key contact"), "bool"),
        Column("email", _("Email"), line=2),
        Column("wechat", _("WeChat"), line=2),
        Column("birthday", _("Birthday"), line=2),
        Column("met", _("Met"), line=2),
    ]


def _person_row(today: date, person: dict[str, Any]) -> tuple[object, ...]:
    words = birthday_words(person, today)
    return (
        person["name"],
        person["position"],
        person["is_key"] or None,
        person["email"],
        person["wechat"],
        words,
        met_words(person),
    )


def _grade_columns() -> list[Column]:
    return [
        Column("changed_on", _("Date"), "date"),
        Column("change", _("Grade")),
        Column("suggested", _("Suggested")),
        Column("by", _("By")),
        Column("reason", _("Reason"), line=2),
    ]


def _grade_row(change: dict[str, Any]) -> tuple[object, ...]:
    moved = f"{change['from_grade'] or '-'} > {change['to_grade'] or '-'}"
    return change["changed_on"], moved, change["suggested"], change["by"], change["reason"]


def _deal_columns() -> list[Column]:
    return [
        Column("closed_on", _("Date"), "date"),
        Column("outcome", _("Outcome"), "words", labels=labels("outcome")),
        Column("amount_fen", _("Amount"), "money"),
        Column("quantity", _("Quantity")),
        Column("by", _("By")),
        Column("reason", _("Reason"), line=2),
    ]


def _deal_row(deal: dict[str, Any]) -> tuple[object, ...]:
    quantity = None if deal["quantity"] is None else plain(deal["quantity"])
    return deal["closed_on"], deal["outcome"], deal["amount_fen"], quantity, deal["by"], deal["reason"]


def _campaign_columns() -> list[Column]:
    return [
        Column("campaign", _("Campaign")),
        Column("planned_on", _("Planned on"), "date"),
        Column("state", _("State"), "words", labels=labels("campaign_state")),
        Column("done_on", _("Done on"), "date"),
        Column("goal", _("Goal"), line=2),
        Column("focus", _("Focus"), line=2),
        Column("result", _("Result"), line=2),
    ]


def _campaign_row(campaign: dict[str, Any]) -> tuple[object, ...]:
    keys = ("campaign", "planned_on", "state", "done_on", "goal", "focus", "result")
    return tuple(campaign[key] for key in keys)


def _note_columns() -> list[Column]:
    return [Column("noted_on", _("Date"), "date"), Column("by", _("By")), Column("text", _("Note"))]


def _note_row(note: dict[str, Any]) -> tuple[object, ...]:
    return note["noted_at"][:10], note["by"], note["text"]
