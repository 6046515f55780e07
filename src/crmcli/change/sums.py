"""Checksums of rows that were inserted in bulk: the history keeps no copy of them and still knows them again.

A range of rows has one sum for each `CHUNK` ids: the CRC-32 of every row, added up. So a row that has been changed or
dropped by a later entry, which kept it as it was, can take its old place in the sum.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

CHUNK = 200
_SPACE = 1 << 32


class RangeSums:
    """The sums of a range while it grows: of the columns written, the id first; the `empty` ones are NULL in all."""

    def __init__(self, columns: Sequence[str], empty: Sequence[str], first_id: int) -> None:
        self.columns = tuple(columns)
        self._empty = tuple(empty)
        self._first_id = first_id
        self._sums: list[int] = []

    def add(self, values: list[object]) -> None:
        """One more row: its id and its values as they are stored, in the order of the columns."""
        place = (values[0] - self._first_id) // CHUNK  # type: ignore[operator]
        if place == len(self._sums):
            self._sums.append(0)
        self._sums[place] += row_sum(values)

    def text(self) -> str:
        """What the history keeps."""
        sums = [one % _SPACE for one in self._sums]
        return json.dumps({"columns": self.columns, "empty": self._empty, "sums": sums})


class KeptSums(NamedTuple):
    """What the history keeps of a range."""

    columns: list[str]
    empty: list[str]
    sums: list[int]


def parse_sums(text: str) -> KeptSums | None:
    """The kept sums; None where another program has put something else there."""
    try:
        kept = json.loads(text)
        columns, empty, sums = kept["columns"], kept["empty"], kept["sums"]
        names = [str(column) for column in columns], [str(column) for column in empty]
        return KeptSums(*names, [int(one) for one in sums])
    except (ValueError, TypeError, KeyError):
        return None


def row_sum(values: list[object]) -> int:
    """The checksum of one row's values: texts, integers and NULL, which `ascii` writes alike in every Python."""
    return crc32(ascii(values).encode())


def chunk_sum(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str], empty: Sequence[str]
) -> int | None:
    """The sum of whole rows; None where one has a value in an empty column."""
    total = 0
    for row in rows:
        if any(row[column] is not None for column in empty):
            return None
        total += row_sum([_stored(row[column]) for column in columns])
    return total % _SPACE


def _stored(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
