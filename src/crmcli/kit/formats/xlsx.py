"""Excel workbooks, written row by row in flat memory: text is text, money a number, a date a date."""

from __future__ import annotations

import io
from datetime import date, datetime
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats.cells import file_text, harmless, machine_text
from crmcli.kit.formats.separated import GUARDED_KINDS
from crmcli.kit.formula_cells import guard_cell
from crmcli.kit.i18n import _
from crmcli.kit.shown import display_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, BinaryIO

    from crmcli.kit.formats.model import Column, Listing

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
# Excel keeps 15 digits of a number; a longer one stays whole only as text.
EXACT_BELOW = 10**15
FIRST_DAY = "1900-03-01"  # before it Excel's calendar is off by one
NARROWEST, WIDEST = 6, 60
SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(listing: Listing, file: BinaryIO, *, people: bool = True) -> int:
    """One sheet with a frozen header and a filter; gives the number of rows.

    The guard of CSV stands here too: the sheet may be saved as one. RuleRefused for what Excel cannot hold.
    """
    return write_workbook([listing], file, people=people)


def write_workbook(listings: Iterable[Listing], file: BinaryIO, *, people: bool = True) -> int:
    """A sheet for each listing, named by its title; gives the number of all rows."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    # The zipped workbook is small; written elsewhere, a failing disk would leave its half to be closed later.
    zipped = io.BytesIO()
    # Rows wait in a file of the library's own, which it leaves behind when it is interrupted.
    with TemporaryDirectory(prefix="crm-") as folder:
        book = Workbook(zipped, SETTINGS | {"tmpdir": folder})
        names: set[str] = set()
        count = sum([_Sheet(book, listing, people, names).write(listing) for listing in listings])
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
    file.write(zipped.getbuffer())
    return count


class _Sheet:
    """A sheet being written: its columns, and how wide each has become."""

    def __init__(self, book: Any, listing: Listing, people: bool, names: set[str]) -> None:
        self.sheet = book.add_worksheet(_free_name(_sheet_name(listing.title if people else ""), names))
        self.columns = listing.columns
        self.people = people
        self.header_format = book.add_format({"bold": True, "bottom": 1})
        self.formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "money": book.add_format({"num_format": "#,##0.00" if people else "0"}),
            "int": book.add_format({"num_format": "0"}),
            "decimal": book.add_format({"num_format": "0.0"}),
            "share": book.add_format({"num_format": "0.0%" if people else "0.0000"}),
        }
        self.text_format = book.add_format({"num_format": "@", "valign": "top"})
        convert = file_text if people else machine_text
        self.texts = [_guarded(column, convert(column)) for column in listing.columns]
        self.widths = [NARROWEST] * len(listing.columns)

    def write(self, listing: Listing) -> int:
        count = 0
        self.sheet.freeze_panes(1, 0)
        for place, column in enumerate(self.columns):
            name = guard_cell(harmless(column.header if self.people else column.key))
            self._text(0, place, name, self.header_format)
        for count, row in enumerate(listing.rows, start=1):
            if count >= MOST_ROWS:
                raise RuleRefused(
                    _("An Excel sheet holds {most} rows, and there are more; export as CSV instead."),
                    most=MOST_ROWS - 1,
                )
            self._row(count, row)
        self._finish(count)
        return count

    def _row(self, at: int, row: Sequence[Any]) -> None:
        for place, value in enumerate(row):
            kind = self.columns[place].kind
            if value is None:
                continue
            number = _number(value, kind, self.people)
            if number is None:
                self._text(at, place, self.texts[place](value), self.text_format)
            elif isinstance(number, datetime):
                self.sheet.write_datetime(at, place, number, self.formats["date"])
                self.widths[place] = max(self.widths[place], 12)
            else:
                is_mean = kind == "int" and isinstance(number, float)
                self.sheet.write_number(at, place, number, self.formats["decimal" if is_mean else kind])
                self.widths[place] = max(self.widths[place], len(f"{number:,.2f}") + 1)

    def _text(self, at: int, place: int, text: str, how: Any) -> None:
        if len(text) > MOST_CHARACTERS:
            raise RuleRefused(
                _("A cell of {column} has {count} characters and Excel takes {most}; export as CSV instead."),
                column=self.columns[place].header,
                count=len(text),
                most=MOST_CHARACTERS,
            )
        self.sheet.write_string(at, place, text, how)
        # A sample is enough of a text that is wider than any column becomes.
        widest_line = max(map(display_width, text[: WIDEST * 2].split("\n")))
        self.widths[place] = max(self.widths[place], widest_line + 2)

    def _finish(self, count: int) -> None:
        if self.columns:
            self.sheet.autofilter(0, 0, count, len(self.columns) - 1)
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, min(width, WIDEST))


def _guarded(column: Column, say: Callable[[Any], str]) -> Callable[[Any], str]:
    return (lambda value: guard_cell(say(value))) if column.kind in GUARDED_KINDS else say


def _number(value: object, kind: str, people: bool) -> float | int | datetime | None:
    """What Excel takes as a number or a date; None for what stays text."""
    if kind in ("int", "money", "share") and isinstance(value, (int, float)) and abs(value) < EXACT_BELOW:
        return value / 100 if kind == "money" and people else value
    if kind == "date" and people:
        return _day(str(value))
    return None


def _day(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day) if text >= FIRST_DAY else None


def _free_name(name: str, names: set[str]) -> str:
    """The name, with a number where a sheet of the book has it already; Excel compares without case."""
    free, number = name, 1
    while free.casefold() in names:
        number += 1
        free = f"{name[:27]} {number}"
    names.add(free.casefold())
    return free


def _sheet_name(title: str) -> str:
    name = "".join(char for char in harmless(title) if char not in "[]:*?/\\\n\r\t")[:31].strip("' ")
    return name or _("Sheet 1")
