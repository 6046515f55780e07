"""What the stream at the other end can show."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

WIDTH_UNKNOWN = 80


class Terminal:
    """`width` in columns; `colour`: escape sequences are welcome; `ascii`: box lines are not."""

    __slots__ = ("ascii", "colour", "is_tty", "width")

    def __init__(
        self, width: int = WIDTH_UNKNOWN, colour: bool = False, ascii: bool = False, is_tty: bool = False
    ) -> None:
        self.width = width
        self.colour = colour
        self.ascii = ascii
        self.is_tty = is_tty


def terminal_of(stream: TextIO, environ: Mapping[str, str]) -> Terminal:
    """Look at a stream and at COLUMNS, NO_COLOR, TERM and CRM_ASCII."""
    is_tty = stream.isatty()
    colour = is_tty and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    ascii_only = environ.get("CRM_ASCII", "") not in ("", "0")
    return Terminal(_width(stream, environ), colour, ascii_only, is_tty)


def _width(stream: TextIO, environ: Mapping[str, str]) -> int:
    said = environ.get("COLUMNS", "")
    if said.isascii() and said.isdigit() and len(said) < 6 and int(said) > 0:
        return int(said)
    try:
        return os.get_terminal_size(stream.fileno()).columns or WIDTH_UNKNOWN
    except (OSError, ValueError):
        return WIDTH_UNKNOWN
