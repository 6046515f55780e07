"""Cells that a spreadsheet would run, made harmless and back."""

from __future__ import annotations

_FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"


def guard_cell(text: str) -> str:
    """The cell with a leading `'` where a spreadsheet would otherwise run it; numbers and phones stay.

    A text that already begins with `'` and such a sign gets one more, so that `unguard_cell` is exact.
    """
    lead = text[:1]
    if lead == "'":
        return "'" + text if _is_quoted_formula(text) else text
    if lead and lead in _FORMULA_SIGNS and not _is_signed_number(text):
        return "'" + text
    return text


def unguard_cell(text: str) -> str:
    """The cell as it was before `guard_cell`: exactly one `'` goes, if it stands before a formula's sign."""
    return text[1:] if text[:1] == "'" and _is_quoted_formula(text) else text


def _is_quoted_formula(text: str) -> bool:
    first = text.lstrip("'")[:1]
    return bool(first) and first in _FORMULA_SIGNS


def _is_signed_number(text: str) -> bool:
    digits = text[1:].replace(",", "").replace(".", "", 1)
    return text[0] in "+-" and digits.isascii() and digits.isdecimal()
