"""What is said anew of an application: who belongs to it, until when, that it has ended."""

from collections.abc import Sequence
from typing import NamedTuple

from crmcli.checklist.deadlines import deadline_meant
from crmcli.checklist.membership import Members
from crmcli.checklist.selection import one_checklist
from crmcli.checklist.service import change, close_checklist, load_checklist, read_application, set_deadline
from crmcli.checklist.showing import written_checklist
from crmcli.checklist.starting import join_parties, known_kinds, template_loader
from crmcli.checklist.typed import parse_fact, parse_party
from crmcli.customer.rules import parse_line
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _, _n
from crmcli.staff.desk import desk


class TypedChange(NamedTuple):
    """What is said anew of who belongs to a checklist."""

    who: str
    wanted: str | None
    parties: Sequence[str]
    drops: Sequence[str]
    facts: Sequence[str]


def change_typed(run: Invocation, typed: TypedChange) -> Record:
    """Add and drop parties, say facts. What was received stays."""
    if not (typed.parties or typed.drops or typed.facts):
        raise UsageRefused(_("Say what changes: ROLE=NAME, --drop PARTY or --fact FACT=yes."))
    parties, facts = [parse_party(one) for one in typed.parties], [parse_fact(one) for one in typed.facts]
    with run.reading() as book:
        one = one_checklist(run, book, typed.who, typed.wanted)
    kinds = known_kinds(run, (party.name for party in parties))
    with desk(run, "checklist party") as at:
        checklist = load_checklist(at, one.head, must_be_as_seen=run.interactive)
        change(at, checklist)
        members = Members(at, checklist, template_loader(run))
        for dropped in typed.drops:
            members.drop(dropped)
        join_parties(members, one.template, parties, kinds)
        for fact in facts:
            members.say(fact)
        one = read_application(at, checklist)
    run.say(
        _n("{count} item is missing.", "{count} items are missing.", len(one.standing.missing)).format(
            count=len(one.standing.missing)
        )
    )
    return written_checklist(run, one)


def set_typed_deadline(run: Invocation, who: str, wanted: str | None, typed: str) -> Record:
    """Another deadline, or none."""
    with run.reading() as book:
        one = one_checklist(run, book, who, wanted)
    on, rule = deadline_meant(run, typed, one.head.applied_on)
    with desk(run, "checklist deadline") as at:
        checklist = load_checklist(at, one.head, must_be_as_seen=run.interactive)
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
        checklist = load_checklist(at, one.head, must_be_as_seen=run.interactive)
        changed = close_checklist(at, checklist, None if back else run.today, because)
        one = read_application(at, checklist)
    if not changed:
        run.say(_("{name} is so already; nothing changed.").format(name=one.head.code))
    return written_checklist(run, one)
