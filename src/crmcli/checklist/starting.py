"""From typed words to an application: whose, by which template, who belongs to it, until when."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from crmcli.checklist.membership import Members
from crmcli.checklist.queries import Application
from crmcli.checklist.schema import Loaded, load_template, templates_folder
from crmcli.checklist.selection import one_checklist
from crmcli.checklist.service import (
    NewChecklist,
    change,
    close_checklist,
    load_checklist,
    read_application,
    set_deadline,
    start_checklist,
)
from crmcli.checklist.showing import party_in_words, written_checklist
from crmcli.checklist.tables import Checklist
from crmcli.checklist.template import Template
from crmcli.checklist.typed import (
    Deadline,
    TypedFact,
    TypedParty,
    parse_deadline,
    parse_fact,
    parse_party,
)
from crmcli.checklist.vocabulary import role_words
from crmcli.checklist.wording import enumerate_words
from crmcli.customer.queries import Match
from crmcli.customer.rules import likely_kind, parse_line, parse_name
from crmcli.customer.selection import one_customer
from crmcli.customer.service import load_customer
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.settings import config_folder
from crmcli.kit.text import fold
from crmcli.policy.choosing import calendar_for, policy_for
from crmcli.staff.desk import Desk, desk


class TypedStart(NamedTuple):
    """A checklist as it is started on the command line."""

    who: str
    template: str
    applied: str
    deadline: str | None
    parties: Sequence[str]
    facts: Sequence[str]


def own_folder(run: Invocation) -> str:
    """The folder of the user's own templates."""
    return templates_folder(config_folder(run.environ))


def start_typed(run: Invocation, typed: TypedStart) -> Record:
    """Start it. Everything is parsed, and asked for, before the book is locked."""
    loaded = load_template(typed.template, own_folder(run))
    template = loaded.template
    applied_on = parse_date(typed.applied, run.today, "past") if typed.applied else run.today
    if typed.applied:
        run.say(_("Applied on {day}.").format(day=describe_date(applied_on)))
    deadline = _deadline(run, typed.deadline, template, applied_on)
    match = _customer(run, typed.who) if template.subject == "customer" else None
    subject = None if match else parse_name(typed.who)
    name = match.name if match else str(subject)
    parties, facts = [parse_party(one) for one in typed.parties], [parse_fact(one) for one in typed.facts]
    if run.interactive:
        parties += _asked_parties(template, parties)
        facts += _asked_facts(template, facts)
    kinds = _known_kinds(run, [name, *(one.name for one in parties)])
    with desk(run, "checklist start") as at:
        customer = load_customer(at, match.customer_id) if match else None
        new = NewChecklist(customer, subject, loaded, applied_on, *deadline)
        checklist = start_checklist(at, new)
        members = Members(at, checklist, _loader(run))
        main_kind = customer.kind if customer else "company"
        members.begin(name, main_kind)
        _join(members, template, parties, kinds)
        for fact in facts:
            members.say(fact)
        one = read_application(at, checklist)
    _say_started(run, one)
    return written_checklist(run, one)


def _customer(run: Invocation, typed: str) -> Match:
    with run.reading() as book:
        return one_customer(run, book, typed)


def _deadline(
    run: Invocation, typed: str | None, template: Template, applied_on: date
) -> tuple[date | None, str | None]:
    if typed is not None:
        return deadline_meant(run, typed, applied_on)
    days = template.deadline_working_days
    return deadline_on(run, Deadline(f"{days}wd", None, days), applied_on) if days else (None, None)


def deadline_meant(run: Invocation, typed: str, applied_on: date) -> tuple[date | None, str | None]:
    """The deadline that was typed: a day, working days from the application, or `none`."""
    if typed.strip().lower() in ("none", "无", "不限"):
        return None, None
    return deadline_on(run, parse_deadline(typed, run.today), applied_on)


def deadline_on(run: Invocation, deadline: Deadline, applied_on: date) -> tuple[date, str]:
    """The day and its rule. Counted from the day after the application; a year without holidays is said."""
    if deadline.on is not None:
        if deadline.on < applied_on:
            raise RuleRefused(
                _("The deadline {day} lies before the application of {applied}."),
                day=describe_date(deadline.on),
                applied=describe_date(applied_on),
            )
        return deadline.on, deadline.rule
    with run.reading() as book:
        days_a_week = policy_for(run, book).workdays_a_week
    calendar = calendar_for(run, days_a_week)
    day = calendar.after(applied_on, deadline.working_days or 1)
    for year in calendar.unknown_years(applied_on, day):
        sentence = _(
            "The holidays of {year} are not known: the week alone was counted. A file in holidays/ adds them."
        )
        run.warn(sentence.format(year=year))
    return day, deadline.rule


def _asked_parties(template: Template, given: Sequence[TypedParty]) -> list[TypedParty]:
    """Who else belongs to it, asked for on a terminal; Enter leaves a role unnamed."""
    there = {party.role for party in given if party.holder is None}
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


def _known_kinds(run: Invocation, names: Iterable[str]) -> dict[str, str]:
    """Of people and companies who are customers the book knows which they are."""
    with run.reading() as book:
        found = {}
        for name in names:
            row = book.execute("select kind from customer where name_folded = ?", (fold(name),)).fetchone()
            found[name] = row[0] if row else likely_kind(name)
        return found


def _loader(run: Invocation) -> Callable[[str], Loaded]:
    """Templates are looked for when somebody gets a list of their own."""
    return lambda name: load_template(name, own_folder(run))


def _join(members: Members, template: Template, parties: Sequence[TypedParty], kinds: dict[str, str]) -> None:
    """Those who hand in lists first, so that others can belong to them."""
    holding = {holder.role for holder in template.holders}
    for party in sorted(parties, key=lambda one: one.holder is not None or one.role not in holding):
        members.add(party, kinds.get(party.name))


def _say_started(run: Invocation, one: Application) -> None:
    head = one.head
    count = len(one.standing.missing)
    run.say(
        _("{template} of {name} is started as {code}: {count} items are missing.").format(
            template=one.template.title.here, name=head.name, code=head.code, count=count
        )
    )
    if head.deadline_on is not None:
        run.say(_("Deadline: {day}.").format(day=describe_date(head.deadline_on, run.today)))
    unnamed = [party_in_words(one, party) for party in one.records.parties if not party.name]
    if unnamed:
        sentence = _("{roles}: crm checklist party {code} ROLE=NAME names them.")
        run.say(sentence.format(roles=enumerate_words(unnamed), code=head.code))


class TypedChange(NamedTuple):
    """What is said anew of who belongs to a checklist."""

    who: str
    wanted: str | None
    parties: Sequence[str]
    drops: Sequence[str]
    facts: Sequence[str]


def change_typed(run: Invocation, typed: TypedChange) -> Record:
    """Add and drop parties, say facts. What was received stays."""
    parties, facts = [parse_party(one) for one in typed.parties], [parse_fact(one) for one in typed.facts]
    with run.reading() as book:
        one = one_checklist(run, book, typed.who, typed.wanted)
    kinds = _known_kinds(run, (party.name for party in parties))
    with desk(run, "checklist party") as at:
        checklist = writable(run, at, one)
        change(at, checklist)
        members = Members(at, checklist, _loader(run))
        for dropped in typed.drops:
            members.drop(dropped)
        _join(members, one.template, parties, kinds)
        for fact in facts:
            members.say(fact)
        one = read_application(at, checklist)
    run.say(_("{count} items are missing.").format(count=len(one.standing.missing)))
    return written_checklist(run, one)


def writable(run: Invocation, at: Desk, one: Application) -> Checklist:
    """The checklist to write on; where somebody has answered questions it must be as it was seen."""
    return load_checklist(at, one.head, must_be_as_seen=run.interactive)


def set_typed_deadline(run: Invocation, who: str, wanted: str | None, typed: str) -> Record:
    """Another deadline, or none."""
    with run.reading() as book:
        one = one_checklist(run, book, who, wanted)
    on, rule = deadline_meant(run, typed, one.head.applied_on)
    with desk(run, "checklist deadline") as at:
        checklist = writable(run, at, one)
        set_deadline(at, checklist, on, rule)
        one = read_application(at, checklist)
    run.say(
        _("Deadline: {day}.").format(day=describe_date(on, run.today)) if on else _("There is no deadline.")
    )
    return written_checklist(run, one)


def close_typed(run: Invocation, who: str, wanted: str | None, reason: str | None, *, back: bool) -> Record:
    """Close a checklist, or open it again."""
    with run.reading() as book:
        one = one_checklist(run, book, who, wanted, closed=back)
    because = parse_line(reason or "")
    with desk(run, "checklist close", because) as at:
        checklist = writable(run, at, one)
        changed = close_checklist(at, checklist, None if back else run.today, because)
        one = read_application(at, checklist)
    if not changed:
        run.say(_("{name} is so already; nothing changed.").format(name=one.head.code))
    return written_checklist(run, one)
