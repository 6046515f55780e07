"""Finding and adding staff while something is written."""

from sqlmodel import select

from crmcli.change.service import Writing
from crmcli.kit.text import clean_line, fold
from crmcli.staff.rules import STAFF_NAME_LIMIT, nobody_called, parse_staff_name
from crmcli.staff.tables import Staff


def ensure_staff(writing: Writing, name: str) -> Staff:
    """The staff member of that name, added where there is none. Raises ValueRefused where it is no name."""
    clean = parse_staff_name(name)
    return staff_named(writing, clean) or add_staff(writing, clean)


def add_staff(writing: Writing, name: str) -> Staff:
    """A new staff member; the caller has made sure that the name is free."""
    member = Staff(name=name, name_folded=fold(name), added_at=writing.command.at)
    writing.session.add(member)
    writing.session.flush()
    return member


def require_staff(writing: Writing, name: str) -> Staff:
    """The staff member of that name. Raises NotFound with the nearest names: a typo never adds anybody."""
    clean = clean_line(name, STAFF_NAME_LIMIT).text
    member = staff_named(writing, clean)
    if member:
        return member
    raise nobody_called(clean, list(writing.session.exec(select(Staff.name))))


def staff_named(writing: Writing, name: str) -> Staff | None:
    """The staff member of that name, None where there is none."""
    return writing.session.exec(select(Staff).where(Staff.name_folded == fold(name))).first()
