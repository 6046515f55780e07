"""What a source gives: headers, and rows that come one at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
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


def no_rows() -> Records:
    """Rows of nothing."""
    yield from ()


class Table:
    """Headers (unique, never empty), rows to be read once, and how the source was read.

    `format` is one of `FORMATS`; `encoding` is None for XLSX. Closing is optional after the last row.
    `remarks` are sentences on what the source holds and the table does not.
    `places` says where in the source each column stands (0 is the first); `total_lines` are rows left out because
    they add up others, known when the rows are read.
    """

    __slots__ = (
        "_another_pass",
        "_close_source",
        "encoding",
        "format",
        "headers",
        "places",
        "remarks",
        "rows",
        "total_lines",
    )

    def __init__(
        self,
        headers: list[str],
        rows: Records,
        format: str,
        encoding: str | None,
        close_source: Callable[[], None],
        *,
        places: Sequence[int] = (),
        total_lines: list[int] | None = None,
        another_pass: RecordPass = no_rows,
    ) -> None:
        self.headers = headers
        self.rows = rows
        self.format = format
        self.remarks: list[str] = []
        self.encoding = encoding
        self.places = places or range(len(headers))
        self.total_lines = [] if total_lines is None else total_lines
        self._close_source = close_source
        self._another_pass = another_pass

    @contextmanager
    def looked_over(self) -> Iterator[Records]:
        """A pass over the rows before they are read; empty where there is none."""
        rows = self._another_pass()
        try:
            yield rows
        finally:
            rows.close()

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
