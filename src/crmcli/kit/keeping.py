"""Copies of files that customers hand in: beside the book, named by what is in them, readable by their owner only."""

import hashlib
import os
import stat
import sys
from typing import BinaryIO, NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import BookUnusable, NotFound, ValueRefused, system_reason
from crmcli.kit.files import replacing
from crmcli.kit.i18n import _
from crmcli.kit.shown import displayable, excerpt
from crmcli.kit.text import clean_line

LARGEST_FILE_BYTES = 25 * 1024 * 1024
NAME_LIMIT = 200


class Copied(NamedTuple):
    """A file as it is kept: the SHA-256 of its content in hex, what it was called, its size."""

    digest: str
    name: str
    size_bytes: int


def files_folder(book_path: str) -> str:
    """Where the copies of a book lie."""
    return f"{book_path}.files"


def copy_in(run: Invocation, path: str) -> Copied:
    """Keep a copy; in a dry run only its name and digest are found. Raises NotFound, ValueRefused, BookUnusable."""
    with _opened(path) as source:
        try:
            content = source.read(LARGEST_FILE_BYTES + 1)
        except OSError as error:  # a disk that fails, a file that is none
            raise ValueRefused(
                _("{path} cannot be read: {why}."), path=excerpt(path), why=system_reason(error)
            ) from error
    if len(content) > LARGEST_FILE_BYTES:
        raise ValueRefused(
            _("{path} is larger than {most} MB; scan it smaller, or note on the card where it lies."),
            path=excerpt(path),
            most=LARGEST_FILE_BYTES // (1024 * 1024),
        )
    if not content:
        raise ValueRefused(_("{path} is empty."), path=excerpt(path))
    return copy_bytes_in(run, path, content)


def copy_bytes_in(run: Invocation, name: str, content: bytes) -> Copied:
    """Keep a file under what is in it; a copy that has been damaged is written anew."""
    copied = Copied(hashlib.sha256(content).hexdigest(), plain_name(name), len(content))
    folder = files_folder(run.book_path)
    if not run.dry_run and _read(os.path.join(folder, copied.digest)) != content:
        _make_folder(folder)
        with replacing(os.path.join(folder, copied.digest)) as kept:
            kept.write(content)
    return copied


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def content_of(run: Invocation, digest: str) -> bytes:
    """A kept file, unchanged. BookUnusable where it is gone or not what it was."""
    path = os.path.join(files_folder(run.book_path), digest)
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise BookUnusable(_("{path} cannot be used: {why}."), path=path, why=system_reason(error)) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise BookUnusable(_("{path} is not what was kept: it has changed or is damaged."), path=path)
    return content


def hand_out(run: Invocation, digest: str, name: str, output: str | None) -> Text | None:
    """Write a kept file where it is wanted, `-` for stdout. Never replaces a file that it was not told to."""
    content = content_of(run, digest)
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return None
    target = output or plain_name(name)
    if output is None and os.path.lexists(target):
        raise BookUnusable(_("{path} is there already; name another file with -o."), path=target)
    if not run.dry_run:
        with replacing(target) as file:
            file.write(content)
    return Text(target, {"path": target, "size_bytes": len(content), "sha256": digest})


def plain_name(path: str) -> str:
    """What a file is called, without folders, control characters and dots in front; never a path."""
    base = os.path.basename(path.replace("\\", "/").rstrip("/"))
    return clean_line(base, NAME_LIMIT).text.lstrip(".").replace("/", "_") or "file"


def _opened(path: str) -> BinaryIO:
    try:
        # Not blocking, so that a pipe that nobody writes to is refused and not waited for.
        file = open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")  # noqa: SIM115
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise NotFound(_("There is no file {path}."), path=excerpt(path)) from error
    except OSError as error:
        raise ValueRefused(
            _("{path} cannot be read: {why}."), path=excerpt(path), why=system_reason(error)
        ) from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise ValueRefused(_("{path} is no file that could be kept."), path=excerpt(path))
    return file


def _make_folder(folder: str) -> None:
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise BookUnusable(
            _("{path} cannot be used: {why}."), path=displayable(folder), why=system_reason(error)
        ) from error
