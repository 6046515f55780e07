"""A card that has moved while somebody was asked about it: who moved what."""

import json
import sqlite3
from typing import Any

from crmcli.customer.listing import list_columns
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt

_FOLLOWS = frozenset({"rev", "name_folded", "pinyin_keys", "code_key", "rhythm_from_on"})


def moved_since(book: sqlite3.Connection, customer_id: int, seen_rev: int) -> tuple[str, str]:
    """Who has changed the card since that revision, and what it said then and says now."""
    rows = book.execute(
        'select e."by", r.before, r.after from change_row r join change_entry e on e.id = r.entry_id'
        " where r.table_name = 'customer' and r.row_id = ? and r.last_row_id is null"
        " and r.before is not null and r.after is not null order by r.id desc limit 50",
        (customer_id,),
    ).fetchall()
    if not rows:
        return "?", "-"
    # Back to the change that left what was seen: the same number may have stood on the card before it too.
    seen_at = next((i for i, row in enumerate(rows) if json.loads(row[1])["rev"] <= seen_rev), len(rows) - 1)
    since = rows[: seen_at + 1]
    now, then = json.loads(since[0][2]), json.loads(since[-1][1])
    headers = {column.key: column.header for column in list_columns()}
    moved = [
        f"{headers.get(column, column)}: {_said(then.get(column))} > {_said(value)}"
        for column, value in now.items()
        if column not in _FOLLOWS and value != then.get(column)
    ]
    return since[0][0], "; ".join(moved) or _("what hangs on the card")


def _said(value: Any) -> str:
    return "-" if value in (None, "") else excerpt(str(value))
