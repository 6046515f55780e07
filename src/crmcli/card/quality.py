"""`crm card quality`: how good cards are, and what would raise them most."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from typing import Any

from crmcli.card.cleaning import Judge, facts_of
from crmcli.card.counted_by import by_meant
from crmcli.card.problem_words import PROBLEM_WORDS
from crmcli.card.quality_rules import lost_points, score_of
from crmcli.customer.queries import Match
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import N_, _

_PARTS = {
    "required": N_("Registration"),
    "reachable": N_("A phone to call"),
    "confirmed": N_("Confirmed lately"),
    "followed": N_("Followed up on time"),
    "sound": N_("Nothing wrong on it"),
}


def quality_record(book: sqlite3.Connection, run: Invocation, match: Match) -> Record:
    """The points of one card, part by part, and what would raise them."""
    this_card = (match.customer_id, match.customer_id)
    judge = Judge(book, run.today, this_card)
    judge.ask_late(book, this_card)
    facts = next(facts_of(book, run, customer_id=match.customer_id, scouts=False), None)
    if facts is None:
        sentence = (
            _("{name} is archived; its card is not judged.")
            if match.archived_on
            else _("{name} only scouts us; the card is not judged.")
        )
        run.say(sentence.format(name=match.name))
        return Record({"code": match.code, "name": match.name, "score": None})
    parts, points = judge.parts(facts), judge.cards.quality
    lost = lost_points(parts, points)
    mapping: dict[str, Any] = {
        "code": match.code,
        "name": match.name,
        "score": score_of(parts, points),
        "parts": {name: round(points[name] * share) for name, share in parts.items()},
        "of": dict(points),
        "raise": [{"part": name, "points": gain} for name, gain in lost],
        "problems": [{**one._asdict(), "keys": list(one.keys)} for one in judge.problems(facts)],
    }
    fields = [Field(_("Quality"), _("{score} of 100").format(score=mapping["score"]))]
    fields += [
        Field(
            _(_PARTS[name]), _("{points} of {most}").format(points=mapping["parts"][name], most=points[name])
        )
        for name in parts
    ]
    fields.append(Field(_("Would raise it most"), _(_PARTS[lost[0][0]]) if lost else None))
    fields += [Field(_(PROBLEM_WORDS[one.problem]), one.detail) for one in judge.problems(facts)]
    return Record(mapping, [Block(f"{match.name}  {match.code}", fields)])


def quality_listing(run: Invocation, by: str, where: str | None) -> Listing:
    """How good the cards of each person or branch are, and what would raise it most. Raises UsageRefused."""
    refusal = _("Quality is told by owner, branch or customer, not by {typed}.")
    by = by_meant(by, ("owner", "branch", "customer"), refusal)
    names: dict[str, str] = {}
    scores: dict[str, list[int]] = defaultdict(list)
    lost: dict[str, Counter[str]] = defaultdict(Counter)
    with run.reading() as book:
        judge = Judge(book, run.today)
        for facts in facts_of(book, run, where, scouts=False):
            whose = {"owner": facts.owner, "branch": facts.branch or "-", "customer": facts.code}[by]
            names[whose] = facts.name
            parts = judge.parts(facts)
            scores[whose].append(score_of(parts, judge.cards.quality))
            lost[whose].update(dict(lost_points(parts, judge.cards.quality)))
    rows = []
    for whose, each in sorted(scores.items(), key=lambda one: (sum(one[1]) / len(one[1]), one[0])):
        most = max(lost[whose].items(), key=lambda one: (one[1], one[0]), default=(None, 0))[0]
        named = (names[whose],) if by == "customer" else ()
        rows.append((whose, *named, len(each), round(sum(each) / len(each)), min(each), most))
    headers = {"owner": _("Owner"), "branch": _("Branch"), "customer": _("Code")}
    columns = [
        Column(by, headers[by]),
        *([Column("name", _("Customer"))] if by == "customer" else []),
        Column("cards", _("Cards"), "int"),
        Column("score", _("Quality"), "int"),
        Column("lowest", _("Lowest"), "int"),
        Column(
            "raise",
            _("Would raise it most"),
            "words",
            labels={name: _(word) for name, word in _PARTS.items()},
        ),
    ]
    return Listing(columns, rows, empty=_("There are no cards."), code_key=by)
