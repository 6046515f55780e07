"""The one printer of results: commands return a `Listing` or a `Record`, `render` and `export` write it.

Formats for machines (tsv, csv, json, jsonl, codes) have English keys, ISO dates, integer fen and stored
words; table, plain and markdown are worded for people. Each format is a module, loaded when it is used.
"""

from __future__ import annotations

import sys

from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats.model import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import BinaryIO, TextIO

    from crmcli.kit.formats.terminal import Terminal

__all__ = [
    "FILE_FORMATS",
    "FORMATS",
    "Block",
    "Column",
    "Field",
    "Listing",
    "Record",
    "default_format",
    "export",
    "format_of",
    "render",
]

FORMATS = ("table", "plain", "tsv", "csv", "json", "jsonl", "markdown", "codes")
FILE_FORMATS = ("csv", "tsv", "xlsx", "json", "jsonl", "markdown")
PEOPLE_FORMATS = ("table", "plain", "markdown")
_ENDINGS = {"csv": "csv", "tsv": "tsv", "xlsx": "xlsx", "json": "json", "jsonl": "jsonl", "md": "markdown"}


def default_format(is_tty: bool) -> str:
    """What is printed when nobody asked for a format."""
    return "table" if is_tty else "plain"


def format_of(path: str) -> str | None:
    """The file format that a file's name asks for, None for a name that says nothing."""
    return _ENDINGS.get(path.rpartition(".")[2].lower()) if "." in path else None


def render(
    result: Listing | Record,
    format: str,
    *,
    stream: TextIO,
    terminal: Terminal | None = None,
    talk: TextIO | None = None,
) -> int:
    """Print a result and give the number of its rows (1 for a record).

    The listing's `empty` sentence goes to `talk` (stderr unless said otherwise), in people's formats only.
    Only a table looks at the `terminal`. UsageRefused for a format that does not exist.
    """
    if format not in FORMATS:
        raise UsageRefused(
            _("There is no format {typed}; choose one of {formats}."),
            typed=format,
            formats=", ".join(FORMATS),
        )
    if isinstance(result, Record):
        _render_record(result, format, stream, terminal)
        return 1
    count = _render_listing(result, format, stream, terminal)
    if not count and result.empty and format in PEOPLE_FORMATS:
        from crmcli.kit.shown import displayable

        (talk or sys.stderr).write(displayable(result.empty) + "\n")
    return count


def export(
    result: Listing | Record, target: str | os.PathLike[str] | BinaryIO, format: str, *, keys: bool = False
) -> int:
    """Write a result into a file for people, or with `keys` for machines; gives the number of rows.

    A path is replaced whole or not at all; BookUnusable when it cannot be. See `file_output.write_file`.
    """
    from crmcli.kit.formats.file_output import write_file

    return write_file(result, target, format, keys=keys)


def _render_listing(listing: Listing, format: str, stream: TextIO, terminal: Terminal | None) -> int:
    if format == "plain":
        from crmcli.kit.formats.plain import write_plain

        return write_plain(listing, stream)
    if format == "table":
        from crmcli.kit.formats.table import write_table

        return write_table(listing, stream, terminal)
    if format == "markdown":
        from crmcli.kit.formats.markdown import write_markdown

        return write_markdown(listing, stream)
    if format in ("json", "jsonl"):
        from crmcli.kit.formats.json_text import write_array, write_lines

        return (write_array if format == "json" else write_lines)(listing, stream)
    from crmcli.kit.formats import separated

    write = {"tsv": separated.write_tsv, "csv": separated.write_csv, "codes": separated.write_codes}[format]
    return write(listing, stream)


def _render_record(record: Record, format: str, stream: TextIO, terminal: Terminal | None) -> None:
    if format == "plain":
        from crmcli.kit.formats.plain import write_plain_record

        write_plain_record(record, stream)
    elif format == "table":
        from crmcli.kit.formats.table import write_table

        write_table(record, stream, terminal)
    elif format == "markdown":
        from crmcli.kit.formats.markdown import write_markdown_record

        write_markdown_record(record, stream)
    elif format in ("json", "jsonl"):
        from crmcli.kit.formats.json_text import write_object, write_object_line

        (write_object if format == "json" else write_object_line)(record, stream)
    else:
        from crmcli.kit.formats.flat import as_listing

        _render_listing(as_listing(record), format, stream, terminal)
