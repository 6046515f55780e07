"""How one value is written: for machines, in people's files, on screens.

Each function takes a column (or a field of a card) and gives the converter for its values, so that what the
kind decides is decided once and not per row. What makes a text displayable is loaded for screens alone: machines get
their rows without it.
"""

from __future__ import annotations

from crmcli.kit.i18n import _
from crmcli.kit.phone_wording import format_stored_phone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.kit.formats.model import Column, Field, Listing

GAP = "  "  # between columns
LIST_SEPARATOR = ";"
REPLACEMENT = "\ufffd"


def is_right_aligned(column: Column) -> bool:
    """Whether its cells are numbers, which are read from the right; a worded number is a phrase."""
    return column.kind in ("int", "money", "share") and column.wording is None


def shown_columns(listing: Listing) -> list[Column]:
    """The columns that people see on a screen."""
    return [column for column in listing.columns if column.tables]


def machine_value(column: Column | Field) -> Callable[[Any], Any]:
    """A converter to a JSON-ready value: stored words, integer fen, ISO dates, lists as arrays."""
    if column.kind == "bool":
        return lambda value: None if value is None else bool(value)
    if column.kind == "list":
        return lambda value: [] if value is None else list(value)
    return lambda value: value


def machine_text(column: Column | Field) -> Callable[[Any], str]:
    """A converter to one CSV or TSV cell in machine form; nothing known is an empty cell."""
    say = rough_text(column)
    return lambda value: harmless(say(value))


def file_text(column: Column | Field) -> Callable[[Any], str]:
    """A converter to one cell of a file that people open: yuan, phones as typed at home, labels for words."""
    say = rough_text(column, people=True)
    return lambda value: harmless(say(value))


def rough_text(column: Column | Field, *, people: bool = False) -> Callable[[Any], str]:
    """As `machine_text` (`people`: `file_text`) before it is made harmless, for who looks at a whole row at a time."""
    words: dict[str, Callable[[Any], str]] = {"bool": _true_false}
    if people:
        words = {
            "money": _plain_yuan,
            "share": percent,
            "phone": format_stored_phone,
            "words": _label(column),
            "bool": _yes_no,
        }
    say = words.get(column.kind, LIST_SEPARATOR.join if column.kind == "list" else str)
    return lambda value: "" if value is None else say(value)


def screen_text(column: Column | Field) -> Callable[[Any], str]:
    """A converter for table, plain and markdown; newlines stay, whatever else steers a terminal goes."""
    from crmcli.kit.shown import displayable_block

    say = screen_words(column)
    return lambda value: "" if value is None else displayable_block(say(value))


def screen_line(column: Column | Field) -> Callable[[Any], str]:
    """As `screen_text`, on one line."""
    from crmcli.kit.shown import displayable, is_plain, with_plain_line_ends

    say = screen_words(column)

    def line(value: Any) -> str:
        text = "" if value is None else say(value)
        return text if is_plain(text) else displayable(with_plain_line_ends(text))

    return line


def screen_words(column: Column | Field) -> Callable[[Any], str]:
    """As `screen_text` before it is made displayable, and for known values only: who asks looks at many at a time."""
    words: dict[str, Callable[[Any], str]] = {
        "money": _yuan,
        "share": percent,
        "date": _date,
        "phone": format_stored_phone,
        "words": _label(column),
        "bool": _yes_no,
        "list": lambda value: _(", ").join(map(str, value)),
    }
    return column.wording or words.get(column.kind, str)


def whole(text: str) -> str:
    """The text without lone surrogates, which no encoder takes; each becomes U+FFFD."""
    if text.isprintable():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def harmless(text: str) -> str:
    """The text without control and invisible format characters; tab and line breaks stay."""
    if text.isprintable():
        return text
    return "".join(char for char in whole(text) if char in "\t\n\r" or not is_invisible(char))


def is_invisible(char: str) -> bool:
    """Whether a character steers a terminal or hides in a text: control, format, surrogate."""
    import unicodedata

    return unicodedata.category(char) in ("Cc", "Cf", "Cs")


def _label(column: Column | Field) -> Callable[[Any], str]:
    labels = column.labels
    return lambda word: labels.get(word) or str(word)


def _yes_no(value: object) -> str:
    return _("yes") if value else _("no")


def percent(share: float) -> str:
    """A share as people read it: `37.5%`."""
    return f"{share * 100:.1f}%"


def _true_false(value: object) -> str:
    return "true" if value else "false"


def _yuan(fen: int) -> str:
    from crmcli.kit.money import format_yuan

    return format_yuan(fen)


def _plain_yuan(fen: int) -> str:
    from crmcli.kit.money import plain_yuan

    return plain_yuan(fen)


def _date(day: object) -> str:
    from crmcli.kit.dates import describe_date
    from crmcli.kit.days import date

    try:
        return describe_date(date.fromisoformat(str(day)))
    except ValueError:
        return str(day)
