"""Which source brings customers, and which brings deals: docs/rules.md#sources-report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.policy.fields import source_labels
from crmcli.report.catalogue import title_of
from crmcli.report.model import Chart, Section, Series, Sheet
from crmcli.report.queries import counted, rows
from crmcli.report.rules import share, wilson

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from crmcli.report.model import Asked

_CAME = """
select source, count(*), sum(deals > 0), sum(deals), sum(amount) from (
  select nullif(trim(c.source), '') as source,
    (select count(*) from deal d where d.customer_id = c.id and d.outcome = 'won' and d.closed_on <= ?) as deals,
    (select coalesce(sum(d.amount_fen), 0) from deal d
       where d.customer_id = c.id and d.outcome = 'won' and d.closed_on <= ?) as amount
  from customer c where c.registered_on between ? and ? and {people}
) group by source order by count(*) desc, source is null, source
"""
_CLOSED = """
select nullif(trim(c.source), '') as source, sum(d.outcome = 'won'), sum(d.outcome = 'lost'),
  coalesce(sum(case d.outcome when 'won' then d.amount_fen end), 0) as amount
from deal d join customer c on c.id = d.customer_id
where d.closed_on between ? and ? and {people}
group by source order by amount desc, source is null, source
"""


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Customers who came in the period and what became of them; deals that were closed in the period."""
    condition, values = counted(asked.people)
    today = asked.today.isoformat()
    came = rows(book, _CAME.format(people=condition), today, today, *asked.days, *values)
    names = source_labels(book)
    closed = rows(book, _CLOSED.format(people=condition), *asked.days, *values)
    return Sheet(
        "sources",
        title_of("sources"),
        asked,
        [_came_section(came, names), _total_section(came), _closed_section(closed, names)],
    )


def _came_section(came: Sequence[Sequence[Any]], names: Mapping[str, str]) -> Section:
    table = [[row[0], *_numbers(row[1:])] for row in came]
    chart = Chart(
        "intervals",
        _("Conversion per source, with the 95 % interval"),
        [_named(row[0], names) for row in table],
        [Series(_("Conversion"), [row[5] for row in table])],
        "share",
        ranges=[(row[6], row[7]) for row in table],
    )
    return Section(
        "came",
        _("Customers who came in these days, and what they have bought since"),
        [Column("source", _("Source"), "words", labels=names), *_number_columns()],
        table,
        about=("source",),
        bar="customers",
        chart=chart,
        empty=_("No customer was registered."),
    )


def _total_section(came: Sequence[Sequence[Any]]) -> Section:
    total = [sum(row[place] for row in came) for place in range(1, 5)]
    return Section("total", _("All sources"), _number_columns(), [_numbers(total)] if came else [])


def _numbers(row: Sequence[Any]) -> list[Any]:
    customers, bought, deals, amount = row
    low, high = wilson(bought, customers) or (None, None)
    return [customers, bought, deals, amount, share(bought, customers), low, high]


def _number_columns() -> list[Column]:
    return [
        Column("customers", _("Customers"), "int"),
        Column("won_customers", _("Bought"), "int"),
        Column("deals", _("Deals"), "int"),
        Column("amount_fen", _("Amount"), "money"),
        Column("conversion", _("Conversion"), "share"),
        Column("low", _("Low"), "share"),
        Column("high", _("High"), "share"),
    ]


def _closed_section(closed: Sequence[Sequence[Any]], names: Mapping[str, str]) -> Section:
    columns = [
        Column("source", _("Source"), "words", labels=names),
        Column("won", _("Won"), "int"),
        Column("lost", _("Lost"), "int"),
        Column("amount_fen", _("Amount"), "money"),
    ]
    chart = Chart(
        "bars",
        _("Amount won per source"),
        [_named(row[0], names) for row in closed],
        [Series(_("Amount"), [row[3] for row in closed])],
        "money",
    )
    return Section(
        "closed",
        _("Deals closed in these days, whenever the customer came"),
        columns,
        closed,
        about=("source",),
        bar="amount_fen",
        chart=chart,
        empty=_("No deal was closed."),
    )


def _named(source: str | None, names: Mapping[str, str]) -> str:
    return names.get(source, source) if source else _("not known")
