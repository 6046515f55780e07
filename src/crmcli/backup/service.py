"""`crm restore`: the book becomes what a backup was, in one step; what it was before is kept."""

import os
import shutil
import tempfile
from contextlib import suppress

from crmcli.backup.keeping import worded
from crmcli.change.service import Command, recording
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import choose, confirm
from crmcli.kit.errors import BookUnusable, CrmError, NotFound, RuleRefused, UsageRefused, system_reason
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.storage.attachments import copy_missing, expected_files, files_folder
from crmcli.kit.storage.backups import backup_store, backups_of, make_backup
from crmcli.kit.storage.copying import Counts, copy_book, looking_at, overwrite_book, verify_book
from crmcli.kit.storage.migrating import bring_up_to_date, put_in_place
from crmcli.kit.storage.reading import reading


def restore_book(run: Invocation, typed: str | None) -> Record:
    """Check a backup, show what it would bring, ask, put it in place. Raises NotFound, BookUnusable, Busy."""
    if run.joined is not None:
        raise RuleRefused(_("A book cannot be restored inside a batch that is all or nothing."))
    source = _backup_meant(run, typed)
    counts = verify_book(source)
    _say_what_changes(run, counts)
    if not confirm(_("Restore {path}?").format(path=source)):
        raise RuleRefused(_("Nothing was changed."))
    kept = None
    if run.dry_run:
        run.say(_("A dry run: nothing was changed."))
    else:
        kept = _restore(run, source)
        run.say(_("The book is as it was in {path}.").format(path=source))
        if kept is not None:
            run.say(_("What it replaced is kept: {path}").format(path=kept))
    customers = counts.get("customer", 0)
    return Record(
        {"path": run.book_path, "from": source, "kept": kept, "customers": customers}, code_key="path"
    )


def _backup_meant(run: Invocation, typed: str | None) -> str:
    backups = backups_of(run.book_path)
    if typed is None:
        if not backups or not run.interactive:
            raise UsageRefused(_("Say which backup: crm backup --list shows them."))
        lines = [f"{worded(backup.made_at)}  {os.path.basename(backup.path)}" for backup in backups]
        index = choose(_("Which one"), lines)
        if index is None:
            raise RuleRefused(_("Nothing was changed."))
        return backups[index].path
    path = os.path.expanduser(typed)
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= len(backups):
        return backups[int(typed) - 1].path
    for backup in backups:
        if os.path.basename(backup.path) == typed:
            return backup.path
    if not os.path.isfile(path):
        raise NotFound(_("There is no backup {typed}; crm backup --list shows them."), typed=typed)
    if os.path.exists(run.book_path) and os.path.samefile(path, run.book_path):
        raise RuleRefused(_("{path} is the book itself; name another file."), path=path)
    return path


def _say_what_changes(run: Invocation, counts: Counts) -> None:
    now: Counts = {}
    with suppress(CrmError):
        now = verify_book(run.book_path)
    for table, name in (("customer", _("Customers")), ("visit", _("Visits")), ("change_entry", _("History"))):
        sentence = _("{name}: {now} now, {then} in the backup")
        run.say(sentence.format(name=name, now=now.get(table, "?"), then=counts.get(table, "?")))


def _restore(run: Invocation, source: str) -> str | None:
    """Make the restored book beside the old one, whole, before the old one is touched; where that is kept."""
    path, now = run.book_path, run.clock.now()
    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        beside = tempfile.mkdtemp(prefix=".crm-restore-", dir=folder)
    except OSError as error:
        raise BookUnusable(
            _("{path} cannot be used: {why}."), path=folder, why=system_reason(error)
        ) from error
    try:
        draft = os.path.join(beside, "crm.db")
        copy_book(source, draft)
        bring_up_to_date(draft)
        with recording(
            draft, Command("restore", run.actor_name, now.isoformat(), os.path.basename(source))
        ) as writing:
            writing.always_entered = True
        with looking_at(draft) as restored:
            copy_missing(expected_files(restored), backup_store(path, source), files_folder(path))
        return _exchange(run, draft, source)
    finally:
        shutil.rmtree(beside, ignore_errors=True)  # what a failing disk keeps is found by doctor


def _exchange(run: Invocation, draft: str, source: str) -> str | None:
    path = run.book_path
    if run.book_missing:
        put_in_place(draft, path)
        return None
    if _is_whole(path):
        kept = make_backup(path, run.clock.now(), "before-restore", os.path.abspath(source)).path
        overwrite_book(draft, path)
        return kept
    # Nothing can be copied out of a damaged file, and nobody can write in it: it goes aside as it is.
    kept = f"{path}.damaged-{run.clock.now():%Y-%m-%d-%H%M%S}"
    for suffix in ("-journal", ""):
        if os.path.lexists(path + suffix):
            os.replace(path + suffix, kept + suffix)
    put_in_place(draft, path)
    return kept


def _is_whole(path: str) -> bool:
    try:
        verify_book(path)
        with reading(path):
            return True
    except BookUnusable:
        return False
