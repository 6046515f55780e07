"""From typed words to an application: whose, by which template, who belongs to it, until when."""

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from crmcli.checklist.conditions import holds
from crmcli.checklist.deadlines import first_deadline
from crmcli.checklist.loading import Loaded, load_template, template_called, templates_folder
from crmcli.checklist.membership import Members
from crmcli.checklist.queries import Application, subjects
from crmcli.checklist.selection import customers_named
from crmcli.checklist.service import (
    NewChecklist,
    read_application,
    start_checklist,
)
from crmcli.checklist.showing import party_in_words, written_checklist
from crmcli.checklist.template import Template
from crmcli.checklist.typed import (
    TypedFact,
    TypedParty,
    parse_fact,
    parse_party,
    same_words,
)
from crmcli.checklist.vocabulary import role_words
from crmcli.checklist.wording import enumerate_words
from crmcli.customer.queries import Match, find_customers
from crmcli.customer.rules import likely_kind, parse_name
from crmcli.customer.selection import one_customer
from crmcli.customer.service import load_customer
from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _, _n
from crmcli.kit.text import fold
from crmcli.staff.desk import desk


class TypedStart(NamedTuple):
    """A checklist as it is started on the command line."""

    who: str
    template: str
    applied: str
    deadline: str | None
    parties: Sequence[str]
    facts: Sequence[str]
    new: bool = False


def start_typed(run: Invocation, typed: TypedStart) -> Record:
    """Start it. Everything is parsed, and asked for, before the book is locked."""
    loaded = template_called(typed.template, templates_folder(run.environ))
    template = loaded.template
    applied_on = parse_date(typed.applied, run.today, "past") if typed.applied else run.today
    if applied_on > run.today:
        raise RuleRefused(
            _("An application cannot be of {day}: that is still to come."), day=describe_date(applied_on)
        )
    if typed.applied:
        run.say(_("Applied on {day}.").format(day=describe_date(applied_on)))
    deadline = first_deadline(run, typed.deadline, template, applied_on)
    match, subject = _whose(run, typed, template)
    name = match.name if match else str(subject)
    parties, facts = [parse_party(one) for one in typed.parties], [parse_fact(one) for one in typed.facts]
    if run.interactive:
        facts += _asked_facts(template, facts)
        parties += _asked_parties(template, parties, facts)
    kinds = known_kinds(run, [name, *(one.name for one in parties)])
    with desk(run, "checklist start") as at:
        customer = load_customer(at, match.customer_id) if match else None
        new = NewChecklist(customer, subject, loaded, applied_on, *deadline)
        checklist = start_checklist(at, new)
        members = Members(at, checklist, template_loader(run))
        main_kind = customer.kind if customer else "company"
        members.begin(name, main_kind)
        join_parties(members, template, parties, kinds)
        for fact in facts:
            members.say(fact)
        one = read_application(at, checklist)
    _say_started(run, one)
    _say_other_list(run, one, main_kind)
    return written_checklist(run, one)


def _whose(run: Invocation, typed: TypedStart, template: Template) -> tuple[Match | None, str | None]:
    """Whose list it is: a customer's; of an office or partner who is none the name. RuleRefused for a likely typo."""
    with run.reading() as book:
        if template.subject == "customer":
            return one_customer(run, book, typed.who), None
        name = parse_name(typed.who)
        exact = customers_named(book, name)
        if exact:
            return exact[0], None
        known = subjects(book)
        if typed.new or any(same_words(name, one) for one in known):
            return None, name
        near = [
            *get_close_matches(name, known, n=3, cutoff=0.5),
            *(one.name for one in find_customers(book, name)[:3]),
        ]
        if near:
            raise RuleRefused(
                _("{name} is new; did you mean {near}? --new starts it under the new name."),
                name=name,
                near=", ".join(dict.fromkeys(near)),
            )
        return None, name


def _asked_parties(
    template: Template, given: Sequence[TypedParty], facts: Sequence[TypedFact]
) -> list[TypedParty]:
    """Who else belongs to it, asked for on a terminal; Enter leaves a role that is there unnamed."""
    there = {party.role for party in given if party.holder is None}
    said = {name: fact.default for name, fact in template.facts.items()}
    said |= {fact.fact: fact.value for fact in facts if fact.holder is None}
    there |= {role for role, condition in template.role_conditions.items() if not holds(condition, said)}
    asked = []
    for role in (*template.roles, *(holder.role for holder in template.holders)):
        name = "" if role in there else ask(_("{role}, name (Enter: not yet)").format(role=role_words(role)))
        if name:
            asked.append(TypedParty(None, role, None, parse_name(name)))
    return asked


def _asked_facts(template: Template, given: Sequence[TypedFact]) -> list[TypedFact]:
    said = {fact.fact for fact in given if fact.holder is None}
    asked = []
    for name, fact in template.facts.items():
        if name not in said:
            usual = _("yes") if fact.default else _("no")
            answer = ask(_("{fact}, yes or no").format(fact=fact.ask.here), usual)
            asked.append(parse_fact(f"{name}={answer}"))
    return asked


def known_kinds(run: Invocation, names: Iterable[str]) -> dict[str, str]:
    """What each is. Of people and companies who are customers the book knows which they are."""
    with run.reading() as book:
        found = {}
        for name in names:
            row = book.execute("select kind from customer where name_folded = ?", (fold(name),)).fetchone()
            found[name] = row[0] if row else likely_kind(name)
        return found


def template_loader(run: Invocation) -> Callable[[str], Loaded]:
    """Templates are looked for when somebody gets a list of their own."""
    return lambda name: load_template(name, templates_folder(run.environ))


def join_parties(
    members: Members, template: Template, parties: Sequence[TypedParty], kinds: dict[str, str]
) -> None:
    """Those who hand in lists first, so that others can belong to them."""
    holding = {holder.role for holder in template.holders}
    for party in sorted(parties, key=lambda one: one.holder is not None or one.role not in holding):
        members.add(party, kinds.get(party.name))


def _say_started(run: Invocation, one: Application) -> None:
    head = one.head
    count = len(one.standing.missing)
    run.say(
        _n(
            "{template} of {name} is started as {code}: {count} item is missing.",
            "{template} of {name} is started as {code}: {count} items are missing.",
            count,
        ).format(template=one.template.title.here, name=head.name, code=head.code, count=count)
    )
    if head.deadline_on is not None:
        run.say(_("Deadline: {day}.").format(day=describe_date(head.deadline_on, run.today)))
    unnamed = [party_in_words(one, party) for party in one.parties if not party.name]
    if unnamed:
        sentence = _("{roles}: crm checklist party {code} ROLE=NAME names them.")
        run.say(sentence.format(roles=enumerate_words(unnamed), code=head.code))


def _say_other_list(run: Invocation, one: Application, kind: str) -> None:
    """Where lists come in pairs, for persons and for companies: this one is for the other kind."""
    template = one.template
    pairs = {
        "person": {pair.person for pair in template.holders},
        "company": {pair.company for pair in template.holders},
    }
    if (
        pairs[kind]
        and template.name not in pairs[kind]
        and template.name in pairs["person"] | pairs["company"]
    ):
        sentence = _(
            "The card of {name} says {kind}, for which the list is {other}; crm undo takes this one back."
        )
        other = ", ".join(sorted(pairs[kind]))
        run.say(sentence.format(name=one.head.name, kind=labels("kind")[kind], other=other))
