"""The fields on a customer's card, group by group: for people, and for machines."""

from __future__ import annotations

from crmcli.customer.computed import computed_value
from crmcli.field.types import type_of
from crmcli.kit.formats import Block, Column, Field, Listing
from crmcli.kit.i18n import _
from crmcli.policy.fields import SEPARATOR, card_definition

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Iterable, Iterator
    from datetime import date
    from typing import Any

    from crmcli.policy.fields import CardDefinition, FieldDefinition

MASK = "***"
_SHOWN_OF_MASKED = 4
_SHORTEST_WITH_END = 8
_WITH_END = frozenset({"text", "phone", "id_number", "licence"})
_FEN = "_fen"


class CardFields:
    """The values of one customer beside what the playbook says of them; sensitive ones masked unless revealed."""

    def __init__(self, card: CardDefinition, cells: dict[str, dict[int, str]], *, reveal: bool) -> None:
        self.card = card
        self._cells = cells
        self._reveal = reveal

    def without(self, keys: Container[str]) -> CardFields:
        """The same without these fields, and without the columns of these lists."""
        kept = {key: cells for key, cells in self._cells.items() if key.partition(SEPARATOR)[0] not in keys}
        return CardFields(self.card, kept, reveal=self._reveal)

    def retired_keys(self) -> list[str]:
        """The fields with a value that the playbook in force does not have."""
        found = (self.card.by_key.get(key) for key in self._cells)
        return [one.parent_key or one.key for one in found if one is not None and one.retired]

    def mapping(self) -> dict[str, object]:
        """For machines: keys of the playbook, names of the user's own fields; money in fen."""
        told: dict[str, object] = {}
        for field in self.card.fields():
            value = self._exported(field)
            if value is not None:
                told[field.key + (_FEN if field.type == "money" else "")] = value
        return told | {name: _alone_or_all(self._seen(name)) for name in self._free()}

    def blocks(self, side: str) -> Iterator[Block]:
        """For people: the groups of one page of the card."""
        for group in self.card.groups:
            if group.side == side:
                mine = [one for one in self.card.fields() if one.group_key == group.key and not one.retired]
                yield from self._blocks_of(group.title, mine)

    def other_blocks(self) -> Iterator[Block]:
        """What the playbook in force does not define: fields of one before, and the user's own."""
        heading = _("Other fields") if self.card.groups else _("Own fields")
        own = [Field(self._label(name), _(", ").join(self._seen(name))) for name in self._free()]
        yield from self._blocks_of(heading, [one for one in self.card.fields() if one.retired], own)

    def _free(self) -> list[str]:
        """Fields of the user's own, and columns of what is a list no longer."""
        return [name for name in self._cells if not self._is_defined(name)]

    def _is_defined(self, name: str) -> bool:
        known = self.card.by_key.get(name)
        if known is None or known.parent_key is None:
            return known is not None and known.type != "records"
        parent = self.card.by_key.get(known.parent_key)
        return parent is not None and parent.type == "records"

    def _label(self, name: str) -> str:
        known = self.card.by_key.get(name)
        if known is not None:
            return known.title
        taken = self.card.find(name)  # a value of before stands beside the field that is called so now
        return name if taken is None or taken.retired else _("{field} (as typed)").format(field=name)

    def _seen(self, name: str) -> list[str]:
        values = self._values(name)
        return values if self._reveal else [as_seen(self.card, name, value) for value in values]

    def _blocks_of(
        self, heading: str, definitions: Iterable[FieldDefinition], more: Iterable[Field] = ()
    ) -> Iterator[Block]:
        plain, lists = list[Field](), list[Block]()
        for field in definitions:
            if field.type == "records":
                lists.append(Block(field.title, self._records(field)))
            elif field.key in self._cells:
                plain.append(Field(field.title, self.shown(field)))
        yield Block(heading, [*plain, *more])
        yield from lists

    def shown(self, field: FieldDefinition) -> str:
        """The value of a field for people, "" where there is none."""
        kind = type_of(field)
        values = self._values_of(field)
        return _(", ").join(self._masked(field, kind.show(one, field)) for one in values)

    def record_lines(self, field: FieldDefinition) -> list[str]:
        """The records of a list, a line each."""
        rows = self._records(field).rows
        return ["  ".join(str(cell) for cell in row if cell is not None) for row in rows]

    def next_record(self, field: FieldDefinition) -> int:
        """The number that a new record gets."""
        return max(self._numbers(field), default=-1) + 1

    def _values_of(self, field: FieldDefinition) -> list[str]:
        """The values of a field; choices in the order of the playbook."""
        values = self._values(field.key)
        if field.type == "choices" and len(values) > 1:
            order = {choice.key: place for place, choice in enumerate(field.choices)}
            values.sort(key=lambda one: order.get(one, len(order)))
        return values

    def _values(self, key: str) -> list[str]:
        cells = self._cells.get(key, {})
        return [cells[record] for record in sorted(cells)]

    def _masked(self, field: FieldDefinition, value: Any) -> Any:
        return value if self._reveal or not field.sensitive else masked(str(value), field.type)

    def _numbers(self, field: FieldDefinition) -> list[int]:
        return sorted(
            {record for column in self.card.columns(field) for record in self._cells.get(column.key, {})}
        )

    def _records(self, field: FieldDefinition) -> Listing:
        """A row for each record, its number first: that is how it is named to be changed."""
        columns = [one for one in self.card.columns(field) if one.key in self._cells]
        rows = []
        for record in self._numbers(field):
            row: list[object] = [record]
            for column in columns:
                value = self._cells[column.key].get(record)
                row.append(
                    None if value is None else self._masked(column, type_of(column).show(value, column))
                )
            rows.append(row)
        headers = [Column(column.own_key, column.title) for column in columns]
        return Listing([Column("record", _("Number"), "int"), *headers], rows)

    def _exported(self, field: FieldDefinition) -> object:
        if field.type == "records":
            return [self._record_exported(field, record) for record in self._numbers(field)] or None
        if field.key not in self._cells:
            return None
        values = [
            self._masked(field, type_of(field).export(value, field)) for value in self._values_of(field)
        ]
        return values if field.type == "choices" or len(values) > 1 else next(iter(values), None)

    def _record_exported(self, field: FieldDefinition, record: int) -> dict[str, object]:
        told: dict[str, object] = {"record": record}
        for column in self.card.columns(field):
            value = self._cells.get(column.key, {}).get(record)
            if value is not None:
                key = column.own_key + (_FEN if column.type == "money" else "")
                told[key] = self._masked(column, type_of(column).export(value, column))
        return told


def fields_of(book: sqlite3.Connection, customer_id: int, today: date, *, reveal: bool = False) -> CardFields:
    """What is on the card of a customer, and what is counted for it."""
    card = card_definition(book)
    cells: dict[str, dict[int, str]] = {}
    rows = book.execute(
        "select field, record, value from customer_field where customer_id = ? order by id",
        (customer_id,),
    )
    for field, record, value in rows:
        cells.setdefault(field, {})[record] = value
    for definition in card.fields():
        if definition.computed_from is not None and not definition.retired:
            counted = computed_value(book, definition, customer_id, today)
            cells[definition.key] = {} if counted is None else {0: counted}
    return CardFields(card, cells, reveal=reveal)


def card_value(book: sqlite3.Connection, customer_id: int) -> dict[str, str | None]:
    """What stands in the columns of the card that fields of a playbook may be other names of, as stored."""
    cursor = book.execute("select * from customer_list where id = ?", (customer_id,))
    names = [column[0] for column in cursor.description]
    row = dict(zip(names, cursor.fetchone(), strict=True))
    contact = "select name from contact where customer_id = ? order by is_key desc, id limit 1"
    found = book.execute(contact, (customer_id,)).fetchone()
    return {**row, "contact": found[0] if found else None}


def _alone_or_all(values: Iterable[str]) -> object:
    several = list(values)
    return several[0] if len(several) == 1 else several


def worded(card: CardDefinition, field: FieldDefinition, value: str) -> str:
    """A stored value in words for whoever has not asked to see what is sensitive."""
    shown = shown_by(card, field, value)
    return masked(shown, field.type) if was_sensitive(card, field) else shown


def shown_by(card: CardDefinition, field: FieldDefinition, value: str) -> str:
    """A stored value in words: those of the definition that knows it, where another had the key before."""
    of_field = next(
        (one for one in (field, *card.replaced(field)) if any(value == choice.key for choice in one.choices)),
        field,
    )
    return str(type_of(of_field).show(value, of_field))


def was_sensitive(card: CardDefinition, field: FieldDefinition) -> bool:
    """Whether a value under the key of a field may be one that is masked: by its definition, or by one before."""
    return field.sensitive or any(one.sensitive for one in card.replaced(field))


def is_sensitive(card: CardDefinition, name: str) -> bool:
    """Whether values kept under that name are masked: those of a field, and those typed before it was one."""
    field = _kept_as(card, name)
    return field is not None and was_sensitive(card, field)


def as_seen(card: CardDefinition, name: str, value: str) -> str:
    """A value kept under that name for whoever has not asked to see what is sensitive."""
    field = _kept_as(card, name)
    return masked(value, field.type) if field is not None and was_sensitive(card, field) else value


def _kept_as(card: CardDefinition, name: str) -> FieldDefinition | None:
    """The field of that key, else the one a name means that was typed, or stood over a column, before it was one."""
    from crmcli.field.naming import meant_field
    from crmcli.kit.errors import ValueRefused

    known = card.by_key.get(name)
    try:
        meant = None if known else meant_field(card, name)
    except ValueRefused:
        return None
    return meant.leaf if meant else known


def masked(value: str, field_type: str) -> str:
    """A sensitive value for whoever has not asked to see it: the end of a long text or number of a paper tells it
    from others. The end of an amount would tell much of it."""
    tells_apart = field_type in _WITH_END and len(value) >= _SHORTEST_WITH_END and value.isascii()
    return MASK + (value[-_SHOWN_OF_MASKED:] if tells_apart else "")
