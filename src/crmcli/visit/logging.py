"""From typed words to a logged contact: parse, ask for the grade, log, say what follows."""

import shlex
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from crmcli.customer.queries import Match
from crmcli.customer.rules import parse_line, parse_note
from crmcli.customer.selection import one_customer
from crmcli.customer.service import load_customer
from crmcli.customer.showing import customer_mapping, written_record
from crmcli.customer.tables import Customer
from crmcli.customer.vocabulary import stored_word
from crmcli.grade.giving import say_disagreement
from crmcli.grade.rules import ceiling_on, check_agreed, suggest_grade
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask, ask_until
from crmcli.kit.dates import Moment, describe_date, parse_date, parse_moment
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.policy.queries import policy_in_force
from crmcli.policy.rules import Policy
from crmcli.staff.desk import desk
from crmcli.visit.rules import check_contact_day
from crmcli.visit.service import Logged, NewVisit, log_visit


class TypedVisit(NamedTuple):
    """A visit as typed on the command line."""

    customer: str
    summary: str
    kind: str
    at: str
    companions: Sequence[str]
    purpose: str | None
    grade: str | None
    reason: str | None
    next: str | None
    topic: str | None


class _Seen(NamedTuple):
    """What the book knows of the customer before the visit."""

    match: Match
    policy: Policy
    need: str | None
    expected_close_on: date | None
    status: str


def log_typed_visit(run: Invocation, typed: TypedVisit) -> Record:
    """Log the visit. Everything is parsed, and asked for, before the book is locked."""
    seen = _look_up(run, typed.customer)
    contact = _contact_moment(run, typed.at)
    check_contact_day(contact.on, run.today)
    _check_moment(run, contact)
    new = NewVisit(
        kind=stored_word("contact_kind", typed.kind),
        contact_on=contact.on,
        at=_moment_text(run, contact),
        summary=parse_note(typed.summary) if typed.summary.strip() else "",
        companions=typed.companions,
        purpose=parse_line(typed.purpose or ""),
        reason=parse_line(typed.reason or ""),
        topic=parse_line(typed.topic) if typed.topic is not None else None,
    )
    new = _with_next(run, new, typed.next)
    new = _with_grade(run, new, typed.grade, seen, asked=typed.grade is None and run.interactive)
    if run.interactive:
        new = _ask_for_missing(run, new, seen)
    with desk(run, "visit", new.reason) as at:
        seen_rev = seen.match.rev if run.interactive else None
        yours = _as_command(seen.match.code, typed, new)
        logged = log_visit(at, load_customer(at, seen.match.customer_id, seen_rev, yours), new)
        at.session.flush()
    _say(run, logged, seen.policy)
    return written_record(run, seen.match.customer_id, seen.match.code)


def _as_command(code: str, typed: TypedVisit, new: NewVisit) -> str:
    """The visit with what was answered since, as a command line to send again."""
    options = {
        "--kind": new.kind if new.kind != "visit" else None,
        "--at": typed.at,
        "--purpose": new.purpose,
        "--grade": new.grade,
        "--reason": new.reason,
        "--next": "none" if new.drop_agreed else new.next_on and new.next_on.isoformat(),
        "--topic": new.topic,
    }
    words = ["crm", "visit", code, *(f"--with={companion}" for companion in new.companions)]
    words += [f"{option}={value}" for option, value in options.items() if value]
    return shlex.join([*words, "--", new.summary] if new.summary else words)


def _look_up(run: Invocation, typed: str) -> _Seen:
    with run.reading() as book:
        match = one_customer(run, book, typed)
        card = customer_mapping(book, match.customer_id, run.today)
        close = date.fromisoformat(card["expected_close_on"]) if card["expected_close_on"] else None
        return _Seen(match, policy_in_force(book), card["need"], close, card["status"])


def _contact_moment(run: Invocation, typed: str) -> Moment:
    if not typed:
        return Moment(run.today, None)
    moment = parse_moment(typed, run.today, "past")
    at = f" {moment.at:%H:%M}" if moment.at else ""
    run.say(_("Contact on {day}.").format(day=describe_date(moment.on) + at))
    return moment


def _check_moment(run: Invocation, contact: Moment) -> None:
    """An hour of today that is still to come has seen no contact, where the clock knows the hour."""
    now = run.clock.now()
    if contact.at and run.clock.knows_the_hour and contact.on == run.today and contact.at > now.time():
        raise RuleRefused(
            _("{time} today is still to come. Log the visit when it has happened."),
            time=f"{contact.at:%H:%M}",
        )


def _moment_text(run: Invocation, contact: Moment) -> str | None:
    """The moment with the book's offset; without a typed time today's contact is now."""
    if contact.at is None:
        known = contact.on == run.today and run.clock.knows_the_hour
        return run.clock.now().isoformat() if known else None
    return datetime.combine(contact.on, contact.at, run.clock.now().tzinfo).isoformat()


def _with_next(run: Invocation, new: NewVisit, typed: str | None) -> NewVisit:
    if typed is None:
        return new
    if typed.strip().lower() in ("none", "无", "不约"):
        return new._replace(drop_agreed=True)
    return new._replace(next_on=parse_date(typed, run.today, "future"))


def _with_grade(run: Invocation, new: NewVisit, typed: str | None, seen: _Seen, *, asked: bool) -> NewVisit:
    """The grade as typed or asked for; Enter keeps it. In a script the old grade stays, not reconsidered."""
    if typed is not None:
        return new._replace(grade=seen.policy.parse_grade(typed), reconsidered=True)
    if not asked:
        return new
    suggestion = suggest_grade(seen.policy, seen.need, seen.expected_close_on, run.today)
    if suggestion.letter is not None:
        run.say(_("Suggested: {letter} ({why})").format(letter=suggestion.letter, why=suggestion.why))
    now = seen.match.grade or ""
    question = _("Grade after this contact ({letters})").format(letters=" ".join(seen.policy.letters))
    grade = ask_until(question, lambda text: seen.policy.parse_grade(text) if text else "", now)
    return new._replace(grade=grade or None, reconsidered=True)


def _ask_for_missing(run: Invocation, new: NewVisit, seen: _Seen) -> NewVisit:
    if not new.summary:
        new = new._replace(summary=ask(_("What was said")))
    if new.next_on is None and not new.drop_agreed:
        new = _ask_next(run, new, seen)
        if new.next_on is not None and new.topic is None:
            new = new._replace(topic=parse_line(ask(_("Topic to open with"))))
    return new


def _ask_next(run: Invocation, new: NewVisit, seen: _Seen) -> NewVisit:
    """The next date; one later than the rhythm needs a reason, and without it another date."""
    grade = new.grade or seen.match.grade
    ceiling = ceiling_on(seen.policy, grade, seen.status, new.contact_on)

    def parse(typed: str) -> date | None:
        day = parse_date(typed, run.today, "future") if typed else None
        if day is not None:
            check_agreed(day, None, None, new.contact_on)
        return day

    while True:
        next_on = ask_until(_("Next date agreed (Enter: by the rhythm)"), parse)
        if next_on is None or ceiling is None or next_on <= ceiling or new.reason:
            return new._replace(next_on=next_on)
        question = _("{next} is later than the rhythm ({ceiling}); why").format(
            next=describe_date(next_on), ceiling=describe_date(ceiling)
        )
        reason = parse_line(ask(question))
        if reason:
            return new._replace(next_on=next_on, reason=reason)


def _say(run: Invocation, logged: Logged, policy: Policy) -> None:
    customer, visit = logged.customer, logged.visit
    if not logged.counted:
        run.say(
            _("Logged. The last contact with {name} is later ({day}): grade and next follow-up stay.").format(
                name=customer.name, day=describe_date(customer.last_contact_on or visit.contact_on)
            )
        )
        return
    if visit.grade_before != visit.grade_after:
        moved = _("{name}: grade {before} > {after}.")
        run.say(moved.format(name=customer.name, before=visit.grade_before or "-", after=visit.grade_after))
    if customer.grade is not None:
        say_disagreement(run, policy, customer)
    if logged.early_for_first_follow_up:
        _say_early(run, customer)
    _say_next(run, customer)


def _say_early(run: Invocation, customer: Customer) -> None:
    first, last = customer.first_follow_up_from_on, customer.first_follow_up_due_on
    if first is not None and last is not None:
        sentence = _("This is before the first follow-up's days, {first} to {last}; it stays due.")
        run.say(sentence.format(first=describe_date(first), last=describe_date(last)))


def _say_next(run: Invocation, customer: Customer) -> None:
    if customer.next_follow_up_on is not None:
        sentence = _("Next follow-up of {name}: {day}.")
        run.say(sentence.format(name=customer.name, day=describe_date(customer.next_follow_up_on)))
    elif customer.grade is None:
        sentence = _("{name} has no grade yet: crm grade {code} A-E gives one.")
        run.say(sentence.format(name=customer.name, code=customer.code))
