"""How far confirming with customers has come: docs/rules.md#confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.customer.confirmed import progress_rows
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.catalogue import title_of
from crmcli.report.model import GOOD, SO_SO, Chart, Section, Series, Sheet
from crmcli.report.rules import share

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from crmcli.report.model import Asked


def make(book: sqlite3.Connection, asked: Asked) -> Sheet:
    """Cards there were, confirmed, changed and left, and single values confirmed, per person and per branch."""
    return Sheet(
        "verification",
        title_of("verification"),
        asked,
        [
            _section("people", _("Per person"), Column("owner", _("Owner")), _counted(book, asked, "owner")),
            _section(
                "branches", _("Per branch"), Column("branch", _("Branch")), _counted(book, asked, "branch")
            ),
        ],
        [_("A value counts in the period in which it was last confirmed.")],
    )


def _counted(book: sqlite3.Connection, asked: Asked, by: str) -> list[list[Any]]:
    found = progress_rows(book, asked.first, asked.last, by, asked.people)
    return [
        [whose, cards, confirmed, changed, left, values, share(confirmed, cards)]
        for whose, cards, confirmed, changed, left, values in found
    ]


def _section(key: str, title: str, about: Column, table: Sequence[Sequence[Any]]) -> Section:
    columns = [
        about,
        Column("cards", _("Cards"), "int"),
        Column("confirmed", _("Confirmed"), "int"),
        Column("changed", _("Changed"), "int"),
        Column("left", _("Not yet"), "int"),
        Column("values", _("Values confirmed"), "int"),
        Column("share", _("Share"), "share"),
    ]
    series = [
        Series(_("Confirmed"), [row[2] for row in table], GOOD),
        Series(_("Not yet"), [row[4] for row in table], SO_SO),
    ]
    return Section(
        key,
        title,
        columns,
        table,
        about=(about.key,),
        bar="share",
        chart=Chart("bars", _("Cards confirmed and not yet"), [str(row[0]) for row in table], series),
        empty=_("There are no cards."),
    )
