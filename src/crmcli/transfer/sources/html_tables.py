"""HTML: what many office systems save as `.xls` is a page with a table, and browsers copy tables so."""

from __future__ import annotations

import re
from contextlib import closing, suppress
from html.parser import HTMLParser
from typing import BinaryIO

from crmcli.kit.errors import NotFound, UsageRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.transfer.sources.decoding import find_encoding, text_lines
from crmcli.transfer.sources.heading import HEADER_WITHIN_ROWS, Expected, may_be_header, nothing_expected
from crmcli.transfer.sources.table import RecordPass, Records, SourceRow

LARGEST_PAGE_BYTES = 64 * 1024 * 1024
MOST_CELLS, MOST_TABLES, WIDEST_SPAN, TALLEST_SPAN = 3_000_000, 200, 500, 5_000
HEAD_BYTES = 4096
DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
# What pages call themselves, and what their bytes are all the same.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
SPACES = re.compile(r"[ \t\r\n\f]+")
NOT_TEXT = frozenset(["script", "style", "title"])
LINE_ENDS = frozenset(["br", "p", "div"])
Grid = list[list[str]]


def declared_encoding(stream: BinaryIO, name: str, asked: str | None) -> str:
    """The encoding that the page names where its bytes bear it out, else what is found out from them."""
    if asked is None:
        stream.seek(0)
        declared = DECLARED.search(stream.read(HEAD_BYTES))
        if declared:
            encoding = declared[1].decode("ascii").lower()
            with suppress(UsageRefused, ValueRefused):  # a wrong declaration: the bytes decide
                return find_encoding(stream, name, WIDER.get(encoding, encoding))
    return find_encoding(stream, name, asked)


def html_records(
    stream: BinaryIO, name: str, encoding: str, wanted: str | None, expected: Expected = nothing_expected
) -> RecordPass:
    """Passes over the rows of one table of the page; `line` is the row in it.

    The table of that number, else the first with headers that are expected or known, else the one with the most rows.
    """
    tables = _tables(stream, name, encoding)
    grid = _chosen(tables, name, wanted, expected)

    def records() -> Records:
        for number, cells in enumerate(grid, start=1):
            yield SourceRow(number, list(cells))

    return records


def _chosen(tables: list[Grid], name: str, wanted: str | None, expected: Expected) -> Grid:
    if not tables:
        raise ValueRefused(_("{path} is empty; there is nothing to import."), path=name)
    if wanted is not None:
        if wanted.isascii() and wanted.isdecimal() and 1 <= int(wanted[:6]) <= len(tables):
            return tables[int(wanted) - 1]
        raise NotFound(
            _("{path} is a page with {count} tables; --sheet takes the number of one."),
            path=name,
            count=len(tables),
        )
    known = (
        table
        for table in tables
        if any(may_be_header(cells, expected) for cells in table[:HEADER_WITHIN_ROWS])
    )
    return next(known, max(tables, key=len))


def _tables(stream: BinaryIO, name: str, encoding: str) -> list[Grid]:
    stream.seek(0, 2)
    if stream.tell() > LARGEST_PAGE_BYTES:
        raise _too_large(name)
    page = _Page()
    with closing(text_lines(stream, name, encoding)) as lines:
        for line in lines:
            page.feed(line)
            if page.cell_count > MOST_CELLS or len(page.tables) > MOST_TABLES:
                raise _too_large(name)
    page.close()
    page.end_all()
    return [table for table in page.tables if any(any(row) for row in table)]


def _too_large(name: str) -> ValueRefused:
    return ValueRefused(_("{path} is too large a page; open it in Excel and save it as .xlsx."), path=name)


class _Page(HTMLParser):
    """Collects the tables. A table inside a cell is one of its own, and no part of the cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Grid] = []
        self.cell_count = 0
        self._open: list[_Table] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Tables, rows and cells; the ends of the latter two are often left out."""
        if tag in NOT_TEXT:
            self._silent = tag
        elif tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1].rows)
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].new_row()
        elif tag in ("td", "th"):
            given = dict(attrs)
            across = _span(given.get("colspan"), WIDEST_SPAN)
            self.cell_count += across
            self._open[-1].new_cell(across, _span(given.get("rowspan"), TALLEST_SPAN))
        elif tag in LINE_ENDS:
            self._open[-1].text("\n")

    def handle_endtag(self, tag: str) -> None:
        """The end of a table, a row or a cell."""
        if tag == self._silent:
            self._silent = ""
        elif tag == "table" and self._open:
            self._open.pop().end_cell()
        elif tag in ("tr", "td", "th") and self._open:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        """Text of the open cell."""
        if self._open and not self._silent:
            self._open[-1].text(SPACES.sub(" ", data))

    def end_all(self) -> None:
        """The page is over, whatever is still open."""
        while self._open:
            self._open.pop().end_cell()


class _Table:
    """The rows of one table so far; cells that reach over several places fill the first of them only."""

    def __init__(self) -> None:
        self.rows: Grid = []
        self._text: list[str] | None = None
        self._across = 1
        self._taken: dict[int, int] = {}  # column -> rows below that a cell above still reaches into

    def new_row(self) -> None:
        self.end_cell()
        self.rows.append([])

    def new_cell(self, across: int, down: int) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        row = self.rows[-1]
        while self._taken.get(len(row), 0):
            self._taken[len(row)] -= 1
            row.append("")
        for place in range(len(row), len(row) + across if down > 1 else 0):
            self._taken[place] = down - 1
        self._text, self._across = [], across

    def text(self, piece: str) -> None:
        if self._text is not None:
            self._text.append(piece)

    def end_cell(self) -> None:
        if self._text is not None:
            lines = (line.strip(" \xa0") for line in "".join(self._text).split("\n"))
            self.rows[-1].extend(["\n".join(filter(None, lines)), *[""] * (self._across - 1)])
            self._text = None


def _span(typed: str | None, most: int) -> int:
    text = (typed or "").strip()
    return min(max(int(text[:6]), 1), most) if text.isascii() and text.isdecimal() else 1
