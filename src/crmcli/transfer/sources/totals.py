"""Rows that add up the others: 合计, 小计, Total. They are no customers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

LONGEST_WORD = 40
TOTAL = re.compile(
    r"(?:本页|本月|本周|本年|全年|全部|年度|月度|部门|地区)?(?:合计|总计|小计|共计|总和|总数|合計|總計|小計|共計)(?:[0-9,.]*[元户条家个位]*)?"
    r"|(?:grand|sub|page|report)?totals?|sum"
)
# Nearly every row begins with something else, and there are many rows.
HINT = re.compile(r"[计計总總]|total|sum", re.IGNORECASE)
# A phone is a number too, and beside the word it says that somebody is really called so.
NUMBER = re.compile(r"[-+]?[¥￥$]?[0-9,]*\.?[0-9]+%?[万元]*")
MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")


def is_total(cells: Sequence[object]) -> bool:
    """Whether a row has a word of adding up first, and nothing but amounts and such words after it."""
    first = next((cell for cell in cells if cell != ""), "")
    if not _is_word(first):
        return False
    return all(cell == "" or _is_word(cell) or _is_amount(cell) for cell in cells)


def _is_word(cell: object) -> bool:
    if not isinstance(cell, str) or len(cell) > LONGEST_WORD or not HINT.search(cell):
        return False
    return bool(
        TOTAL.fullmatch(re.sub(r"[\s:：()\[\]_-]", "", unicodedata.normalize("NFKC", cell).casefold()))
    )


def _is_amount(cell: object) -> bool:
    if not isinstance(cell, str):
        return not isinstance(cell, (date, list, dict))
    plain = cell.strip()
    return not plain or bool(NUMBER.fullmatch(plain) and not MOBILE.fullmatch(plain))
