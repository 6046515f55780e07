"""Aligned text for mail, logs and pipes: nothing is cut, nothing is coloured, no line ends in a space."""

from __future__ import annotations

from itertools import groupby

from crmcli.kit.formats.cells import GAP, is_right_aligned, screen_line, shown_columns
from crmcli.kit.text import display_width, displayable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from crmcli.kit.formats.model import Column, Listing, Record


def write_plain(listing: Listing, stream: TextIO) -> int:
    """Header, headings and rows; gives the number of rows. As `layout.listing_lines` without a width, only quicker."""
    columns = shown_columns(listing)
    says = [(place, screen_line(column)) for place, column in enumerate(listing.columns) if column.tables]
    headings = []
    rows = [[displayable(column.header) for column in columns]]
    for heading, group in groupby(listing.rows, listing.section or _no_heading):
        start = len(rows)
        rows += [[say(row[place]) for place, say in says] for row in group]
        headings.append((heading, start, len(rows)))
    if len(rows) == 1:
        return 0
    header, *lines = _aligned(columns, rows)
    text = [f"{displayable(listing.title)}\n\n"] if listing.title else []
    text.append(f"{header}\n")
    for heading, start, end in headings:
        if heading:
            text.append(f"\n{displayable(heading)} ({end - start})\n")
        text += [f"{line}\n" for line in lines[start - 1 : end - 1] if line]
    stream.write("".join(text))
    return len(lines)


def _no_heading(_row: object) -> str:
    return ""


def _aligned(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows as lines, each cell as wide as the widest of its column."""
    filled = []
    for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
        widths = list(map(display_width, cells))
        room = max(widths)
        fill = str.rjust if is_right_aligned(column) else str.ljust
        filled.append(
            [fill(cell, len(cell) + room - width) for cell, width in zip(cells, widths, strict=True)]
        )
    return (GAP.join(line).rstrip(" ") for line in zip(*filled, strict=True))


def write_plain_record(record: Record, stream: TextIO) -> None:
    """The cards, one under the other."""
    from crmcli.kit.formats.layout import record_lines, write_text

    write_text(record_lines(record), stream)
