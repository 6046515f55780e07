"""The day's visits in the order of the road (巡回路线表): docs/rules.md#route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.model import Section, Sheet
from crmcli.report.queries import counted, rows

if TYPE_CHECKING:
    import sqlite3

    from crmcli.report.model import Asked

# One row per customer: the earlier of what is due. Whoever has no region or address comes last, to be asked by phone.
_ROUTE = """
select s.name, c.region, c.address, c.code, c.name, c.grade,
  (select k.name from contact k where k.customer_id = c.id order by k.is_key desc, k.id limit 1),
  (select number || case extension when '' then '' else '-' || extension end
     from customer_phone p where p.customer_id = c.id order by rank, id limit 1),
  min(d.due_on), c.next_topic, c.amount_fen
from (
  select customer_id, visible_on, due_on from due_follow_up
  union all select customer_id, visible_on, due_on from due_first_follow_up
) d
join customer c on c.id = d.customer_id join staff s on s.id = c.owner_id
left join policy_grade g on g.letter = c.grade
where d.visible_on <= ? and {people}
group by c.id
order by s.name, s.id, c.region is null, c.region, c.address is null, c.address, g.rank is null, g.rank,
  min(d.due_on), c.amount_fen desc, c.code
"""


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Whom to see by the last day of the period, by region, then address, then grade."""
    condition, values = counted(asked.people)
    found = rows(book, _ROUTE.format(people=condition), asked.last.isoformat(), *values)
    table = [[owner, place, *rest] for place, (owner, *rest) in enumerate(found, start=1)]
    columns = [
        Column("owner", _("Owner")),
        Column("stop", _("Stop"), "int"),
        Column("region", _("Region")),
        Column("address", _("Address")),
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("grade", _("Grade")),
        Column("contact", _("Ask for"), line=2),
        Column("phone", _("Phone"), "phone", line=2),
        Column("due_on", _("Due"), "date", line=2),
        Column("topic", _("Topic"), line=2),
        Column("amount_fen", _("Amount"), "money", line=2),
    ]
    section = Section(
        "stops",
        _("Stops"),
        columns,
        table,
        about=("code",),
        heads="owner",
        empty=_("Nobody is due for a visit."),
    )
    return Sheet("route", _("Route of the day"), asked, [section])
