"""Tables for a terminal: one calm grid that fits its width, coloured by Rich where colour is welcome."""

from __future__ import annotations

import io

from crmcli.kit.formats.layout import listing_lines, record_lines, write_text
from crmcli.kit.formats.model import Listing
from crmcli.kit.formats.terminal import Terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import Console

    from crmcli.kit.formats.layout import Line
    from crmcli.kit.formats.model import Record

RULE, ASCII_RULE = "─", "-"


def write_table(result: Listing | Record, stream: TextIO, terminal: Terminal | None = None) -> int:
    """Draw rows or cards in the terminal's width; gives the number of rows (1 for a record)."""
    terminal = terminal or Terminal()
    count, lines = table_lines(result, terminal.width, ASCII_RULE if terminal.ascii else RULE)
    if terminal.colour:
        # Rich would end the program on a closed pipe and flush after every line, so it draws in memory.
        drawn = io.StringIO()
        draw(lines, coloured_console(drawn, terminal.width))
        stream.write(drawn.getvalue())
    else:
        write_text(lines, stream)
    return count


def draw(lines: Iterable[Line], console: Console) -> None:
    """Print on a Rich console; text reaches it as `Text`, so that nothing in it is taken for markup."""
    from rich.text import Text

    for line in lines:
        console.print(Text.assemble(*line), soft_wrap=True)


def table_lines(result: Listing | Record, width: int, rule: str = RULE) -> tuple[int, Iterable[Line]]:
    """How many rows there are, and the lines of the table."""
    if isinstance(result, Listing):
        return listing_lines(result, width, rule)
    return 1, record_lines(result, width, rule)


def coloured_console(stream: TextIO, width: int, record: bool = False) -> Console:
    """A Rich console that writes colours, whatever it finds out about the stream."""
    from rich.console import Console

    return Console(
        file=stream,
        width=width,
        force_terminal=True,
        no_color=False,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        record=record,
    )
