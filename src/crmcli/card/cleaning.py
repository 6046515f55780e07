"""`crm card clean`: what is missing, impossible, stale, dead or there twice."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from crmcli.card.problem_words import PROBLEM_WORDS, problem_meant
from crmcli.card.quality_rules import (
    CardFacts,
    impossible,
    is_dead,
    parts_of,
)
from crmcli.card.value_problems import Told, late_values, unfit_values
from crmcli.customer.company_names import company_stem
from crmcli.customer.fields import customer_fields
from crmcli.customer.queries import Match
from crmcli.duty.sources import Range
from crmcli.filing.required import lacks_of
from crmcli.kit.cadence import Cadence
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates.arithmetic import shifted
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import N_, _
from crmcli.kit.where import compile_where
from crmcli.policy.cards import card_policy
from crmcli.policy.fields import card_definition
from crmcli.policy.queries import policy_in_force

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
        yield CardFacts._make((*row, lacking.missing, lacking.asked, lacking.missing_keys))


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


class Problem(NamedTuple):
    """What is wrong with a card: its kind, in words, and the keys of what it is about."""

    problem: str
    detail: str
    keys: tuple[str, ...] = ()


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
        self.late: dict[int, Told] = {}  # values to confirm again, where it was asked

    def ask_late(self, book: sqlite3.Connection, ids: Range = EVERY_CARD) -> None:
        """Find out which values of these cards should have been confirmed by now."""
        self.late = late_values(book, card_definition(book), self.cards, self.today, ids)

    def problems(self, facts: CardFacts) -> Iterator[Problem]:
        """Everything that is wrong."""
        reasons = impossible(facts, self.today)
        unfit = self._unfit.get(facts.customer_id, ())
        cannot = [_(_IMPOSSIBLE[name]) for name in reasons]
        cannot += [told for told, _key in unfit]
        if facts.missing:
            yield Problem("missing", _(", ").join(facts.missing), facts.missing_keys)
        if cannot:
            yield Problem("impossible", _(", ").join(cannot), (*reasons, *(key for _told, key in unfit)))
        if (facts.confirmed_on or facts.registered_on) < self.confirmed_since.isoformat():
            yield Problem("stale", facts.confirmed_on or facts.registered_on)
        if facts.customer_id in self.late:
            yield Problem("stale_values", *self.late[facts.customer_id])
        if self.is_dead(facts):
            yield Problem("dead", facts.last_contact_on or facts.registered_on)
        twin = facts.same_number or self.same_company.get(facts.code)
        if twin:
            yield Problem("twice", twin)

    def is_dead(self, facts: CardFacts) -> bool:
        """Without any chance, and without a contact for long."""
        return is_dead(facts, self._worst, self._dead_before)

    def parts(self, facts: CardFacts) -> dict[str, float]:
        """How much of each part of the quality is there."""
        parts = parts_of(facts, self.today, self.confirmed_since)
        return parts | {"sound": 0.0} if facts.customer_id in self._unfit else parts


def problems_listing(run: Invocation, where: str | None, kind: str | None) -> Listing:
    """Every problem of every card. Raises UsageRefused for a kind that there is not."""
    kind = problem_meant(kind) if kind is not None else None
    with run.reading() as book:
        judge = Judge(book, run.today)
        if kind in (None, "twice"):
            judge.same_company = same_companies(book)
        if kind in (None, "stale", "stale_values"):
            judge.ask_late(book)
        rows = [
            (facts.code, facts.name, facts.owner, one.problem, one.detail, list(one.keys))
            for facts in facts_of(book, run, where)
            for one in judge.problems(facts)
            if kind in (None, one.problem) or (kind, one.problem) == ("stale", "stale_values")
        ]
    labels = {name: _(words) for name, words in PROBLEM_WORDS.items()}
    columns = [
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("owner", _("Owner")),
        Column("problem", _("Problem"), "words", labels=labels),
        Column("detail", _("What")),
        Column("keys", _("Fields"), "list", tables=False),
    ]
    return Listing(columns, rows, empty=_("Nothing is to be cleaned."))


def dead_cards(book: sqlite3.Connection, run: Invocation, where: str | None) -> list[Match]:
    """The customers that are dead."""
    judge = Judge(book, run.today)
    found = [facts for facts in facts_of(book, run, where) if judge.is_dead(facts)]
    revisions = dict(book.execute("select id, rev from customer"))
    return [
        Match(one.customer_id, one.code, one.name, one.phone, one.grade, None, revisions[one.customer_id])
        for one in found
    ]


_IMPOSSIBLE = {
    "registered_on": N_("registered on a day to come"),
    "last_contact_on": N_("last contact on a day to come"),
    "met_on": N_("met on a day to come"),
    "birthday": N_("born on a day to come"),
    "age": N_("older than anybody"),
    "id_birthday": N_("birthday and ID number disagree"),
    "mobile": N_("a mobile without 11 digits"),
}
