"""Dates like 11/30/2026: whether the month or the day comes first is known from the column, or it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

# A day and a month of one or two digits, then the year; a time may follow.
TWO_THEN_YEAR = re.compile(r"\s*([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?:[ T,].{0,20})?\s*", re.ASCII)
ORDERS = ("mdy", "dmy")


def order_of(cells: Iterable[object], otherwise: str | None) -> str | None:
    """The order in which these cells are right; `otherwise` where both are, None where neither is."""
    first, second, found = 0, 0, False
    for cell in cells:
        match = isinstance(cell, str) and len(cell) <= 40 and TWO_THEN_YEAR.fullmatch(cell)
        if match:
            found = True
            first, second = max(first, int(match[1])), max(second, int(match[3]))
    if not found or (first > 12 and second > 12):
        return None
    if first > 12:
        return "dmy"
    return "mdy" if second > 12 else otherwise


def is_in_question(cells: Iterable[object]) -> bool:
    """Whether any of the cells is such a date."""
    return any(isinstance(cell, str) and TWO_THEN_YEAR.fullmatch(cell[:41]) for cell in cells)


def in_order(order: str | None, parse: Callable[[object], object]) -> Callable[[object], object]:
    """The parser, with such dates read in that order."""
    if order is None:
        return parse
    return lambda cell: parse(written_out(cell, order))


def written_out(cell: object, order: str) -> object:
    """The date with its year first; anything else as it is."""
    match = isinstance(cell, str) and TWO_THEN_YEAR.fullmatch(cell[:60])
    if not match:
        return cell
    month, day = (match[1], match[3]) if order == "mdy" else (match[3], match[1])
    return f"{match[4]}-{int(month):02}-{int(day):02}"
