"""What a source gives: headers, and rows that come one at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import TracebackType
from typing import NamedTuple

from crmcli.kit.errors import ValueRefused


class SourceRow(NamedTuple):
    """One row, as many cells as there are headers; `line` is where it begins in the source.

    The line is that of a text file, the row number of a sheet, or the place in a JSON array (from 1).
    A cell is text (`""` when empty), a `date` or `datetime` of a sheet, or a list or dict of JSON.
    """

    line: int
    cells: list[object]


class RowProblem(NamedTuple):
    """A row whose shape is wrong, its cells as they were found, and the sentence that says why."""

    line: int
    cells: list[object]
    reason: ValueRefused


class RoundedDigits(str):
    """A whole number of 16 or more digits that a sheet held as a number: digits after the 15th are lost."""

    __slots__ = ()


# A record on this line is the keys of JSON objects: the header, whatever it looks like.
KEYS_LINE = 0
Records = Generator[SourceRow | RowProblem, None, None]
# Starts at the beginning of the source each time; the one before has to be closed first.
RecordPass = Callable[[], Records]


class Table:
    """Headers (unique, never empty), rows to be read once, and how the source was read.

    `format` is one of `FORMATS`; `encoding` is None for XLSX. Closing is optional after the last row.
    """

    __slots__ = ("_close_source", "encoding", "format", "headers", "rows")

    def __init__(
        self,
        headers: list[str],
        rows: Records,
        format: str,
        encoding: str | None,
        close_source: Callable[[], None],
    ) -> None:
        self.headers = headers
        self.rows = rows
        self.format = format
        self.encoding = encoding
        self._close_source = close_source

    def close(self) -> None:
        """Let go of the file; rows not read by then are gone."""
        self.rows.close()
        self._close_source()

    def __enter__(self) -> Table:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
