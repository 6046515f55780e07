"""From typed words to what somebody says of papers: verified, rejected, waived."""

from collections.abc import Sequence
from typing import NamedTuple

from crmcli.checklist.deciding import reject_papers, verify_papers, waive_line, waive_part
from crmcli.checklist.pointing import Meant, find_parties, is_everybody, meant
from crmcli.checklist.queries import Application
from crmcli.checklist.receiving import say_standing
from crmcli.checklist.selection import one_checklist
from crmcli.checklist.service import load_checklist, read_application
from crmcli.checklist.showing import written_checklist
from crmcli.checklist.standing import Part
from crmcli.checklist.typed import same_words
from crmcli.customer.rules import parse_line
from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk, desk
from crmcli.staff.service import require_staff


class TypedJudgement(NamedTuple):
    """What is said of papers on the command line; `by` is who says it, whoever works unless named."""

    who: str
    items: Sequence[str]
    wanted: str | None = None
    party: str | None = None
    reason: str | None = None
    by: str | None = None
    everything: bool = False
    original_seen: bool = False
    newest: str | None = None


def verify_typed(run: Invocation, typed: TypedJudgement) -> Record:
    """Papers were looked at."""
    if bool(typed.items) == typed.everything:
        raise UsageRefused(_("Say which items were looked at, or --all."))
    one = _seen(run, typed)
    parts = _parts(run, one, typed)
    with desk(run, "checklist verify") as at:
        checklist = load_checklist(at, one.head, must_be_as_seen=run.interactive)
        count = verify_papers(at, checklist, parts, by_id=_by(at, typed), original_seen=typed.original_seen)
        one = read_application(at, checklist)
    run.say(_("Verified: {count}.").format(count=count))
    say_standing(run, one)
    return written_checklist(run, one)


def reject_typed(run: Invocation, typed: TypedJudgement) -> Record:
    """Papers are not good enough; a waiver is taken back in the same way."""
    if not typed.items:
        raise UsageRefused(_("Say which item is rejected."))
    newest = parse_count(typed.newest, "--newest") if typed.newest is not None else None
    reason = _reason(run, typed)
    one = _seen(run, typed)
    parts = _parts(run, one, typed)
    with desk(run, "checklist reject", reason) as at:
        checklist = load_checklist(at, one.head, must_be_as_seen=run.interactive)
        reject_papers(at, checklist, parts, by_id=_by(at, typed), reason=reason, newest=newest)
        one = read_application(at, checklist)
    run.say(_("Rejected, because: {reason}.").format(reason=reason.rstrip(".。")))
    say_standing(run, one)
    return written_checklist(run, one)


def waive_typed(run: Invocation, typed: TypedJudgement) -> Record:
    """Papers need not come."""
    if not typed.items:
        raise UsageRefused(_("Say which item is waived."))
    reason = _reason(run, typed)
    one = _seen(run, typed)
    found = [each for word in typed.items for each in meant(run, one, word, typed.party, of_all=True)]
    for each in found:
        _check_waiver(run, each, typed)
    with desk(run, "checklist waive", reason) as at:
        checklist = load_checklist(at, one.head, must_be_as_seen=run.interactive)
        by_id = _by(at, typed)
        for each in found:
            if each.whole and typed.party is None:
                waive_line(at, checklist, each.line, by_id=by_id, reason=reason)
            else:
                for part in each.parts:
                    waive_part(at, checklist, part, by_id=by_id, reason=reason)
        one = read_application(at, checklist)
    run.say(_("Waived, because: {reason}.").format(reason=reason.rstrip(".。")))
    say_standing(run, one)
    return written_checklist(run, one)


def _check_waiver(run: Invocation, found: Meant, typed: TypedJudgement) -> None:
    """Who may waive is the template's to say (docs/checklists.md#templates). RuleRefused."""
    item = found.line.item
    if not found.whole and any(part.is_alternative for part in found.parts):
        raise RuleRefused(
            _("{item}: any one of several papers will do; waive the whole item: {number}."),
            item=item.title.here,
            number=item.number,
        )
    if item.waived_by == "nobody":
        raise RuleRefused(_("{item} is never waived: the template says so."), item=item.title.here)
    if item.waived_by != "anyone" and (typed.by is None or same_words(typed.by, run.actor_name)):
        who = {"supervisor": _("a supervisor"), "manager": _("a manager")}[item.waived_by]
        raise RuleRefused(
            _("{item} is waived by {who}, somebody else than you: say who with --by NAME."),
            item=item.title.here,
            who=who,
        )


def _seen(run: Invocation, typed: TypedJudgement) -> Application:
    with run.reading() as book:
        return one_checklist(run, book, typed.who, typed.wanted)


def _parts(run: Invocation, one: Application, typed: TypedJudgement) -> list[Part]:
    """The papers that are meant; everything is that of one party where one is named."""
    if not typed.everything:
        found = [each for word in typed.items for each in meant(run, one, word, typed.party, of_all=True)]
        return [part for each in found for part in each.parts]
    parts = [part for line in one.standing.lines for part in line.bundle.parts()]
    if typed.party is None or is_everybody(typed.party):
        return parts
    places = find_parties(one, typed.party)
    holders = {place.holder.id for place in places if place.person is None}
    persons = {place.person.id for place in places if place.person is not None}
    return [part for part in parts if part.holder.id in holders or part.person.id in persons]


def _reason(run: Invocation, typed: TypedJudgement) -> str:
    reason = parse_line(typed.reason or "")
    if reason is None and run.interactive:
        reason = parse_line(ask(_("Why")))
    if reason is None:
        raise UsageRefused(_("Say why with --reason TEXT."))
    return reason


def _by(at: Desk, typed: TypedJudgement) -> int:
    if typed.by is None:
        return at.my_id
    member = require_staff(at.writing, typed.by)
    assert member.id is not None
    return member.id
