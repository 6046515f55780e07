"""What people see, as lines of styled pieces of text: `table` draws them in a terminal, `plain` without one.

With a width (table) text folds, and below `TWO_LINES_BELOW` columns a row takes two lines; without one
(plain) every row is one line and nothing folds.
"""

from __future__ import annotations

from _operator import gt
from itertools import groupby

from crmcli.kit.formats.cells import GAP, is_right_aligned, screen_line, screen_text, shown_columns
from crmcli.kit.formats.model import Listing
from crmcli.kit.shown import display_width, displayable, pad

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from crmcli.kit.formats.model import Block, Column, Field, Record

    # A line is pieces of text, each with the name of its Rich style.
    Line = list[tuple[str, str]]

TWO_LINES_BELOW = 100
_GAP_PIECE = (GAP, "")
NARROWEST_TEXT = 12
WIDEST_INDENT = 10
HEADING_STYLE = "bold"
QUIET_STYLE = "dim"
FOLDABLE = ("text", "words", "list")


class Item:
    """A row ready to be shown: a text per column with its width, and the row's style."""

    __slots__ = ("cells", "style", "widths")

    def __init__(self, cells: list[str], style: str) -> None:
        self.cells = cells
        self.widths = list(map(display_width, cells))
        self.style = style

    def leave_out(self, place: int) -> None:
        """Show nothing in a column."""
        self.cells[place], self.widths[place] = "", 0


class Grid:
    """Some columns of a listing side by side: their places in the row, their widths, their indent."""

    def __init__(
        self, columns: Sequence[Column], places: list[int], items: Sequence[Item], indent: int = 0
    ) -> None:
        self.columns = [columns[place] for place in places]
        self.places = places
        self.indent = indent
        self.from_right = list(map(is_right_aligned, self.columns))
        self.names = Item([displayable(columns[place].header) for place in places], "")
        self.widths = [
            max([width, *(item.widths[place] for item in items)])
            for place, width in zip(places, self.names.widths, strict=True)
        ]

    def least_width(self, place: int) -> int:
        """Below this a column is no pleasure to read; what cannot fold needs all it has."""
        width = self.widths[place]
        return min(width, NARROWEST_TEXT) if self.columns[place].kind in FOLDABLE else width

    def fit(self, width: int) -> None:
        """Narrow the columns until the grid has `width`."""
        from crmcli.kit.formats.folding import fitted

        room = width - self.indent - len(GAP) * (len(self.widths) - 1)
        narrowed = fitted(self.widths, [column.kind in FOLDABLE for column in self.columns], room)
        self.widths = [
            whole if column.kind == "command" else fits
            for column, whole, fits in zip(self.columns, self.widths, narrowed, strict=True)
        ]

    def header(self) -> Iterator[Line]:
        """The names of the columns."""
        return self._lines(self.names.cells, self.names.widths, [QUIET_STYLE] * len(self.places))

    def lines(self, item: Item) -> Iterator[Line]:
        """The item's cells, over as many lines as the one that folds most; none where all are empty."""
        styles = [item.style if column.style else "" for column in self.columns]
        cells = [item.cells[place] for place in self.places]
        widths = [item.widths[place] for place in self.places]
        return self._lines(cells, widths, styles) if any(cells) else iter(())

    def _lines(self, cells: Sequence[str], widths: Sequence[int], styles: Sequence[str]) -> Iterator[Line]:
        if not any(map(gt, widths, self.widths)):
            yield self._line(cells, widths, styles)
            return
        from crmcli.kit.formats.folding import wrapped

        folded = [wrapped(cell, room) for cell, room in zip(cells, self.widths, strict=True)]
        for at in range(max(map(len, folded))):
            parts = [lines[at] if at < len(lines) else "" for lines in folded]
            yield self._line(parts, list(map(display_width, parts)), styles)

    def _line(self, cells: Sequence[str], widths: Sequence[int], styles: Sequence[str]) -> Line:
        line: Line = [(" " * self.indent, "")] if self.indent else []
        for text, width, room, from_right, style in zip(
            cells, widths, self.widths, self.from_right, styles, strict=True
        ):
            if width < room:
                blank = " " * (room - width)
                text = blank + text if from_right else text + blank
            line.append((text, style))
            line.append(_GAP_PIECE)
        return without_tail(line)


def listing_lines(listing: Listing, width: int | None = None, rule: str = "") -> tuple[int, Iterator[Line]]:
    """How many rows there are, and their lines: header, then each section under its heading.

    `rule` is the character of the line under the header ("" for none). No row, no line.
    """
    sections = list(_sections(listing, blank_repeats=width is not None))
    items = [item for _heading, group in sections for item in group]
    return len(items), _drawn(listing, sections, items, width, rule) if items else iter(())


def record_lines(record: Record, width: int | None = None, rule: str = "") -> Iterator[Line]:
    """The cards of a record, a blank line between them; without cards its line or its code."""
    if not record.cards:
        yield [(displayable(record.line or str(record.mapping.get(record.code_key) or "")), "")]
    blank = False
    for block in record.cards:
        lines = list(_block_lines(block, width, rule))
        if blank and lines:
            yield []
        blank = blank or bool(lines)
        yield from lines


def write_text(lines: Iterable[Line], stream: TextIO) -> None:
    """The lines without their styles."""
    for line in lines:
        stream.write("".join([text for text, _style in line]) + "\n")


def without_tail(line: Line) -> Line:
    """The line without the spaces at its end."""
    while line and not line[-1][0].rstrip(" "):
        line.pop()
    if line:
        line[-1] = (line[-1][0].rstrip(" "), line[-1][1])
    return line


def _drawn(
    listing: Listing, sections: list[tuple[str, list[Item]]], items: list[Item], width: int | None, rule: str
) -> Iterator[Line]:
    grids = _grids(shown_columns(listing), items, width)
    if listing.title:
        yield [(displayable(listing.title), HEADING_STYLE)]
        yield []
    for grid in grids:
        yield from grid.header()
    if rule:
        spans = [grid.indent + sum(grid.widths) + len(GAP) * (len(grid.widths) - 1) for grid in grids]
        yield [(rule * min(max(spans), width or max(spans)), QUIET_STYLE)]
    for place, (heading, group) in enumerate(sections):
        if heading:
            yield from ([] for _blank in range(place > 0 or not rule))
            yield _heading(heading, len(group))
        for item in group:
            for grid in grids:
                yield from grid.lines(item)


def _heading(heading: str, count: int) -> Line:
    return [(displayable(heading), HEADING_STYLE), (f" ({count})", QUIET_STYLE)]


def _block_lines(block: Block, width: int | None, rule: str) -> Iterator[Line]:
    heading = displayable(block.heading)
    if isinstance(block.content, Listing):
        count, lines = listing_lines(block.content, width, rule)
        if count and heading:
            counted = block.content.counted
            yield _heading(heading, count if counted is None else counted)
        yield from lines
        return
    fields = list(_field_lines(block.content, width))
    if fields and heading:
        yield [(heading, HEADING_STYLE)]
    yield from fields


def _field_lines(fields: Iterable[Field], width: int | None) -> Iterator[Line]:
    shown = [(displayable(field.label), screen_text(field)(field.value)) for field in fields]
    shown = [(label, text) for label, text in shown if text]
    if width:
        from crmcli.kit.formats.folding import wrapped
    label_width = max([display_width(label) for label, _text in shown], default=0)
    for label, text in shown:
        lines = wrapped(text, width - label_width - len(GAP)) if width else text.split("\n")
        for at, line in enumerate(lines):
            yield without_tail([(pad(label if at == 0 else "", label_width) + GAP, QUIET_STYLE), (line, "")])


def _grids(columns: list[Column], items: list[Item], width: int | None) -> list[Grid]:
    everything = Grid(columns, list(range(len(columns))), items)
    if width is None:
        return [everything]
    # Later lines begin under the second column: the code stands alone and leads the eye.
    indent = min(everything.widths[0], WIDEST_INDENT) + len(GAP)
    grids: list[Grid] = []
    for places in _lines_of_an_item(everything, width, indent):
        grids.append(Grid(columns, places, items, indent if grids else 0))
        grids[-1].fit(width)
    return grids


def _lines_of_an_item(everything: Grid, width: int, indent: int) -> Iterator[list[int]]:
    """The columns of each line that an item takes: one or two by design, more where they cannot stand."""
    line_of = [column.line if width < TWO_LINES_BELOW else 1 for column in everything.columns]
    room = width
    for _line, places in groupby(sorted(everything.places, key=line_of.__getitem__), line_of.__getitem__):
        together: list[int] = []
        for place in places:
            needed = [everything.least_width(each) for each in (*together, place)]
            if together and sum(needed) + len(GAP) * len(together) > room:
                yield together
                together, room = [], width - indent
            together.append(place)
        yield together
        room = width - indent


def _sections(listing: Listing, blank_repeats: bool) -> Iterator[tuple[str, list[Item]]]:
    converters = [
        (place, screen_line(column)) for place, column in enumerate(listing.columns) if column.tables
    ]
    once = [place for place, column in enumerate(shown_columns(listing)) if column.once]
    group, style = listing.group or _nothing, listing.style or (lambda _row: "")
    for heading, rows in groupby(listing.rows, listing.section or (lambda _row: "")):
        items: list[Item] = []
        above: object = None
        for row in rows:
            item = Item([say(row[place]) for place, say in converters], style(row))
            if blank_repeats and items and above is not None and group(row) == above:
                for place in once:
                    item.leave_out(place)
            above = group(row)
            items.append(item)
        yield heading, items


def _nothing(_row: object) -> object:
    return None
