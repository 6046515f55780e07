"""Results as files: for people (their language, yuan, byte-order mark) unless keys are asked for."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats.model import Listing, Record
from crmcli.kit.i18n import _

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO


def write_file(
    result: Listing | Record, target: str | os.PathLike[str] | BinaryIO, format: str, *, keys: bool = False
) -> int:
    """Write csv, tsv, xlsx, json, jsonl or markdown to a path or a binary stream; gives the number of rows.

    csv and tsv for people have a byte-order mark, since Excel takes a file without one for another encoding;
    csv ends its lines in CRLF. json and jsonl are always in machine form, markdown always in people's.
    UsageRefused for another format, BookUnusable for a path that cannot be replaced.
    """
    from crmcli.kit.files import replacing
    from crmcli.kit.formats import FILE_FORMATS

    if format not in FILE_FORMATS:
        raise UsageRefused(
            _("A file cannot have the format {typed}; choose one of {formats}."),
            typed=format,
            formats=", ".join(FILE_FORMATS),
        )
    if not isinstance(target, (str, os.PathLike)):
        return _write(result, target, format, keys)
    with replacing(target) as file:
        return _write(result, file, format, keys)


def _write(result: Listing | Record, file: BinaryIO, format: str, keys: bool) -> int:
    if format == "xlsx":
        from crmcli.kit.formats.xlsx import write_xlsx

        return write_xlsx(_rows(result), file, people=not keys)
    encoding = "utf-8-sig" if format in ("csv", "tsv") and not keys else "utf-8"
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        return _write_text(result, text, format, people=not keys)
    finally:
        text.detach()


def _write_text(result: Listing | Record, stream: TextIO, format: str, people: bool) -> int:
    from crmcli.kit.formats import render
    from crmcli.kit.formats.separated import write_csv, write_tsv

    if format == "csv":
        return write_csv(_rows(result), stream, people=people, newline="\r\n")
    if format == "tsv":
        return write_tsv(_rows(result), stream, people=people)
    return render(result, format, stream=stream, talk=io.StringIO())


def _rows(result: Listing | Record) -> Listing:
    if isinstance(result, Listing):
        return result
    from crmcli.kit.formats.flat import as_listing

    return as_listing(result)
