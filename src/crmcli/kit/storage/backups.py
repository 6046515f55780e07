"""The backups of a book: in `backups/` beside it, each verified, as many as days, weeks and months ask for."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple

from crmcli.kit.errors import BookUnusable, system_reason
from crmcli.kit.i18n import _
from crmcli.kit.storage.attachments import copy_missing, expected_files, files_folder
from crmcli.kit.storage.copying import copy_book, looking_at

FOLDER = "backups"
DAYS, WEEKS, MONTHS = 7, 4, 6
KINDS = ("daily", "asked", "before-import", "before-migration", "before-restore")
_STAMP = "%Y-%m-%d-%H%M%S"
_STAMP_LENGTH = len("2026-11-22-093000")


class Backup(NamedTuple):
    """A backup by its name: when it was made (local time of the book), why, and which of a second it is."""

    path: str
    made_at: datetime
    kind: str


def backups_folder(book_path: str) -> str:
    """Where the backups of a book lie."""
    return os.path.join(os.path.dirname(os.path.abspath(book_path)), FOLDER)


def backups_of(book_path: str) -> list[Backup]:
    """The backups of a book, the newest first; other files in the folder are none of ours."""
    folder, stem = backups_folder(book_path), _stem(book_path)
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    found = (_backup(folder, stem, name) for name in names)
    return sorted(filter(None, found), key=lambda backup: (backup.made_at, backup.path), reverse=True)


def make_backup(book_path: str, made_at: datetime, kind: str, spared: str | None = None) -> Backup:
    """Back the book up and verify the copy; only then older ones go that no rule keeps. Raises BookUnusable, Busy.

    `spared` is in use and stays.
    """
    folder = backups_folder(book_path)
    _make_folder(folder)
    backup = _free_name(folder, _stem(book_path), made_at.replace(tzinfo=None, microsecond=0), kind)
    copy_book(book_path, backup.path)
    copy_files(book_path, backup.path, _store(book_path))
    for old in superfluous(backups_of(book_path)):
        if old.path != spared:
            with suppress(OSError):  # one that stays is no harm
                os.unlink(old.path)
    return backup


def copy_files(book_path: str, copy_path: str, store: str) -> None:
    """Keep the attached files of which the copy speaks."""
    with looking_at(copy_path) as copy:
        copy_missing(expected_files(copy), files_folder(book_path), store)


def backup_store(book_path: str, backup_path: str) -> str:
    """Where the attached files of a backup lie: one folder for all in `backups/`, else beside it."""
    inside = os.path.dirname(os.path.abspath(backup_path)) == backups_folder(book_path)
    return _store(book_path) if inside else files_folder(backup_path)


def superfluous(backups: Iterable[Backup]) -> list[Backup]:
    """The backups that no rule keeps, of a list with the newest first.

    Kept are the last of each of 7 days, 4 weeks and 6 months that have one, and on those days also whatever
    somebody asked for and what was made before something risky.
    """
    backups = list(backups)
    kept: set[Backup] = set()
    for period, count in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        latest: dict[object, Backup] = {}
        for backup in backups:
            latest.setdefault(period(backup.made_at.date()), backup)
        kept.update(list(latest.values())[:count])
    days = sorted({backup.made_at.date() for backup in backups}, reverse=True)[:DAYS]
    return [
        backup
        for backup in backups
        if backup not in kept and (backup.kind == "daily" or backup.made_at.date() not in days)
    ]


def _day(day: date) -> object:
    return day


def _week(day: date) -> object:
    return day.isocalendar()[:2]


def _month(day: date) -> object:
    return day.year, day.month


def _stem(book_path: str) -> str:
    return os.path.basename(book_path).removesuffix(".db")


def _store(book_path: str) -> str:
    return files_folder(os.path.join(backups_folder(book_path), os.path.basename(book_path)))


def _backup(folder: str, stem: str, name: str) -> Backup | None:
    """A file name read as a backup: crm-2026-11-22-093000-daily.db."""
    rest = name.removeprefix(f"{stem}-")
    if rest == name or not rest.endswith(".db"):
        return None
    stamp, kind = rest[:_STAMP_LENGTH], rest[_STAMP_LENGTH + 1 : -len(".db")]
    known = [
        one for one in KINDS if kind == one or (kind.startswith(f"{one}-") and kind[len(one) + 1 :].isdigit())
    ]
    with suppress(ValueError):
        if known:
            return Backup(os.path.join(folder, name), datetime.strptime(stamp, _STAMP), known[0])
    return None


def _free_name(folder: str, stem: str, made_at: datetime, kind: str) -> Backup:
    for name in _names(stem, made_at, kind):
        path = os.path.join(folder, name)
        if not os.path.lexists(path):
            return Backup(path, made_at, kind)
    raise AssertionError("there is always another name")


def _names(stem: str, made_at: datetime, kind: str) -> Iterator[str]:
    base = f"{stem}-{made_at:{_STAMP}}-{kind}"
    yield f"{base}.db"
    for number in range(2, 1_000_000):
        yield f"{base}-{number}.db"


def _make_folder(folder: str) -> None:
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise BookUnusable(
            _("{path} cannot be used: {why}."), path=folder, why=system_reason(error)
        ) from error


def last_backup(book_path: str) -> Backup | None:
    """The newest backup there is."""
    return next(iter(backups_of(book_path)), None)
