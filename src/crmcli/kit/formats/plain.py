"""Aligned text for mail, logs and pipes: nothing is cut, nothing is coloured, no line ends in a space."""

from __future__ import annotations

from crmcli.kit.formats.cells import GAP, is_right_aligned, screen_words
from crmcli.kit.shown import displayable, lines_and_widths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, TextIO

    from crmcli.kit.formats.model import Column, Listing, Record


def write_plain(listing: Listing, stream: TextIO) -> int:
    """Header, headings and rows; gives the number of rows. As `layout.listing_lines` without a width, only quicker."""
    rows = list(listing.rows)
    if not rows:
        return 0
    values = zip(*(row[: len(listing.columns)] for row in rows), strict=True)
    columns = [
        _aligned(column, of_rows)
        for column, of_rows in zip(listing.columns, values, strict=True)
        if column.tables
    ]
    header, *lines = map(GAP.join, zip(*columns, strict=True))
    text = [f"{displayable(listing.title)}\n\n"] if listing.title else []
    text.append(header.rstrip(" ") + "\n")
    for heading, start, end in _sections(listing, rows):
        if heading:
            text.append(f"\n{displayable(heading)} ({end - start})\n")
        text += [f"{line}\n" for line in (line.rstrip(" ") for line in lines[start:end]) if line]
    stream.write("".join(text))
    return len(rows)


def _sections(listing: Listing, rows: Sequence[Any]) -> Iterator[tuple[str, int, int]]:
    """Each heading, the place of its first row and that behind its last one."""
    headings = list(map(listing.section, rows)) if listing.section else [""] * len(rows)
    start = 0
    for place, heading in enumerate(headings):
        if place + 1 == len(rows) or headings[place + 1] != heading:
            yield heading, start, place + 1
            start = place + 1


def _aligned(column: Column, values: Sequence[Any]) -> list[str]:
    """The header and the cells of a column, each as wide as the widest."""
    say = screen_words(column)
    header = displayable(column.header)
    cells, widths = lines_and_widths([header, *("" if value is None else say(value) for value in values)])
    room = max(widths)
    fill = str.rjust if is_right_aligned(column) else str.ljust
    return [fill(cell, len(cell) + room - width) for cell, width in zip(cells, widths, strict=True)]


def write_plain_record(record: Record, stream: TextIO) -> None:
    """The cards, one under the other."""
    from crmcli.kit.formats.layout import record_lines, write_text

    write_text(record_lines(record), stream)
