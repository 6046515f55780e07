"""A salesperson's day (业务员拜访日报表): docs/rules.md#daily-reports."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.policy.fields import source_labels
from crmcli.report.catalogue import title_of
from crmcli.report.contacts import CODE, contact_rows, contact_section
from crmcli.report.grade_moves import move_section, moves
from crmcli.report.model import Chart, Section, Series, Sheet
from crmcli.report.queries import counted, members, owner_on, rows, scouts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence, Set

    from crmcli.report.model import Asked

# A new customer is of whoever had it on that day.
_OWNER = owner_on("c.registered_on")
_NEW = """
select c.registered_on, o.name, c.code, c.name, c.grade, c.source, c.region
from customer c join staff o on o.id = {owner}
where c.registered_on between ? and ? and {people}
order by o.name, c.registered_on, c.id
"""


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Counts per person, every contact with all that was recorded, new customers, falls."""
    contacts = contact_rows(book, asked, asked.people)
    condition, values = counted(asked.people, _OWNER)
    new = rows(book, _NEW.format(people=condition, owner=_OWNER), *asked.days, *values)
    falls = [move for move in moves(book, asked) if move.direction == "down"]
    names = [member.name for member in members(book, asked)]
    counts = _counts(names, contacts, scouts(book), new, [move.owner for move in falls])
    return Sheet(
        "daily",
        title_of("daily"),
        asked,
        [
            _count_section(counts),
            contact_section(asked, contacts),
            _new_section(new, source_labels(book)),
            move_section("falls", _("Falls of grade"), falls, _("No grade fell.")),
        ],
    )


def _counts(
    names: Sequence[str],
    contacts: Sequence[Sequence[Any]],
    scouting: Set[str],
    new: Sequence[Sequence[Any]],
    falls: Sequence[str],
) -> list[list[Any]]:
    """(staff, contacts, customers, receptions, new customers, falls) of everybody who has any."""
    by_name: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for contact in contacts:
        by_name[contact[0]].append(contact)
    owners = [row[1] for row in new]
    counts = [
        [
            name,
            len(by_name[name]),
            len({contact[CODE] for contact in by_name[name]} - scouting),
            sum(contact[5] == "reception" for contact in by_name[name]),
            owners.count(name),
            list(falls).count(name),
        ]
        for name in names
    ]
    return [row for row in counts if any(row[1:])]


def _count_section(counts: Sequence[Sequence[Any]]) -> Section:
    columns = [
        Column("staff", _("Staff")),
        Column("visits", _("Contacts"), "int"),
        Column("customers", _("Customers"), "int"),
        Column("receptions", _("Receptions"), "int"),
        Column("new_customers", _("New customers"), "int"),
        Column("falls", _("Falls"), "int"),
    ]
    chart = Chart(
        "bars",
        _("Contacts per person"),
        [row[0] for row in counts],
        [Series(_("Contacts"), [row[1] for row in counts])],
    )
    return Section("counts", _("In numbers"), columns, counts, about=("staff",), bar="visits", chart=chart)


def _new_section(new: Sequence[Sequence[Any]], sources: Mapping[str, str]) -> Section:
    columns = [
        Column("date", _("Date"), "date"),
        Column("owner", _("Owner")),
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("grade", _("Grade")),
        Column("source", _("Source"), "words", labels=sources),
        Column("region", _("Region")),
    ]
    return Section(
        "new_customers",
        _("New customers"),
        columns,
        new,
        about=("code",),
        empty=_("No customer was registered."),
    )
