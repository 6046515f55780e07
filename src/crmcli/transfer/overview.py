"""What the cells of a file look like: an example of each column, and what of them cannot be kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import filterfalse

from crmcli.kit.text import clean_line, count_removed

EXAMPLE_LENGTH = 40
MOST_REMEMBERED = 20_000
LONGEST_REMEMBERED = 500


class Overview:
    """`examples` has one clean cell per column, None for a column that is empty in every row.

    `removed` is how many invisible and control characters were left out of the rows that were taken.
    """

    __slots__ = ("_empty", "_plain", "examples", "removed")

    def __init__(self, columns: int) -> None:
        self.examples: list[str | None] = [None] * columns
        self.removed = 0
        self._empty = list(range(columns))
        self._plain: set[object] = set()  # cells of which nothing is taken off

    def note_examples(self, row_cells: Sequence[object]) -> None:
        """Take from this row an example of each column that had none so far."""
        filled = [place for place in self._empty if place < len(row_cells) and row_cells[place] != ""]
        if filled:
            for place in filled:
                self.examples[place] = _example(row_cells[place])
            self._empty = [place for place in self._empty if self.examples[place] is None]

    def count_removed(self, row_cells: Sequence[object]) -> None:
        """Count what cleaning takes off the texts of a row; most cells are as in a row before."""
        try:
            cells = list(filterfalse(self._plain.__contains__, row_cells))
        except TypeError:  # a list of JSON cannot be looked up
            cells = list(row_cells)
        texts = [cell for cell in cells if isinstance(cell, str)]
        removed = count_removed("".join(texts))
        self.removed += removed
        if not removed and len(self._plain) < MOST_REMEMBERED:
            self._plain.update([text for text in texts if len(text) <= LONGEST_REMEMBERED])


def _example(cell: object) -> str:
    """The beginning of a cell on one line, as it would be kept; nothing of a list or an object of JSON."""
    if not isinstance(cell, (str, date)):
        return ""
    beginning = str(cell)[: 2 * EXAMPLE_LENGTH]
    return " ".join(clean_line(beginning, len(beginning) * 4).text.split())[:EXAMPLE_LENGTH]
