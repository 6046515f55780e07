"""Phone numbers as they are shown to people; `kit.phones` reads what they type.

The due list shows one in every row, so this is free of all that reading them takes.
"""

from __future__ import annotations

SERVICE_PREFIXES = ("400", "800")
FOREIGN_EXTENSION = " ext "


def format_phone(number: str, extension: str = "") -> str:
    """The number as typed at home: `13812345678`, `021-62345678-801`, `400-800-1234`, `+85223456789`."""
    if not extension:
        return _format_number(number)
    is_foreign = number.startswith("+") and not number.startswith("+86")
    return _format_number(number) + (FOREIGN_EXTENSION if is_foreign else "-") + extension


def _format_number(number: str) -> str:
    if number.startswith("+86"):
        national = number[3:]
        if len(national) == 11 and national.startswith("1"):
            return national
        area = area_length(national)
        return f"0{national[:area]}-{national[area:]}"
    if len(number) == 10 and number.startswith(SERVICE_PREFIXES):
        return f"{number[:3]}-{number[3:6]}-{number[6:]}"
    return number


def format_stored_phone(stored: str) -> str:
    """As `format_phone`, for a number with `-` and its extension behind it, as views have it."""
    number, _dash, extension = stored.partition("-")
    return format_phone(number, extension)


def phone_digits(number: str) -> str:
    """The digits somebody may remember a part of: `13812345678`, `02162345678`, `85223456789`."""
    return _format_number(number).replace("-", "").removeprefix("+")


def area_length(national: str) -> int:
    """Digits of the area code without its leading 0: 10 and 2x have two, all others three."""
    return 2 if national.startswith(("10", "2")) else 3
