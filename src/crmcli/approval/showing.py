"""Approvals in words."""

import json
import sqlite3
from typing import Any

from crmcli.approval.queries import APPROVAL_KEYS, approval_row, approval_rows
from crmcli.approval.wording import asked_words, note_words, state_labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import NotFound, UsageRefused
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _
from crmcli.staff.queries import owner_asked

_ASKED, _KIND = APPROVAL_KEYS.index("asked"), APPROVAL_KEYS.index("kind")


def approvals_listing(run: Invocation, *, everything: bool, mine: bool) -> Listing:
    """What waits (or all there ever was), for oneself where asked."""
    with run.reading() as book:
        approver = owner_asked(run, book, "me") if mine else None
        rows = approval_rows(book, pending_only=not everything, approver=approver)
    columns = [
        Column("number", _("Number"), "int"),
        Column("kind", _("Kind"), tables=False),
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("asked", _("Asked for"), wording=lambda text: text),
        Column("reason", _("Reason"), line=2),
        Column("asked_by", _("Asked by")),
        Column("asked_at", _("Asked"), "date", wording=_day, tables=False),
        Column("needs_role", _("Needs"), tables=False),
        Column("approver", _("Approver"), line=2),
        Column("state", _("State"), "words", labels=state_labels(), tables=everything),
        Column("decided_by", _("Decided by"), tables=everything, line=2),
        Column("decided_at", _("Decided"), tables=False),
        Column("note", _("Note"), wording=lambda note: note_words(note) or "", tables=everything, line=2),
    ]
    shown = [_with_asked(row, run.chosen_format) for row in rows]
    return Listing(columns, shown, empty=_("Nothing waits for an approval."), code_key="number")


def approval_record(book: sqlite3.Connection, number: int) -> Record:
    """One request with everything that is known of it. Raises NotFound."""
    row = approval_row(book, number)
    if row is None:
        raise NotFound(_("There is no approval {number}; crm team approvals lists them."), number=number)
    mapping = dict(zip(APPROVAL_KEYS, row, strict=True))
    asked = mapping["asked"] = json.loads(mapping["asked"])
    fields = [
        Field(_("Customer"), f"{mapping['name']}  {mapping['code']}" if mapping["code"] else None),
        Field(_("Asked for"), asked_words(mapping["kind"], asked)),
        Field(_("Reason"), mapping["reason"]),
        Field(_("Asked by"), f"{mapping['asked_by']}  {_day(mapping['asked_at'])}"),
        Field(_("Approver"), mapping["approver"]),
        Field(_("State"), state_labels()[mapping["state"]]),
        Field(_("Decided by"), mapping["decided_by"]),
        Field(_("Note"), note_words(mapping["note"])),
    ]
    title = _("Approval {number}").format(number=number)
    return Record(mapping, [Block(title, fields)], line=str(number))


def parse_number(typed: str) -> int:
    """The number of a request. Raises UsageRefused."""
    digits = typed.strip().lstrip("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise UsageRefused(
            _("{typed} is no number of an approval; crm team approvals lists them."), typed=typed[:40]
        )
    return int(digits)


def _with_asked(row: tuple[Any, ...], format: str | None) -> tuple[Any, ...]:
    """What was asked for: words for people, an object in JSON, its text in a cell."""
    shown = asked = json.loads(row[_ASKED])
    if format in (None, "table", "plain", "markdown"):
        shown = asked_words(row[_KIND], asked)
    elif format not in ("json", "jsonl"):
        shown = row[_ASKED]
    return (*row[:_ASKED], shown, *row[_ASKED + 1 :])


def _day(moment: str) -> str:
    return moment[:10]
