"""What is changed in a campaign: its own facts, a member's goal, who is done, who leaves, its end."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from crmcli.campaign.listing import Row, member_rows
from crmcli.campaign.pointing import one_campaign, parse_campaign_name
from crmcli.campaign.queries import Head
from crmcli.campaign.rules import check_day_within, check_done_day, check_period, check_runs
from crmcli.campaign.service import (
    change,
    drop_member,
    end_campaign,
    load_campaign,
    member_of,
    move_within,
    rename,
)
from crmcli.campaign.showing import written_campaign
from crmcli.campaign.starting import MOST_PER_DAY, replanned
from crmcli.campaign.tables import CampaignMember
from crmcli.customer.meant import one_customer
from crmcli.customer.queries import Match
from crmcli.customer.rules import parse_line
from crmcli.customer.service import load_customer
from crmcli.customer.showing import written_record
from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _, _n
from crmcli.staff.desk import Desk, desk, owner_meant


class _Meant(NamedTuple):
    """A campaign, a customer, and how that member stands: None where it is none."""

    head: Head
    match: Match
    row: Row | None


def _look_up(run: Invocation, name: str, customer: str) -> _Meant:
    with run.reading() as book:
        head = one_campaign(run, book, name)
        match = one_customer(run, book, customer)
        rows = (row for row in member_rows(book, head.id) if row["customer_id"] == match.customer_id)
        row = next(rows, None)
    check_runs(head.name, head.ended_on)
    return _Meant(head, match, row)


def _with_member(
    run: Invocation,
    command: str,
    meant: _Meant,
    reason: str | None,
    act: Callable[[Desk, CampaignMember], Any],
) -> Record:
    with desk(run, f"team campaign {command}", reason) as at:
        campaign = load_campaign(at, meant.head.id)
        member = member_of(at, campaign, load_customer(at, meant.match.customer_id))
        if act(at, member) is False:
            run.say(_("{name} is so already; nothing changed.").format(name=meant.match.name))
        at.session.flush()
    return written_record(run, meant.match.customer_id, meant.match.code)


def drop_typed(run: Invocation, name: str, customer: str, reason: str) -> Record:
    """Take a customer out of the campaign, with the reason."""
    because = parse_line(reason)
    if because is None:
        raise UsageRefused(_("Say why with --reason TEXT."))
    meant = _look_up(run, name, customer)
    return _with_member(run, "drop", meant, because, lambda at, member: drop_member(at, member, because))


def goal_typed(
    run: Invocation, name: str, customer: str, goal: str | None, focus: str | None, on: str | None
) -> Record:
    """The goal, the focus, the day of one member; an empty text gives the campaign's own back."""
    if goal is None and focus is None and on is None:
        raise UsageRefused(_("Say what the visit is for: a text, --focus TEXT or --on DATE."))
    meant = _look_up(run, name, customer)
    facts: dict[str, Any] = {}
    if goal is not None:
        facts["goal"] = parse_line(goal)
    if focus is not None:
        facts["focus"] = parse_line(focus)
    if on is not None:
        day = facts["planned_on"] = parse_date(on, run.today, "future")
        check_day_within(day, meant.head.from_on, meant.head.to_on)
        run.say(_("Planned for {day}.").format(day=describe_date(day, run.today)))
    return _with_member(run, "goal", meant, None, lambda at, member: change(at, member, facts))


def done_typed(run: Invocation, name: str, customer: str, result: str | None, on: str | None) -> Record:
    """Somebody was called on without a contact being logged; a result is kept in either case."""
    meant = _look_up(run, name, customer)
    told = parse_line(result or "")
    day = parse_date(on, run.today, "past") if on else run.today
    check_done_day(day, meant.head.from_on, run.today)
    done = meant.row is not None and meant.row["state"] == "done"

    def act(at: Desk, member: CampaignMember) -> bool:
        facts: dict[str, Any] = {"result": told} if told else {}
        if not done or on:
            facts |= {"done_on": day, "done_by_id": at.my_id}
        return change(at, member, facts)

    if done and meant.row is not None:
        sentence = _("{name} was done on {day} already.")
        run.say(
            sentence.format(
                name=meant.match.name, day=describe_date(date.fromisoformat(meant.row["done_on"]))
            )
        )
    return _with_member(run, "done", meant, None, act)


def end_typed(run: Invocation, name: str, result: str | None, *, back: bool) -> Record:
    """End a campaign: nobody of it is due any more. Or open it again."""
    with run.reading() as book:
        head = one_campaign(run, book, name)
    with desk(run, "team campaign end") as at:
        campaign = load_campaign(at, head.id, running=False)
        changed = end_campaign(at, campaign, None if back else run.today, parse_line(result or ""))
        at.session.flush()
    if not changed:
        so_already = (
            _("{name} runs already; nothing changed.")
            if back
            else _("{name} has ended already; nothing changed.")
        )
        run.say(so_already.format(name=head.name))
    return written_campaign(run, head.id, head.name)


class TypedEdit(NamedTuple):
    """What is to be another; None stays, an empty text goes."""

    name: str | None
    to: str | None
    goal: str | None
    focus: str | None
    owner: str | None
    per_day: str | None


def edit_typed(run: Invocation, name: str, typed: TypedEdit) -> Record:
    """Change a campaign. Whoever is planned after a new end gets another day."""
    if all(value is None for value in typed):
        raise UsageRefused(_("Say what to change: --name, --to, --per-day, --goal, --focus or --owner."))
    facts: dict[str, Any] = {
        key: parse_line(text)
        for key, text in (("goal", typed.goal), ("focus", typed.focus))
        if text is not None
    }
    per_day = parse_count(typed.per_day, "--per-day", 1, MOST_PER_DAY) if typed.per_day is not None else None
    new_name = parse_campaign_name(typed.name) if typed.name is not None else None
    days: dict[int, date] = {}
    with run.reading() as book:
        head = one_campaign(run, book, name)
        check_runs(head.name, head.ended_on)
        head = head._replace(per_day=per_day or head.per_day)
        if typed.to is not None:
            head = head._replace(to_on=parse_date(typed.to, run.today, "future"))
            check_period(head.from_on, head.to_on, run.today)
            run.say(_("Until {day}.").format(day=describe_date(head.to_on, run.today)))
            late = [one for one in member_rows(book, head.id) if one["state"] == "open"]
            beyond = [one["customer_id"] for one in late if one["planned_on"] > head.to_on.isoformat()]
            days = replanned(run, book, head, beyond)
    if days:
        run.say(
            _n("{count} customer gets another day.", "{count} customers get another day.", len(days)).format(
                count=len(days)
            )
        )
    with desk(run, "team campaign edit") as at:
        campaign = load_campaign(at, head.id)
        if typed.owner is not None:
            facts["owner_id"] = owner_meant(at, typed.owner).id
        changed = change(at, campaign, {**facts, "to_on": head.to_on, "per_day": head.per_day})
        changed |= new_name is not None and rename(at, campaign, new_name)
        move_within(at, campaign, days)
        at.session.flush()
    if not changed:
        run.say(_("{name} is so already; nothing changed.").format(name=head.name))
    return written_campaign(run, head.id, new_name or head.name)
