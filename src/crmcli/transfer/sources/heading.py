"""Where the header of a table is: below titles, in one row or in two."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import NamedTuple

from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line
from crmcli.transfer.headers import NAMING_FIELDS, recognise
from crmcli.transfer.sources.table import KEYS_LINE, RecordPass, RowProblem, SourceRow

# How far down titles and notes above the header are looked for, and how many known headers make one.
HEADER_WITHIN_ROWS = 30
HEADERS_OF_A_HEADER = 2
LONGEST_HEADER = 200
# How many of the headers that somebody named these titles hold; 0 is none.
Expected = Callable[[Sequence[str]], int]
# Phones, codes and amounts stand below a header, never in it; a year may.
LONG_NUMBER = re.compile(r"[0-9]{5}")


class Heading(NamedTuple):
    """The titles of the columns as written, empty ones too; rows after `line` are the table's."""

    line: int
    titles: list[str]


def nothing_expected(_titles: Sequence[str]) -> int:
    """Nobody has said how a column is called."""
    return 0


def find_heading(
    records: RecordPass, name: str, wanted_line: int | None, expected: Expected = nothing_expected
) -> Heading:
    """The top row with most of the headers that are expected, else the first with headers that we know.

    Where there is neither, it is the first that is not empty. `wanted_line` says which it is. Two rows are one
    header where the first has a word over several columns of the second.
    Raises ValueRefused when nothing can be the header, UsageRefused when there is no such row.
    """
    top = _top(records, name, wanted_line)
    if top[0].line == KEYS_LINE:
        return Heading(KEYS_LINE, titles_of(top[0].cells))
    place = _place_of_header(top, wanted_line, expected)
    above = top[place - 1] if place else None
    below = top[place + 1] if place + 1 < len(top) else None
    header = top[place]
    if below is not None and _is_second_row(header.cells, below.cells):
        return Heading(below.line, joined_titles(header.cells, below.cells))
    if above is not None and _is_second_row(above.cells, header.cells):
        return Heading(header.line, joined_titles(above.cells, header.cells))
    return Heading(header.line, titles_of(header.cells))


def titles_of(cells: Sequence[object]) -> list[str]:
    """Each cell as a header on one line, without invisible characters."""
    return [
        clean_line(" ".join(str(cell)[:LONGEST_HEADER].split()), 4 * LONGEST_HEADER).text for cell in cells
    ]


def holds(cell: object) -> bool:
    """Whether a cell is more than emptiness and spaces."""
    return cell != "" and not (isinstance(cell, str) and cell.isspace())


def joined_titles(first: Sequence[object], second: Sequence[object]) -> list[str]:
    """The titles of a header of two rows: 联系人 over 姓名 and 电话 gives 联系人姓名 and 联系人电话.

    The upper word is put before the lower one where the two together are known, or the lower one is repeated.
    """
    upper, lower = titles_of(first), titles_of(second)
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    titles, group = [], ""
    for word, title in zip(upper, lower, strict=True):
        group = word or (group if title else "")
        titles.append(_joined(group, title, repeated=lower.count(title) > 1))
        group = group if title else ""
    return titles


def _joined(group: str, title: str, *, repeated: bool) -> str:
    if not group or not title:
        return title or group
    whole = f"{group} {title}" if (group + title).isascii() else group + title
    known = recognise([whole])[0].field
    return whole if repeated or (known and known != recognise([title])[0].field) else title


def _top(records: RecordPass, name: str, wanted_line: int | None) -> list[SourceRow]:
    """The rows among which the header is, empty ones left out."""
    with closing(records()) as found:
        material = (record for record in found if record.line == KEYS_LINE or any(map(holds, record.cells)))
        top = list(
            islice(material, HEADER_WITHIN_ROWS) if wanted_line is None else _around(material, wanted_line)
        )
    if not top:
        raise ValueRefused(_("{path} is empty; there is nothing to import."), path=name)
    if isinstance(top[0], RowProblem):
        raise top[0].reason
    rows = [record for record in top if isinstance(record, SourceRow)]
    if wanted_line is not None and all(row.line != wanted_line for row in rows):
        raise UsageRefused(
            _("Row {line} of {path} holds nothing; --header-row is the row with the headers."),
            line=wanted_line,
            path=name,
        )
    return rows


def _around(material: Iterator[SourceRow | RowProblem], line: int) -> list[SourceRow | RowProblem]:
    """The row of that line with one before it and one after."""
    near: list[SourceRow | RowProblem] = []
    for record in material:
        near = [*near[-2:], record]
        if record.line > line:
            break
    return near


def _place_of_header(top: Sequence[SourceRow], wanted_line: int | None, expected: Expected) -> int:
    if wanted_line is not None:
        return next(place for place, row in enumerate(top) if row.line == wanted_line)
    named = [expected(titles_of(row.cells)) for row in top]
    if any(named):
        return named.index(max(named))
    found = next((place for place, row in enumerate(top) if is_known_header(row.cells)), 0)

    # A column of one's own may be called 12345, a customer Cell: a row above that says where the names are, or has more
    # headers that we know, is the header all the same.
    def likeness(place: int) -> tuple[bool, int, bool]:
        fields = _fields(titles_of(top[place].cells))
        return any(field in NAMING_FIELDS for field in fields), len(fields), place == found

    return max(range(found + 1), key=likeness)


def may_be_header(cells: Sequence[object], expected: Expected) -> bool:
    """Whether a row has headers that are expected, or that we know."""
    return expected(titles_of(cells)) > 0 or is_known_header(cells)


def is_known_header(cells: Sequence[object]) -> bool:
    """Whether a row has headers that we know, and nothing that stands in rows only."""
    words = [cell for cell in cells if holds(cell)]
    if any(not isinstance(cell, str) or LONG_NUMBER.search(cell[:LONGEST_HEADER]) for cell in words):
        return False
    return len(_fields(titles_of(cells))) >= HEADERS_OF_A_HEADER


def _fields(titles: Sequence[str]) -> list[str]:
    """What the headers that we know stand for."""
    return [match.field for match in recognise(titles) if match.field is not None]


def _is_second_row(first: Sequence[object], second: Sequence[object]) -> bool:
    """Whether the second row divides what the first one names: headers that we know, under blanks of the first."""
    named = [place for place, cell in enumerate(first) if holds(cell)]
    below = [place for place, cell in enumerate(second) if holds(cell)]
    if len(named) < HEADERS_OF_A_HEADER or not all(isinstance(first[place], str) for place in named):
        return False
    divided = [place for place in below if place > named[0] and place not in named]
    if not divided or not is_known_header(second):
        return False
    known = len(_fields([title for title in titles_of(second) if title]))
    return 2 * known >= len(below)
