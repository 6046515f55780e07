"""How we know somebody: when, where and at what occasion a business card came; what the relationship is worth."""

from __future__ import annotations

from crmcli.customer.vocabulary import labels
from crmcli.kit.dates import describe_date
from crmcli.kit.days import date
from crmcli.kit.formats import Block, Column, Field
from crmcli.kit.i18n import _, in_both_languages, language

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from typing import Any

    from crmcli.kit.cli.invocation import Invocation

MET_KEYS = ("met_on", "met_place", "met_occasion")
RESOURCE_KEYS = ("tier", "strategic_value", "standing")
REFERRED_BY = "referred_by"
RELATIONS_QUERY = (
    "select id, person, relation, other, other_code, other_kind from relation_list"
    " where customer_id = ? order by id"
)


def met_columns(run: Invocation, typed: Mapping[str, str | None]) -> dict[str, object]:
    """The columns of a typed meeting, its day said back; what is not said is left alone. Raises ValueRefused."""
    from crmcli.customer.card import Typing, parse_field

    said = {column: text for column, text in typed.items() if text is not None}
    columns = {column: parse_field(column, text, Typing(run.today)) for column, text in said.items()}
    say_met(run, columns)
    return columns


def say_met(run: Invocation, columns: Mapping[str, object]) -> None:
    """Say which day was understood."""
    day = columns.get("met_on")
    if isinstance(day, date):
        run.say(_("Met on {day}.").format(day=describe_date(day)))


def met_words(who: Mapping[str, Any]) -> str | None:
    """`2026-11-20, 广州 (广交会)` of a customer or a person there; None where nothing is known."""
    where = ", ".join(filter(None, (who["met_on"], who["met_place"])))
    occasion = who["met_occasion"]
    if where and occasion:
        return _("{where} ({occasion})").format(where=where, occasion=occasion)
    return where or occasion or None


def resource_block(card: Mapping[str, Any]) -> Block:
    """The second page of the card: what the relationship is worth. It is ours, and never the customer's to see."""
    return Block(
        _("Resource list"),
        [
            Field(_("Tier"), card["tier"], "words", labels=labels("tier")),
            Field(_("Value of the relationship"), card["strategic_value"]),
            Field(_("How contact stands"), card["standing"]),
        ],
    )


def relation_columns() -> list[Column]:
    """The columns of who knows whom."""
    return [
        Column("person", _("Here")),
        Column("other", _("Knows")),
        Column("relation", _("How they know each other")),
        Column("other_code", _("Code")),
    ]


def relation_row(relation: Mapping[str, Any]) -> tuple[object, ...]:
    """One who knows one as a row."""
    return relation["person"], relation["other"], how_related(relation), relation["other_code"]


def how_related(relation: Mapping[str, Any]) -> str:
    """How they know each other, in words."""
    words = {REFERRED_BY: _("referred this customer"), "referred": _("came through this customer")}
    return words.get(relation["relation"]) or str(relation["relation"])


def referrer(relations: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Who referred the customer, where somebody did."""
    return next((one for one in relations if one["relation"] == REFERRED_BY), None)


def tell_referrer(card: dict[str, Any]) -> None:
    """Name who referred the customer beside all whom it knows; ids are nobody's business."""
    for one in card["relations"]:
        del one["id"]
    by = referrer(card["relations"])
    card["referred_by"] = {"code": by["other_code"], "name": by["other"]} if by else None


def referrer_words(relations: Sequence[Mapping[str, Any]]) -> str | None:
    """The same for people: 王小明 (C0001)."""
    one = referrer(relations)
    if one is None:
        return None
    return (
        _("{who} ({code})").format(who=one["other"], code=one["other_code"])
        if one["other_code"]
        else one["other"]
    )


def greeting_columns() -> list[Column]:
    """The columns of the greetings that somebody was given."""
    return [
        Column("greeted_on", _("Date"), "date"),
        Column("occasion", _("Occasion")),
        Column("how", _("How"), "words", labels=labels("contact_kind")),
        Column("by", _("By")),
        Column("note", _("Note"), line=2),
    ]


def name_occasions(book: sqlite3.Connection, greetings: Sequence[dict[str, Any]]) -> None:
    """Add what each occasion is called in both languages; a festival that is no longer known has its key."""
    if not greetings:
        return
    from crmcli.policy.greetings import BIRTHDAY, greeting_policy

    festivals = greeting_policy(book).festivals
    for one in greetings:
        known = festivals.get(one["occasion"])
        titles = (known.title_en, known.title_zh) if known else (one["occasion"], one["occasion"])
        if one["occasion"] == BIRTHDAY:
            titles = in_both_languages(lambda: _("birthday"))
        one["title_en"], one["title_zh"] = titles


def tuple_of_greeting(greeting: Mapping[str, Any]) -> tuple[object, ...]:
    """One of them as a row."""
    occasion, person = greeting[f"title_{language()}"], greeting["person"]
    named = f"{occasion} ({person})" if occasion and person else occasion
    return greeting["greeted_on"], named, greeting["how"], greeting["by"], greeting["note"]
