"""CSV, TSV and lists of codes: written row by row, in flat memory.

The guard against formulas (`guard_cell`) stands in every CSV, whoever reads it, because any CSV may end up in
a spreadsheet; TSV is escaped text for pipes and is never guarded.
"""

from __future__ import annotations

from crmcli.kit.formats.cells import file_text, harmless, machine_text, rough_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, TextIO

    from crmcli.kit.formats.model import Column, Listing

# Numbers, dates and phones are never formulas; everything else may have been typed by anybody.
GUARDED_KINDS = ("text", "words", "list", "command")


def write_csv(listing: Listing, stream: TextIO, *, people: bool = False, newline: str = "\n") -> int:
    """RFC 4180 with a header, even when there is no row; gives the number of rows."""
    from crmcli.kit.formula_cells import guard_cell

    def guarded(column: Column, say: Callable[[Any], str]) -> Callable[[Any], str]:
        return (lambda value: guard_cell(say(value))) if column.kind in GUARDED_KINDS else say

    converters = [guarded(column, say) for column, say in _converters(listing, people)]
    header = [guard_cell(name) for name in _header(listing, people)]
    stream.write(_csv_line(header) + newline)
    count = 0
    for count, row in enumerate(listing.rows, start=1):  # noqa: B007 - the last one is the answer
        cells = [say(value) for say, value in zip(converters, row, strict=True)]
        stream.write(_csv_line(cells) + newline)
    return count


def write_tsv(listing: Listing, stream: TextIO, *, people: bool = False) -> int:
    """A header and a line a row; tabs, line breaks and backslashes are escaped; gives the number of rows."""
    converters = [rough_text(column, people=people) for column in listing.columns]
    stream.write("\t".join(map(_tsv_cell, _header(listing, people))) + "\n")
    count = 0
    for count, row in enumerate(listing.rows, start=1):  # noqa: B007 - the last one is the answer
        cells = [say(value) for say, value in zip(converters, row, strict=True)]
        together = "".join(cells)
        if "\\" in together or not together.isprintable():
            cells = [_tsv_cell(harmless(cell)) for cell in cells]
        stream.write("\t".join(cells) + "\n")
    return count


def write_codes(listing: Listing, stream: TextIO) -> int:
    """The column `code_key`, one value a line, rows without one left out; gives the number of rows."""
    at = next((place for place, column in enumerate(listing.columns) if column.key == listing.code_key), None)
    count = 0
    for count, row in enumerate(listing.rows, start=1):  # noqa: B007 - the last one is the answer
        if at is not None and row[at] is not None:
            stream.write(harmless(str(row[at])).replace("\n", " ") + "\n")
    return count


def _converters(listing: Listing, people: bool) -> Iterator[tuple[Column, Callable[[Any], str]]]:
    convert = file_text if people else machine_text
    return ((column, convert(column)) for column in listing.columns)


def _header(listing: Listing, people: bool) -> list[str]:
    return [harmless(column.header if people else column.key) for column in listing.columns]


def _csv_line(cells: Sequence[str]) -> str:
    # A line with nothing on it would be read as no row at all.
    return ",".join(map(_csv_cell, cells)) if len(cells) != 1 or cells[0] else '""'


def _csv_cell(text: str) -> str:
    if '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return f'"{text}"' if "," in text or "\n" in text or "\r" in text else text


def _tsv_cell(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if text.isprintable():
        return text
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
