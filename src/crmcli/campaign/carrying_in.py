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
from crmcli.customer.rules import NOTE_LIMIT
from crmcli.customer.taking import (
    Compared,
    Telling,
    customer_told,
    line_told,
    sort_documents,
    staff_told,
    take_sorted,
)
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_block, clean_line, fold
from crmcli.staff.desk import Desk


def take_campaigns(run: Invocation, found: Sequence[object], *, skip_bad: bool) -> Text:
    """Take campaigns back. Raises RuleRefused where one cannot be taken, unless bad ones are skipped, and on a no."""
    telling = Telling(
        "campaigns",
        _("These campaigns are in the book and differ; they are left as they are: {names}."),
        _("Campaigns that cannot be taken: {count}. Nothing was written; --skip-bad takes the others."),
        _("Campaigns to take: {count}. Go ahead?"),
        _("campaigns: {counts}"),
        _("Campaign {place}: {why}"),
    )
    seen: set[str] = set()
    with run.reading_or_empty() as book:
        known = sort_documents(found, telling, lambda raw: _compared(book, raw, seen))
    return take_sorted(run, known, telling, _take, skip_bad=skip_bad)


def _compared(book: sqlite3.Connection, raw: object, seen: set[str]) -> Compared:
    """Raises ValueRefused where it is no campaign, about somebody whom the book does not know, or there twice."""
    document = checked(raw)
    name = parse_campaign_name(document.campaign)
    for code, who in {(one.code, one.name) for one in [*document.members, *document.opinions]}:
        customer_told(book, code, who)
    if fold(name) in seen:
        raise ValueRefused(_("{name} is in the file twice."), name=name)
    seen.add(fold(name))
    stored = _stored(book, name)
    return Compared(document, name, None if stored is None else mapping_of(stored) == mapping_of(document))


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
        goal=line_told(document.goal),
        focus=line_told(document.focus),
        owner_id=staff_told(at, document.owner),
        counts=" ".join(dict.fromkeys(document.counts)),
        chosen_by=line_told(document.chosen_by),
        started_at=clean_line(document.started_at, 60).text,
        result=line_told(document.result),
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
        goal=line_told(part.goal),
        focus=line_told(part.focus),
        done_by_id=staff_told(at, part.done_by) if part.done_by else None,
        result=line_told(part.result),
        dropped_reason=line_told(part.dropped_reason),
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
            by_id=staff_told(at, part.by),
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
            text=line_told(part.text) or "-",
            owner_id=staff_told(at, part.owner),
            result=line_told(part.result),
            **part.model_dump(include={"opened_on", "due_on", "done_on"}),
        )
        at.session.add(improvement)
        at.session.flush()
        assert improvement.id is not None
        for number in dict.fromkeys(part.opinions):
            at.session.add(CampaignReason(improvement_id=improvement.id, opinion_id=opinions[number]))
