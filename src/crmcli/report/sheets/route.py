"""The day's visits in the order of the road (巡回路线表): docs/rules.md#route."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _, language
from crmcli.report.catalogue import title_of
from crmcli.report.model import Section, Sheet
from crmcli.report.queries import counted, rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from crmcli.report.model import Asked

# One row per customer: the earliest of what is due. Whoever has no region or address comes last, to be asked by phone.
# The due list tells of a quarter's visit two weeks before; the road is taken when it is due.
_ROUTE = """
select s.name, c.region, c.address, c.code, c.name, c.grade,
  (select k.name from contact k where k.customer_id = c.id order by k.is_key desc, k.id limit 1),
  (select number || case extension when '' then '' else '-' || extension end
     from customer_phone p where p.customer_id = c.id order by rank, id limit 1),
  min(d.due_on), case when max(d.on_card) then c.next_topic end, c.amount_fen
from (
  select customer_id, visible_on, due_on, 1 as on_card from due_follow_up
  union all select customer_id, visible_on, due_on, 1 from due_first_follow_up
  union all select customer_id, due_on, due_on, 0 from due_duty where kind in ('campaign', 'quarterly_visit')
) d
join customer c on c.id = d.customer_id join staff s on s.id = c.owner_id
left join policy_grade g on g.letter = c.grade
where d.visible_on <= ? and {people}
group by c.id
order by s.name, s.id, c.region is null, c.region, c.address is null, c.address, g.rank is null, g.rank,
  min(d.due_on), c.amount_fen desc, c.code
"""
_ERRANDS = """
select code, words_en, words_zh from due_duty
where kind in ('campaign', 'quarterly_visit') and due_on <= ? order by due_on, kind
"""
CODE, TOPIC = 3, 9


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Whom to see by the last day of the period, by region, then address, then grade; one stop for each customer."""
    condition, values = counted(asked.people)
    found = rows(book, _ROUTE.format(people=condition), asked.last.isoformat(), *values)
    topics = _topics(book, asked, found)
    table: list[list[Any]] = []
    stops: Counter[str] = Counter()
    for owner, *rest in found:
        stops[owner] += 1
        rest[TOPIC - 1] = topics[rest[CODE - 1]].stored
        table.append([owner, stops[owner], *rest])
    called = {topic.stored: topic.shown for topic in topics.values() if topic.stored}
    return Sheet("route", title_of("route"), asked, [_stop_section(table, called)])


class Topic(NamedTuple):
    """What a stop is for: as machines have it in every language, and as people read it."""

    stored: str | None
    shown: str


def _topics(book: sqlite3.Connection, asked: Asked, found: Sequence[Sequence[Any]]) -> dict[str, Topic]:
    """By code: the agreed topic, and what a campaign or the quarter wants there."""
    errands: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, en, zh in rows(book, _ERRANDS, asked.last.isoformat()):
        errands[code].append((en, zh if language() == "zh" else en))
    topics = {}
    for row in found:
        agreed = [(row[TOPIC], row[TOPIC])] if row[TOPIC] else []
        both = [*agreed, *errands[row[CODE]]]
        stored = "; ".join(en for en, _shown in both) or None
        topics[row[CODE]] = Topic(stored, _("; ").join(shown for _en, shown in both))
    return topics


def _stop_section(table: Sequence[Sequence[Any]], called: Mapping[str, str]) -> Section:
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
        Column("topic", _("Topic"), "words", labels=called, line=2),
        Column("amount_fen", _("Amount"), "money", line=2),
    ]
    return Section(
        "stops",
        _("Stops"),
        columns,
        table,
        about=("code",),
        heads="owner",
        empty=_("Nobody is due for a visit."),
    )
