"""Finding and adding staff while something is written."""

import difflib

from sqlmodel import select

from crmcli.change.service import Writing
from crmcli.kit.errors import NotFound
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line, fold
from crmcli.staff.rules import STAFF_NAME_LIMIT
from crmcli.staff.tables import Staff


def ensure_staff(writing: Writing, name: str) -> Staff:
    """The staff member of that name, added where there is none."""
    clean = clean_line(name, STAFF_NAME_LIMIT).text
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
    names = list(writing.session.exec(select(Staff.name)))
    near = difflib.get_close_matches(clean, names, n=3, cutoff=0.4) or names[:3]
    raise NotFound(
        _(
            "Nobody on the staff is called {name} (there are: {near}). Add a person with: crm team staff add {name}"
        ),
        name=clean,
        near=", ".join(near) or "-",
    )


def staff_named(writing: Writing, name: str) -> Staff | None:
    """The staff member of that name, None where there is none."""
    return writing.session.exec(select(Staff).where(Staff.name_folded == fold(name))).first()
