"""From records to a table: how the columns are called, which cells a row has, which rows only add up others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import count
from typing import NamedTuple

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.transfer.sources.heading import Expected, find_heading, holds, nothing_expected
from crmcli.transfer.sources.table import KEYS_LINE, RecordPass, Records, RowProblem, SourceRow
from crmcli.transfer.sources.totals import is_total


class Tabulated(NamedTuple):
    """The headers, the rows after them, and where the columns stand in the source.

    `total_lines` is filled while the rows are read: those that add up others are left out. `another_pass` reads them
    again, or for the first time.
    """

    headers: list[str]
    rows: Records
    places: list[int]
    total_lines: list[int]
    another_pass: RecordPass


def tabulate(
    records: RecordPass, name: str, header_row: int | None = None, expected: Expected = nothing_expected
) -> Tabulated:
    """The headers and the rows after them, each with one cell per header.

    Entirely empty rows are left out, and so is a column without a header that holds nothing.
    Raises ValueRefused when nothing can be the header, UsageRefused when there is no row `header_row`.
    """
    line, titles = find_heading(records, name, header_row, expected)
    filled = _filled_columns(records, line, {place for place, title in enumerate(titles) if not title})
    kept = [place for place, title in enumerate(titles) if title or place in filled]
    headers = headers_of(titles, kept)
    total_lines: list[int] = []
    return Tabulated(
        headers,
        _rows(records, line, kept, len(titles), total_lines),
        kept,
        total_lines,
        lambda: _rows(records, line, kept, len(titles), []),
    )


def _filled_columns(records: RecordPass, header_line: int, untitled: set[int]) -> set[int]:
    """Which columns without a header hold anything; the source is read only when there are such columns."""
    filled: set[int] = set()
    empty = sorted(untitled)
    if not empty:
        return filled
    with closing(records()) as found:
        for record in found:
            cells = record.cells
            held = [place for place in empty if place < len(cells) and holds(cells[place])]
            if held and record.line > header_line and not is_total(cells):
                filled.update(held)
                empty = sorted(untitled - filled)
                if not empty:
                    break
    return filled


def _rows(
    records: RecordPass, header_line: int, kept: list[int], width: int, total_lines: list[int]
) -> Records:
    as_it_is = kept == list(range(width))
    may_add_up = header_line != KEYS_LINE
    for record in records():
        if record.line <= header_line:
            continue
        if isinstance(record, RowProblem):
            yield record._replace(cells=_in_place(record.cells, kept, width))
            continue
        line, cells = record
        if not any(map(holds, cells)):
            continue
        if may_add_up and is_total(cells):
            total_lines.append(line)
            continue
        if len(cells) != width:
            if any(map(holds, cells[width:])):
                yield _too_wide(record, kept, width)
                continue
            cells = [*cells[:width], *[""] * (width - len(cells))]
        yield SourceRow(line, cells if as_it_is else [cells[place] for place in kept])


def _in_place(cells: list[object], kept: list[int], width: int) -> list[object]:
    """The cells under their headers, and behind them those that have none."""
    padded = [*cells, *[""] * (width - len(cells))]
    return [*(padded[place] for place in kept), *cells[width:]]


def _too_wide(record: SourceRow, kept: list[int], width: int) -> RowProblem:
    reason = ValueRefused(
        _("The row has {count} cells, but there are {width} headers; is a text with a separator not quoted?"),
        count=len(record.cells),
        width=width,
    )
    return RowProblem(record.line, _in_place(record.cells, kept, width), reason)


def headers_of(titles: Sequence[str], kept: Iterable[int]) -> list[str]:
    """The titles of the columns that are kept, one without its place; a repeated one has a number: `备注 2`."""
    return _distinct([titles[place] or f"column {place + 1}" for place in kept])


def _distinct(titles: Sequence[str]) -> list[str]:
    taken = set(titles)
    seen: set[str] = set()
    names = []
    for title in titles:
        name = title
        if title in seen:
            name = next(free for number in count(2) if (free := f"{title} {number}") not in taken)
        seen.add(title)
        taken.add(name)
        names.append(name)
    return names
