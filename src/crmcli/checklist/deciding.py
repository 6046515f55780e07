"""What somebody says of papers: looked at, not good enough, not needed."""

from collections.abc import Sequence

from sqlmodel import select

from crmcli.checklist.service import change
from crmcli.checklist.standing import Line, Part
from crmcli.checklist.tables import Checklist, ChecklistReceipt, ChecklistWaiver
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk


def verify_papers(
    desk: Desk, checklist: Checklist, parts: Sequence[Part], *, by_id: int, original_seen: bool
) -> int:
    """Somebody has looked at what came; how many receipts. RuleRefused where nothing came."""
    change(desk, checklist)
    receipts = [one for one in _receipts_of(desk, parts) if one.state == "received"]
    if not receipts:
        raise RuleRefused(_("Nothing has come that is still to be verified."))
    for one in receipts:
        one.state, one.decided_on, one.decided_by_id = "verified", desk.today, by_id
        one.original_seen, one.reason = original_seen, None
        desk.session.add(one)
    return len(receipts)


def reject_papers(
    desk: Desk,
    checklist: Checklist,
    parts: Sequence[Part],
    *,
    by_id: int,
    reason: str,
    newest: int | None = None,
) -> int:
    """What came does not do (of each paper the `newest` so many), or what was let off is asked for; how many.

    Raises RuleRefused where there is nothing of the kind.
    """
    change(desk, checklist)
    receipts = [one for part in parts for one in _newest(desk, part, newest)]
    waivers = _waivers_of(desk, parts)
    if not receipts and not waivers:
        raise RuleRefused(_("Nothing has come that could be rejected."))
    for one in receipts:
        one.state, one.decided_on, one.decided_by_id, one.reason = "rejected", desk.today, by_id, reason
        desk.session.add(one)
    for waiver in waivers:
        desk.session.delete(waiver)
    return len(receipts) + len(waivers)


def _newest(desk: Desk, part: Part, count: int | None) -> list[ChecklistReceipt]:
    live = [one for one in _receipts_of(desk, [part]) if one.state != "rejected"]
    return live if count is None else live[max(len(live) - count, 0) :]


def waive_line(desk: Desk, checklist: Checklist, line: Line, *, by_id: int, reason: str) -> None:
    """A whole item need not come."""
    _waive(desk, checklist, line.holder.id, line.item.name, None, None, by_id, reason)


def waive_part(desk: Desk, checklist: Checklist, part: Part, *, by_id: int, reason: str) -> None:
    """One paper of one person need not come."""
    _waive(desk, checklist, part.holder.id, part.item.name, part.person.id, part.paper, by_id, reason)


def _waive(
    desk: Desk,
    checklist: Checklist,
    holder_id: int,
    item: str,
    party_id: int | None,
    paper: str | None,
    by_id: int,
    reason: str,
) -> None:
    checklist_id = change(desk, checklist)
    same = select(ChecklistWaiver).where(
        ChecklistWaiver.holder_id == holder_id,
        ChecklistWaiver.item == item,
        ChecklistWaiver.party_id == party_id,
        ChecklistWaiver.paper == paper,
    )
    waiver = desk.session.exec(same).first() or ChecklistWaiver(
        checklist_id=checklist_id, holder_id=holder_id, party_id=party_id, item=item, paper=paper,
        waived_on=desk.today, by_id=by_id, reason=reason,
    )  # fmt: skip
    waiver.by_id, waiver.reason = by_id, reason
    desk.session.add(waiver)


def _receipts_of(desk: Desk, parts: Sequence[Part]) -> list[ChecklistReceipt]:
    ids = sorted({receipt.id for part in parts for receipt in part.receipts})
    return [
        one for one in (desk.session.get(ChecklistReceipt, identity) for identity in ids) if one is not None
    ]


def _waivers_of(desk: Desk, parts: Sequence[Part]) -> list[ChecklistWaiver]:
    found: dict[int, ChecklistWaiver] = {}
    for part in parts:
        query = select(ChecklistWaiver).where(
            ChecklistWaiver.holder_id == part.holder.id, ChecklistWaiver.item == part.item.name
        )
        for one in desk.session.exec(query):
            if one.party_id in (None, part.person.id) and one.paper in (None, part.paper):
                found[one.id or 0] = one
    return list(found.values())
