"""From typed words to papers that have come: which, how many, of which period, with a copy of the file."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from crmcli.checklist.periods import Period
from crmcli.checklist.pointing import meant, taken
from crmcli.checklist.queries import Application
from crmcli.checklist.rules import expired_since
from crmcli.checklist.selection import one_checklist
from crmcli.checklist.service import Came, keep_file, load_checklist, read_application, receive_papers
from crmcli.checklist.showing import written_checklist
from crmcli.checklist.standing import Part
from crmcli.checklist.vocabulary import GATHERED
from crmcli.checklist.wording import enumerate_words, still_missing, title_of
from crmcli.customer.rules import parse_line
from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.keeping import Copied, copy_in
from crmcli.staff.desk import desk

MOST_COPIES = 10_000


class TypedReceipt(NamedTuple):
    """Papers as they are received on the command line."""

    who: str
    items: Sequence[str]
    wanted: str | None = None
    party: str | None = None
    copies: str | None = None
    on: str | None = None
    first: str | None = None
    last: str | None = None
    issued: str | None = None
    expires: str | None = None
    note: str | None = None
    file: str | None = None


def receive_typed(run: Invocation, typed: TypedReceipt) -> Record:
    """Papers came; what they lack is said. Everything is parsed, and asked for, before the book is locked."""
    if not typed.items:
        raise UsageRefused(
            _("Say what has come: a number, a name or a title; crm checklist show lists them.")
        )
    came = _came(run, typed)
    with run.reading() as book:
        one = one_checklist(run, book, typed.who, typed.wanted)
    parts = _parts(run, one, typed)
    copied = copy_in(run, typed.file) if typed.file is not None else None
    with desk(run, "checklist receive") as at:
        checklist = load_checklist(at, one.head, must_be_as_seen=run.interactive)
        if copied is not None:
            file_id = keep_file(at, copied.digest, copied.name, copied.size_bytes)
            came = came._replace(file_id=file_id, file_name=copied.name)
        receive_papers(at, checklist, parts, came)
        one = read_application(at, checklist)
    _say_received(run, one, parts, copied)
    return written_checklist(run, one)


def _came(run: Invocation, typed: TypedReceipt) -> Came:
    came_on = _day(run, typed.on, "past") or run.today
    issued_on, expires_on = _day(run, typed.issued, "past"), _day(run, typed.expires, "future")
    if issued_on and issued_on > run.today:
        raise ValueRefused(_("A paper cannot be issued on {day}: that is still to come."), day=issued_on)
    if issued_on and expires_on and expires_on < issued_on:
        raise ValueRefused(
            _("A paper issued on {issued} cannot expire on {expires}."), issued=issued_on, expires=expires_on
        )
    copies = parse_count(typed.copies, "--count") if typed.copies is not None else 1
    if not 1 <= copies <= MOST_COPIES:
        raise UsageRefused(_("--count is 1 to {most}."), most=MOST_COPIES)
    period = _period(run, typed)
    if period is not None and period.last > came_on:
        raise ValueRefused(
            _("A paper that came on {day} cannot cover days up to {last}."), day=came_on, last=period.last
        )
    return Came(came_on, copies, period, issued_on, expires_on, parse_line(typed.note or ""))


def _day(run: Invocation, typed: str | None, direction: str) -> date | None:
    if typed is None:
        return None
    day = parse_date(typed, run.today, "past" if direction == "past" else "future")
    if day.isoformat() != typed.strip():
        run.say(f"{typed.strip()[:40]}: {describe_date(day)}")
    return day


def _period(run: Invocation, typed: TypedReceipt) -> Period | None:
    first, last = _day(run, typed.first, "past"), _day(run, typed.last, "past")
    if first is None and last is None:
        return None
    period = Period(first or last or run.today, last or first or run.today)
    if period.first > period.last:
        raise ValueRefused(_("--from {first} lies after --to {last}."), first=period.first, last=period.last)
    return period


def _parts(run: Invocation, one: Application, typed: TypedReceipt) -> list[Part]:
    """The papers that have come, each once, whatever they were called by; one that has expired may come again."""
    ended = {id(part) for part in expired_since(one.standing, run.today)}
    parts: dict[tuple[int, int, str, str], Part] = {}
    for word in typed.items:
        for found in meant(run, one, word, typed.party):
            for part in taken(run, one, found, lambda part: part.state in GATHERED and id(part) not in ended):
                parts[part.holder.id, part.person.id, part.item.name, part.paper] = part
    if not parts:
        raise ValueRefused(_("All of that is there already; name the paper to receive it once more."))
    return list(parts.values())


def _say_received(run: Invocation, one: Application, parts: Sequence[Part], copied: Copied | None) -> None:
    titles = dict.fromkeys(title_of(one, part) for part in parts)
    run.say(_("Received: {papers}.").format(papers=enumerate_words(titles)))
    if copied is not None:
        run.say(_("A copy of {name} is kept beside the book.").format(name=copied.name))
    for line in still_missing(one, parts):
        run.warn(_("Not complete: {what}.").format(what=line))
    say_standing(run, one)


def say_standing(run: Invocation, one: Application) -> None:
    """How far the application is."""
    found = one.standing
    if found.missing:
        there = len(found.required) - len(found.missing)
        run.say(_("{there} of {required} items are there.").format(there=there, required=len(found.required)))
    elif found.is_complete:
        run.say(_("The checklist of {name} is complete.").format(name=one.head.name))
    elif one.template.acceptance:
        run.say(_("All papers are there: {next}.").format(next=one.template.acceptance.here))
    else:
        run.say(_("All papers are there; crm checklist verify says that they were looked at."))
