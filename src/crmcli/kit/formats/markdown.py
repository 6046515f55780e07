"""Markdown for notes and mail: a table per section, a list of bold labels for a card."""

from __future__ import annotations

from itertools import groupby

from crmcli.kit.formats.cells import is_right_aligned, screen_text, shown_columns
from crmcli.kit.formats.model import Listing
from crmcli.kit.shown import displayable, displayable_block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from crmcli.kit.formats.model import Block, Field, Record, Row

# Characters that Markdown would take for a table, a link, code, emphasis or HTML.
ESCAPES = {ord(char): "\\" + char for char in "\\|[`*<"} | {ord("\n"): "<br>"}


def write_markdown(listing: Listing, stream: TextIO, level: int = 1) -> int:
    """A title of that level, then a table for each section one level below it; gives the number of rows."""
    if listing.title:
        stream.write(f"{'#' * level} {_escaped(displayable(listing.title))}\n\n")
    count = 0
    for heading, rows in groupby(listing.rows, listing.section or (lambda _row: "")):
        stream.write("\n" if count else "")
        if heading:
            stream.write(f"{'#' * (level + 1)} {_escaped(displayable(heading))}\n\n")
        count += _table(listing, rows, stream)
    if not count:
        _table(listing, (), stream)
    return count


def write_markdown_record(record: Record, stream: TextIO) -> None:
    """The cards of a record; without cards its line or its code."""
    if not record.cards:
        line = record.line or str(record.mapping.get(record.code_key) or "")
        stream.write(_escaped(displayable(line)) + "\n")
    written = False
    for block in record.cards:
        written = _write_block(block, stream, after_another=written) or written


def _write_block(block: Block, stream: TextIO, after_another: bool) -> bool:
    """Whether there was something to write."""
    import io

    body = io.StringIO()
    if isinstance(block.content, Listing):
        count = write_markdown(block.content, body, level=2)
    else:
        count = _write_fields(block.content, body)
    if count:
        heading = f"## {_escaped(displayable(block.heading))}\n\n" if block.heading else ""
        stream.write(("\n" if after_another else "") + heading + body.getvalue())
    return count > 0


def _write_fields(fields: Sequence[Field], stream: TextIO) -> int:
    count = 0
    for field in fields:
        if text := screen_text(field)(field.value):
            stream.write(f"- **{_escaped(displayable(field.label))}**: {_escaped(text)}\n")
            count += 1
    return count


def _table(listing: Listing, rows: Iterable[Row], stream: TextIO) -> int:
    columns = shown_columns(listing)
    converters = [
        (place, screen_text(column)) for place, column in enumerate(listing.columns) if column.tables
    ]
    rule = ["---:" if is_right_aligned(column) else "---" for column in columns]
    stream.write(_line([_escaped(displayable_block(column.header)) for column in columns]) + _line(rule))
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the last one is the answer
        stream.write(_line([_escaped(say(row[place])) for place, say in converters]))
    return count


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _escaped(text: str) -> str:
    return text.translate(ESCAPES)
