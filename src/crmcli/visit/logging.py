"""From typed words to a logged contact: parse, ask for the grade, log, say what follows."""

from datetime import datetime

from crmcli.customer.rules import parse_line
from crmcli.customer.service import load_customer
from crmcli.customer.showing import written_record
from crmcli.customer.tables import Customer
from crmcli.customer.vocabulary import stored_word
from crmcli.grade.giving import say_disagreement
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import Moment, describe_date, parse_date, parse_moment
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.policy.visit_record import VISIT_FACTS
from crmcli.staff.desk import desk
from crmcli.visit.asking import Form, asked_items
from crmcli.visit.giving_back import giving_back, how_again
from crmcli.visit.particulars import check_complete
from crmcli.visit.phrases import SUMMARY, Phrases, known_phrases
from crmcli.visit.rules import check_contact_day
from crmcli.visit.seen import Seen, look_up
from crmcli.visit.service import Logged, NewVisit, log_visit
from crmcli.visit.typed import TypedVisit, typed_particulars, typed_texts
from crmcli.visit.writing_down import write_down

NO_DATE = ("none", "无", "不约")


def log_typed_visit(run: Invocation, typed: TypedVisit) -> Record:
    """Log the visit. Everything is parsed, and asked for, before the book is locked."""
    seen = look_up(run, typed.customer)
    phrases = known_phrases(run, seen.record) if typed.names_phrases or run.interactive else {}
    form = Form(run, seen, phrases, _as_typed(run, typed, seen, phrases))
    with giving_back(run, lambda: how_again(run, typed, form)):
        write_down(run, typed.record, seen, form)
        if run.interactive:
            _ask(form, typed, seen)
        _check(run, form.new, seen)
        with desk(run, "visit", form.new.reason) as at:
            seen_rev = seen.match.rev if run.interactive else None
            logged = log_visit(at, load_customer(at, seen.match.customer_id, seen_rev), form.new)
            at.session.flush()
    form.finish()
    _say(run, logged, seen)
    return written_record(run, seen.match.customer_id, seen.match.code)


def _ask(form: Form, typed: TypedVisit, seen: Seen) -> None:
    """What is missing, on a terminal. What was written in an editor is not asked for once more."""
    if typed.grade is None:
        form.ask_grade()
    if form.draft is None:
        if not form.new.summary:
            form.ask_summary()
        form.ask_items(asked_items(seen.record, form.new.kind, form.new.told, everything=typed.record.form))
    if form.new.next_on is None and not form.new.drop_agreed:
        form.ask_next()


def _check(run: Invocation, new: NewVisit, seen: Seen) -> None:
    facts = {
        "with": new.companions,
        "purpose": new.told.purposes,
        "line": new.told.line,
        "satisfaction": new.told.satisfaction,
        "proxy": new.told.proxy,
    }
    check_complete(
        new.kind, new.summary, new.told, seen.record, [name for name in VISIT_FACTS if facts[name]]
    )
    if new.told.is_short and not seen.has_phone:
        sentence = _(
            "{name} has no phone yet; after a short reception that is what the card needs: crm edit {code} --phone P"
        )
        run.say(sentence.format(name=seen.match.name, code=seen.match.code))
    if new.told.is_scout and not new.told.told:
        run.say(
            _("A visitor who scouts us is told to the supervisor on site first; --told STAFF says who knows.")
        )


def _as_typed(run: Invocation, typed: TypedVisit, seen: Seen, phrases: Phrases) -> NewVisit:
    contact = contact_moment(run, typed.at)
    check_contact_day(contact.on, run.today)
    check_moment(run, contact)
    texts = typed_texts(typed, seen.record, phrases)
    new = NewVisit(
        kind=stored_word("contact_kind", typed.kind or "visit"),
        contact_on=contact.on,
        at=moment_text(run, contact),
        summary=texts.get(SUMMARY, ""),
        companions=typed.companions,
        told=typed_particulars(typed.record, texts),
        reason=parse_line(typed.reason or ""),
        topic=parse_line(typed.topic) if typed.topic is not None else None,
    )
    if typed.grade is not None:
        new = new._replace(grade=seen.policy.parse_grade(typed.grade), reconsidered=True)
    return _with_next(run, new, typed.next)


def contact_moment(run: Invocation, typed: str) -> Moment:
    """The day of the contact, and its hour where it was typed; today unless said. What was understood is told."""
    if not typed:
        return Moment(run.today, None)
    moment = parse_moment(typed, run.today, "past")
    at = f" {moment.at:%H:%M}" if moment.at else ""
    run.say(_("Contact on {day}.").format(day=describe_date(moment.on) + at))
    return moment


def check_moment(run: Invocation, contact: Moment) -> None:
    """An hour of today that is still to come has seen no contact, where the clock knows the hour."""
    now = run.clock.now()
    if contact.at and run.clock.knows_the_hour and contact.on == run.today and contact.at > now.time():
        raise RuleRefused(
            _("{time} today is still to come. Log the visit when it has happened."),
            time=f"{contact.at:%H:%M}",
        )


def moment_text(run: Invocation, contact: Moment) -> str | None:
    """The moment with the book's offset; without a typed time today's contact is now."""
    if contact.at is None:
        known = contact.on == run.today and run.clock.knows_the_hour
        return run.clock.now().isoformat() if known else None
    return datetime.combine(contact.on, contact.at, run.clock.now().tzinfo).isoformat()


def _with_next(run: Invocation, new: NewVisit, typed: str | None) -> NewVisit:
    if typed is None:
        return new
    if typed.strip().lower() in NO_DATE:
        return new._replace(drop_agreed=True)
    return new._replace(next_on=parse_date(typed, run.today, "future"))


def _say(run: Invocation, logged: Logged, seen: Seen) -> None:
    customer, visit = logged.customer, logged.visit
    _say_rules(run, logged)
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
        say_disagreement(run, seen.policy, customer)
    if visit.is_scout or seen.is_scout:
        sentence = _("{name} only scouts us: nothing is due, and no report counts the card.")
        run.say(sentence.format(name=customer.name))
        return
    if logged.early_for_first_follow_up:
        _say_early(run, customer)
    _say_next(run, customer)


def _say_rules(run: Invocation, logged: Logged) -> None:
    if logged.first_alone:
        sentence = _("Two go to a new customer for the first time; nobody went along to {name}.")
        run.warn(sentence.format(name=logged.customer.name))
    if logged.private_line:
        sentence = _("{line} is none of the company's lines; customers are contacted on those alone.")
        run.warn(sentence.format(line=logged.visit.line))
    if logged.held_by_one:
        sentence = _("Two hold a key prospect; {name} is held by one: crm team share {code} STAFF")
        run.warn(sentence.format(name=logged.customer.name, code=logged.customer.code))
    if logged.withdrawn:
        sentence = _("Waited for a yes about {name}, and is withdrawn: approval {what}.")
        run.warn(sentence.format(name=logged.customer.name, what=", ".join(map(str, logged.withdrawn))))


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
