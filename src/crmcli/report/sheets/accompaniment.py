"""Days on which supervisors went along, against the quota: docs/rules.md#accompaniment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.accompanying import Together, accompanied, months_between, purposes
from crmcli.report.catalogue import title_of
from crmcli.report.model import Chart, Section, Series, Sheet
from crmcli.report.queries import everybody

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.report.model import Asked
    from crmcli.report.queries import Member


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Per month, supervisor and salesperson: days together, quota, days missing; and what for."""
    staff = {member.id: member for member in everybody(book)}
    pairs = _pairs(staff, asked, accompanied(book, asked))
    notes = []
    if asked.reports.accompany_days is None:
        notes.append(_("The playbook names no quota: reports.accompany_days would."))
    return Sheet(
        "accompaniment",
        title_of("accompaniment"),
        asked,
        [_pair_section(pairs, asked.reports.accompany_days), _purpose_section(book, staff, asked)],
        notes,
    )


def _pairs(
    staff: dict[int, Member], asked: Asked, together: Sequence[Together]
) -> list[tuple[str, str, str, int, int]]:
    """(month, supervisor, salesperson, days, contacts): who belongs together, and whoever went together."""
    found = {(one.month, one.supervisor_id, one.salesperson_id): (one.days, one.contacts) for one in together}
    belonging = [
        (month, member.supervisor_id, member.id)
        for month in months_between(asked.first, min(asked.last, asked.today))
        for member in staff.values()
        if member.supervisor_id is not None and member.sells and member.works_in(month)
    ]
    rows = [
        (month, staff[boss].name, staff[seller].name, *found.get((month, boss, seller), (0, 0)))
        for month, boss, seller in dict.fromkeys([*belonging, *found])
        if asked.people is None or boss in asked.people or seller in asked.people
    ]
    return sorted(rows, key=lambda row: row[:3])


def _pair_section(pairs: Sequence[tuple[str, str, str, int, int]], quota: int | None) -> Section:
    table: list[list[Any]] = [
        [*pair, quota, None if quota is None else max(0, quota - pair[3])] for pair in pairs
    ]
    columns = [
        Column("month", _("Month")),
        Column("supervisor", _("Supervisor")),
        Column("salesperson", _("Salesperson")),
        Column("days", _("Days"), "int"),
        Column("contacts", _("Contacts"), "int"),
        Column("quota", _("Quota"), "int"),
        Column("missing", _("Days missing"), "int"),
    ]
    names = [f"{row[1]} + {row[2]}" if len({row[0] for row in table}) == 1 else f"{row[0]} {row[1]} + {row[2]}"
             for row in table]  # fmt: skip
    chart = Chart("bars", _("Days together"), names, [Series(_("Days"), [row[3] for row in table])])
    return Section(
        "pairs",
        _("Supervisor and salesperson"),
        columns,
        table,
        about=("month", "supervisor", "salesperson"),
        bar="days",
        chart=chart,
        empty=_("No salesperson has a supervisor, and nobody went along."),
    )


def _purpose_section(book: sqlite3.Connection, staff: dict[int, Member], asked: Asked) -> Section:
    words, found = purposes(book, asked)
    table = [
        [staff[boss].name, purpose, count]
        for boss, purpose, count in found
        if asked.people is None or boss in asked.people
    ]
    columns = [
        Column("supervisor", _("Supervisor")),
        Column("purpose", _("Purpose"), "words", labels=words),
        Column("contacts", _("Contacts"), "int"),
    ]
    return Section(
        "purposes",
        _("What for"),
        columns,
        table,
        about=("supervisor", "purpose"),
        heads="supervisor",
        bar="contacts",
        empty=_("No purpose was recorded."),
    )
