"""The whole card as people read it: block by block, from the record that machines get."""

from __future__ import annotations

from crmcli.customer.acquaintance import (
    greeting_columns,
    met_words,
    referrer_words,
    relation_columns,
    relation_row,
    resource_block,
    tuple_of_greeting,
)
from crmcli.customer.birthday_words import birthday_words
from crmcli.customer.checklist_words import checklist_columns, checklist_row
from crmcli.customer.computed import plain
from crmcli.customer.listing import list_columns
from crmcli.customer.owed_words import mark_words, owed_columns, owed_row
from crmcli.customer.visits import record_blocks, visit_columns, visit_row
from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Block, Column, Field, Listing
from crmcli.kit.i18n import _

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from crmcli.customer.card_fields import CardFields


def card_blocks(
    card: dict[str, Any], titles: dict[str, str], today: date, fields: CardFields, sources: dict[str, str]
) -> list[Block]:
    """Front and back of the card, then what has happened. `titles` are those of the parts of visits."""
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
        Field(_("Referred by"), referrer_words(card["relations"])),
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
        Field(_("Confirmed with the customer"), confirmation_words(card["confirmation"])),
        Field(_("Registered on"), card["registered_on"], "date"),
        Field(_("Archived on"), card["archived_on"], "date"),
    ]


def _card_state(card: dict[str, Any]) -> str | None:
    """How far the card is, where somebody still has to do something about it."""
    state = card["card_state"]
    return labels("card_state")[state] if state != "filed" else None


def confirmation_words(last: dict[str, Any] | None) -> str | None:
    """Day, who, in which way, whether anything had changed, and what was noted."""
    if last is None:
        return None
    way = labels("contact_kind").get(last["how"], last["how"]) if last["how"] else None
    outcome = _("something had changed") if last["changed"] else _("nothing had changed")
    return "  ".join(filter(None, (last["confirmed_on"], last["by"], way, outcome, last["note"])))


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
