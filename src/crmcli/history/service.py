"""`crm undo`: what would be taken back is shown and asked about, then done in one transaction."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from crmcli.change.queries import Entry, entry_of, undoable_entries
from crmcli.change.undoing import changes_back, undo_entry
from crmcli.history.wording import Teller, in_short, touched_of
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import confirm
from crmcli.kit.errors import ApprovalNeeded, NotFound, RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _, _n
from crmcli.staff.desk import Desk, desk
from crmcli.staff.members import check_manages
from crmcli.staff.rules import at_least

MOST_SHOWN = 20


def undo(run: Invocation, typed: int | None, reason: str | None) -> Record:
    """Take back my last command, or an entry by number. Raises NotFound, RuleRefused."""
    with run.reading() as book:
        entry = _my_last(run, book) if typed is None else entry_of(book, typed)
        run.say(_headline(entry))
        asked = run.interactive and not run.yes and not run.dry_run
        if asked:
            _show(run, Teller(book).tell(map(touched_of, changes_back(book, entry))))
    if asked and not confirm(_("Take this back?")):
        raise RuleRefused(_("Nothing was changed."))
    with desk(run, "undo", reason) as at:
        check_may_undo(at, entry)
        teller = Teller(at.writing.reading())
        rows = undo_entry(at.writing, entry, lambda change: teller.add(touched_of(change)))
        if not rows:
            raise RuleRefused(
                _("Entry {entry}: whoever has come to the staff stays there; there is nothing to take back."),
                entry=entry.id,
            )
        words = [] if asked else teller.tell()
    _show(run, words)
    return _record(entry, at.writing.entry_id, rows)


_OF_THE_TEAM = frozenset({"policy_value", "staff"})


def check_may_undo(at: Desk, entry: Entry) -> None:
    """In a team only who did it, or a manager, takes an entry back; of staff and rules only whoever may change them.

    Raises ApprovalNeeded.
    """
    if not at.policy.team.together:
        return
    changed = {change.table for change in changes_back(at.writing.reading(), entry)}
    if changed & _OF_THE_TEAM:
        check_manages(at)
    if entry.by != at.me.name and not at_least(at.me.role, "manager"):
        raise ApprovalNeeded(
            _("Entry {entry} is of {name}; in a team only {name} or a manager takes it back."),
            entry=entry.id,
            name=entry.by,
        )


def _my_last(run: Invocation, book: sqlite3.Connection) -> Entry:
    for entry in undoable_entries(book, run.actor_name):
        return entry
    raise NotFound(
        _("{name} has done nothing that can be taken back; crm history lists what others did."),
        name=run.actor_name,
    )


def _headline(entry: Entry) -> str:
    words = _("Entry {entry}: {command} by {by}, {at}").format(
        entry=entry.id, command=entry.command, by=entry.by, at=entry.at[:16].replace("T", " ")
    )
    return f"{words} ({entry.reason})" if entry.reason else words


def _show(run: Invocation, lines: Sequence[str]) -> None:
    for line in in_short(lines, MOST_SHOWN):
        run.say(f"  {line}")


def _record(entry: Entry, undo_id: int | None, rows: int) -> Record:
    mapping: dict[str, Any] = {"entry": undo_id, "undoes": entry.id, "command": entry.command, "rows": rows}
    line = _n(
        "Entry {entry} ({command}) is taken back: {rows} row.",
        "Entry {entry} ({command}) is taken back: {rows} rows.",
        rows,
    )
    return Record(
        mapping, line=line.format(entry=entry.id, command=entry.command, rows=rows), code_key="entry"
    )
