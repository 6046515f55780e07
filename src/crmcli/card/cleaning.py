"""`crm card clean` and `quality`: what is missing, impossible, stale, dead or there twice; how good cards are."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from crmcli.card.quality_rules import (
    CardFacts,
    impossible,
    is_dead,
    lost_points,
    parts_of,
    score_of,
)
from crmcli.card.value_problems import late_values, unfit_values
from crmcli.customer.company_names import company_stem
from crmcli.customer.fields import customer_fields
from crmcli.customer.queries import Match
from crmcli.duty.sources import Range
from crmcli.filing.required import lacks_of
from crmcli.kit.cadence import Cadence
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates.arithmetic import shifted
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import N_, _
from crmcli.kit.where import compile_where
from crmcli.policy.cards import card_policy
from crmcli.policy.fields import card_definition
from crmcli.policy.queries import policy_in_force

PROBLEMS = ("missing", "impossible", "stale", "stale_values", "dead", "twice")
EVERY_CARD = (0, 2**62)
_FACTS = """
select l.id, l.code, l.name, l.owner, (select branch from staff s where s.id = l.owner_id), l.phone, l.grade,
  l.birthday, l.birthday_is_lunar, l.id_number, l.registered_on, l.last_contact_on, l.met_on, l.next_follow_up_on,
  (select max(confirmed_on) from card_confirmation f where f.customer_id = l.id),
  (select count(*) from customer_phone p where p.customer_id = l.id and p.kind = 'mobile' and p.number like '+86%'
     and length(p.number) <> 14),
  (select min(o.code) from customer o where o.archived_on is null and o.id <> l.id
     and (o.id in (select q.customer_id from customer_phone p join customer_phone q on q.number = p.number
            where p.customer_id = l.id and p.kind = 'mobile')
       or (l.id_number is not null and o.id_number = l.id_number)
       or (l.licence_number is not null and o.licence_number = l.licence_number))
     and instr(';' || coalesce(l.duplicate_accepted_of, '') || ';', ';' || o.code || ';') = 0
     and instr(';' || coalesce(o.duplicate_accepted_of, '') || ';', ';' || l.code || ';') = 0),
  (select count(*) from card_check_item i where i.customer_id = l.id and i.state = 'finding')
from customer_list l where l.archived_on is null and ({test}) order by l.code
"""


def facts_of(
    book: sqlite3.Connection,
    run: Invocation,
    where: str | None = None,
    customer_id: int | None = None,
    *,
    scouts: bool = True,
) -> Iterator[CardFacts]:
    """What counts of every card that fits; with or without visitors who only scout us."""
    test, values = "1", tuple[object, ...]()
    if where is not None:
        compiled = compile_where(where, customer_fields(book, run.today), run.today)
        test, values = compiled.sql, compiled.parameters
    if customer_id is not None:
        test, values = f"({test}) and l.id = ?", (*values, customer_id)
    if not scouts:
        test = f"({test}) and not l.is_scout"
    lacks = lacks_of(book, run.today, customer_id)
    for row in book.execute(_FACTS.format(test=test), values):
        lacking = lacks[row[0]]
        yield CardFacts._make((*row, lacking.missing, lacking.asked))


def before(cadence: Cadence, today: date) -> date:
    """The day that lies as long ago as a duration says."""
    return shifted(today, -cadence.count, cadence.unit)


def same_companies(book: sqlite3.Connection) -> dict[str, str]:
    """The codes of cards that name one company, its legal form left aside, each with the code of another."""
    groups: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for code, name, kind, beside in book.execute(
        "select code, name, kind, coalesce(duplicate_accepted_of, '') from customer where archived_on is null"
        " order by id"
    ):
        groups[company_stem(name)].append((code, kind, beside))
    found: dict[str, str] = {}
    for stem, cards in groups.items():
        if stem and len(cards) > 1 and any(kind == "company" for _code, kind, _beside in cards):
            for code, _kind, beside in cards:
                others = (one[0] for one in cards if one[0] != code and not _accepted(code, beside, one))
                twin = next(others, None)
                if twin is not None:
                    found[code] = twin
    return found


def _accepted(code: str, beside: str, other: tuple[str, str, str]) -> bool:
    """Whether one of the two was knowingly registered beside the other."""
    return other[0] in beside.split(";") or code in other[2].split(";")


class Judge:
    """Words what is wrong with cards, by the policy in force."""

    def __init__(self, book: sqlite3.Connection, today: date, ids: Range = EVERY_CARD) -> None:
        policy, card = policy_in_force(book), card_definition(book)
        self.cards = card_policy(book)
        self.today = today
        self._worst = policy.letters[-1]
        self._dead_before = before(self.cards.dead_after, today)
        self.confirmed_since = before(self.cards.confirm_every, today)
        self.same_company: dict[str, str] = {}  # code to code, where it was asked
        self._unfit = unfit_values(book, card, today, ids)
        self.late: dict[int, str] = {}  # values to confirm again, where it was asked

    def ask_late(self, book: sqlite3.Connection, ids: Range = EVERY_CARD) -> None:
        """Find out which values of these cards should have been confirmed by now."""
        self.late = late_values(book, card_definition(book), self.cards, self.today, ids)

    def problems(self, facts: CardFacts) -> Iterator[tuple[str, str]]:
        """Kind and details of everything that is wrong."""
        cannot = [_(_IMPOSSIBLE[name]) for name in impossible(facts, self.today)]
        cannot += self._unfit.get(facts.customer_id, ())
        if facts.missing:
            yield "missing", _(", ").join(facts.missing)
        if cannot:
            yield "impossible", _(", ").join(cannot)
        if (facts.confirmed_on or facts.registered_on) < self.confirmed_since.isoformat():
            yield "stale", facts.confirmed_on or facts.registered_on
        if facts.customer_id in self.late:
            yield "stale_values", self.late[facts.customer_id]
        if self.is_dead(facts):
            yield "dead", facts.last_contact_on or facts.registered_on
        twin = facts.same_number or self.same_company.get(facts.code)
        if twin:
            yield "twice", twin

    def is_dead(self, facts: CardFacts) -> bool:
        """Without any chance, and without a contact for long."""
        return is_dead(facts, self._worst, self._dead_before)

    def parts(self, facts: CardFacts) -> dict[str, float]:
        """How much of each part of the quality is there."""
        parts = parts_of(facts, self.today, self.confirmed_since)
        return parts | {"sound": 0.0} if facts.customer_id in self._unfit else parts


def problems_listing(run: Invocation, where: str | None, kind: str | None) -> Listing:
    """Every problem of every card. Raises UsageRefused for a kind that there is not."""
    kind = kind and _kind_meant(kind)
    if kind is not None and kind not in PROBLEMS:
        raise UsageRefused(
            _("There is no problem {typed}; there are: {known}."), typed=kind[:40], known=", ".join(PROBLEMS)
        )
    with run.reading() as book:
        judge = Judge(book, run.today)
        if kind in (None, "twice"):
            judge.same_company = same_companies(book)
        if kind in (None, "stale", "stale_values"):
            judge.ask_late(book)
        rows = [
            (facts.code, facts.name, facts.owner, problem, detail)
            for facts in facts_of(book, run, where)
            for problem, detail in judge.problems(facts)
            if kind in (None, problem) or (kind, problem) == ("stale", "stale_values")
        ]
    labels = {name: _(words) for name, words in _PROBLEM_WORDS.items()}
    columns = [
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("owner", _("Owner")),
        Column("problem", _("Problem"), "words", labels=labels),
        Column("detail", _("What")),
    ]
    return Listing(columns, rows, empty=_("Nothing is to be cleaned."))


def _kind_meant(typed: str) -> str:
    """The kind that is shown in these words, or in words with these in them where no other is."""
    words = {name: (_(shown), name) for name, shown in _PROBLEM_WORDS.items()}
    exact = [name for name, shown in words.items() if typed.casefold() in shown]
    near = [name for name, shown in words.items() if typed.strip() and typed.casefold() in shown[0]]
    found = exact or near
    return found[0] if len(found) == 1 else typed


def dead_cards(book: sqlite3.Connection, run: Invocation, where: str | None) -> list[Match]:
    """The customers that are dead."""
    judge = Judge(book, run.today)
    found = [facts for facts in facts_of(book, run, where) if judge.is_dead(facts)]
    revisions = dict(book.execute("select id, rev from customer"))
    return [
        Match(one.customer_id, one.code, one.name, one.phone, one.grade, None, revisions[one.customer_id])
        for one in found
    ]


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
        "problems": [{"problem": kind, "detail": detail} for kind, detail in judge.problems(facts)],
    }
    fields = [Field(_("Quality"), _("{score} of 100").format(score=mapping["score"]))]
    fields += [
        Field(
            _(_PARTS[name]), _("{points} of {most}").format(points=mapping["parts"][name], most=points[name])
        )
        for name in parts
    ]
    fields.append(Field(_("Would raise it most"), _(_PARTS[lost[0][0]]) if lost else None))
    fields += [Field(_(_PROBLEM_WORDS[kind]), detail) for kind, detail in judge.problems(facts)]
    return Record(mapping, [Block(f"{match.name}  {match.code}", fields)])


def quality_listing(run: Invocation, by: str, where: str | None) -> Listing:
    """How good the cards of each person or branch are, and what would raise it most. Raises UsageRefused."""
    if by not in ("owner", "branch", "customer"):
        raise UsageRefused(_("Quality is told by owner, branch or customer, not by {typed}."), typed=by[:40])
    scores: dict[str, list[int]] = defaultdict(list)
    lost: dict[str, Counter[str]] = defaultdict(Counter)
    with run.reading() as book:
        judge = Judge(book, run.today)
        for facts in facts_of(book, run, where, scouts=False):
            whose = {"owner": facts.owner, "branch": facts.branch or "-", "customer": facts.code}[by]
            parts = judge.parts(facts)
            scores[whose].append(score_of(parts, judge.cards.quality))
            lost[whose].update(dict(lost_points(parts, judge.cards.quality)))
    rows = []
    for whose, each in sorted(scores.items(), key=lambda one: (sum(one[1]) / len(one[1]), one[0])):
        most = max(lost[whose].items(), key=lambda one: (one[1], one[0]), default=(None, 0))[0]
        rows.append((whose, len(each), round(sum(each) / len(each)), min(each), most))
    headers = {"owner": _("Owner"), "branch": _("Branch"), "customer": _("Customer")}
    columns = [
        Column(by, headers[by]),
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


_IMPOSSIBLE = {
    "registered_on": N_("registered on a day to come"),
    "last_contact_on": N_("last contact on a day to come"),
    "met_on": N_("met on a day to come"),
    "birthday": N_("born on a day to come"),
    "age": N_("older than anybody"),
    "id_birthday": N_("birthday and ID number disagree"),
    "mobile": N_("a mobile without 11 digits"),
}
_PROBLEM_WORDS = {
    "missing": N_("missing"),
    "impossible": N_("cannot be"),
    "stale": N_("not confirmed since"),
    "stale_values": N_("values to confirm again"),
    "dead": N_("dead since"),
    "twice": N_("there twice"),
}
_PARTS = {
    "required": N_("Registration"),
    "reachable": N_("A phone to call"),
    "confirmed": N_("Confirmed lately"),
    "followed": N_("Followed up on time"),
    "sound": N_("Nothing wrong on it"),
}
