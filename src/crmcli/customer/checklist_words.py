"""Checklists on the card."""

from __future__ import annotations

from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _, language

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from typing import Any


def checklist_columns() -> list[Column]:
    """The columns of the part of the card."""
    return [
        Column("checklist", _("Checklist")),
        Column("title", _("Papers for")),
        Column("state", _("State"), "words", labels=labels("checklist_state")),
        Column("deadline_on", _("Deadline"), "date"),
        Column("missing", _("Missing"), line=2),
    ]


def checklist_row(checklist: dict[str, Any]) -> tuple[object, ...]:
    """One checklist as a row of the card."""
    return (
        checklist["checklist"],
        checklist[f"title_{language()}"],
        checklist["state"],
        checklist["deadline_on"],
        checklist[f"missing_{language()}"],
    )
