"""Visits that an import brings, written with all that hangs on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from crmcli.staff.desk import Desk
from crmcli.transfer.cards import PastVisit
from crmcli.transfer.rules import Row
from crmcli.visit.tables import (
    Visit,
    VisitAspect,
    VisitCompanion,
    VisitCorrection,
    VisitPurpose,
    VisitTold,
)

StaffId = Callable[[str | None], int]
OfCustomer = tuple[int, int, tuple[PastVisit, ...]]  # customer, owner, the visits


def add_visits(desk: Desk, staff_id: StaffId, brought: Sequence[OfCustomer]) -> None:
    """Add the visits of these customers, table by table."""
    insert = desk.writing.insert_rows
    visits = [visit for _customer, _owner, some in brought for visit in some]
    ids = insert(Visit, _rows(desk, staff_id, brought))
    told = list(zip(ids, visits, strict=True))
    insert(VisitCompanion, _named(told, staff_id, lambda visit: visit.companions))
    insert(VisitTold, _named(told, staff_id, lambda visit: visit.told))
    insert(
        VisitPurpose, ({"visit_id": one, "purpose": word} for one, visit in told for word in visit.purposes)
    )
    insert(
        VisitAspect,
        (
            {"visit_id": one, "aspect": aspect, "text": text}
            for one, visit in told
            for aspect, text in visit.aspects
        ),
    )
    insert(VisitCorrection, _corrections(desk, staff_id, told))


def _rows(desk: Desk, staff_id: StaffId, brought: Sequence[OfCustomer]) -> Iterator[Row]:
    for customer_id, owner_id, visits in brought:
        for visit in visits:
            yield {
                "customer_id": customer_id,
                "contact_on": visit.contact_on,
                "at": visit.at,
                "kind": visit.kind,
                "summary": visit.summary,
                "by_id": owner_id if visit.by is None else staff_id(visit.by),
                "purpose": None,
                "grade_before": visit.grade_before,
                "grade_after": visit.grade_after,
                "grade_reconsidered": visit.grade_reconsidered,
                "grade_change_id": None,
                "reason": visit.reason,
                "next_on": visit.next_on,
                "next_topic": visit.topic,
                "logged_at": desk.now,
                "line": visit.line,
                "is_short": visit.is_short,
                "is_scout": visit.is_scout,
                "satisfaction": visit.satisfaction,
                "proxy": visit.proxy,
            }


def _named(
    told: Sequence[tuple[int, PastVisit]], staff_id: StaffId, names: Callable[[PastVisit], Sequence[str]]
) -> Iterator[Row]:
    for one, visit in told:
        for name in names(visit):
            yield {"visit_id": one, "staff_id": staff_id(name)}


def _corrections(desk: Desk, staff_id: StaffId, told: Sequence[tuple[int, PastVisit]]) -> Iterator[Row]:
    for one, visit in told:
        for corrected in visit.corrections:
            yield {
                "visit_id": one,
                "what": corrected.what,
                "old_text": corrected.old_text,
                "new_text": corrected.new_text,
                "corrected_at": corrected.corrected_at or desk.now,
                "by_id": desk.my_id if corrected.by is None else staff_id(corrected.by),
                "reason": corrected.reason,
            }
