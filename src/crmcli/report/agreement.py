"""Whether card, log and changes of grade say the same of a customer's grade (docs/rules.md#saturday-check)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.model import Section
from crmcli.report.queries import among, rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.report.model import Asked

# The last change is the newest entry, as doctor has it. The last contact that counted is the newest of the last day
# that was not earlier in that day than one before it. A change after it may lead away from what it says.
_DISAGREEMENTS = """
with last_change as (
  select c.id as customer_id,
    (select g.to_grade from grade_change g where g.customer_id = c.id order by g.id desc limit 1) as grade
  from customer c where c.archived_on is null and {people}
), last_visit as (
  select v.customer_id, v.id, v.contact_on, v.grade_after, v.grade_change_id, row_number() over (
    partition by v.customer_id order by v.id desc) as newest
  from visit v join customer c on c.id = v.customer_id
  where c.archived_on is null and {people}
    and v.contact_on = (select max(x.contact_on) from visit x where x.customer_id = v.customer_id)
    and not exists (select 1 from visit w where w.customer_id = v.customer_id and w.contact_on = v.contact_on
      and w.id < v.id and julianday(w.at) > julianday(v.at))
)
select c.code, c.name, o.name, c.grade, l.grade, v.grade_after,
  case when c.grade is not l.grade then 'change' else 'visit' end
from customer c join staff o on o.id = c.owner_id join last_change l on l.customer_id = c.id
left join last_visit v on v.customer_id = c.id and v.newest = 1
where c.grade is not l.grade
  or (v.id is not null and v.grade_after is not c.grade and not exists (
    select 1 from grade_change g where g.customer_id = c.id and g.changed_on >= v.contact_on
      and g.from_grade is v.grade_after and g.id is not v.grade_change_id))
order by c.code
"""


def disagreements(book: sqlite3.Connection, asked: Asked) -> list[tuple[Any, ...]]:
    """(code, name, owner, grade on the card, of the last change, of the last contact, which of the two differs)."""
    condition, values = among("c.owner_id", asked.people)
    return rows(book, _DISAGREEMENTS.format(people=condition), *values, *values)


def agreement_section(found: Sequence[Sequence[Any]]) -> Section:
    """The customers of whom card and log do not say the same."""
    what = {"change": _("the last change of grade differs"), "visit": _("the last contact differs")}
    columns = [
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("owner", _("Owner")),
        Column("grade", _("Card"), "text"),
        Column("change_grade", _("Last change")),
        Column("visit_grade", _("Last contact")),
        Column("differs", _("What differs"), "words", labels=what, line=2),
    ]
    return Section(
        "disagreements",
        _("Disagreements of card and log"),
        columns,
        found,
        about=("code",),
        empty=_("Cards, contacts and changes of grade agree."),
    )
