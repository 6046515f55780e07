"""What the joined card says: each value of one of the two, asked for where both say something else."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.customer.listing import list_columns
from crmcli.customer.queries import Match
from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask_until
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.money import format_yuan
from crmcli.kit.storage.references import rows_by_id

Row = Mapping[str, Any]
# What a card says of itself; the other columns follow from these, from visits, or count changes.
CHOSEN = (
    "name", "kind", "status", "importance_set", "need", "expected_close_on", "amount_fen", "grade", "source", "region",
    "industry", "address", "email", "wechat", "birthday", "id_number", "licence_number", "owner_id",
    "preferred_channel", "preferred_time", "met_on", "met_place", "met_occasion", "tier", "strategic_value", "standing",
)  # fmt: skip
_WORDS = {"kind": "kind", "status": "status", "need": "need", "importance_set": "importance", "tier": "tier"}
_OPTION_OF = {
    "owner": "owner_id",
    "importance": "importance_set",
    "close": "expected_close_on",
    "amount": "amount_fen",
}


class Two(NamedTuple):
    """The card that stays, the one that goes, and the values that each brings."""

    keep: Match
    drop: Match
    keep_row: Row
    drop_row: Row

    def conflicts(self) -> list[str]:
        """The columns in which both say something else."""
        return [column for column in CHOSEN if _both(self.keep_row[column], self.drop_row[column])]


def two_cards(book: sqlite3.Connection, keep: Match, drop: Match) -> Two:
    """Both rows as they are. Raises RuleRefused where they are one."""
    if keep.customer_id == drop.customer_id:
        raise RuleRefused(_("{name} ({code}) is one customer already."), name=keep.name, code=keep.code)
    rows = rows_by_id(book, "customer", [keep.customer_id, drop.customer_id])
    return Two(keep, drop, rows[keep.customer_id], rows[drop.customer_id])


def preferences(two: Two, typed: Sequence[str]) -> dict[str, str]:
    """Column to the code that is preferred, `*` for all others. Raises UsageRefused."""
    wishes: dict[str, str] = {}
    for wish in typed:
        field, sign, code = wish.rpartition("=")
        column = _OPTION_OF.get(field, field) if sign else "*"
        if column != "*" and column not in CHOSEN:
            raise UsageRefused(_("There is no field {field}."), field=field[:40])
        wishes[column] = _code_meant(two, code)
    return wishes


def _code_meant(two: Two, typed: str) -> str:
    for code, short in ((two.keep.code, "a"), (two.drop.code, "b")):
        if typed.strip().lower() in (code.lower(), short):
            return code
    raise UsageRefused(
        _("--prefer takes {keep} or {drop}, or FIELD={drop}."), keep=two.keep.code, drop=two.drop.code
    )


def chosen_codes(
    run: Invocation, book: sqlite3.Connection, two: Two, wishes: Mapping[str, str]
) -> dict[str, str]:
    """For each conflict the code whose value stays; asked on a terminal. Raises RuleRefused where nobody says."""
    codes, open_ones = {}, []
    for column in two.conflicts():
        preferred = wishes.get(column, wishes.get("*"))
        if preferred is None:
            open_ones.append(column)
        else:
            codes[column] = preferred
    if open_ones and not run.interactive:
        said = "; ".join(f"{_label(column)}: {_said(book, two, column)}" for column in open_ones)
        raise RuleRefused(
            _(
                "Both cards say something else ({what}). Say which counts: --prefer {keep}, or --prefer FIELD={drop}."
            ),
            what=said,
            keep=two.keep.code,
            drop=two.drop.code,
        )
    return codes | {column: _asked(run, book, two, column) for column in open_ones}


def _asked(run: Invocation, book: sqlite3.Connection, two: Two, column: str) -> str:
    run.say(f"{_label(column)}:")
    for number, row in ((1, two.keep_row), (2, two.drop_row)):
        run.say(f"  {number}  {worded(book, column, row[column])}  ({row['code']})")

    def parse(typed: str) -> str:
        if typed not in ("1", "2"):
            raise RuleRefused(_("Type 1 or 2."))
        return two.keep.code if typed == "1" else two.drop.code

    return ask_until(_("Which counts"), parse, "1")


def _said(book: sqlite3.Connection, two: Two, column: str) -> str:
    return " / ".join(worded(book, column, row[column]) for row in (two.keep_row, two.drop_row))


def _both(one: Any, other: Any) -> bool:
    return one not in (None, "") and other not in (None, "") and one != other


def _label(column: str) -> str:
    known = {each.key: each.header for each in list_columns()}
    more = {
        "owner_id": _("Owner"), "importance_set": _("Importance"), "address": _("Address"), "email": _("Email"),
        "wechat": _("WeChat"), "birthday": _("Birthday"), "id_number": _("ID number"),
        "licence_number": _("Licence number"), "preferred_channel": _("Preferred channel"),
        "preferred_time": _("Preferred time"), "met_on": _("Met on"), "met_place": _("Met at"),
        "met_occasion": _("Occasion"), "tier": _("Tier"), "strategic_value": _("Value of the relationship"),
        "standing": _("How contact stands"),
    }  # fmt: skip
    return known.get(column) or more.get(column, column)


label = _label


def worded(book: sqlite3.Connection, column: str, value: Any) -> str:
    """A value of the card for people."""
    if value is None or value == "":
        return "-"
    if column == "owner_id":
        found = book.execute("select name from staff where id = ?", (value,)).fetchone()
        return str(found[0]) if found else str(value)
    if column in _WORDS:
        return labels(_WORDS[column]).get(value, str(value))
    return format_yuan(value) if column == "amount_fen" else str(value)
