"""A table as an SVG picture of a terminal, for documentation."""

from __future__ import annotations

import io
import re
from html import escape, unescape
from typing import TYPE_CHECKING

from crmcli.kit.formats.model import Listing
from crmcli.kit.formats.table import coloured_console, draw, table_lines
from crmcli.kit.shown import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.kit.formats.model import Record

CELL_WIDTH = 12.2  # of Rich's pictures, in their own units
_TEXT = re.compile(
    r'<text class="([^"]*)" x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+" ([^>]*)>([^<]*)</text>'
)
_RUN = re.compile(r"[\x21-\x7e─]+(?: [\x21-\x7e]+)*|[^\x20-\x7e─]+")
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_FONTS = "font-family: 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', 'PingFang SC', monospace"


def picture(result: Listing | Record, width: int, title: str) -> str:
    """The table as it looks in a terminal `width` columns wide."""
    console = coloured_console(io.StringIO(), width, record=True)
    draw(table_lines(result, width)[1], console)
    svg = _FONT_FACE.sub("", console.export_svg(title=title))
    # Rich measures text in characters; a Chinese one is two cells wide, so each run gets its own place.
    return re.sub(r"font-family: Fira Code, monospace", _FONTS, _TEXT.sub(_placed, svg))


def _placed(found: re.Match[str]) -> str:
    style, left, top, rest, content = found.groups()
    return "".join(
        f'<text class="{style}" x="{float(left) + before * CELL_WIDTH:.1f}" y="{top}" '
        f'textLength="{cells * CELL_WIDTH:.1f}" {rest}>{escape(run).replace(" ", "&#160;")}</text>'
        for before, cells, run in _runs(unescape(content).replace("\xa0", " "))
    )


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Runs of characters of one width, each with the cells before it and its own."""
    for found in _RUN.finditer(text):
        yield display_width(text[: found.start()]), display_width(found.group()), found.group()
