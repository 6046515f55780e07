"""The week of each person: docs/rules.md#weekly-report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.catalogue import title_of
from crmcli.report.grade_moves import move_section, moves
from crmcli.report.model import Chart, Section, Series, Sheet
from crmcli.report.queries import among, counted, members, owner_on, rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.report.grade_moves import Move
    from crmcli.report.model import Asked

# Whoever only scouts us is no customer; the contact counts.
_NO_SCOUT = "not exists (select 1 from visit x where x.customer_id = v.customer_id and x.is_scout)"
_PEOPLE = """
select s.name, count(*), count(distinct case when {customer} then v.customer_id end), count(distinct v.contact_on)
from visit v join visit_party p on p.visit_id = v.id join staff s on s.id = p.staff_id
where v.contact_on between ? and ? and {people}
group by s.id
"""
_KINDS = """
select s.name, v.kind, count(*)
from visit v join visit_party p on p.visit_id = v.id join staff s on s.id = p.staff_id
where v.contact_on between ? and ? and {people}
group by s.id, v.kind
"""
_TOTAL = """
select count(*), count(distinct case when {customer} then customer_id end), count(distinct contact_on) from visit v
where contact_on between ? and ? and exists (select 1 from visit_party p where p.visit_id = v.id and {people})
"""
# A new customer is of whoever had it on that day.
_OWNER = owner_on("c.registered_on")
_NEW = """
select o.name, count(*) from customer c join staff o on o.id = {owner}
where c.registered_on between ? and ? and {people} group by o.id
"""


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Per person: contacts, customers, days, new ones, grades up and down; kinds of contact; the movements."""
    taking_part, people = among("p.staff_id", asked.people)
    owning, owners = counted(asked.people, _OWNER)
    contacts = {
        name: counts
        for name, *counts in rows(
            book, _PEOPLE.format(people=taking_part, customer=_NO_SCOUT), *asked.days, *people
        )
    }
    new = dict(rows(book, _NEW.format(people=owning, owner=_OWNER), *asked.days, *owners))
    moved = moves(book, asked)
    names = [member.name for member in members(book, asked)]
    total = rows(book, _TOTAL.format(people=taking_part, customer=_NO_SCOUT), *asked.days, *people)[0]
    kinds = rows(book, _KINDS.format(people=taking_part), *asked.days, *people)
    notes = []
    if sum(counts[0] for counts in contacts.values()) > total[0]:
        notes.append(_("A contact of several people counts for each of them, and once in the total."))
    return Sheet(
        "weekly",
        title_of("weekly"),
        asked,
        [
            _people_section(names, contacts, new, moved),
            _total_section(total, new, moved),
            _kind_section(names, kinds),
            move_section("movements", _("Movements of grade"), moved, _("No grade moved.")),
        ],
        notes,
    )


def _people_section(
    names: Sequence[str], contacts: dict[str, list[int]], new: dict[str, int], moved: Sequence[Move]
) -> Section:
    directions = Counter((move.owner, move.direction) for move in moved)
    counts: list[list[Any]] = [
        [
            name,
            *contacts.get(name, [0, 0, 0]),
            new.get(name, 0),
            directions[name, "up"],
            directions[name, "down"],
        ]
        for name in names
    ]
    counts = [row for row in counts if any(row[1:])]
    columns = [Column("staff", _("Staff")), *_count_columns()]
    chart = Chart(
        "bars",
        _("Contacts per person"),
        [row[0] for row in counts],
        [Series(_("Contacts"), [row[1] for row in counts])],
    )
    return Section(
        "people",
        _("Per person"),
        columns,
        counts,
        about=("staff",),
        bar="visits",
        chart=chart,
        empty=_("Nothing was logged, and no grade moved."),
    )


def _count_columns() -> list[Column]:
    return [
        Column("visits", _("Contacts"), "int"),
        Column("customers", _("Customers"), "int"),
        Column("days", _("Days"), "int"),
        Column("new_customers", _("New customers"), "int"),
        Column("up", _("Grades up"), "int"),
        Column("down", _("Grades down"), "int"),
    ]


def _total_section(total: Sequence[int], new: dict[str, int], moved: Sequence[Move]) -> Section:
    directions = Counter(move.direction for move in moved)
    row = [*total, sum(new.values()), directions["up"], directions["down"]]
    return Section("total", _("In all"), _count_columns(), [row])


def _kind_section(names: Sequence[str], kinds: Sequence[Sequence[Any]]) -> Section:
    """A row for each person, a column for each kind of contact that occurred."""
    words = labels("contact_kind")
    counted = {(name, kind): count for name, kind, count in kinds}
    used = [kind for kind in words if any(kind == found for _name, found in counted)]
    columns = [Column("staff", _("Staff")), *(Column(kind, words[kind], "int") for kind in used)]
    people = [name for name in names if any(name == found for found, _kind in counted)]
    table = [[name, *(counted.get((name, kind), 0) for kind in used)] for name in people]
    chart = Chart(
        "bars",
        _("Kinds of contact"),
        people,
        [Series(words[kind], [row[place] for row in table]) for place, kind in enumerate(used, start=1)],
    )
    return Section("kinds", _("Kinds of contact"), columns, table, about=("staff",), chart=chart)
