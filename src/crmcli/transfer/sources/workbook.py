"""XLSX, read by calamine: the sheet that is named, else the first with headers that we know."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from crmcli.kit.errors import NotFound, ValueRefused
from crmcli.kit.formula_cells import unguard_cell
from crmcli.kit.i18n import _
from crmcli.transfer.sources.heading import HEADER_WITHIN_ROWS, Expected, may_be_header, nothing_expected
from crmcli.transfer.sources.table import RecordPass, Records, RoundedDigits, SourceRow

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

WORKBOOK_MEMBER = "xl/workbook.xml"
LARGEST_WORKBOOK_BYTES = 2 * 1024 * 1024 * 1024
# Calamine lays a sheet out as a full rectangle, and the process dies when that does not fit into memory.
MOST_CELLS = 20_000_000
CHUNK_BYTES = 1024 * 1024
LONGEST_CELL_TAG = 200
LONGEST_START = 4096
FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']\s*([A-Za-z]+)(\d+)[^>]*(?<!/)>""")
# Most cells are in neither a column after Z nor a row after 99,999, and need no look.
FAR_CELL = re.compile(rb"""\sr\s*=\s*["']\s*(?:[A-Za-z]{2,}\d|[A-Za-z]\d{6}|\d{8})""")
# Excel has no such place; calamine believes it all the same.
NO_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*(?:[A-Za-z]{4}|[A-Za-z]*\d{8})""")
NEAR_COLUMNS, NEAR_ROWS = 26, 99_999
# How many texts a workbook says it has; calamine asks for the memory before it looks.
TEXTS_MEMBER = "sharedstrings.xml"
DECLARED_COUNT = re.compile(rb"""[cC]ount\s*=\s*["']\s*\+?(\d+)""")
EXACT_DIGITS = 15
MOST_SHEETS_NAMED, LONGEST_SHEET_NAME = 20, 40
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OverflowError,
)


def workbook_records(
    stream: BinaryIO, name: str, wanted: str | None = None, expected: Expected = nothing_expected
) -> RecordPass:
    """Passes over the rows of a sheet; `line` is the sheet's row number.

    The sheet of that name or number, else the first shown one with headers that we know, else the first that holds
    anything. Raises NotFound where there is no such sheet.
    """
    from python_calamine import CalamineWorkbook

    with _as_workbook(name):
        _check_is_workbook(stream, name)
        stream.seek(0)
        workbook = CalamineWorkbook.from_filelike(stream)
        sheet = _first_with_headers(workbook, expected) if wanted is None else _named(workbook, name, wanted)
    if sheet is None or sheet.end is None:
        raise ValueRefused(_("{path} is empty; there is nothing to import."), path=name)

    def records() -> Records:
        # A cell is converted only here, and may hold a number that no date or duration can.
        with _as_workbook(name):
            yield from _records_of(sheet)

    return records


def _records_of(sheet: CalamineSheet) -> Iterator[SourceRow]:
    """Rows from the first of the sheet on, each from the column A on."""
    blank = [""] * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows(), start=1):
        yield SourceRow(number, [*blank, *map(cell_of, values)])


def cell_of(value: object) -> object:
    """A sheet's value as text; a date stays a date, a moment at midnight becomes one."""
    if isinstance(value, str):
        return unguard_cell(value) if value[:1] == "'" else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, time):
        return value.isoformat()
    return value if isinstance(value, date) else str(value)


def _number(value: float) -> str:
    if not value.is_integer():
        return format(value, f".{EXACT_DIGITS}g")
    text = str(int(value))
    return RoundedDigits(text) if len(text.lstrip("-")) > EXACT_DIGITS else text


def _named(workbook: CalamineWorkbook, name: str, wanted: str) -> CalamineSheet:
    """The sheet of that name, else of that number (the first is 1)."""
    names = list(workbook.sheet_names)
    folded = [sheet.casefold().strip() for sheet in names]
    if wanted.casefold().strip() in folded:
        return workbook.get_sheet_by_index(folded.index(wanted.casefold().strip()))
    if wanted.isascii() and wanted.isdecimal() and 1 <= int(wanted[:6]) <= len(names):
        return workbook.get_sheet_by_index(int(wanted) - 1)
    raise NotFound(
        _("{path} has no sheet {typed}; there are: {names}."),
        path=name,
        typed=wanted[:LONGEST_SHEET_NAME],
        names=", ".join(names[:MOST_SHEETS_NAMED]),
    )


def _first_with_headers(workbook: CalamineWorkbook, expected: Expected) -> CalamineSheet | None:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    first = None
    for place, about in enumerate(workbook.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = workbook.get_sheet_by_index(place)
            if sheet.end is None:
                continue
            first = first or sheet
            top = islice(_records_of(sheet), HEADER_WITHIN_ROWS)
            if any(may_be_header(row.cells, expected) for row in top):
                return sheet
    return first


def _check_is_workbook(stream: BinaryIO, name: str) -> None:
    """Refuse a zip that is no workbook, and a workbook that would not fit into memory."""
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        if WORKBOOK_MEMBER not in (member.filename for member in members):
            raise ValueRefused(
                _("{path} holds no table; save it as .xlsx or .csv and import that."), path=name
            )
        too_large = sum(member.file_size for member in members) > LARGEST_WORKBOOK_BYTES
        if any(_overstated(archive, member) for member in members):
            raise _broken(name)
        sheets = [member for member in members if "/worksheets/" in member.filename]
        if too_large or any(_rectangle(archive, sheet) > MOST_CELLS for sheet in sheets):
            raise ValueRefused(
                _("A sheet of {path} is too large; delete stray cells far from the table."),
                path=name,
            )


def _rectangle(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> int:
    """How many cells the sheet has when laid out from A1 to its last filled row and column, at most."""
    columns, rows = NEAR_COLUMNS, NEAR_ROWS
    for piece in _pieces(archive, sheet):
        if FAR_CELL.search(piece):
            columns, rows = _furthest(piece, columns, rows)
    if columns * rows <= MOST_CELLS:
        return columns * rows
    columns = rows = 0
    for piece in _pieces(archive, sheet):
        columns, rows = _furthest(piece, columns, rows)
    return columns * rows


def _overstated(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether the list of texts says it holds more texts than it has bytes."""
    if not member.filename.lower().endswith(TEXTS_MEMBER):
        return False
    with archive.open(member) as xml:
        return any(int(count) > member.file_size for count in DECLARED_COUNT.findall(xml.read(LONGEST_START)))


def _furthest(piece: bytes, columns: int, rows: int) -> tuple[int, int]:
    if NO_PLACE.search(piece):
        return MOST_CELLS, MOST_CELLS
    for letters, row in FILLED_CELL.findall(piece):
        columns = max(columns, _column_number(letters))
        rows = max(rows, int(row))
    return columns, rows


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _pieces(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> Iterator[bytes]:
    """The sheet's XML in pieces that overlap by one tag, so that no tag is cut in every piece."""
    tail = b""
    with archive.open(sheet) as xml:
        while chunk := xml.read(CHUNK_BYTES):
            yield tail + chunk
            tail = chunk[-LONGEST_CELL_TAG:]


@contextmanager
def _as_workbook(name: str) -> Iterator[None]:
    """Word what zipfile and calamine raise."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as fault:
        raise ValueRefused(
            _("{path} is protected by a password; save it in Excel without one and import that."), path=name
        ) from fault
    except (CalamineError, *BROKEN_ZIP) as fault:
        raise _broken(name) from fault
    except BaseException as fault:
        # A panic of the Rust library is no Exception.
        if type(fault).__name__ == "PanicException":
            raise _broken(name) from fault
        raise


def _broken(name: str) -> ValueRefused:
    return ValueRefused(
        _("{path} is a damaged workbook; open it in Excel, save it again and import that."), path=name
    )
