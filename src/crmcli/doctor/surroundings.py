"""Checks of what lies around the book: who may read it, where it lies, its attached files, its backups."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from crmcli.doctor.findings import Finding
from crmcli.field.rules import is_file_value
from crmcli.kit.i18n import _
from crmcli.kit.storage.attachments import damaged_files, expected_files, files_folder
from crmcli.kit.storage.backups import backups_folder, last_backup

OLDEST_BACKUP_DAYS = 7
OLD_DRAFT = timedelta(days=1)
_NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "afs",
    "ncpfs",
    "9p",
    "fuse.sshfs",
    "fuse.rclone",
    "davfs",
    "glusterfs",
    "ceph",
)
_SYNCED = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud", "mobile documents", "nutstore",
    "坚果云", "baidusyncdisk", "百度网盘", "baidunetdisk", "synologydrive", "nextcloud", "owncloud", "mega", "pcloud",
)  # fmt: skip
_SYNC_MARKS = (".stfolder", ".dropbox", ".nutstore", ".owncloudsync.log", ".sync")


MOST_CARDS_TOLD = 5
_FILES_OF_CARDS = (
    "select c.code, c.name, f.value from customer_field f join customer c on c.id = f.customer_id"
    " where length(f.value) > 65 and substr(f.value, -65, 1) = '#' order by c.id, f.id"
)


def check_modes(path: str) -> Iterator[Finding]:
    """Nobody but the owner may read the book, its backups and its files."""
    for file, wanted in _private(path):
        try:
            mode = stat.S_IMODE(os.stat(file).st_mode)
        except OSError:
            continue
        if mode & ~wanted & 0o077:
            sentence = _("{path} can be read by others ({mode:o}).")
            yield Finding("modes", sentence.format(path=file, mode=mode), "modes")


def _private(path: str) -> Iterator[tuple[str, int]]:
    yield path, 0o600
    yield path + "-journal", 0o600
    for folder in (backups_folder(path), files_folder(path)):
        if os.path.isdir(folder):
            yield folder, 0o700
            yield from ((os.path.join(folder, name), 0o600) for name in sorted(os.listdir(folder)))


def mend_modes(path: str) -> None:
    """Take everybody else's rights away."""
    for file, wanted in _private(path):
        if os.path.lexists(file) and not os.path.islink(file):
            os.chmod(file, 0o700 if os.path.isdir(file) else wanted)


def check_place(path: str, mounts: str = "/proc/mounts") -> Iterator[Finding]:
    """A network share does not lock reliably, a sync folder replaces files behind the program's back."""
    kind = _file_system(os.path.abspath(path), mounts)
    if kind.startswith(_NETWORK):
        sentence = _("The book lies on a network share ({kind}), where two writers can damage it; move it.")
        yield Finding("place", sentence.format(kind=kind))
    synced = _synced_folder(os.path.dirname(os.path.abspath(path)))
    if synced:
        sentence = _(
            "The book lies in a synchronised folder ({folder}), which may replace it in use; move it."
        )
        yield Finding("place", sentence.format(folder=synced))


def _file_system(path: str, mounts: str) -> str:
    best, kind = "", ""
    try:
        with open(mounts, encoding="utf-8", errors="replace") as table:
            for line in table:
                _device, folder, found = line.split()[:3]
                folder = folder.replace("\\040", " ")
                inside = path == folder or path.startswith(folder.rstrip("/") + "/")
                if inside and len(folder) >= len(best):
                    best, kind = folder, found
    except (OSError, ValueError):
        return ""
    return kind


def _synced_folder(folder: str) -> str | None:
    while True:
        name = os.path.basename(folder).lower()
        marked = any(os.path.exists(os.path.join(folder, mark)) for mark in _SYNC_MARKS)
        if marked or any(name == known or name.startswith(f"{known} ") for known in _SYNCED):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def check_files(book: sqlite3.Connection, path: str) -> Iterator[Finding]:
    """Attached files are there and are what was kept; those that cards name are told by card."""
    folder = files_folder(path)
    named: dict[str, list[str]] = {}
    for code, name, value in book.execute(_FILES_OF_CARDS):
        file_name, _sign, digest = value.rpartition("#")
        if is_file_value(value):
            named.setdefault(digest, []).append(
                _("{customer} ({file})").format(customer=f"{code} {name}", file=file_name)
            )
    damaged = damaged_files(expected_files(book) | named.keys(), folder)
    for told in (named[digest] for digest in damaged if digest in named):
        sentence = _(
            "The copy of a photo or file of {cards} is gone or has been changed: crm import FILE --files DIR brings it"
            " from the book it came from, crm edit CUSTOMER --set FIELD=PATH sets it anew."
        )
        yield Finding("files", sentence.format(cards=_(", ").join(told[:MOST_CARDS_TOLD])))
    for digest in (one for one in damaged if one not in named):
        sentence = _("The attached file {path} is gone or has been changed.")
        yield Finding("files", sentence.format(path=os.path.join(folder, digest)))


def check_backups(book: sqlite3.Connection, path: str, today: date) -> Iterator[Finding]:
    """There is a backup of the last week, unless the book is that young."""
    known = dict(
        book.execute("select key, value from book_setting where key in ('made_on', 'demonstration')")
    )
    last = last_backup(path)
    made_on = date.fromisoformat(known["made_on"]) if "made_on" in known else date.min
    if "demonstration" in known or today - made_on < timedelta(days=OLDEST_BACKUP_DAYS):
        return
    if last is None:
        yield Finding("backup", _("There is no backup of the book: crm backup makes one."), "backup")
    elif (today - last.made_at.date()).days > OLDEST_BACKUP_DAYS:
        sentence = _("The last backup is of {day}: crm backup makes one.")
        yield Finding("backup", sentence.format(day=last.made_at.date()), "backup")


def check_leftovers(path: str, now: datetime | None = None) -> Iterator[Finding]:
    """Drafts of a command that was killed."""
    for draft in _drafts(path, (now or datetime.now()).timestamp()):
        sentence = _("{path} was left behind by a command that was killed.")
        yield Finding("leftovers", sentence.format(path=draft), "leftovers")


def _drafts(path: str, now: float) -> Iterator[str]:
    """Ours by their names, and a day old: what is younger may be in use."""
    for folder in (os.path.dirname(os.path.abspath(path)), backups_folder(path), files_folder(path)):
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            draft = os.path.join(folder, name)
            ours = name.startswith((".crm-new-", ".crm-restore-", ".crm-demo-")) or (
                name.startswith(".crm-") and name.endswith(".tmp")
            )
            if ours and now - os.lstat(draft).st_mtime > OLD_DRAFT.total_seconds():
                yield draft


def mend_leftovers(path: str) -> None:
    """Remove the drafts."""
    import shutil

    for draft in list(_drafts(path, datetime.now().timestamp())):
        if os.path.isdir(draft) and not os.path.islink(draft):
            shutil.rmtree(draft)
        else:
            os.unlink(draft)
