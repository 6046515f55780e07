"""From typed words to a corrected visit: parse, or edit; correct; say what moved."""

import shlex
from typing import Any

from crmcli.customer.rules import parse_line
from crmcli.customer.service import load_customer
from crmcli.customer.showing import written_record
from crmcli.customer.visits import correction_titles
from crmcli.customer.vocabulary import stored_word
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.staff.desk import desk
from crmcli.visit.correction import correct_visit
from crmcli.visit.drafts import Draft
from crmcli.visit.giving_back import giving_back, kept_in, where_and_who
from crmcli.visit.logging import NO_DATE, check_moment, contact_moment, moment_text
from crmcli.visit.particulars import aspect_titles, parse_proxy, parse_purposes, parse_satisfaction
from crmcli.visit.phrases import SUMMARY, known_phrases
from crmcli.visit.queries import said_at
from crmcli.visit.rewriting import Wanted
from crmcli.visit.seen import Seen, look_up
from crmcli.visit.typed import TypedVisit, typed_texts
from crmcli.visit.writing_down import NothingWritten, opened, texts_of


def correct_typed_visit(run: Invocation, typed: TypedVisit, number: int) -> Record:
    """Correct the customer's visit of that number. Everything is parsed before the book is locked."""
    if typed.record.form:
        raise UsageRefused(
            _("--form asks about a new visit; --edit opens what visit {number} says."), number=number
        )
    seen = look_up(run, typed.customer)
    wanted = _as_typed(run, typed, seen)
    draft = _opened(run, typed, seen, number)
    yours = shlex.join(["crm", "visit", seen.match.code, f"--correct={number}", *where_and_who(run)])
    with giving_back(
        run, lambda: kept_in(draft, f"{yours} --draft={draft.path}") if draft and draft.is_ours else ""
    ):
        if draft is not None:
            wanted = _with_document(wanted, draft, seen)
        if wanted == Wanted(reason=wanted.reason):
            raise UsageRefused(
                _("Say what visit {number} is to say, with the options of a visit, or open it with --edit."),
                number=number,
            )
        with desk(run, "visit correct", wanted.reason) as at:
            seen_rev = seen.match.rev if draft is not None else None
            customer = load_customer(at, seen.match.customer_id, seen_rev)
            moved = correct_visit(at, customer, number, wanted)
            next_on = customer.next_follow_up_on
    if draft is not None and not run.dry_run:
        draft.done()
    if not moved:
        run.say(_("Visit {number} says so already; nothing was changed.").format(number=number))
        return written_record(run, seen.match.customer_id, seen.match.code)
    titles = {**correction_titles(), **aspect_titles(seen.record)}
    sentence = _(
        "Visit {number} of {name} is corrected: {what}. What it said before is kept: crm show {code}"
    )
    what = _(", ").join(titles.get(name, name) for name in moved)
    run.say(sentence.format(number=number, name=seen.match.name, what=what, code=seen.match.code))
    if next_on is not None and {"contact_on", "grade_after", "next_on"} & set(moved):
        sentence = _("Next follow-up of {name}: {day}.")
        run.say(sentence.format(name=seen.match.name, day=describe_date(next_on)))
    return written_record(run, seen.match.customer_id, seen.match.code)


def _as_typed(run: Invocation, typed: TypedVisit, seen: Seen) -> Wanted:
    record = typed.record
    phrases = known_phrases(run, seen.record) if typed.names_phrases else {}
    texts = typed_texts(typed, seen.record, phrases)
    columns: dict[str, Any] = {}
    if SUMMARY in texts:
        columns["summary"] = texts.pop(SUMMARY)
    if typed.kind is not None:
        columns["kind"] = stored_word("contact_kind", typed.kind)
    if typed.at:
        columns |= _moment(run, typed.at)
    if typed.grade is not None:
        columns["grade_after"] = seen.policy.parse_grade(typed.grade)
    if typed.next is not None:
        dropped = typed.next.strip().lower() in NO_DATE
        columns["next_on"] = None if dropped else parse_date(typed.next, run.today, "future")
    parsers: list[tuple[str, str | None, Any]] = [
        ("next_topic", typed.topic, parse_line),
        ("line", record.line, parse_line),
        ("satisfaction", record.satisfaction, parse_satisfaction),
        ("proxy", record.proxy, parse_proxy),
    ]
    columns |= {name: parse(text) for name, text, parse in parsers if text is not None}
    marks = {"is_short": record.short, "is_scout": record.scout}
    columns |= {name: mark for name, mark in marks.items() if mark is not None}
    return Wanted(
        columns,
        texts,
        parse_purposes(record.purposes) if record.purposes else None,
        _names(typed.companions),
        _names(record.told),
        parse_line(typed.reason or ""),
    )


def _names(typed: Any) -> tuple[str, ...] | None:
    """The names that replace those that are there; one empty name takes all away."""
    return tuple(name for name in typed if name.strip()) if typed else None


def _moment(run: Invocation, typed: str) -> dict[str, Any]:
    """Day and hour; where no hour is typed, that of the visit stays only while its day does (`correct_visit`)."""
    contact = contact_moment(run, typed)
    check_moment(run, contact)
    moment = moment_text(run, contact) if contact.at else None
    return {"contact_on": contact.on, **({"at": moment} if moment else {})}


def _opened(run: Invocation, typed: TypedVisit, seen: Seen, number: int) -> Draft | None:
    if not typed.record.edit and typed.record.draft is None:
        return None
    with run.reading() as book:
        said = said_at(book, seen.match.customer_id, number)
    return opened(run, typed.record, seen, "", _("visit {number}").format(number=number), said)


def _with_document(wanted: Wanted, draft: Draft, seen: Seen) -> Wanted:
    try:
        texts = texts_of(draft, seen)
    except NothingWritten:
        if draft.is_ours:
            draft.done()
        raise
    columns = dict(wanted.columns)
    if SUMMARY in texts:
        columns.setdefault("summary", texts.pop(SUMMARY))
    return wanted._replace(columns=columns, aspects={**texts, **wanted.aspects})
