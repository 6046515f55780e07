"""The file of refused rows: beside the input, the rows as they were found, and why each was refused."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from crmcli.kit.files import replacing
from crmcli.kit.formats import Column, Listing, export
from crmcli.kit.i18n import _
from crmcli.transfer.reading import RefusedRow

STDIN_STEM = "stdin"


class Kept(NamedTuple):
    """Where the refused rows are; `is_new` is false where the same rows were there already."""

    path: str
    is_new: bool


def write_refused(path: str, headers: Sequence[str], rows: Sequence[RefusedRow]) -> Kept:
    """Write `customers.refused.csv` beside `customers.csv` (`-`: in the current folder).

    The next free name where another file has it. Raises BookUnusable where nothing can be written there.
    """
    file = io.BytesIO()
    export(_listing(headers, rows), file, "csv")
    content = file.getvalue()
    stem = STDIN_STEM if path == "-" else os.path.splitext(path)[0]
    names = (f"{stem}.refused{f'-{number}' if number > 1 else ''}.csv" for number in count(1))
    target = next(name for name in names if not os.path.lexists(name) or _holds(name, content))
    if os.path.lexists(target):
        return Kept(target, is_new=False)
    with replacing(target) as output:
        output.write(content)
    return Kept(target, is_new=True)


def _listing(headers: Sequence[str], rows: Sequence[RefusedRow]) -> Listing:
    width = max((len(row.cells) for row in rows), default=0)
    names = [*headers, *(f"column {place + 1}" for place in range(len(headers), width))]
    columns = [Column(name, name) for name in (*names, _("Refused because"))]
    blank = [""] * len(names)
    return Listing(columns, ([*row.cells, *blank[len(row.cells) :], row.reason] for row in rows))


def _holds(path: str, content: bytes) -> bool:
    """Whether the file has that content already: the same rows were refused before."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) != len(content):
            return False
        with open(path, "rb") as file:
            return file.read() == content
    except OSError:
        return False
