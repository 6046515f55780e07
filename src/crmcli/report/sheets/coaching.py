"""Coaching results per salesperson (营业主管辅导业务员成就追踪表): docs/rules.md#coaching."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.catalogue import title_of
from crmcli.report.coaching_words import kind_words, lost_words, point_words
from crmcli.report.model import Chart, Section, Series, Sheet
from crmcli.report.queries import among, counted, members, rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.policy.report_policy import ReportPolicy
    from crmcli.report.model import Asked
    from crmcli.report.queries import Member

_RESULTS = """
select s.name, k.coached_on, cast(k.kind as text), cast(k.point as text), k.text, b.name
from coaching k join staff s on s.id = k.staff_id join staff b on b.id = k.by_id
where k.coached_on between ? and ? and {people}
order by s.name, s.id, k.coached_on, k.id
"""
_CUSTOMERS = """
select c.owner_id, c.grade, count(*) from customer c
where c.archived_on is null and {people} group by c.owner_id, c.grade
"""
_WON = """
select d.by_id, count(*), coalesce(sum(d.amount_fen), 0) from deal d
where d.outcome = 'won' and d.closed_on between ? and ? and {people} group by d.by_id
"""


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """What was coached, how often each kind, and what each salesperson has to show for the talk."""
    condition, values = among("k.staff_id", asked.people)
    results = rows(book, _RESULTS.format(people=condition), *asked.days, *values)
    return Sheet(
        "coaching",
        title_of("coaching"),
        asked,
        [
            _result_section(asked.reports, results),
            _kind_section(asked.reports, results),
            _standing_section(book, asked),
        ],
        [
            words
            for kind in sorted({int(row[2]) for row in results})
            if (words := lost_words(asked.reports, kind))
        ],
    )


def _result_section(policy: ReportPolicy, results: Sequence[Sequence[Any]]) -> Section:
    columns = [
        Column("staff", _("Staff")),
        Column("date", _("Date"), "date"),
        Column("kind", _("Kind"), "words", labels=kind_words(policy)),
        Column("point", _("Point"), "words", labels=point_words()),
        Column("text", _("What came of it"), line=2),
        Column("by", _("By")),
    ]
    return Section(
        "results",
        _("Results"),
        columns,
        results,
        about=("staff", "date", "kind", "point"),
        heads="staff",
        empty=_("No coaching was recorded."),
    )


def _kind_section(policy: ReportPolicy, results: Sequence[Sequence[Any]]) -> Section:
    counted = Counter((row[0], row[2]) for row in results)
    table = [[name, kind, count] for (name, kind), count in sorted(counted.items(), key=_by_name_and_kind)]
    names = list(dict.fromkeys(row[0] for row in table))
    words = kind_words(policy)
    kinds = sorted({row[1] for row in table}, key=int)
    chart = Chart(
        "bars",
        _("Coaching per person and kind"),
        names,
        [Series(words.get(kind, kind), [counted[name, kind] for name in names]) for kind in kinds],
    )
    columns = [
        Column("staff", _("Staff")),
        Column("kind", _("Kind"), "words", labels=words),
        Column("times", _("Times"), "int"),
    ]
    return Section(
        "kinds",
        _("How often"),
        columns,
        table,
        about=("staff", "kind"),
        heads="staff",
        bar="times",
        chart=chart,
        empty=_("No coaching was recorded."),
    )


def _by_name_and_kind(item: tuple[tuple[str, str], int]) -> tuple[str, int]:
    (name, kind), _count = item
    return name, int(kind)


def _standing_section(book: sqlite3.Connection, asked: Asked) -> Section:
    """The numbers to talk about: customers, those of each grade, deals; too few where the playbook says how many."""
    owning, owners = counted(asked.people)
    closing, closers = among("d.by_id", asked.people)
    customers = {
        (owner, grade): count for owner, grade, count in rows(book, _CUSTOMERS.format(people=owning), *owners)
    }
    won = {
        by: (count, amount)
        for by, count, amount in rows(book, _WON.format(people=closing), *asked.days, *closers)
    }
    letters = asked.policy.letters
    table: list[list[Any]] = []
    for member in members(book, asked):
        grades = [customers.get((member.id, letter), 0) for letter in letters]
        total = sum(count for (owner, _grade), count in customers.items() if owner == member.id)
        if total or member.sells:
            few = _too_few(asked.reports, member, total, dict(zip(letters, grades, strict=True)))
            table.append([member.name, total, *grades, *won.get(member.id, (0, 0)), few])
    columns = [
        Column("staff", _("Staff")),
        Column("customers", _("Customers"), "int"),
        *(Column(f"grade_{letter}", letter, "int") for letter in letters),
        Column("deals", _("Deals"), "int"),
        Column("amount_fen", _("Amount"), "money"),
        Column("too_few", _("Too few"), "list"),
    ]
    return Section("standing", _("To talk about"), columns, table, about=("staff",), bar="customers")


def _too_few(policy: ReportPolicy, member: Member, total: int, grades: dict[str, int]) -> list[str]:
    """`customers`, and the letters of grades of which somebody has fewer than the playbook wants."""
    if not member.sells:
        return []
    few = [_("customers")] if policy.least_customers is not None and total < policy.least_customers else []
    return few + [letter for letter, count in grades.items() if count < policy.least_in_grade.get(letter, 0)]
