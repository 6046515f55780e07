"""A report as one web page that needs nothing beside itself: no network, no script, light and dark, any width."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, BinaryIO

from crmcli.kit.formats.cells import harmless, is_right_aligned, screen_text
from crmcli.kit.i18n import _, language
from crmcli.kit.shown import display_width
from crmcli.report.charts import legend, limit_words, svg
from crmcli.report.page_style import STYLE
from crmcli.report.showing import scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.kit.formats import Column
    from crmcli.kit.formats.model import Row
    from crmcli.report.model import Chart, Section, Sheet

# A wider table, in characters, would have to be pushed aside on a phone; there its rows become cards.
PHONE_WIDTH = 44
# How much of a long header or text a phone can put on lines of their own.
FOLDED_HEADER, FOLDED_TEXT = 6, 12
# With more words beside its numbers it takes the whole width of a desk.
MOST_WORDED = 4


def write_page(sheet: Sheet, file: BinaryIO) -> None:
    """Write the page as UTF-8."""
    file.write("\n".join(_page(sheet)).encode("utf-8"))


def _page(sheet: Sheet) -> Iterator[str]:
    tongue = "zh-Hans" if language() == "zh" else "en"
    yield f'<!doctype html>\n<html lang="{tongue}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    # Whatever a text might smuggle in, nothing is loaded and nothing runs.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{_safe(sheet.title)}{_safe(_(', '))}{_safe(scope(sheet))}</title>"
    yield f"<style>{STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<h1>{_safe(sheet.title)}</h1>\n<p class="scope">{_safe(scope(sheet))}</p>'
    for place, section in enumerate(sheet.sections, start=1):
        yield from _section(section, f"section-{place}")
    if sheet.notes:
        yield f"<section><h2>{_safe(_('Notes'))}</h2>\n<ul>"
        yield from (f"<li>{_safe(note)}</li>" for note in sheet.notes)
        yield "</ul></section>"
    yield "</main>\n</body>\n</html>\n"


def _section(section: Section, identity: str) -> Iterator[str]:
    yield f'<section aria-labelledby="{identity}">\n<h2 id="{identity}">{_safe(section.title)}</h2>'
    if not section.rows:
        yield f'<p class="empty">{_safe(section.empty or _("nothing"))}</p>'
    else:
        if section.chart is not None:
            yield from _figure(section.chart, section.title, f"{identity}-chart")
        yield from _table(section, identity)
    yield "</section>"


def _figure(chart: Chart, heading: str, identity: str) -> Iterator[str]:
    picture = svg(chart, identity)
    if not picture:
        return
    yield "<figure>"
    if chart.title != heading:
        yield f"<figcaption>{_safe(chart.title)}</figcaption>"
    keys = [f'<span class="key k{colour}">{_safe(name)}</span>' for colour, name in legend(chart)]
    if chart.limit is not None:
        keys.append(f'<span class="key dashed">{_safe(limit_words(chart))}</span>')
    if keys:
        yield f'<p class="legend">{"".join(keys)}</p>'
    yield picture
    yield "</figure>"


def _table(section: Section, identity: str) -> Iterator[str]:
    heads = section.place_of(section.heads)
    shown = [(at, column) for at, column in enumerate(section.columns) if column.tables and at != heads]
    style = _style(shown, section.rows)
    # The roles are said because a phone lays the rows out as cards, and a reader of screens goes by looks.
    yield f'<div class="scroll"><table role="table" class="{style}" aria-labelledby="{identity}">'
    yield '<thead><tr role="row">'
    yield "".join(_header(column) for _at, column in shown)
    yield "</tr></thead>\n<tbody>"
    say = [(at, column, screen_text(column)) for at, column in shown]
    above: object = None
    for row in section.rows:
        if heads is not None and row[heads] != above:
            above = row[heads]
            yield f'<tr role="row" class="group"><th scope="rowgroup" colspan="{len(shown)}">{_safe(str(above or "-"))}'
            yield "</th></tr>"
        cells = "".join(_cell(column, "" if row[at] is None else words(row[at])) for at, column, words in say)
        yield f'<tr role="row">{cells}</tr>'
    yield "</tbody></table></div>"


def _header(column: Column) -> str:
    return f'<th role="columnheader" scope="col"{_aligned(column)}>{_safe(column.header)}</th>'


def _style(shown: Sequence[tuple[int, Column]], rows: Sequence[Row]) -> str:
    worded = [column for _at, column in shown if not is_right_aligned(column)]
    wide = " wide" if len(worded) > MOST_WORDED else ""
    width = sum(_width(column, [row[at] for row in rows]) + 1.5 for at, column in shown)
    return ("cards" if width > PHONE_WIDTH else "narrow") + wide


def _width(column: Column, values: Sequence[object]) -> int:
    """How many characters a column needs at the least."""
    say = screen_text(column)
    widest = max((display_width(say(value)) for value in values), default=0)
    folds = column.kind in ("text", "words", "list")
    return max(
        min(widest, FOLDED_TEXT) if folds else widest, min(display_width(column.header), FOLDED_HEADER)
    )


def _cell(column: Column, words: str) -> str:
    """A cell carries its header, which a phone shows in front of it."""
    empty = ' class="void"' if not words else ""
    return (
        f'<td role="cell" data-label="{_safe(column.header)}"{_aligned(column)}{empty}>{_lines(words)}</td>'
    )


def _aligned(column: Column) -> str:
    return ' data-kind="number"' if is_right_aligned(column) else f' data-kind="{column.kind}"'


def _lines(text: str) -> str:
    return escape(harmless(text)).replace("\n", "<br>")


def _safe(text: str) -> str:
    return escape(harmless(text).replace("\n", " "))
