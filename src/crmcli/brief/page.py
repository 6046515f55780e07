"""The page itself: the mapping for machines, and at most one screen for people."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from crmcli.brief.rules import (
    LAST_CONTACTS,
    LAST_MARKS,
    Card,
    WhomToAsk,
    missing,
    near_dates,
    open_questions,
    to_solve,
    whom_to_ask,
)
from crmcli.customer.acquaintance import how_related
from crmcli.customer.owed_words import is_running, mark_words, owed_line
from crmcli.customer.showing import customer_mapping
from crmcli.customer.vocabulary import labels
from crmcli.filing.required import missing_values
from crmcli.kit.dates import describe_date, short_date
from crmcli.kit.formats import Block, Field, Record
from crmcli.kit.i18n import N_, _, language
from crmcli.kit.phone_wording import format_stored_phone
from crmcli.kit.shown import cut
from crmcli.policy.fields import card_definition
from crmcli.policy.queries import policy_in_force
from crmcli.policy.rules import Policy

# Columns of text; a screen has 80, of which the labels take a dozen. JSON has everything whole.
_TWO_LINES = 120
_ONE_LINE = 62
MOST_RELATIONS = 3
_TAKEN = [
    *("code", "name", "kind", "grade", "importance", "need", "status", "owner", "archived_on"),
    *("next_follow_up_on", "days_overdue", "next_topic", "agreed_on", "agreed_reason"),
    *("preferred_channel", "preferred_time", "expected_close_on", "amount_fen", "tags"),
]
_CONTACT_KEYS = ("contact_on", "kind", "by", "summary", "next_on", "topic", "aspects")
_MISSING = {
    "phone": N_("phone"),
    "contact": N_("person to ask for"),
    "grade": N_("grade"),
    "expected_close_on": N_("expected close date"),
    "next_follow_up_on": N_("next step"),
}
_COMING = """
select due_on, words_en, words_zh from duty
where customer_id = ? and kind = 'greeting' and visible_on <= ? and due_on >= ? order by due_on
"""


def brief_record(book: sqlite3.Connection, customer_id: int, today: date) -> Record:
    """What to know about a customer before a visit."""
    card = customer_mapping(book, customer_id, today)
    mapping = brief_mapping(card, policy_in_force(book), today)
    mapping["greetings_due"] = _greetings_due(book, customer_id, today)
    mapping["card_lacks"] = missing_values(book, customer_id, today)
    heading = f"{card['name']}  {card['code']}" + (f"  ({_('archived')})" if card["archived_on"] else "")
    titles = {field.key: field.title for field in card_definition(book).fields()}
    shown = {**mapping, "open_questions": open_questions(card, titles)}
    return Record(mapping, [Block(heading, list(_fields(shown, today)))])


def brief_mapping(card: Card, policy: Policy, today: date) -> dict[str, Any]:
    """The brief under English keys: ISO dates, integer fen, stored words."""
    graded = card["grade"] in policy.letters
    return {
        **{key: card[key] for key in _TAKEN},
        "grade_meaning": policy.grade(card["grade"]).meaning if graded else None,
        "ask_for": whom_to_ask(card)._asdict(),
        "last_contacts": [
            {key: visit[key] for key in _CONTACT_KEYS} for visit in card["visits"][:LAST_CONTACTS]
        ],
        "open_questions": open_questions(card),
        "to_solve": to_solve(card)._asdict(),
        "dates": [near._asdict() for near in near_dates(card, today)],
        "last_deal": next(iter(card["deals"]), None),
        "missing": missing(card),
        "campaigns": [one for one in card["campaigns"] if one["state"] == "open"],
        "owed": [one for one in card["owed"] if is_running(one)],
        "satisfaction_marks": card["satisfaction_marks"][:LAST_MARKS],
        "standing": card["standing"],
        "relations": card["relations"],
        "checklists": [one for one in card["checklists"] if one["state"] in ("open", "gathered")],
    }


def _greetings_due(book: sqlite3.Connection, customer_id: int, today: date) -> list[dict[str, Any]]:
    """Birthdays and festivals to greet on within the days of notice, that were not greeted yet."""
    day = today.isoformat()
    rows = book.execute(_COMING, (customer_id, day, day))
    return [dict(zip(("on_date", "words_en", "words_zh"), row, strict=True)) for row in rows]


def _fields(brief: Mapping[str, Any], today: date) -> Iterator[Field]:
    yield Field(_("Who"), _who(brief), "list")
    if brief["grade"]:
        yield Field(_("Grade"), f"{brief['grade']}  {brief['grade_meaning'] or ''}".rstrip())
    yield Field(_("Ask for"), _ask_for(brief), "list")
    yield Field(_("Next"), _next_step(brief, today))
    yield Field(_("Agreed"), _agreed(brief, today))
    yield Field(_("Campaign"), _lines(_campaign(one, today) for one in brief["campaigns"]))
    yield Field(_("How contact stands"), cut(brief["standing"] or "", _ONE_LINE))
    yield Field(_("Who knows whom"), _lines(_relation(one) for one in brief["relations"][:MOST_RELATIONS]))
    yield Field(_("Amount"), brief["amount_fen"], "money")
    yield Field(_("Expected close"), _day(brief["expected_close_on"], today))
    yield Field(_("Last contacts"), _lines(_contact(visit, today) for visit in brief["last_contacts"]))
    yield Field(
        _("Open questions"), _lines(cut(_one_line(text), _ONE_LINE) for text in brief["open_questions"])
    )
    yield from _left_to_do(brief["to_solve"])
    owed = (cut(owed_line(one, today), _TWO_LINES) for one in brief["owed"])
    yield Field(_("Promises and complaints"), _lines(owed))
    yield Field(_("Satisfaction"), mark_words(brief["satisfaction_marks"], today))
    yield Field(_("To greet"), _lines(_greeting(one, today) for one in brief["greetings_due"]))
    greeted = {one["on_date"] for one in brief["greetings_due"]}
    dates = [near for near in brief["dates"] if near["on_date"] not in greeted]
    yield Field(_("Dates"), _lines(_near(near, today) for near in dates[:2]))
    yield from _deal(brief["last_deal"], today)
    lacks = dict.fromkeys([*(_(_MISSING[thing]) for thing in brief["missing"]), *brief["card_lacks"]])
    yield Field(_("Missing"), list(lacks) or None, "list")
    yield Field(_("Papers"), _lines(_papers(one, today) for one in brief["checklists"]))
    yield Field(_("Tags"), cut(" ".join(brief["tags"]), _ONE_LINE))


def _left_to_do(left: Mapping[str, str | None]) -> Iterator[Field]:
    yield Field(_("Cares about"), cut(_one_line(left["concerns"] or ""), _ONE_LINE))
    solve = (_one_line(left[part] or "") for part in ("next_problem", "next_measure"))
    yield Field(_("To solve"), cut(" > ".join(filter(None, solve)), _TWO_LINES))


def _lines(texts: Iterable[str]) -> str | None:
    return "\n".join(texts) or None


def _who(brief: Mapping[str, Any]) -> list[str]:
    words = [
        labels(vocabulary).get(brief[vocabulary]) for vocabulary in ("kind", "importance", "status", "need")
    ]
    return [*filter(None, words), _("owner {name}").format(name=brief["owner"])]


def _ask_for(brief: Mapping[str, Any]) -> list[str]:
    asked = WhomToAsk(**brief["ask_for"])
    channel = brief["preferred_channel"]
    preferred = [labels("contact_kind").get(channel, channel) if channel else None, brief["preferred_time"]]
    prefers = " ".join(filter(None, preferred))
    parts = [asked.name, asked.position, format_stored_phone(asked.phone) if asked.phone else None]
    return [*filter(None, parts), *([_("prefers {how}").format(how=prefers)] if prefers else [])]


def _next_step(brief: Mapping[str, Any], today: date) -> str | None:
    when = _day(brief["next_follow_up_on"], today)
    if when and brief["agreed_on"] == brief["next_follow_up_on"]:
        when = _("{day}, agreed").format(day=when)
    return ": ".join(filter(None, (when, cut(brief["next_topic"] or "", _ONE_LINE)))) or None


def _agreed(brief: Mapping[str, Any], today: date) -> str | None:
    """What was agreed besides the day of the next step: another day, or why it is later than the rhythm."""
    another = brief["agreed_on"] if brief["agreed_on"] != brief["next_follow_up_on"] else None
    return (
        ": ".join(filter(None, (_day(another, today), cut(brief["agreed_reason"] or "", _ONE_LINE)))) or None
    )


def _day(iso: str | None, today: date) -> str | None:
    return describe_date(date.fromisoformat(iso), today) if iso else None


def _contact(visit: Mapping[str, Any], today: date) -> str:
    when = short_date(date.fromisoformat(visit["contact_on"]), today)
    kind = labels("contact_kind").get(visit["kind"], visit["kind"])
    summary = _one_line(visit["summary"] or "")
    return cut("  ".join(filter(None, (when, kind, summary))), _TWO_LINES)


def _near(near: Mapping[str, Any], today: date) -> str:
    day = describe_date(date.fromisoformat(near["on_date"]), today)
    sentence = _("{day}: birthday of {name}").format(day=day, name=near["person"])
    return _("{day}, turns {age}").format(day=sentence, age=near["age"]) if near["age"] else sentence


def _greeting(greeting: Mapping[str, Any], today: date) -> str:
    """The day and what to greet for."""
    return cut(f"{_day(greeting['on_date'], today)}: {greeting[f'words_{language()}']}", _TWO_LINES)


def _relation(relation: Mapping[str, Any]) -> str:
    """One who knows one: `李丽 - 周局长, 老乡`."""
    sides = " - ".join(filter(None, (relation["person"], relation["other"])))
    return cut(_("{who}, {how}").format(who=sides, how=how_related(relation)), _ONE_LINE)


def _campaign(campaign: Mapping[str, Any], today: date) -> str:
    """What a running campaign wants of this visit, and when."""
    parts = [campaign["campaign"], _day(campaign["planned_on"], today), campaign["goal"], campaign["focus"]]
    return cut("  ".join(filter(None, parts)), _TWO_LINES)


def _papers(checklist: Mapping[str, Any], today: date) -> str:
    """What of one checklist is to be asked for, and until when."""
    missing = checklist[f"missing_{language()}"] or labels("checklist_state")[checklist["state"]]
    until = _day(checklist["deadline_on"], today)
    told = f"{checklist[f'title_{language()}']}: {missing}"
    return cut(_("{told} (by {day})").format(told=told, day=until) if until else told, _TWO_LINES)


def _deal(deal: Mapping[str, Any] | None, today: date) -> Iterator[Field]:
    if deal is not None:
        when = short_date(date.fromisoformat(deal["closed_on"]), today)
        outcome = labels("outcome")[deal["outcome"]]
        yield Field(_("Last deal"), cut("  ".join(filter(None, (when, outcome, deal["reason"]))), _ONE_LINE))
        yield Field(_("Deal amount"), deal["amount_fen"], "money")


def _one_line(text: str) -> str:
    return " ".join(text.split())
