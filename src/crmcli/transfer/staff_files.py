"""The staff as an export writes it: a document each, which an import takes back, or a table to read."""

from __future__ import annotations

import sqlite3

from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _
from crmcli.staff.queries import staff_rows
from crmcli.staff.roles import role_labels

MARK = "crm_staff"
KEYS = ("name", "role", "branch", "territory", "supervisor", "capacity_a_day", "left_on")


def staff_exported(book: sqlite3.Connection, *, whole: bool) -> Listing:
    """Everybody on the staff, those who have left too."""
    rows = (row[: len(KEYS)] for row in staff_rows(book))
    if whole:
        return Listing([Column(key, key) for key in (MARK, *KEYS)], ([1, *row] for row in rows))
    return Listing(staff_columns(), rows, title=_("Staff"))


def staff_columns() -> list[Column]:
    """The columns of the table."""
    return [
        Column("name", _("Name")),
        Column("role", _("Role"), "words", labels=role_labels()),
        Column("branch", _("Branch")),
        Column("territory", _("Territory")),
        Column("supervisor", _("Supervisor")),
        Column("capacity_a_day", _("Follow-ups a day"), "int"),
        Column("left_on", _("Left"), "date"),
    ]
