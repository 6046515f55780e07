"""`crm backup`: a verified copy where somebody wants one, or among those that the book keeps by itself."""

import os
from datetime import datetime

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import BookUnusable, RuleRefused
from crmcli.kit.formats import Column, Listing, Record
from crmcli.kit.i18n import N_, _, _n
from crmcli.kit.storage.attachments import files_folder
from crmcli.kit.storage.backups import KINDS, Backup, backups_folder, backups_of, copy_files, make_backup
from crmcli.kit.storage.copying import copy_book, verify_book

_KIND_WORDS = {
    "daily": N_("daily"),
    "asked": N_("asked for"),
    "before-import": N_("before an import"),
    "before-migration": N_("before an update of the book"),
    "before-restore": N_("before a restore"),
}


def back_up(run: Invocation, typed: str | None) -> Record:
    """Make a backup and say where it is. Raises BookUnusable, Busy, RuleRefused."""
    if run.book_missing:
        raise BookUnusable(_("There is no book at {path}."), path=run.book_path)
    now = run.clock.now()
    if run.dry_run:
        run.say(_("A dry run: nothing was changed."))
        counts = verify_book(run.book_path)
        path = typed or backups_folder(run.book_path)
    elif typed is None:
        path = make_backup(run.book_path, now, "asked").path
        counts = verify_book(path)
    else:
        path = os.path.expanduser(typed)
        _refuse_the_book_itself(run, path)
        counts = copy_book(run.book_path, path, every_index=True)
        copy_files(run.book_path, path, files_folder(path))
    customers = counts.get("customer", 0)
    if not run.dry_run:
        run.say(
            _n(
                "Backed up and checked: {customers} customer.",
                "Backed up and checked: {customers} customers.",
                customers,
            ).format(customers=customers)
        )
    return Record({"path": path, "customers": customers, "rows": sum(counts.values())}, code_key="path")


def _refuse_the_book_itself(run: Invocation, path: str) -> None:
    if os.path.exists(path) and os.path.samefile(path, run.book_path):
        raise RuleRefused(_("{path} is the book itself; name another file."), path=path)


def backup_listing(run: Invocation) -> Listing:
    """The backups of the book, the newest first, with the numbers that `crm restore` takes."""
    rows = [_row(number, backup) for number, backup in enumerate(backups_of(run.book_path), start=1)]
    kinds = {kind: _(_KIND_WORDS[kind]) for kind in KINDS}
    columns = [
        Column("number", _("Number"), "int"),
        Column("made_at", _("When"), "date", wording=lambda moment: moment.replace("T", " ")),
        Column("kind", _("Why"), "words", labels=kinds),
        Column("size_bytes", _("Size"), "int", wording=_size),
        Column("path", _("File"), line=2),
    ]
    empty = _("There is no backup yet: crm backup makes one, and so does the first write of each day.")
    return Listing(columns, rows, empty=empty, code_key="path")


def _row(number: int, backup: Backup) -> tuple[object, ...]:
    size = os.path.getsize(backup.path) if os.path.exists(backup.path) else None
    return number, backup.made_at.isoformat(timespec="minutes"), backup.kind, size, backup.path


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB"


def worded(moment: datetime) -> str:
    """A moment for people."""
    return moment.isoformat(sep=" ", timespec="minutes")
