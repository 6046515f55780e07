"""`crm team staff list`: who works here."""

from typing import Any

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _
from crmcli.staff.queries import STAFF_KEYS, staff_rows
from crmcli.staff.roles import role_labels, role_words


def staff_listing(run: Invocation, *, everybody: bool) -> Listing:
    """Who works here, with role, branch, supervisor and number of customers."""
    with run.reading() as book:
        rows = staff_rows(book)
    today = run.today.isoformat()
    shown = [row for row in rows if everybody or row[_LEFT_ON] is None or row[_LEFT_ON] >= today]
    together = any(row[1] != "salesperson" or row[2] or row[4] for row in shown)
    columns = [
        Column("name", _("Name")),
        Column("role", _("Role"), "words", labels=role_labels(), tables=together),
        Column("branch", _("Branch"), tables=together),
        Column("territory", _("Territory"), tables=together),
        Column("supervisor", _("Supervisor"), tables=together),
        Column("capacity_a_day", _("Follow-ups a day"), "int", tables=together),
        Column("left_on", _("Left"), "date", tables=everybody),
        Column("customers", _("Customers"), "int"),
    ]
    return Listing(columns, shown, empty=_("Nobody is on the staff yet."), code_key="name")


_LEFT_ON = STAFF_KEYS.index("left_on")


def member_record(row: tuple[Any, ...]) -> Record:
    """One of them, by a row of STAFF_KEYS."""
    mapping = dict(zip(STAFF_KEYS, row, strict=True))
    return Record(
        mapping,
        [
            Block(
                str(row[0]),
                [
                    Field(_("Role"), role_words(mapping["role"])),
                    Field(_("Branch"), mapping["branch"]),
                    Field(_("Territory"), mapping["territory"]),
                    Field(_("Supervisor"), mapping["supervisor"]),
                    Field(_("Follow-ups a day"), mapping["capacity_a_day"]),
                    Field(_("Left"), mapping["left_on"], "date"),
                    Field(_("Customers"), mapping["customers"]),
                ],
            )
        ],
        line=str(row[0]),
    )
