"""From records to a table: which record is the header, how the columns are called, which cells a row has."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import count, islice

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line
from crmcli.transfer.headers import recognise
from crmcli.transfer.sources.table import KEYS_LINE, RecordPass, Records, RowProblem, SourceRow

# How far down titles and notes above the header are looked for, and how many known headers make one.
HEADER_WITHIN_ROWS = 5
HEADERS_OF_A_HEADER = 2
LONGEST_HEADER = 200


def tabulate(records: RecordPass, name: str) -> tuple[list[str], Records]:
    """The headers and the rows after them, each with one cell per header.

    Entirely empty rows are left out, and so is a column without a header that holds nothing.
    Raises ValueRefused when nothing can be the header.
    """
    header = _find_header(records, name)
    titles = [_title(cell) for cell in header.cells]
    filled = _filled_columns(records, header.line, {place for place, title in enumerate(titles) if not title})
    kept = [place for place, title in enumerate(titles) if title or place in filled]
    headers = _distinct([titles[place] or f"column {place + 1}" for place in kept])
    return headers, _rows(records, header.line, kept, len(titles))


def _find_header(records: RecordPass, name: str) -> SourceRow:
    """The first of the top rows with headers that we know, else the first that is not empty."""
    with closing(records()) as found:
        top = list(islice((record for record in found if _is_header_material(record)), HEADER_WITHIN_ROWS))
    if not top:
        raise ValueRefused(_("{path} is empty; there is nothing to import."), path=name)
    if isinstance(top[0], RowProblem):
        raise top[0].reason
    candidates = [record for record in top if isinstance(record, SourceRow)]
    if candidates[0].line == KEYS_LINE:
        return candidates[0]
    return next((record for record in candidates if _is_known_header(record.cells)), candidates[0])


def _is_header_material(record: SourceRow | RowProblem) -> bool:
    return record.line == KEYS_LINE or any(map(_holds, record.cells))


def _is_known_header(cells: Sequence[object]) -> bool:
    matches = recognise([_title(cell) for cell in cells])
    return sum(match.field is not None for match in matches) >= HEADERS_OF_A_HEADER


def _filled_columns(records: RecordPass, header_line: int, untitled: set[int]) -> set[int]:
    """Which columns without a header hold anything; the source is read only when there are such columns."""
    filled: set[int] = set()
    if not untitled:
        return filled
    with closing(records()) as found:
        for record in found:
            if record.line > header_line:
                cells = record.cells
                filled.update(
                    place for place in untitled - filled if place < len(cells) and _holds(cells[place])
                )
            if filled == untitled:
                break
    return filled


def _rows(records: RecordPass, header_line: int, kept: list[int], width: int) -> Records:
    as_it_is = kept == list(range(width))
    for record in records():
        if record.line <= header_line:
            continue
        if isinstance(record, RowProblem):
            yield record._replace(cells=_in_place(record.cells, kept, width))
            continue
        line, cells = record
        if not any(map(_holds, cells)):
            continue
        if len(cells) != width:
            if any(map(_holds, cells[width:])):
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


def _holds(cell: object) -> bool:
    """Whether a cell is more than emptiness and spaces."""
    return cell != "" and not (isinstance(cell, str) and cell.isspace())


def _title(cell: object) -> str:
    """A header on one line, without invisible characters."""
    return clean_line(" ".join(str(cell)[:LONGEST_HEADER].split()), 4 * LONGEST_HEADER).text


def _distinct(titles: list[str]) -> list[str]:
    """The titles, a repeated one with the next free number after it: `备注`, `备注 2`."""
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
