"""Files we write: whole or not at all, private, and only ever in the place of an ordinary file."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

from crmcli.kit.errors import BookUnusable, system_reason
from crmcli.kit.i18n import _
from crmcli.kit.shown import displayable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

PRIVATE = 0o600
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)
NO_FOLDER = (errno.ENOENT, errno.ENOTDIR)


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str], mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """A new file, open for writing bytes, that takes the place of `path` when the block ends well.

    Until then `path` is as it was; after an error the new file is gone. A target that exists keeps its
    mode, a new one gets `mode`. BookUnusable, naming the path: a link, folder or device stands there, the
    folder is missing or read-only, the disk is full. A closed pipe inside the block is left to the caller.
    """
    with replacing_by_path(path, mode) as draft, open(draft, "r+b") as file:
        yield file


@contextlib.contextmanager
def replacing_by_path(path: str | os.PathLike[str], mode: int = PRIVATE) -> Iterator[str]:
    """The same for whoever opens files by name: the name of an empty, private file beside `path`."""
    target = os.fspath(path)
    try:
        kept_mode = _mode_of_target(target)
        yield from _written(target, mode if kept_mode is None else kept_mode)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _refusal(target, error) from error


def _written(target: str, mode: int) -> Iterator[str]:
    folder = os.path.dirname(target) or "."
    beside = os.path.join(folder, f".crm-{os.urandom(8).hex()}.tmp")
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE))
    try:
        yield beside
        _finish(beside, mode)
        _mode_of_target(target)
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    _sync_folder(folder)


def _finish(draft: str, mode: int) -> None:
    descriptor = os.open(draft, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mode_of_target(target: str) -> int | None:
    """The permission bits of the ordinary file at `target`, None where nothing stands."""
    if not os.path.basename(target):
        raise _not_a_name(target)
    try:
        found = os.lstat(target)
    except FileNotFoundError:
        return None
    except ValueError as error:  # a NUL, or characters the system's encoding has no bytes for
        raise _not_a_name(target) from error
    if not stat.S_ISREG(found.st_mode):
        raise BookUnusable(
            _("{path} is a link, a folder or a device and is never replaced; name another file."),
            path=displayable(target),
        )
    return stat.S_IMODE(found.st_mode) & 0o777


def _not_a_name(target: str) -> BookUnusable:
    return BookUnusable(_("{path} is not the name of a file; name one."), path=repr(displayable(target)))


def _sync_folder(folder: str) -> None:
    """Make the new name survive a power cut; some file systems cannot, and the file is whole either way."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refusal(target: str, error: OSError) -> BookUnusable:
    path, folder = displayable(target), displayable(os.path.dirname(target) or ".")
    if error.errno in DISK_FULL:
        return BookUnusable(
            _("The disk is full: {path} was not written, what was there is untouched."), path=path
        )
    if error.errno in NO_FOLDER:
        return BookUnusable(
            _("There is no folder {folder}; make it first, or name another file."), folder=folder
        )
    if error.errno in NO_RIGHT:
        return BookUnusable(
            _("Nothing can be written in the folder {folder}; name another file."), folder=folder
        )
    reason = system_reason(error)
    return BookUnusable(_("{path} cannot be written: {reason}."), path=path, reason=reason)
