"""From typed words to a campaign with its members: whom it means, what the list needs first, who goes when."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crmcli.campaign.pointing import one_campaign, parse_campaign_name
from crmcli.campaign.queries import (
    Candidate,
    Head,
    campaigns_called,
    candidates_of,
    candidates_where,
    days_taken,
    fault_labels,
    member_ids,
    to_clean,
)
from crmcli.campaign.rules import (
    USUAL_COUNTS,
    check_free,
    check_period,
    check_runs,
    needed_per_day,
    rank,
    spread,
    working_days,
)
from crmcli.campaign.service import NewCampaign, Planned, add_members, begin_campaign, load_campaign
from crmcli.campaign.showing import written_campaign
from crmcli.customer.bulk import PREVIEW_ROWS
from crmcli.customer.meant import one_customer, several_customers
from crmcli.customer.rules import parse_line
from crmcli.customer.vocabulary import stored_word
from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import confirm
from crmcli.kit.cli.results import Text
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.dates.arithmetic import shifted
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.policy.choosing import calendar_for
from crmcli.policy.queries import policy_in_force
from crmcli.staff.desk import desk, owner_meant

MOST_PER_DAY = 1_000
MOST_TOLD = 5


class TypedCampaign(NamedTuple):
    """A new campaign as typed."""

    name: str
    from_: str
    to: str
    where: str
    goal: str | None
    focus: str | None
    owner: str | None
    per_day: str | None
    kinds: Sequence[str]


class _Span(NamedTuple):
    """The days over which members are spread, and the most that anybody may have on one."""

    first: date
    last: date
    per_day: int | None


def begin_typed(run: Invocation, typed: TypedCampaign) -> Record:
    """Begin a campaign: show whom it means and when, ask, write it as one entry."""
    name, (first, last) = parse_campaign_name(typed.name), _period(run, typed)
    per_day = parse_count(typed.per_day, "--per-day", 1, MOST_PER_DAY) if typed.per_day else None
    counts = [stored_word("contact_kind", kind) for kind in typed.kinds] or USUAL_COUNTS
    goal, focus = parse_line(typed.goal or ""), parse_line(typed.focus or "")
    with run.reading_or_empty() as book:
        check_free(name, ((one.name, one.from_on, one.to_on) for one in campaigns_called(book, name)))
        found, left_out = candidates_where(book, typed.where, run.today)
        if not found:
            raise RuleRefused(
                _("No customer fits {where}; a campaign needs somebody to call on."), where=typed.where[:100]
            )
        if left_out.archived:
            run.say(_("Archived customers left out: {count}.").format(count=left_out.archived))
        if left_out.scouts:
            run.say(_("Visitors who only scout us left out: {count}.").format(count=left_out.scouts))
        _say_what_to_clean(run, book, found)
        planned = _planned(run, book, found, _Span(max(first, run.today), last, per_day))
    _show(run, found, planned)
    if not confirm(_("Go ahead with {count}?").format(count=len(found))):
        raise RuleRefused(_("Nothing was changed."))
    with desk(run, "team campaign new") as at:
        owner_id = owner_meant(at, typed.owner or "me").id
        assert owner_id is not None
        new = NewCampaign(
            name,
            first,
            last,
            goal,
            focus,
            owner_id,
            tuple(dict.fromkeys(counts)),
            per_day,
            parse_line(typed.where),
        )
        campaign = begin_campaign(at, new, planned)
        at.session.flush()
        campaign_id = campaign.id or 0
    return written_campaign(run, campaign_id, name)


def _period(run: Invocation, typed: TypedCampaign) -> tuple[date, date]:
    first, last = (parse_date(words, run.today, "future") for words in (typed.from_, typed.to))
    check_period(first, last, run.today)
    run.say(
        _("From {first} to {last}.").format(first=describe_date(first), last=describe_date(last, run.today))
    )
    return first, last


def add_typed(run: Invocation, name: str, typed: Sequence[str], where: str | None) -> Text:
    """Take more customers in, each on a day that is still free."""
    with run.reading() as book:
        head = one_campaign(run, book, name)
        check_runs(head.name, head.ended_on)
        found = _meant(run, book, typed, where)
        there = member_ids(book, head.id)
        new = [one for one in found if one.customer_id not in there]
        if new:
            _say_what_to_clean(run, book, new)
        span = _Span(max(head.from_on, run.today), max(head.to_on, run.today), head.per_day)
        planned = _planned(run, book, new, span)
    _show(run, new, planned)
    if len(new) > 1 and not confirm(_("Go ahead with {count}?").format(count=len(new))):
        raise RuleRefused(_("Nothing was changed."))
    with desk(run, "team campaign add") as at:
        added = add_members(at, load_campaign(at, head.id), planned)
    same = len(found) - added
    text = _("{added} added, {same} there already").format(added=added, same=same)
    return Text(text, {"added": added, "there": same})


def _meant(
    run: Invocation, book: sqlite3.Connection, typed: Sequence[str], where: str | None
) -> list[Candidate]:
    """The customers that are named, by --where, by codes on stdin. Raises RuleRefused where one is archived."""
    if where is not None or len(typed) < 2:
        matches = several_customers(run, book, typed[0] if typed else None, where)[0]
    else:
        matches = [one_customer(run, book, words) for words in typed]
    for match in matches:
        if match.archived_on:
            raise RuleRefused(
                _("{name} is archived; crm archive {code} --back brings the card back first."),
                name=match.name,
                code=match.code,
            )
    ids = {match.customer_id for match in matches}
    found = candidates_of(book, ids)
    if len(found) < len(ids):
        run.say(_("Visitors who only scout us left out: {count}.").format(count=len(ids) - len(found)))
    return found


def _say_what_to_clean(run: Invocation, book: sqlite3.Connection, found: Sequence[Candidate]) -> None:
    """The faults of the list, with the first few that have them: it is cleaned before anybody goes."""
    ids = [one.customer_id for one in found]
    labels = fault_labels()
    for fault, lines in to_clean(book, ids, shifted(run.today, -1, "y"), run.today).items():
        told = _(", ").join(lines[:MOST_TOLD])
        more = len(lines) - MOST_TOLD
        rest = " " + _("… and {count} more").format(count=more) if more > 0 else ""
        run.warn(f"{labels[fault].format(count=len(lines))}: {told}{rest}")


def _planned(
    run: Invocation, book: sqlite3.Connection, found: Sequence[Candidate], span: _Span
) -> list[Planned]:
    """A working day for everybody, each owner by themselves. Raises RuleRefused where there are too few."""
    policy = policy_in_force(book)
    calendar = calendar_for(run, policy.workdays_a_week)
    days = working_days(calendar, span.first, span.last)
    if found and not days:
        raise RuleRefused(
            _("There is no working day from {first} to {last}."), first=span.first, last=span.last
        )
    for year in calendar.unknown_years(span.first, span.last):
        run.say(_("The holidays of {year} are not known; only weekends are left out.").format(year=year))
    planned: list[Planned] = []
    for owner, theirs in _by_owner(found).items():
        taken = days_taken(book, theirs[0].owner_id)
        chosen = spread(len(theirs), days, taken, span.per_day)
        if chosen is None:
            raise _too_many(owner, theirs, days, taken)
        theirs.sort(key=lambda one: rank(one.importance, one.grade, one.amount_fen, one.code, policy.letters))
        planned += [Planned(one.customer_id, day) for one, day in zip(theirs, chosen, strict=True)]
    return planned


def _by_owner(found: Sequence[Candidate]) -> Mapping[str, list[Candidate]]:
    owners: dict[str, list[Candidate]] = defaultdict(list)
    for one in found:
        owners[one.owner].append(one)
    return owners


def _too_many(
    owner: str, theirs: Sequence[Candidate], days: Sequence[date], taken: Mapping[date, int]
) -> RuleRefused:
    return RuleRefused(
        _(
            "The campaign is too short for {owner}: {count} customers on the working days that are left "
            "({days}) take {needed} a day. Let it last longer, or allow that with --per-day {needed}."
        ),
        owner=owner,
        count=len(theirs),
        days=len(days),
        needed=needed_per_day(len(theirs), days, taken),
    )


def _show(run: Invocation, found: Sequence[Candidate], planned: Sequence[Planned]) -> None:
    """The first few by name, then how many each owner has on which day."""
    by_id = {one.customer_id: one for one in found}
    in_order = sorted(planned, key=lambda each: each.planned_on)
    for each in in_order[:PREVIEW_ROWS]:
        one = by_id[each.customer_id]
        run.say(f"{each.planned_on}  {one.code}  {one.name}  {one.grade or '-'}  {one.owner}")
    if len(planned) > PREVIEW_ROWS:
        run.say(_("… and {count} more").format(count=len(planned) - PREVIEW_ROWS))
    for owner, theirs in sorted(_by_owner(found).items()) if len(planned) > 1 else ():
        ids = {one.customer_id for one in theirs}
        days = Counter(each.planned_on for each in planned if each.customer_id in ids)
        sentence = _("{owner}: customers {count}, days {days}, at most {most} a day")
        run.say(sentence.format(owner=owner, count=len(theirs), days=len(days), most=max(days.values())))


def replanned(
    run: Invocation, book: sqlite3.Connection, head: Head, customer_ids: Sequence[int]
) -> dict[int, date]:
    """Other days for members whose day does not lie in the campaign any more."""
    span = _Span(max(head.from_on, run.today), head.to_on, head.per_day)
    return {
        one.customer_id: one.planned_on
        for one in _planned(run, book, candidates_of(book, customer_ids), span)
    }
