"""The contacts of supervisors (主管拜访日报表): docs/rules.md#daily-reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.catalogue import title_of
from crmcli.report.contacts import CODE, contact_rows, contact_section
from crmcli.report.model import Section, Sheet
from crmcli.report.queries import members, scouts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence, Set

    from crmcli.report.model import Asked


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Every contact on which a supervisor or manager went along or was alone, with the salespeople's names."""
    superiors = [member for member in members(book, asked) if not member.sells]
    contacts = contact_rows(book, asked, [member.id for member in superiors])
    notes = [] if superiors else [_nobody(asked)]
    return Sheet(
        "supervisor-daily",
        title_of("supervisor-daily"),
        asked,
        [
            _count_section([member.name for member in superiors], contacts, scouts(book)),
            contact_section(asked, contacts),
        ],
        notes,
    )


def _nobody(asked: Asked) -> str:
    if asked.staff is not None:
        sentence = _("{name} is no supervisor or manager; the contacts of salespeople: crm report daily")
        return sentence.format(name=asked.staff)
    return _("Nobody here is a supervisor or manager: crm team staff edit NAME --role supervisor")


def _count_section(names: Sequence[str], contacts: Sequence[Sequence[Any]], scouting: Set[str]) -> Section:
    table: list[list[Any]] = []
    for name in names:
        own = [contact for contact in contacts if contact[0] == name]
        together = [contact for contact in own if contact[10]]
        customers = {one[CODE] for one in own} - scouting
        companions = {other for one in own for other in one[10]}
        if own:
            table.append(
                [name, len(own), len(together), len(own) - len(together), len(customers), sorted(companions)]
            )
    columns = [
        Column("staff", _("Staff")),
        Column("visits", _("Contacts"), "int"),
        Column("together", _("Together"), "int"),
        Column("alone", _("Alone"), "int"),
        Column("customers", _("Customers"), "int"),
        Column("with", _("With"), "list"),
    ]
    return Section("counts", _("In numbers"), columns, table, about=("staff",), bar="visits")
