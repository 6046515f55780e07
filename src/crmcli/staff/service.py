"""Finding, adding and changing staff while something is written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import col, select

from crmcli.change.service import Writing
from crmcli.kit.errors import RuleRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line, fold
from crmcli.staff.rules import STAFF_NAME_LIMIT, check_no_circle, nobody_called, parse_staff_name
from crmcli.staff.tables import Staff


def ensure_staff(writing: Writing, name: str) -> Staff:
    """The staff member of that name, added where there is none. Raises ValueRefused where it is no name."""
    clean = parse_staff_name(name)
    return staff_named(writing, clean) or add_staff(writing, clean)


def add_staff(writing: Writing, name: str, **facts: Any) -> Staff:
    """A new staff member; the caller has made sure that the name is free. `facts` are columns of `Staff`."""
    member = Staff(name=name, name_folded=fold(name), added_at=writing.command.at, **facts)
    writing.session.add(member)
    writing.session.flush()
    return member


def require_staff(writing: Writing, name: str) -> Staff:
    """The staff member of that name. Raises NotFound with the nearest names: a typo never adds anybody."""
    clean = clean_line(name, STAFF_NAME_LIMIT).text
    if not clean:
        raise ValueRefused(_("A name is missing."))
    member = staff_named(writing, clean)
    if member:
        return member
    raise nobody_called(clean, list(writing.session.exec(select(Staff.name))))


def staff_named(writing: Writing, name: str) -> Staff | None:
    """The staff member of that name, None where there is none."""
    return writing.session.exec(select(Staff).where(Staff.name_folded == fold(name))).first()


def require_working(writing: Writing, name: str, today: date) -> Staff:
    """The same for somebody who is given work. Raises RuleRefused where the person has left."""
    member = require_staff(writing, name)
    if member.left_on is not None and member.left_on <= today:
        raise RuleRefused(
            _("{name} left on {day}; take somebody else."), name=member.name, day=member.left_on
        )
    return member


def change_staff(writing: Writing, member: Staff, facts: Mapping[str, Any]) -> bool:
    """Write columns of a staff member; whether anything changed. Raises RuleRefused where the name is taken,
    or where people would stand above themselves."""
    changed = {column: value for column, value in facts.items() if getattr(member, column) != value}
    if not changed:
        return False
    if "name" in changed:
        _rename(writing, member, changed.pop("name"))
    supervisor_id = changed.get("supervisor_id")
    if supervisor_id is not None:
        _check_no_circle(writing, member, supervisor_id)
    for column, value in changed.items():
        setattr(member, column, value)
    writing.session.add(member)
    writing.session.flush()
    return True


def _rename(writing: Writing, member: Staff, name: str) -> None:
    other = staff_named(writing, name)
    if other is not None and other.id != member.id:
        raise RuleRefused(_("{name} is on the staff already."), name=other.name)
    member.name, member.name_folded = name, fold(name)


def _check_no_circle(writing: Writing, member: Staff, supervisor_id: int) -> None:
    everybody = {one.id: one for one in writing.session.exec(select(Staff))}
    above = {
        one.name: everybody[one.supervisor_id].name if one.supervisor_id else None
        for one in everybody.values()
    }
    check_no_circle(member.name, everybody[supervisor_id].name, above)


def has_manager(writing: Writing) -> bool:
    """Whether anybody who works here is a manager."""
    query = select(Staff.id).where(Staff.role == "manager", col(Staff.left_on).is_(None))
    return writing.session.exec(query).first() is not None


def check_manager_stays(writing: Writing, member: Staff, heir: Staff | None = None) -> None:
    """A team that has a manager keeps one: else anybody changes the rules, nobody says yes. Raises RuleRefused."""
    others = select(Staff.id).where(
        Staff.role == "manager", col(Staff.left_on).is_(None), Staff.id != member.id
    )
    if member.role != "manager" or writing.session.exec(others).first() is not None:
        return
    raise RuleRefused(
        _("{name} is the only manager; make another one first: crm team staff edit {heir} --role manager"),
        name=member.name,
        heir=heir.name if heir is not None else "NAME",
    )
