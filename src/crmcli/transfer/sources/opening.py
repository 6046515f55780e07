"""Opening a source: the bytes, what kind of table they hold, and the reader for it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple, cast

from crmcli.kit.errors import NotFound, UsageRefused, ValueRefused, system_reason
from crmcli.kit.i18n import _
from crmcli.transfer.sources.columns import tabulate
from crmcli.transfer.sources.heading import Expected, nothing_expected
from crmcli.transfer.sources.table import RecordPass, Records, Table

FORMATS = ("csv", "tsv", "xlsx", "json", "jsonl", "vcf", "html")
FORMAT_OF_SUFFIX = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".htm": "html",
    ".html": "html",
}
VCARD_SUFFIXES = (".vcf", ".vcard")
VCARD_BEGIN = b"begin:vcard"
SPOOLED_IN_MEMORY_BYTES = 32 * 1024 * 1024
LARGEST_STREAM_BYTES = 1024 * 1024 * 1024


class Place(NamedTuple):
    """Where in a file the table is: the sheet by its name or number, the row of the headers; None is found out.

    `expected` knows the headers that somebody has named.
    """

    sheet: str | None = None
    header_row: int | None = None
    expected: Expected = nothing_expected


ANYWHERE = Place()


class Source(NamedTuple):
    """A stream that can be read several times, and the name that sentences call it by."""

    name: str
    stream: BinaryIO


def open_table(
    path: str | None,
    *,
    encoding: str | None,
    format: str | None,
    stdin: BinaryIO,
    place: Place = ANYWHERE,
) -> Table:
    """The table in the file at `path` (None or "-": in `stdin`), its rows not yet read.

    `encoding` and `format` are found out when None. Raises NotFound for a missing file or sheet, UsageRefused for
    an unknown format, encoding or row, ValueRefused for anything that cannot be read as a table.
    """
    if format is not None and format not in FORMATS:
        raise UsageRefused(
            _("There is no input format {typed}; it is one of: {valid}."),
            typed=format,
            valid=", ".join(FORMATS),
        )
    source = _open_stdin(stdin) if path is None or path == "-" else _open_file(path)
    try:
        with _readable(source.name):
            return _open_as_table(source, encoding, format, place)
    except BaseException:
        source.stream.close()
        raise


def _open_as_table(source: Source, encoding: str | None, asked_format: str | None, place: Place) -> Table:
    from crmcli.transfer.sources.sniffing import format_of_content, refuse_workbook_lookalikes

    suffix = os.path.splitext(source.name)[1].lower()
    if asked_format == "vcf" or (asked_format is None and (suffix in VCARD_SUFFIXES or _begins_card(source))):
        return _contacts(source, encoding)
    kind = asked_format or FORMAT_OF_SUFFIX.get(suffix)
    found = format_of_content(source.stream, source.name, encoding)
    if found == "xlsx" and asked_format in (None, "xlsx"):
        return _table(source, "xlsx", None, place)
    refuse_workbook_lookalikes(source.name, found, None if found == "html" else kind)
    if found == "html" and asked_format in (None, "html"):
        from crmcli.transfer.sources.html_tables import declared_encoding

        return _table(source, "html", declared_encoding(source.stream, source.name, encoding), place)
    from crmcli.transfer.sources.decoding import count_nuls, find_encoding

    if place.sheet is not None:
        raise UsageRefused(_("{path} has no sheets; leave --sheet out."), path=source.name)
    if place.header_row is not None and (kind or found) in ("json", "jsonl"):
        raise UsageRefused(_("{path} has no row of headers; leave --header-row out."), path=source.name)
    encoding = find_encoding(source.stream, source.name, encoding)
    nuls = count_nuls(source.stream, encoding)
    table = _table(source, kind or found, encoding, place)
    if nuls:
        table.remarks.append(_("NUL characters left out: {count}.").format(count=nuls))
    return table


def _table(source: Source, format: str, encoding: str | None, place: Place) -> Table:
    records = _records(source, format, encoding or "", place)
    found = tabulate(records, source.name, place.header_row, place.expected)
    return Table(
        found.headers,
        _guarded(source, found.rows),
        format,
        encoding,
        source.stream.close,
        places=found.places,
        total_lines=found.total_lines,
        another_pass=lambda: _readably(source, found.another_pass()),
    )


def _records(source: Source, format: str, encoding: str, place: Place) -> RecordPass:
    if format == "xlsx":
        from crmcli.transfer.sources.workbook import workbook_records

        return workbook_records(source.stream, source.name, place.sheet, place.expected)
    if format == "html":
        from crmcli.transfer.sources.html_tables import html_records

        return html_records(source.stream, source.name, encoding, place.sheet, place.expected)
    if format in ("json", "jsonl"):
        from crmcli.transfer.sources.json_objects import json_records, jsonl_records

        return (json_records if format == "json" else jsonl_records)(source.stream, source.name, encoding)
    from crmcli.transfer.sources.delimited import delimited_records

    return delimited_records(source.stream, source.name, encoding, format)


def _begins_card(source: Source) -> bool:
    source.stream.seek(0)
    head = source.stream.read(200).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff\r\n\t ")
    return head.lower().startswith(VCARD_BEGIN)


def _contacts(source: Source, encoding: str | None) -> Table:
    from crmcli.transfer.sources.vcards import Contacts

    if encoding is not None:
        from crmcli.transfer.sources.decoding import check_text_encoding

        check_text_encoding(encoding)
    contacts = Contacts(source.stream, source.name, encoding)
    records = contacts.records()
    table = Table(list(map(str, next(records).cells)), records, "vcf", encoding, source.stream.close)
    table.remarks = contacts.remarks
    return table


def _guarded(source: Source, rows: Records) -> Records:
    yield from _readably(source, rows)
    source.stream.close()


def _readably(source: Source, rows: Records) -> Records:
    with _readable(source.name):
        yield from rows


def _open_file(path: str) -> Source:
    with _readable(path):
        try:
            stream = open(path, "rb")  # noqa: SIM115 - the table closes it
        except ValueError as fault:
            # A path with a NUL or a lone surrogate in it; no file is called that.
            raise NotFound(_("There is no file {path}."), path=path) from fault
        if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            return Source(path, stream)
        with stream:
            return Source(path, _spool(stream, path))


def _open_stdin(stdin: BinaryIO) -> Source:
    name = _("standard input")
    with _readable(name):
        return Source(name, _spool(stdin, name))


def _spool(stream: BinaryIO, name: str) -> BinaryIO:
    """A copy that can be read several times, in memory while it is small."""
    import tempfile

    spool = tempfile.SpooledTemporaryFile(SPOOLED_IN_MEMORY_BYTES)  # noqa: SIM115 - the table closes it
    taken = 0
    while chunk := stream.read(1024 * 1024):
        taken += len(chunk)
        if taken > LARGEST_STREAM_BYTES:
            raise ValueRefused(
                _("{path} goes on for more than 1 GB; save it as a file and import that."), path=name
            )
        spool.write(chunk)
    return cast(BinaryIO, spool)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Word the faults of the file system."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise NotFound(_("There is no file {path}."), path=name) from fault
    except IsADirectoryError as fault:
        raise ValueRefused(_("{path} is a folder; name a file in it."), path=name) from fault
    except PermissionError as fault:
        raise ValueRefused(_("{path} may not be read; ask its owner for the right to."), path=name) from fault
    except OSError as fault:
        raise ValueRefused(_("{path} cannot be read: {why}."), path=name, why=system_reason(fault)) from fault
