"""`crm card checks`: the spot checks there were, and what was found."""

from __future__ import annotations

import sqlite3

from crmcli.card.queries import CARD_CHECKS
from crmcli.customer.vocabulary import labels
from crmcli.kit.errors import NotFound, UsageRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _


def checks_listing(book: sqlite3.Connection, number: int | None) -> Listing:
    """The cards of one draw with what was found, or the draws there were. Raises NotFound."""
    if number is None:
        rows = book.execute(
            "select number, min(drawn_on), min(drawn_by), min(seed), min(branch), count(*), sum(state = 'open'),"
            f" sum(state = 'sound'), sum(state = 'finding'), sum(state = 'mended') from {CARD_CHECKS}"
            " group by number order by number desc"
        ).fetchall()
        return Listing(_draw_columns(), rows, empty=_("No card was ever drawn."), code_key="number")
    keys = ", ".join(column.key for column in _item_columns())
    rows = book.execute(
        f"select {keys} from {CARD_CHECKS} where number = ? order by code", (number,)
    ).fetchall()
    if not rows:
        raise NotFound(_("There is no spot check {number}; crm card checks lists them."), number=number)
    return Listing(_item_columns(), rows)


def parse_check(typed: str | None) -> int | None:
    """The number of a draw. Raises UsageRefused."""
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        raise UsageRefused(
            _("{typed} is no number of a spot check; crm card checks lists them."), typed=typed[:40]
        )
    return int(typed)


def _item_columns() -> list[Column]:
    return [
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("owner", _("Owner")),
        Column("state", _("Result"), "words", labels=labels("check_result")),
        Column("finding", _("Finding"), line=2),
        Column("checked_on", _("Checked"), "date"),
        Column("checked_by", _("By")),
        Column("mended_on", _("Put right"), "date"),
        Column("mended_by", _("Mended by"), tables=False),
        Column("mended_note", _("Note"), line=2),
        Column("number", _("Number"), "int", tables=False),
        Column("drawn_on", _("Drawn"), "date", tables=False),
        Column("drawn_by", _("Drawn by"), tables=False),
        Column("seed", _("Seed"), "int", tables=False),
        Column("branch", _("Branch"), tables=False),
    ]


def _draw_columns() -> list[Column]:
    return [
        Column("number", _("Number"), "int"),
        Column("drawn_on", _("Drawn"), "date"),
        Column("drawn_by", _("Drawn by")),
        Column("seed", _("Seed"), "int"),
        Column("branch", _("Branch")),
        Column("cards", _("Cards"), "int"),
        Column("open", _("Not looked at"), "int"),
        Column("sound", _("Sound"), "int"),
        Column("finding", _("To mend"), "int"),
        Column("mended", _("Put right"), "int"),
    ]
