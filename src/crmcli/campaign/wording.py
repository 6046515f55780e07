"""Campaigns in words: columns for people and machines."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _


def shown_state(row: Mapping[str, Any], today: date) -> str:
    """The state of a member; one whose day has passed is late."""
    late = row["state"] == "open" and row["planned_on"] < today.isoformat()
    return "late" if late else str(row["state"])


def member_columns() -> list[Column]:
    """A member in a list."""
    return [
        Column("planned_on", _("Planned on"), "date"),
        Column("name", _("Customer"), style=True),
        Column("code", _("Code")),
        Column("grade", _("Grade")),
        Column("owner", _("Owner")),
        Column("state", _("State"), "words", labels=labels("campaign_state"), style=True),
        Column("done_on", _("Done on"), "date"),
        Column("goal", _("Goal"), line=2),
        Column("focus", _("Focus"), line=2),
        Column("done_by", _("Done by"), tables=False),
        Column("result", _("Result"), line=2),
        Column("dropped_on", _("Dropped on"), "date", tables=False),
        Column("dropped_reason", _("Reason"), line=2),
    ]


def opinion_columns() -> list[Column]:
    """What customers said."""
    return [
        Column("number", _("Number"), "int"),
        Column("kind", _("Kind"), "words", labels=labels("opinion_kind")),
        Column("name", _("Customer")),
        Column("code", _("Code")),
        Column("said_on", _("Date"), "date"),
        Column("by", _("Heard by")),
        Column("text", _("Opinion"), line=2),
        Column("improvements", _("Improvements"), "list", line=2, wording=joined_numbers),
    ]


def improvement_columns() -> list[Column]:
    """What is done about it."""
    return [
        Column("number", _("Number"), "int"),
        Column("owner", _("Responsible")),
        Column("due_on", _("By when"), "date", style=True),
        Column("done_on", _("Done on"), "date"),
        Column("text", _("Improvement"), line=2),
        Column("opinions", _("From opinions"), "list", line=2, wording=joined_numbers),
        Column("result", _("Result"), line=2),
        Column("opened_on", _("Opened on"), "date", tables=False),
    ]


def joined_numbers(numbers: Any) -> str:
    """Numbers of opinions or improvements in one cell."""
    return _(", ").join(map(str, numbers))


def share(part: int, whole: int) -> str:
    """`12 of 30 (40%)`."""
    if not whole:
        return _("{part} of {whole}").format(part=part, whole=whole)
    return _("{part} of {whole} ({percent}%)").format(
        part=part, whole=whole, percent=round(100 * part / whole)
    )
