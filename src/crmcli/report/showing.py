"""A report as people and machines read it on a screen or in a file of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.kit.dates import describe_date
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.formats.cells import GAP, screen_line
from crmcli.kit.i18n import _
from crmcli.kit.shown import display_width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.kit.formats.model import Row
    from crmcli.kit.formats.terminal import Terminal
    from crmcli.report.model import Section, Sheet

BAR_WIDTH = 20
# Of neutral width in every terminal, unlike the full block, which Chinese ones may draw two columns wide.
BAR, ASCII_BAR = "▬", "="
NARROWEST_BAR = 5
BARS_IN = ("table", "plain")


def as_record(sheet: Sheet, format: str, terminal: Terminal | None = None) -> Record:
    """The whole report: cards for people, with bars on screens where there is room; one object for machines."""
    cards = [Block("", [Field(sheet.title, scope(sheet))])]
    for section in sheet.sections:
        cards.append(_card(section, terminal if format == "table" else None, bars=format in BARS_IN))
    if sheet.notes:
        cards.append(Block(_("Notes"), [Field("-", note) for note in sheet.notes]))
    return Record({**sheet.mapping(), "notes": list(sheet.notes)}, cards, code_key="report")


def as_listing(section: Section, title: str = "") -> Listing:
    """One section as rows, for a format that knows only rows."""
    code = next((column.key for column in section.columns if column.key == "code"), section.columns[0].key)
    return Listing(section.columns, section.rows, title=title, empty=section.empty, code_key=code)


def scope(sheet: Sheet) -> str:
    """The days and the people that a report is about: `2026-11-16 Mon - 2026-11-22 Sun, 张三`."""
    asked = sheet.asked
    days = describe_date(asked.first)
    if asked.last != asked.first:
        days += f" - {describe_date(asked.last)}"
    return _(", ").join(part for part in (days, asked.branch, asked.staff) if part)


def _card(section: Section, terminal: Terminal | None, *, bars: bool) -> Block:
    if not section.rows:
        return Block("", [Field(section.title, section.empty or _("nothing"))])
    columns, rows = list(section.columns), section.rows
    heads = section.place_of(section.heads)
    if heads is not None:
        columns[heads] = _only_for_machines(columns[heads])
    # One bar has nothing to be compared with.
    place = section.place_of(section.bar) if len(rows) > 1 else None
    room = _room_for_bar(columns, rows, terminal) if bars and place is not None else 0
    if place is not None and room >= _least_room(columns[place]) and any(row[place] for row in rows):
        mark = ASCII_BAR if terminal is not None and terminal.ascii else BAR
        columns, rows = _with_bar(columns, rows, place, mark, room)
    return Block(section.title, Listing(columns, rows, section=None if heads is None else _cell(heads)))


def _least_room(column: Column) -> int:
    """A bar is long enough to be seen, and stands under the heading of what it shows."""
    return max(NARROWEST_BAR, display_width(column.header))


def _room_for_bar(columns: Sequence[Column], rows: Sequence[Row], terminal: Terminal | None) -> int:
    """How wide a bar may be beside the columns; plain text has all the room there is."""
    if terminal is None:
        return BAR_WIDTH
    taken = 0
    for at, column in enumerate(columns):
        if column.tables:
            say = screen_line(column)
            taken += max(display_width(column.header), *(display_width(say(row[at])) for row in rows)) + len(
                GAP
            )
    return min(BAR_WIDTH, terminal.width - taken)


def _cell(place: int) -> Callable[[Row], str]:
    return lambda row: str(row[place] or "-")


def _only_for_machines(column: Column) -> Column:
    return Column(column.key, column.header, column.kind, labels=column.labels, tables=False)


def _with_bar(
    columns: list[Column], rows: Sequence[Row], place: int, mark: str, room: int
) -> tuple[list[Column], list[list[Any]]]:
    most = max([row[place] or 0 for row in rows], default=0)
    drawn = [[*row, bar_text(row[place] or 0, most, mark, room)] for row in rows]
    header = columns[place].header  # the bars say again what stands there
    return [*columns, Column("bar", header)], drawn


def bar_text(value: float, most: float, mark: str = BAR, room: int = BAR_WIDTH) -> str:
    """A bar for a value: the greatest one is full, whatever is more than nothing has at least one mark."""
    if value <= 0 or most <= 0:
        return ""
    return mark * max(1, round(room * value / most))
