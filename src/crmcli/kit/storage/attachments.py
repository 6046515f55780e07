"""Files kept beside a book under the SHA-256 of their content: which there should be, and copies of them."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator

from crmcli.kit.errors import BookUnusable, system_reason
from crmcli.kit.files import replacing
from crmcli.kit.i18n import _
from crmcli.kit.storage.references import columns_of, table_names

# Whatever keeps files names its table so, and the digest in it (docs/architecture.md).
_SUFFIX, _COLUMN = "_file", "digest"
_CHUNK_BYTES = 1024 * 1024


def files_folder(book_path: str) -> str:
    """Where the files of a book lie."""
    return f"{book_path}.files"


def expected_files(book: sqlite3.Connection) -> set[str]:
    """The digests of the files that the book speaks of, in whichever table of files."""
    tables = [
        table for table in table_names(book) if table.endswith(_SUFFIX) and _COLUMN in columns_of(book, table)
    ]
    return {digest for table in tables for (digest,) in book.execute(f'select {_COLUMN} from "{table}"')}


def copy_missing(digests: set[str], source: str, target: str) -> None:
    """Copy the files that the target folder lacks. Raises BookUnusable where one is gone, changed or not to write.

    A file that both folders lack was lost before: that is for `crm doctor` to say, and keeps no backup from being made.
    """
    missing = [digest for digest in sorted(digests) if not os.path.exists(os.path.join(target, digest))]
    present = [digest for digest in missing if os.path.exists(os.path.join(source, digest))]
    if present:
        _make_folder(target)
    for digest in present:
        with replacing(os.path.join(target, digest)) as copy:
            for chunk in _verified(os.path.join(source, digest), digest):
                copy.write(chunk)


def damaged_files(digests: set[str], folder: str) -> list[str]:
    """The digests whose file is gone or is not what was kept."""
    return sorted(digest for digest in digests if not _is_whole(os.path.join(folder, digest), digest))


def _is_whole(path: str, digest: str) -> bool:
    try:
        return all(True for _chunk in _verified(path, digest))
    except BookUnusable:
        return False


def _verified(path: str, digest: str) -> Iterator[bytes]:
    found = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                found.update(chunk)
                yield chunk
    except OSError as error:
        raise BookUnusable(_("{path} cannot be used: {why}."), path=path, why=system_reason(error)) from error
    if found.hexdigest() != digest:
        raise BookUnusable(_("{path} is not what was kept: it has changed or is damaged."), path=path)


def _make_folder(folder: str) -> None:
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise BookUnusable(
            _("{path} cannot be used: {why}."), path=folder, why=system_reason(error)
        ) from error
