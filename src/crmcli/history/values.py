"""What a stored value is in words, by the kind of its column."""

from collections.abc import Callable
from typing import Any

from crmcli.kit.dates import describe_date
from crmcli.kit.money import format_yuan
from crmcli.kit.phone_wording import format_phone


def by_kind(table: str, column: str) -> Callable[[Any], str] | None:
    """What words the values of a column; None where they are words already."""
    if column.endswith("_fen"):
        return format_yuan
    if column == "number" and table == "customer_phone":
        return format_phone
    return _day if column.endswith("_on") else None


def _day(text: Any) -> str:
    from datetime import date

    try:
        return describe_date(date.fromisoformat(text))
    except (TypeError, ValueError):
        return str(text)
