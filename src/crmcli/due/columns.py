"""The due list for machines: every key, in the order scripts rely on."""

from __future__ import annotations

from crmcli.due.arms import DAYS_OVERDUE, DUE_ON, KEYS, has_deadline
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def machine_listing(rows: Sequence[Any]) -> Listing:
    """The rows of `due.arms.KEYS` as they are."""
    columns = [
        Column("kind", _("Kind")),
        Column("code", _("Code")),
        Column("name", _("Name")),
        Column("grade", _("Grade")),
        Column("owner", _("Owner")),
        Column("visible_on", _("Visible from"), "date"),
        Column("due_on", _("Due"), "date"),
        Column("days_overdue", _("Days overdue"), "int"),
        Column("title", _("Topic")),
        Column("phone", _("Phone"), "phone"),
        Column("amount_fen", _("Amount"), "money"),
        Column("last_contact_on", _("Last contact"), "date"),
        Column("last_summary", _("Last time")),
    ]
    return Listing(columns, map(machine_row, rows))


def machine_row(row: Any) -> tuple[Any, ...]:
    """The keys; what has no deadline is due on no day."""
    keys = row[: len(KEYS)]
    if not has_deadline(row):
        return (*keys[:DUE_ON], None, None, *keys[DAYS_OVERDUE + 1 :])
    return tuple(keys)
