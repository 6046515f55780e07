"""How far customers came, by the best grade they had: docs/rules.md#funnel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.catalogue import title_of
from crmcli.report.model import BAD, GOOD, UNDECIDED, Chart, Section, Series, Sheet
from crmcli.report.queries import counted, rows
from crmcli.report.rules import share

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.report.model import Asked

# What a customer has reached stays reached. That somebody negotiated is known from the card, from the history of the
# card, and from the deal that came of it; a deal that was lost need not have been negotiated.
_REACHED = """
select best,
  count(*), sum(negotiated or won), sum(won), sum(lost and not won)
from (
  select
    (select p.letter from grade_change g join policy_grade p on p.letter = g.to_grade
       where g.customer_id = c.id order by p.rank limit 1) as best,
    exists (select 1 from deal d where d.customer_id = c.id and d.outcome = 'won') as won,
    exists (select 1 from deal d where d.customer_id = c.id and d.outcome = 'lost') as lost,
    c.status = 'negotiating' or exists (select 1 from change_row r
      where r.table_name = 'customer' and r.row_id = c.id
        and instr(coalesce(r.before, '') || coalesce(r.after, ''), '"status":"negotiating"') > 0) as negotiated
  from customer c where c.registered_on between ? and ? and {people}
) group by best
"""


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Of the customers registered in the period, how many reached each stage, in all and by their best grade."""
    condition, values = counted(asked.people)
    found = {
        best: numbers
        for best, *numbers in rows(book, _REACHED.format(people=condition), *asked.days, *values)
    }
    ordered = [(letter, found[letter]) for letter in (*asked.policy.letters, None) if letter in found]
    total = [sum(numbers[place] for _best, numbers in ordered) for place in range(4)]
    return Sheet("funnel", title_of("funnel"), asked, [_stage_section(total), _grade_section(ordered)])


def _stage_section(total: Sequence[int]) -> Section:
    # Of what: those who negotiated may have won; whoever was lost is seen against all.
    stages = ["potential", "negotiating", "won", "lost"]
    before = [None, total[0], total[1], total[0]]
    table: list[list[Any]] = [
        [stage, count, None if earlier is None else share(count, earlier), share(count, total[0])]
        for stage, count, earlier in zip(stages, total, before, strict=True)
    ]
    words = labels("status")
    columns = [
        Column("stage", _("Stage"), "words", labels=words),
        Column("customers", _("Customers"), "int"),
        Column("of_before", _("Of the stage before"), "share"),
        Column("of_all", _("Of all"), "share"),
    ]
    chart = Chart(
        "bars",
        _("Customers who reached each stage"),
        [words[stage] for stage in stages],
        [Series(_("Customers"), list(total))],
    )
    return Section(
        "stages",
        _("Stages"),
        columns,
        table if total[0] else [],
        about=("stage",),
        bar="customers",
        chart=chart,
        empty=_("No customer was registered."),
    )


def _grade_section(ordered: Sequence[tuple[str | None, Sequence[int]]]) -> Section:
    table: list[list[Any]] = [
        [
            best,
            *numbers,
            numbers[0] - numbers[2] - numbers[3],
            share(numbers[1], numbers[0]),
            share(numbers[2], numbers[1]),
            share(numbers[2], numbers[0]),
        ]
        for best, numbers in ordered
    ]
    columns = [
        Column("best_grade", _("Best grade")),
        Column("customers", _("Customers"), "int"),
        Column("negotiating", _("Negotiated"), "int"),
        Column("won", _("Won"), "int"),
        Column("lost", _("Lost"), "int"),
        Column("open", _("Open"), "int"),
        Column("potential_to_negotiating", _("to negotiating"), "share"),
        Column("negotiating_to_won", _("to won"), "share"),
        Column("won_share", _("Won of all"), "share"),
    ]
    chart = Chart(
        "bars",
        _("What became of customers, by their best grade"),
        [row[0] or _("no grade") for row in table],
        [
            Series(_("Won"), [row[3] for row in table], GOOD),
            Series(_("Lost"), [row[4] for row in table], BAD),
            Series(_("Open"), [row[5] for row in table], UNDECIDED),
        ],
    )
    return Section(
        "grades", _("By best grade"), columns, table, about=("best_grade",), bar="customers", chart=chart
    )
