"""What a command returns: rows (`Listing`) or one thing (`Record`); nothing here knows how it is printed.

This module is on the path of `due`: it stays free of `typing` and other slow imports at run time.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, Literal

    Kind = Literal["text", "int", "money", "share", "date", "phone", "words", "list", "bool", "command"]
    Row = Sequence[Any]


class Column:
    """One column: its name for machines, its header for people, and what its values are.

    `kind`: money is integer fen; a share a number from 0 to 1, which people read in percent; a date ISO text; a
    phone E.164 text, with `-` and an extension where there is one; `words` a stored English word that people read
    through `labels` (a word without a label is shown as it is); a list a sequence of texts; a command is copied, and
    never folds. `wording` says a value on screens in the people's language where the kind alone cannot ("3 days late");
    files keep the value.
    `line`: on a screen below 100 columns a row takes two lines; this says which one the column is on.
    `tables=False`: for machines and files only. `style`: coloured by the row's style.
    `once`: blank in a table when the row belongs to the same group as the row above.
    """

    __slots__ = ("header", "key", "kind", "labels", "line", "once", "style", "tables", "wording")

    def __init__(
        self,
        key: str,
        header: str,
        kind: Kind = "text",
        *,
        labels: Mapping[str, str] | None = None,
        wording: Callable[[Any], str] | None = None,
        line: int = 1,
        tables: bool = True,
        style: bool = False,
        once: bool = False,
    ) -> None:
        self.key = key
        self.header = header
        self.kind = kind
        self.labels: Mapping[str, str] = labels or {}
        self.wording = wording
        self.line = line
        self.tables = tables
        self.style = style
        self.once = once


class Listing:
    """Rows, each as long as `columns`; `rows` may be a generator, which is read once.

    `section` gives a translated heading: consecutive rows of one heading stand under it in people's formats.
    `style` gives a Rich style for the row ("red", "yellow", ""). `group`: see `Column.once`.
    `counted`: how many a heading says there are, where not every row is one.
    `empty` is the sentence people read when there is no row. `code_key` names the column that `codes` prints.
    """

    __slots__ = ("code_key", "columns", "counted", "empty", "group", "rows", "section", "style", "title")

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Iterable[Row],
        *,
        section: Callable[[Row], str] | None = None,
        style: Callable[[Row], str] | None = None,
        group: Callable[[Row], object] | None = None,
        title: str = "",
        empty: str = "",
        code_key: str = "code",
        counted: int | None = None,
    ) -> None:
        self.columns = columns
        self.counted = counted
        self.rows = rows
        self.section = section
        self.style = style
        self.group = group
        self.title = title
        self.empty = empty
        self.code_key = code_key


class Field:
    """One line of a card: a translated label and a value, shown as a `Column` of that kind shows it."""

    __slots__ = ("kind", "label", "labels", "value", "wording")

    def __init__(
        self,
        label: str,
        value: object,
        kind: Kind = "text",
        *,
        labels: Mapping[str, str] | None = None,
        wording: Callable[[Any], str] | None = None,
    ) -> None:
        self.label = label
        self.value = value
        self.kind = kind
        self.labels: Mapping[str, str] = labels or {}
        self.wording = wording


class Block:
    """A part of a card under a translated heading ("" for none): fields, or a listing of its own."""

    __slots__ = ("content", "heading")

    def __init__(self, heading: str, content: Listing | Sequence[Field]) -> None:
        self.heading = heading
        self.content = content


class Record:
    """One thing. Machines get `mapping` (JSON-ready, English keys), people get `cards`.

    Fields without a value and blocks without content are left out of the cards. Without cards people read
    `line`, and without a line the code: what a write has made or changed.
    """

    __slots__ = ("cards", "code_key", "line", "mapping")

    def __init__(
        self,
        mapping: Mapping[str, object],
        cards: Sequence[Block] = (),
        *,
        line: str = "",
        code_key: str = "code",
    ) -> None:
        self.mapping = mapping
        self.cards = cards
        self.line = line
        self.code_key = code_key
