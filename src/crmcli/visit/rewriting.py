"""The parts of a logged visit that stand in rows of their own, made what a correction wants them to be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import col, select

from crmcli.staff.desk import Desk
from crmcli.staff.tables import Staff
from crmcli.visit.service import companions_named, people_named
from crmcli.visit.tables import Visit, VisitAspect, VisitCompanion, VisitPurpose, VisitTold

Note = Callable[[str, Any, Any], None]  # is told what moves, with the old and the new text


class Wanted(NamedTuple):
    """What the visit is to say: columns by name, texts of aspects (empty takes one away), lists that replace others.

    None is a list of which nothing is said. `reason` says why it is corrected.
    """

    columns: Mapping[str, Any] = {}
    aspects: Mapping[str, str] = {}
    purposes: Sequence[str] | None = None
    companions: Sequence[str] | None = None
    told: Sequence[str] | None = None
    reason: str | None = None


def rewrite_parts(desk: Desk, visit: Visit, wanted: Wanted, note: Note) -> None:
    """Aspects, purposes, companions and who was told. Raises NotFound, RuleRefused for people who cannot be meant."""
    for aspect, text in wanted.aspects.items():
        _rewrite_aspect(desk, visit, aspect, text, note)
    if wanted.purposes is not None:
        _rewrite_purposes(desk, visit, wanted.purposes, note)
    if wanted.companions is not None:
        members = companions_named(desk, wanted.companions, visit.by_id, visit.contact_on)
        _rewrite_people(desk, visit, ("with", VisitCompanion), members, note)
    if wanted.told is not None:
        _rewrite_people(desk, visit, ("told", VisitTold), people_named(desk, wanted.told), note)


def _id(visit: Visit) -> int:
    assert visit.id is not None
    return visit.id


def _rewrite_aspect(desk: Desk, visit: Visit, aspect: str, text: str, note: Note) -> None:
    query = select(VisitAspect).where(VisitAspect.visit_id == visit.id, VisitAspect.aspect == aspect)
    row = desk.session.exec(query).first()
    if (row.text if row else "") == text:
        return
    note(aspect, row.text if row else None, text)
    if row is not None and not text:
        desk.session.delete(row)
    elif row is not None:
        row.text = text
        desk.session.add(row)
    else:
        desk.session.add(VisitAspect(visit_id=_id(visit), aspect=aspect, text=text))


def _rewrite_purposes(desk: Desk, visit: Visit, purposes: Sequence[str], note: Note) -> None:
    query = select(VisitPurpose).where(VisitPurpose.visit_id == visit.id).order_by(col(VisitPurpose.id))
    rows = list(desk.session.exec(query))
    old = [row.purpose for row in rows] or ([visit.purpose] if visit.purpose else [])
    if old == list(purposes):
        return
    note("purpose", "; ".join(old), "; ".join(purposes))
    visit.purpose = None
    for row in rows:
        desk.session.delete(row)
    desk.session.flush()
    for purpose in purposes:
        desk.session.add(VisitPurpose(visit_id=_id(visit), purpose=purpose))


def _rewrite_people(
    desk: Desk,
    visit: Visit,
    what: tuple[str, type[VisitCompanion] | type[VisitTold]],
    members: Sequence[Staff],
    note: Note,
) -> None:
    name, table = what
    rows = list(desk.session.exec(select(table).where(table.visit_id == visit.id).order_by(col(table.id))))
    names = dict(desk.session.exec(select(Staff.id, Staff.name)).all())
    old = [names[row.model_dump()["staff_id"]] for row in rows]
    if old == [member.name for member in members]:
        return
    note(name, ", ".join(old), ", ".join(member.name for member in members))
    for row in rows:
        desk.session.delete(row)
    desk.session.flush()
    for member in members:
        desk.session.add(table(visit_id=_id(visit), staff_id=member.id or 0))
