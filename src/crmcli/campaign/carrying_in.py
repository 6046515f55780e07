"""Campaigns taken back from their documents."""

import sqlite3
from collections.abc import Sequence

from crmcli.campaign.carrying_out import campaign_documents
from crmcli.campaign.documents import CampaignDocument, MemberPart, checked, mapping_of
from crmcli.campaign.pointing import parse_campaign_name
from crmcli.campaign.tables import (
    Campaign,
    CampaignImprovement,
    CampaignMember,
    CampaignOpinion,
    CampaignReason,
)
from crmcli.customer.rules import LINE_LIMIT, NOTE_LIMIT
from crmcli.customer.taking import Sorted, Telling, customer_told, take_sorted
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_block, clean_line, fold
from crmcli.staff.desk import Desk
from crmcli.staff.service import ensure_staff


def take_campaigns(run: Invocation, found: Sequence[object], *, skip_bad: bool) -> Text:
    """Take campaigns back. Raises RuleRefused where one cannot be taken, unless bad ones are skipped, and on a no."""
    telling = Telling(
        "campaigns",
        _("These campaigns are in the book and differ; they are left as they are: {names}."),
        _("{count} campaigns cannot be taken, so nothing was written; --skip-bad takes the others."),
        _("Take these {count} campaigns?"),
        _("campaigns: {counts}"),
    )
    return take_sorted(run, _sorted(run, found), telling, _take, skip_bad=skip_bad)


def _sorted(run: Invocation, found: Sequence[object]) -> Sorted:
    result = Sorted([], [], [], [])
    seen: set[str] = set()
    with run.reading_or_empty() as book:
        for place, raw in enumerate(found, start=1):
            try:
                document = checked(raw)
                name = parse_campaign_name(document.campaign)
                for code, who in {(one.code, one.name) for one in [*document.members, *document.opinions]}:
                    customer_told(book, code, who)
                if fold(name) in seen:
                    raise ValueRefused(_("{name} is in the file twice."), name=name)
            except ValueRefused as refusal:
                result.refused.append(_("Campaign {place}: {why}").format(place=place, why=refusal))
                continue
            seen.add(fold(name))
            stored = _stored(book, name)
            if stored is None:
                result.new.append(document)
            else:
                same = mapping_of(stored) == mapping_of(document)
                (result.same if same else result.different).append(name)
    return result


def _stored(book: sqlite3.Connection, name: str) -> CampaignDocument | None:
    row = book.execute("select id from campaign where name_folded = ?", (fold(name),)).fetchone()
    if row is None:
        return None
    return CampaignDocument.model_validate(next(campaign_documents(book, [row[0]])))


def _take(at: Desk, document: CampaignDocument) -> None:
    name = parse_campaign_name(document.campaign)
    told = document.model_dump(include={"from_on", "to_on", "per_day", "ended_on"})
    campaign = Campaign(
        name=name,
        name_folded=fold(name),
        goal=_line(document.goal),
        focus=_line(document.focus),
        owner_id=_staff(at, document.owner),
        counts=" ".join(dict.fromkeys(document.counts)),
        chosen_by=_line(document.chosen_by),
        started_at=clean_line(document.started_at, 60).text,
        result=_line(document.result),
        **told,
    )
    at.session.add(campaign)
    at.session.flush()
    assert campaign.id is not None
    for member in document.members:
        at.session.add(_member(at, campaign.id, member))
    opinions = _opinions(at, campaign.id, document)
    _improvements(at, campaign.id, document, opinions)


def _member(at: Desk, campaign_id: int, part: MemberPart) -> CampaignMember:
    return CampaignMember(
        campaign_id=campaign_id,
        customer_id=customer_told(at.writing.reading(), part.code, part.name),
        goal=_line(part.goal),
        focus=_line(part.focus),
        done_by_id=_staff(at, part.done_by) if part.done_by else None,
        result=_line(part.result),
        dropped_reason=_line(part.dropped_reason),
        **part.model_dump(include={"planned_on", "done_on", "dropped_on"}),
    )


def _opinions(at: Desk, campaign_id: int, document: CampaignDocument) -> dict[int, int]:
    """The opinions; their new ids by number."""
    ids: dict[int, int] = {}
    for part in document.opinions:
        opinion = CampaignOpinion(
            campaign_id=campaign_id,
            number=part.number,
            customer_id=customer_told(at.writing.reading(), part.code, part.name),
            kind=part.kind,
            text=clean_block(part.text, NOTE_LIMIT).text or "-",
            said_on=part.said_on,
            by_id=_staff(at, part.by),
        )
        at.session.add(opinion)
        at.session.flush()
        assert opinion.id is not None
        ids[part.number] = opinion.id
    return ids


def _improvements(at: Desk, campaign_id: int, document: CampaignDocument, opinions: dict[int, int]) -> None:
    for part in document.improvements:
        improvement = CampaignImprovement(
            campaign_id=campaign_id,
            number=part.number,
            text=_line(part.text) or "-",
            owner_id=_staff(at, part.owner),
            result=_line(part.result),
            **part.model_dump(include={"opened_on", "due_on", "done_on"}),
        )
        at.session.add(improvement)
        at.session.flush()
        assert improvement.id is not None
        for number in dict.fromkeys(part.opinions):
            at.session.add(CampaignReason(improvement_id=improvement.id, opinion_id=opinions[number]))


def _staff(at: Desk, name: str) -> int:
    member = ensure_staff(at.writing, name)
    assert member.id is not None
    return member.id


def _line(text: str | None) -> str | None:
    return clean_line(text or "", LINE_LIMIT).text or None
