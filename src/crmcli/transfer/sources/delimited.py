"""CSV and TSV: text whose cells are separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import BinaryIO

from crmcli.kit.errors import ValueRefused
from crmcli.kit.formula_cells import unguard_cell
from crmcli.kit.i18n import _
from crmcli.transfer.sources.decoding import text_lines
from crmcli.transfer.sources.table import RecordPass, Records, RowProblem, SourceRow

HEAD_LINES = 20
HEAD_LINE_LENGTH = 100_000
LONGEST_CELL = 8 * 1024 * 1024
# NULs are taken out of every line, so one can mark the end of the source.
END_MARK = "\0"
SEPARATOR_HINT = re.compile(r"sep=([,;\t])\s*\Z", re.IGNORECASE)
QUOTED_PART = re.compile(r'"[^"]*"?')
QUOTED_CELL = re.compile(r'(?:^|\t)"(?:[^"]|"")*"(?:\t|\r|\n|$)', re.MULTILINE)
ESCAPED_CELL = re.compile(r"(?:[^\\]|\\[\\tnr])*\Z")
ESCAPE = re.compile(r"\\(.)")
CellCleaner = Callable[[list[str]], list[object]]
ESCAPED = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


def delimited_records(stream: BinaryIO, name: str, encoding: str, format: str) -> RecordPass:
    """Passes over the records of separated text.

    "csv" takes guards against formulas off; "tsv" reads our own escapes where no cell is quoted.
    """
    with closing(text_lines(stream, name, encoding)) as lines:
        head = [line[:HEAD_LINE_LENGTH] for line in islice(lines, HEAD_LINES)]
    hint = SEPARATOR_HINT.match(head[0])
    delimiter = hint[1] if hint else find_delimiter("".join(head), "\t" if format == "tsv" else ",")
    escaped = format == "tsv" and delimiter == "\t" and not QUOTED_CELL.search("".join(head))
    clean = _cell_cleaner(format, escaped)

    def records() -> Records:
        with closing(text_lines(stream, name, encoding)) as lines, _worded_faults(name):
            yield from islice(_rows(lines, delimiter, escaped, clean), 1 if hint else 0, None)

    return records


def find_delimiter(head: str, otherwise: str) -> str:
    """The separator that occurs most in the first line that has one outside quotes."""
    for line in QUOTED_PART.sub("", head).splitlines():
        best = max("\t,;", key=line.count)
        if best in line:
            return best
    return otherwise


def _rows(lines: Iterator[str], delimiter: str, escaped: bool, clean: CellCleaner) -> Records:
    csv.field_size_limit(LONGEST_CELL)
    ended = False

    def marked() -> Iterator[str]:
        nonlocal ended
        yield from lines
        ended = True
        yield END_MARK

    reader = csv.reader(
        marked(), delimiter=delimiter, quoting=csv.QUOTE_NONE if escaped else csv.QUOTE_MINIMAL
    )
    line = 1
    for cells in reader:
        if ended:
            if cells != [END_MARK]:
                yield _unclosed(line, cells)
            return
        yield SourceRow(line, clean(cells))
        line = reader.line_num + 1


@contextmanager
def _worded_faults(name: str) -> Iterator[None]:
    try:
        yield
    except csv.Error as fault:
        raise ValueRefused(
            _("A cell of {path} does not end for millions of characters; is a quotation mark missing?"),
            path=name,
        ) from fault


def _unclosed(line: int, cells: list[str]) -> RowProblem:
    reason = ValueRefused(
        _("A quotation mark is opened here and never closed, so all lines after it are in one cell.")
    )
    return RowProblem(line, [cell.replace(END_MARK, "") for cell in cells], reason)


def _cell_cleaner(format: str, escaped: bool) -> CellCleaner:
    if format == "csv":
        return _unguarded
    return (lambda cells: [_unescape(cell) for cell in cells]) if escaped else list


def _unguarded(cells: list[str]) -> list[object]:
    return [unguard_cell(cell) for cell in cells] if "'" in "".join(cells) else list(cells)


def _unescape(cell: str) -> str:
    if "\\" in cell and ESCAPED_CELL.match(cell):
        return ESCAPE.sub(lambda found: ESCAPED[found[1]], cell)
    return cell
