"""Campaigns as they are made, changed and ended; each function is one thing somebody does."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import SQLModel, col, func, select

from crmcli.campaign.rules import check_free, check_runs
from crmcli.campaign.tables import (
    Campaign,
    CampaignImprovement,
    CampaignMember,
    CampaignOpinion,
    CampaignReason,
)
from crmcli.customer.tables import Customer
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.staff.desk import Desk


class NewCampaign(NamedTuple):
    """A campaign as it is begun."""

    name: str
    from_on: date
    to_on: date
    goal: str | None
    focus: str | None
    owner_id: int
    counts: Sequence[str]
    per_day: int | None
    chosen_by: str | None


class Planned(NamedTuple):
    """A customer and the day on which it is to be called on."""

    customer_id: int
    planned_on: date


def begin_campaign(desk: Desk, new: NewCampaign, members: Sequence[Planned]) -> Campaign:
    """Begin a campaign with its members. Raises RuleRefused where the name is taken."""
    _check_free(desk, new.name)
    campaign = Campaign(
        **new._replace(counts=" ".join(new.counts))._asdict(),
        name_folded=fold(new.name),
        started_at=desk.now,
    )
    desk.session.add(campaign)
    desk.session.flush()
    add_members(desk, campaign, members)
    return campaign


def load_campaign(desk: Desk, campaign_id: int, *, running: bool = True) -> Campaign:
    """The campaign to be changed. Raises RuleRefused where it has to be running and has ended."""
    campaign = desk.session.get(Campaign, campaign_id)
    assert campaign is not None
    if running:
        check_runs(campaign.name, campaign.ended_on)
    return campaign


def add_members(desk: Desk, campaign: Campaign, members: Sequence[Planned]) -> int:
    """More members; somebody dropped is one again. How many."""
    assert campaign.id is not None
    known = {one.customer_id: one for one in _members(desk, campaign)}
    added = 0
    for customer_id, day in members:
        member = known.get(customer_id)
        if member is not None and member.dropped_on is None:
            continue
        member = member or CampaignMember(campaign_id=campaign.id, customer_id=customer_id, planned_on=day)
        member.planned_on, member.dropped_on, member.dropped_reason = day, None, None
        desk.session.add(member)
        added += 1
    desk.session.flush()
    return added


def member_of(desk: Desk, campaign: Campaign, customer: Customer) -> CampaignMember:
    """The customer's place in the campaign. Raises NotFound where it has none, or has one no more."""
    query = select(CampaignMember).where(
        CampaignMember.campaign_id == campaign.id, CampaignMember.customer_id == customer.id
    )
    member = desk.session.exec(query).first()
    if member is None or member.dropped_on is not None:
        raise NotFound(
            _("{name} is not in {campaign}; crm team campaign add {campaign} {name} takes it in."),
            name=customer.name,
            campaign=campaign.name,
        )
    return member


def drop_member(desk: Desk, member: CampaignMember, reason: str | None) -> None:
    """Take a customer out; what it said stays."""
    member.dropped_on, member.dropped_reason = desk.today, reason
    desk.session.add(member)


def change(desk: Desk, row: SQLModel, facts: Mapping[str, Any]) -> bool:
    """Set columns of a row; whether any was another."""
    changed = {column: value for column, value in facts.items() if getattr(row, column) != value}
    for column, value in changed.items():
        setattr(row, column, value)
    desk.session.add(row)
    return bool(changed)


def rename(desk: Desk, campaign: Campaign, name: str) -> bool:
    """Give the campaign another name. Raises RuleRefused where it is taken."""
    if fold(name) != campaign.name_folded:
        _check_free(desk, name)
    return change(desk, campaign, {"name": name, "name_folded": fold(name)})


def end_campaign(desk: Desk, campaign: Campaign, on: date | None, result: str | None) -> bool:
    """End the campaign, or without a day open it again; whether anything changed."""
    told = {"result": result} if result else {}
    if (campaign.ended_on is None) == (on is None):
        return change(desk, campaign, told) if told else False
    return change(desk, campaign, {"ended_on": on, **told})


def move_within(desk: Desk, campaign: Campaign, days: Mapping[int, date]) -> None:
    """Other days for members, by customer."""
    for member in _members(desk, campaign):
        if member.customer_id in days:
            change(desk, member, {"planned_on": days[member.customer_id]})


def forget_dropped(desk: Desk, one_id: int, other_id: int) -> None:
    """Before two customers become one: where one of them is in a campaign still, that the other was dropped is moot."""
    query = select(CampaignMember).where(col(CampaignMember.customer_id).in_((one_id, other_id)))
    members = list(desk.session.exec(query))
    active = {one.campaign_id for one in members if one.dropped_on is None}
    for member in members:
        if member.dropped_on is not None and member.campaign_id in active:
            desk.session.delete(member)
    desk.session.flush()


class Said(NamedTuple):
    """What a customer said of us."""

    customer_id: int
    kind: str
    text: str
    said_on: date


def add_opinion(desk: Desk, campaign: Campaign, said: Said) -> CampaignOpinion:
    """Keep an opinion under the next number."""
    assert campaign.id is not None
    opinion = CampaignOpinion(
        campaign_id=campaign.id,
        number=_next_number(desk, CampaignOpinion, campaign),
        by_id=desk.my_id,
        **said._asdict(),
    )
    desk.session.add(opinion)
    desk.session.flush()
    return opinion


def add_improvement(
    desk: Desk, campaign: Campaign, text: str, owner_id: int, due_on: date, opinions: Sequence[int]
) -> CampaignImprovement:
    """Something to be made better, because of these opinions. Raises NotFound where one of them is not there."""
    assert campaign.id is not None
    improvement = CampaignImprovement(
        campaign_id=campaign.id,
        number=_next_number(desk, CampaignImprovement, campaign),
        text=text,
        owner_id=owner_id,
        opened_on=desk.today,
        due_on=due_on,
    )
    desk.session.add(improvement)
    desk.session.flush()
    assert improvement.id is not None
    for number in dict.fromkeys(opinions):
        opinion = _numbered(desk, CampaignOpinion, campaign, number)
        if opinion is None:
            raise NotFound(
                _("{campaign} has no opinion {number}; crm team campaign opinions {campaign} lists them."),
                campaign=campaign.name,
                number=number,
            )
        desk.session.add(CampaignReason(improvement_id=improvement.id, opinion_id=opinion.id))
    return improvement


def finish_improvement(
    desk: Desk, campaign: Campaign, number: int, result: str | None
) -> CampaignImprovement:
    """An improvement is made. Raises NotFound, RuleRefused where it was made before."""
    improvement = _numbered(desk, CampaignImprovement, campaign, number)
    if improvement is None:
        raise NotFound(
            _("{campaign} has no improvement {number}; crm team campaign show {campaign} lists them."),
            campaign=campaign.name,
            number=number,
        )
    if improvement.done_on is not None:
        raise RuleRefused(
            _("Improvement {number} was made on {day} already."), number=number, day=improvement.done_on
        )
    change(desk, improvement, {"done_on": desk.today, "result": result})
    return improvement  # type: ignore[no-any-return]


def _check_free(desk: Desk, name: str) -> None:
    found = desk.session.exec(select(Campaign).where(Campaign.name_folded == fold(name))).all()
    check_free(name, ((one.name, one.from_on, one.to_on) for one in found))


def _members(desk: Desk, campaign: Campaign) -> list[CampaignMember]:
    return list(desk.session.exec(select(CampaignMember).where(CampaignMember.campaign_id == campaign.id)))


def _next_number(desk: Desk, table: Any, campaign: Campaign) -> int:
    highest = desk.session.exec(
        select(func.max(col(table.number))).where(table.campaign_id == campaign.id)
    ).one()
    return (highest or 0) + 1


def _numbered(desk: Desk, table: Any, campaign: Campaign, number: int) -> Any:
    query = select(table).where(table.campaign_id == campaign.id, table.number == number)
    return desk.session.exec(query).first()
