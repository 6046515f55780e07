"""Aligned text for mail, logs and pipes: nothing is cut, nothing is coloured, no line ends in a space."""

from __future__ import annotations

from crmcli.kit.formats.layout import listing_lines, record_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from crmcli.kit.formats.layout import Line
    from crmcli.kit.formats.model import Listing, Record


def write_plain(listing: Listing, stream: TextIO) -> int:
    """Header, headings and rows; gives the number of rows."""
    count, lines = listing_lines(listing)
    write_text(lines, stream)
    return count


def write_plain_record(record: Record, stream: TextIO) -> None:
    """The cards, one under the other."""
    write_text(record_lines(record), stream)


def write_text(lines: Iterable[Line], stream: TextIO) -> None:
    """The lines without their styles."""
    for line in lines:
        stream.write("".join([text for text, _style in line]) + "\n")
