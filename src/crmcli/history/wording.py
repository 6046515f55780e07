"""An entry of the history in people's words. A column that has no words here is shown by its name."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crmcli.approval.kinds import KINDS
from crmcli.approval.wording import state_labels
from crmcli.change.queries import Change, Row
from crmcli.customer.acquaintance import how_related
from crmcli.customer.card_fields import as_seen, shown_by
from crmcli.customer.listing import list_columns
from crmcli.customer.visits import aspect_labels, correction_titles, purpose_words
from crmcli.customer.vocabulary import labels
from crmcli.history.queries import Event, Touched, customer_names, whom_known
from crmcli.history.values import by_kind
from crmcli.history.vocabulary import (
    COLUMNS,
    STAFF_COLUMNS,
    TABLES,
    TELLING,
    UNTOLD,
    UNTOLD_TABLES,
    WORDS,
    WORDS_OF_TABLES,
)
from crmcli.kit.formats import Column, Listing
from crmcli.kit.formats.json_text import dumps
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.policy.fields import card_definition, shown_name, source_labels

MOST_WORDED = 12
MOST_NAMED = 3
MOST_ALIKE = 3
MOST_FIELDS = 6


class Told(list[Any]):
    """A value for machines (as one cell, JSON) together with the words for it."""

    words = ""

    def __str__(self) -> str:
        return dumps(list(self))


class _Alike:
    """Changes of one kind: how many rows, and the first few of them."""

    def __init__(self) -> None:
        self.rows = 0
        self.first: list[Touched] = []

    def add(self, one: Touched) -> None:
        self.rows += one.rows
        if len(self.first) <= MOST_WORDED:
            self.first.append(one)


class Teller:
    """Words changes in the language in force; asks the book for the names of people.

    Sensitive values are masked as they are on the card, unless they are to be revealed.
    """

    def __init__(self, book: sqlite3.Connection, *, reveal: bool = False) -> None:
        self._book = book
        self._reveal = reveal
        self._staff: dict[int, str] = {}
        self._sources: dict[str, str] = {}
        self._card = card_definition(book)
        self._labels = {column.key: column.header for column in list_columns()}
        self._labels |= {column: _(label) for column, label in COLUMNS.items()}
        self._alike: dict[tuple[str, str], _Alike] = {}

    def add(self, one: Touched) -> None:
        """One more change to be told."""
        is_unconfirmed = one.table == "customer_column" and not (one.after or {}).get("confirmed_at")
        if one.table not in UNTOLD_TABLES and not is_unconfirmed:
            self._alike.setdefault((one.table, _sign(one)), _Alike()).add(one)

    def tell(self, touched: Iterable[Touched] = ()) -> list[str]:
        """A few words for each change, or their number where many are alike; what follows from others is left out."""
        for one in touched:
            self.add(one)
        alike, self._alike = self._alike, {}
        told = [words for (table, sign), each in alike.items() for words in self._tell(table, sign, each)]
        return list(dict.fromkeys(told))

    def _tell(self, table: str, sign: str, alike: "_Alike") -> Iterator[str]:
        name = _(TABLES[table]) if table in TABLES else table
        if alike.rows > (MOST_ALIKE if sign else MOST_WORDED):
            yield f"{sign or '~'} {alike.rows} x {name}{self._which(table, alike)}"
            return
        for one in alike.first:
            if sign:
                row = one.after or one.before  # of a bulk insert there is none
                yield f"{sign} {name}: {self._told(table, row) if row else ''}".rstrip(": ")
            else:
                told = [column for column in one.changed_columns() if column not in UNTOLD]
                yield from filter(None, (self._moved(one, column) for column in told))

    def _which(self, table: str, alike: "_Alike") -> str:
        """Of many fields at once those of the first few."""
        rows = (one.after or one.before for one in alike.first) if table == "customer_field" else ()
        labels_of = list(dict.fromkeys(self._field_label(row) for row in rows if row))
        shown = _(", ").join(labels_of[:MOST_FIELDS])
        return f" ({shown}{'…' if len(labels_of) > MOST_FIELDS else ''})" if shown else ""

    def _moved(self, one: Touched, column: str) -> str:
        before, after = (
            self._value(one.table, column, (row or {}).get(column)) for row in (one.before, one.after)
        )
        if one.table == "customer_field" and column == "value":
            before, after = (self._field_value(row or {}) for row in (one.before, one.after))
        label = self._labels.get(column, column)
        if column == "confirmed_at":
            return self._confirmed(one)
        if one.table == "customer_field":
            label = self._field_label(one.after or {})
        elif one.table == "visit_aspect":
            label = self._value(one.table, "aspect", (one.after or {}).get("aspect"))
        elif one.table == "visit":
            label = correction_titles().get(column, label)
        return f"{label}: {before} > {after}"

    def _confirmed(self, one: Touched) -> str:
        """That a value was confirmed; nothing where it is another one now, which is told already."""
        row = one.after or {}
        if not row.get("confirmed_at"):
            return ""
        return _("{field}: confirmed").format(field=self._told_label(one.table, row))

    def _told_label(self, table: str, row: Row) -> str:
        name = str(row.get("name"))
        return self._field_label(row) if table == "customer_field" else self._labels.get(name, name)

    def _field_label(self, row: Row) -> str:
        """What a field of the playbook is called, with the number of its record."""
        return shown_name(self._card, str(row.get("field")), int(row.get("record") or 0))

    def _field_value(self, row: Row) -> str:
        row = self.shown("customer_field", row) or {}
        field, value = self._card.by_key.get(str(row.get("field"))), str(row.get("value"))
        return excerpt(shown_by(self._card, field, value) if field else value)

    def shown(self, table: str, row: Row | None) -> Row | None:
        """A row as it may be seen."""
        if table != "customer_field" or not row or self._reveal:
            return row
        seen = as_seen(self._card, str(row.get("field")), str(row.get("value")))
        return {**row, "value": seen}

    def _told(self, table: str, row: Row) -> str:
        if table == "customer_field":
            return f"{self._field_label(row)} {self._field_value(row)}"
        if table == "customer_column":
            return self._told_label(table, row)
        if table == "customer_relation":
            return self._relation(row)
        columns: Iterable[str] = TELLING.get(table) or [
            column for column in row if column not in UNTOLD and not column.endswith("_id")
        ]
        return " ".join(self._value(table, column, row[column]) for column in columns if row.get(column))

    def _relation(self, row: Row) -> str:
        """Who is known, and how."""
        return excerpt(" ".join(filter(None, (row["person"], whom_known(self._book, row), how_related(row)))))

    def _value(self, table: str, column: str, value: Any) -> str:
        if value is None or value == "":
            return "-"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if column in STAFF_COLUMNS:
            return self._staff_name(value)
        if table == "customer" and column in WORDS:
            return labels(WORDS[column]).get(value, str(value))
        if table == "customer" and column == "source":
            self._sources = self._sources or source_labels(self._book)
            return excerpt(self._sources.get(value, str(value)))
        if table == "approval" and column in ("kind", "state"):
            return _(KINDS[value].title) if column == "kind" else state_labels()[value]
        vocabulary = WORDS_OF_TABLES.get((table, column))
        if vocabulary is not None:
            return labels(vocabulary).get(value, str(value))
        if table == "visit_aspect" and column == "aspect":
            return aspect_labels(self._book, [value]).get(value, str(value))
        if table == "visit_purpose" and column == "purpose":
            return excerpt(purpose_words([value])[0])
        say = by_kind(table, column)
        return excerpt(say(value) if say else str(value))

    def _staff_name(self, staff_id: int) -> str:
        if staff_id not in self._staff:
            found = self._book.execute("select name from staff where id = ?", (staff_id,)).fetchone()
            self._staff[staff_id] = found[0] if found else f"#{staff_id}"
        return self._staff[staff_id]


def _sign(one: Touched) -> str:
    if one.before is None:  # a bulk insert keeps no rows at all
        return "+"
    return "-" if one.after is None else ""


def touched_of(change: Change) -> Touched:
    """A change of a row as the history would tell it."""
    return Touched(change.table, change.row_id, None, change.before, change.after, _about(change))


def _about(change: Change) -> int | None:
    if change.table == "customer":
        return change.row_id
    found = (change.after or change.before or {}).get("customer_id")
    return None if found is None else int(found)


def in_short(words: Sequence[str], most: int = MOST_WORDED) -> list[str]:
    """The first dozen, and how many there are beside."""
    more = len(words) - most
    return [*words[:most], *([_("… and {count} more").format(count=more)] if more > 0 else [])]


def _around(event: Event) -> Iterator[str]:
    """What is to be known of an entry before what it changed."""
    if event.undone_by is not None:
        yield _("taken back by {entry}").format(entry=event.undone_by)
    if event.undoes is not None:
        yield _("takes back {entry}").format(entry=event.undoes)
    if event.reason:
        yield _("because: {reason}").format(reason=event.reason)


def history_listing(
    book: sqlite3.Connection, found: Iterable[Event], empty: str, *, reveal: bool = False
) -> Listing:
    """Entries as rows; read while the book is open."""
    teller = Teller(book, reveal=reveal)
    return Listing(
        _columns(),
        [_row(book, event, teller) for event in found],
        empty=empty,
        code_key="entry",
        style=_style,
    )


def _columns() -> list[Column]:
    return [
        Column("entry", _("Entry"), "int"),
        Column("at", _("When"), "date", wording=lambda moment: str(moment)[:16].replace("T", " ")),
        Column("by", _("Done by")),
        Column("command", _("Command")),
        Column("customers", _("Customers"), "list", wording=_words),
        Column("changes", _("Changes"), wording=_words, line=2),
        Column("reason", _("Reason"), tables=False),
        Column("undoes", _("Takes back"), "int", tables=False),
        Column("undone_by", _("Taken back by"), "int", tables=False),
    ]


def _words(told: Told) -> str:
    return told.words


def _style(row: Sequence[Any]) -> str:
    return "dim" if row[-1] is not None else ""


def _row(book: sqlite3.Connection, event: Event, teller: Teller) -> tuple[Any, ...]:
    names = customer_names(book, event.touched)
    changes = Told(_for_machines(one, names, teller) for one in event.touched)
    changes.words = "; ".join([*_around(event), *in_short(teller.tell(event.touched))])
    customers = Told(code for code, _name in names.values())
    customers.words = _(", ").join(in_short([f"{code} {name}" for code, name in names.values()], MOST_NAMED))
    return (
        event.entry, event.at, event.by, event.command, customers, changes,
        event.reason, event.undoes, event.undone_by,
    )  # fmt: skip


def _for_machines(one: Touched, names: dict[int, tuple[str, str]], teller: Teller) -> dict[str, Any]:
    return {
        "table": one.table,
        "row_id": one.row_id,
        "last_row_id": one.last_row_id,
        "code": names[one.customer_id][0] if one.customer_id in names else None,
        "before": teller.shown(one.table, one.before),
        "after": teller.shown(one.table, one.after),
    }
