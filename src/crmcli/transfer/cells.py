"""What one cell means: a value or a refusal. Cells come from spreadsheets, so they hold more than people type."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from crmcli.customer.birthday import Birthday, parse_birthday
from crmcli.customer.card import parse_email
from crmcli.customer.rules import parse_code, parse_line, parse_name
from crmcli.customer.vocabulary import fold_word, stored_word
from crmcli.kit.dates import parse_table_date
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.identity import parse_credit_code, parse_id_number
from crmcli.kit.money import parse_money
from crmcli.kit.text import clean_line, halfwidth
from crmcli.policy.rules import Policy
from crmcli.staff.rules import STAFF_NAME_LIMIT
from crmcli.transfer.sources import RoundedDigits

Value = TypeVar("Value")

LONGEST_TYPED = 200
# What people write into a cell that has to be filled and has nothing to say.
PLACEHOLDERS = frozenset(
    [
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "//",
        "\\",
        ".",
        "无",
        "暂无",
        "没有",
        "空",
        "未知",
        "不详",
        "不明",
        "待定",
        "n/a",
        "na",
        "#n/a",
        "nan",
        "nil",
        "null",
        "none",
        "unknown",
        "tbd",
    ]
)
# A（重点客户）: what the letter means stands after it.
_EXPLAINED = re.compile(r"(\w{1,3})\s*[(（].*[)）]")
# How address books write a birthday whose year is not known: --05-17.
_YEARLESS = re.compile(r"^--(?=[0-9])")
_SHORTENED = re.compile(r"\s*[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,2}\s*", re.ASCII)
# Excel fills the places after the 15th digit with zeros; hardly any real number ends so, and its check digit is wrong.
_ROUNDED_ID = re.compile(r"[0-9]{15}000", re.ASCII)
_UNIT_OF_SCALE = {1: "", 1000: "千", 10_000: "万", 1_000_000: "百万", 100_000_000: "亿"}
_OWN_UNIT = re.compile(r"[万千亿WwKk元块圆]")


def cell_text(cell: object) -> str:
    """A cell as text. Raises ValueRefused for a list or an object of JSON."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    raise ValueRefused(_("a single value belongs here, not a list or an object."))


def is_placeholder(text: str) -> bool:
    """Whether a cell says in a word that it says nothing."""
    return halfwidth(text[:LONGEST_TYPED]).strip().casefold() in PLACEHOLDERS


def short_text(cell: object) -> str:
    """A cell that can only be short: a number, a date, a word. Raises ValueRefused where it is not."""
    text = cell_text(cell)
    return text if len(text) <= LONGEST_TYPED else clean_line(text, LONGEST_TYPED).text


def read_date(cell: object) -> date | None:
    """The day of a cell; None where it says nothing. Raises ValueRefused."""
    if isinstance(cell, date):
        return parse_table_date(cell)
    text = short_text(cell)
    if is_placeholder(text):
        return None
    return parse_table_date(_serial(text) if text.isascii() and text.isdecimal() and len(text) == 5 else text)


def _serial(text: str) -> int:
    """Dates that a spreadsheet shows as numbers: 46348 is a day in 2026."""
    return int(text)


def past_date(today: date) -> Callable[[object], date | None]:
    """A reader of days that cannot be still to come."""

    def read(cell: object) -> date | None:
        day = read_date(cell)
        if day is not None and day > today:
            raise ValueRefused(_("{day} is still to come."), day=day)
        return day

    return read


def archived_date(today: date) -> Callable[[object], date | None]:
    """A reader of the day of archiving, or of a yes (today) or no."""

    def read(cell: object) -> date | None:
        if isinstance(cell, str) and fold_word(cell[:10]) in (
            "是",
            "yes",
            "true",
            "y",
            "否",
            "no",
            "false",
            "n",
        ):
            return today if stored_word("yes_no", cell) == "yes" else None
        return past_date(today)(cell)

    return read


def read_money(scale: int) -> Callable[[object], int | None]:
    """A reader of amounts in `scale` yuan (0: whole fen); a unit in the cell itself counts."""

    def read(cell: object) -> int | None:
        text = short_text(cell)
        if is_placeholder(text):
            return None
        if scale == 0:
            if not (text.isascii() and text.isdecimal() and len(text) <= 16):
                raise ValueRefused(_("an amount in whole fen belongs here, not {typed}."), typed=text[:40])
            return int(text)
        return parse_money(text if _OWN_UNIT.search(text) else text.strip() + _UNIT_OF_SCALE[scale])

    return read


def read_word(vocabulary: str) -> Callable[[object], str | None]:
    """A reader of the words of a vocabulary."""

    def read(cell: object) -> str | None:
        text = short_text(cell)
        try:
            return stored_word(vocabulary, text)
        except ValueRefused:
            if is_placeholder(text):
                return None
            raise

    return read


def read_grade(policy: Policy) -> Callable[[object], str | None]:
    """A reader of grades of the policy in force."""

    def read(cell: object) -> str | None:
        text = short_text(cell)
        if is_placeholder(text):
            return None
        try:
            return policy.parse_grade(text)
        except ValueRefused:
            letter = _EXPLAINED.fullmatch(text.strip())
            if letter is None:
                raise
            return policy.parse_grade(letter[1])

    return read


def read_birthday(cell: object, lunar: bool, today: date) -> Birthday | None:
    """A birthday, `05-17` where the year is not known; `lunar` where the row says so beside it."""
    text = cell.date().isoformat() if isinstance(cell, datetime) else short_text(cell).strip()
    text = _YEARLESS.sub("", text)
    if is_placeholder(text):
        return None
    try:
        return parse_birthday(text, lunar, today)
    except ValueRefused:
        found = None if lunar else parse_table_date(cell)
        if found is None:
            raise
        return parse_birthday(found.isoformat(), False, today)


def read_lunar(cell: object) -> bool:
    """Whether a birthday is by the lunar calendar."""
    return stored_word("yes_no", short_text(cell)) == "yes"


def read_line(cell: object) -> str | None:
    """One line of free text."""
    return parse_line(cell_text(cell))


def read_name(cell: object) -> str:
    """A name of a customer or a person."""
    return parse_name(cell_text(cell))


def read_code(cell: object) -> str | None:
    """A customer's code, as the file has it."""
    refuse_rounded(cell)
    text = short_text(cell)
    return None if is_placeholder(text) else parse_code(text)


def read_staff(cell: object) -> str | None:
    """The name of somebody on our side."""
    text = cell_text(cell)
    return None if is_placeholder(text) else clean_line(text, STAFF_NAME_LIMIT).text or None


def read_email(cell: object) -> str | None:
    """A mail address."""
    text = short_text(cell)
    return None if is_placeholder(text) else parse_email(text)


def read_number(parse: Callable[[str], str]) -> Callable[[object], str | None]:
    """A reader of ID and licence numbers."""

    def read(cell: object) -> str | None:
        refuse_rounded(cell)
        text = short_text(cell)
        if is_placeholder(text):
            return None
        try:
            return parse(text)
        except ValueRefused as refusal:
            if _ROUNDED_ID.fullmatch(text.strip()):
                raise _digits_lost() from refusal
            raise

    return read


read_id_number = read_number(parse_id_number)
read_licence_number = read_number(parse_credit_code)


class DigitsLost(ValueRefused):
    """A spreadsheet has kept only the first digits of a number; the cell is worth looking up."""


def refuse_rounded(cell: object) -> None:
    """A spreadsheet keeps 15 digits of a number, and shows a long one as 4.1E+17. Raises DigitsLost for such a cell."""
    if isinstance(cell, RoundedDigits) or (
        isinstance(cell, str) and "+" in cell and _SHORTENED.fullmatch(cell[:LONGEST_TYPED])
    ):
        raise _digits_lost()


def _digits_lost() -> DigitsLost:
    return DigitsLost(
        _(
            "a spreadsheet keeps 15 digits of a number, and the last ones of this are lost. "
            "Format the column as text and type it again."
        )
    )
