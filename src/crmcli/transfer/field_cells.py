"""Cells of fields that the playbook defines: read by their types, kept by field and record.

While a file is read, a value has one key of text: the field, and where there are several its record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crmcli.customer.card_fields import as_seen
from crmcli.customer.rules import FIELD_NAME_LIMIT, FIELD_VALUE_LIMIT
from crmcli.field.bounds import check_bounds
from crmcli.field.naming import Meant, meant_in_file
from crmcli.field.types import Typing, type_of
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.money import plain_yuan
from crmcli.kit.shown import excerpt
from crmcli.kit.text import clean_block, clean_line
from crmcli.kit.where.fields import folded
from crmcli.policy.fields import CardDefinition, FieldDefinition
from crmcli.transfer import cells
from crmcli.transfer.headers import ColumnMatch, own_field_name, people_header, recognise
from crmcli.transfer.targets import path_of

_BETWEEN = "\x1f"  # no name of a field has it
_FEN = "_fen"
MOST_PARTS = 10_000
NO_FIELDS = CardDefinition((), ())


def cell_key(field: str, record: int) -> str:
    """The key of a value while it is on its way."""
    return f"{field}{_BETWEEN}{record}" if record else field


def field_and_record(key: str) -> tuple[str, int]:
    """The same, taken apart."""
    field, _sign, record = key.partition(_BETWEEN)
    return field, int(record or 0)


def matches_by_playbook(headers: Sequence[str], card: CardDefinition) -> dict[int, ColumnMatch]:
    """Columns that the playbook knows by its own names: a column of the card, a field, or what is only counted."""
    found = {}
    # In a file of our own a field of the playbook that is called like a column of the card is marked (字段：客户类型).
    is_ours = people_header("code", "en") in headers or people_header("code", "zh") in headers
    for place, header in enumerate(headers):
        name = own_field_name(header) or header
        field = card.find(name)
        if field is None and (cell := _list_cell(card, name)) is not None:
            found[place] = ColumnMatch(header, place, None, own=path_of(cell), is_of_playbook=True)
            continue
        if is_ours and not own_field_name(header) and recognise([header])[0].field is not None:
            continue
        if field is None or field.retired:
            continue
        if field.computed_from is not None:
            found[place] = ColumnMatch(header, place, None, left_out=True)
        elif field.card_column is None:
            found[place] = ColumnMatch(header, place, None, own=field.title, is_of_playbook=True)
        elif recognise([header])[0].field is None:
            found[place] = ColumnMatch(header, place, field.card_column)
    return found


def _list_cell(card: CardDefinition, name: str) -> Meant | None:
    """A column of a list of the playbook in force: by its path, or alone where nothing else is called so."""
    try:
        meant = meant_in_file(card, name)
    except ValueRefused:
        return None
    if meant is None or meant.column is None or meant.field.retired or meant.column.retired:
        return None
    is_path = meant.record is not None or folded(name) not in map(folded, meant.column.names())
    return meant if is_path or recognise([name])[0].field is None else None


def example_seen(card: CardDefinition, match: ColumnMatch, example: str) -> str:
    """A cell of a column, masked where it is of a sensitive field."""
    return example if match.field else as_seen(card, match.own_name, example)


class FieldCells:
    """Reads cells by the playbook in force; what it does not define is free text."""

    def __init__(self, card: CardDefinition, today: date) -> None:
        self.card = card
        self._typing = Typing(today)

    def meant(self, name: str) -> Meant | None:
        """The field of the playbook that a header names and that takes values."""
        try:
            meant = meant_in_file(self.card, name)
        except ValueRefused:
            return None
        if meant is None or meant.leaf.type == "records":
            return None
        field = meant.field
        return meant if field.card_column is None and field.computed_from is None else None

    def read(self, meant: Meant, cell: object) -> dict[str, str]:
        """The values of one cell. Raises ValueRefused."""
        leaf = meant.leaf
        if leaf.type == "date":
            day = cells.read_date(cell)
            if day is None:
                return {}
            check_bounds(day.isoformat(), leaf, self._typing.today)
            return self._kept(meant, [day.isoformat()])
        if leaf.type in ("number", "money", "phone", "id_number", "licence"):
            cells.refuse_rounded(cell)
        return self._kept(meant, type_of(leaf).parse(cells.cell_text(cell), leaf, self._typing))

    def _kept(self, meant: Meant, values: Sequence[str]) -> dict[str, str]:
        leaf = meant.leaf
        if leaf.parent_key is not None:
            record = meant.record if isinstance(meant.record, int) else 0
            return {cell_key(leaf.key, record): values[0]} if values else {}
        placed = type_of(leaf).placed(values, leaf)
        return {cell_key(leaf.key, record): value for record, value in placed.items()}

    def nested(self, cell: object) -> dict[str, str]:
        """An object of fields, as `export -f json` writes it. Raises ValueRefused."""
        if not isinstance(cell, Mapping):
            raise ValueRefused(_("an object of names and texts belongs here."))
        told: dict[str, str] = {}
        for name, value in list(cell.items())[:MOST_PARTS]:
            told |= self._one(str(name), value)
        return told

    def _one(self, name: str, value: Any) -> dict[str, str]:
        field = self.card.by_key.get(name.removesuffix(_FEN))
        if field is not None and field.type == "records" and isinstance(value, list):
            return self._records(field, value)
        meant = Meant(field) if field is not None else self.meant(name)
        if meant is not None and meant.field.computed_from is not None:
            return {}
        if meant is None or meant.leaf.type == "records":
            return _free(name, value)
        return self._kept(meant, self._values(meant.leaf, value, is_fen=name.endswith(_FEN)))

    def _records(self, field: FieldDefinition, records: Sequence[Any]) -> dict[str, str]:
        told: dict[str, str] = {}
        for place, row in enumerate(records[:MOST_PARTS]):
            if not isinstance(row, Mapping):
                raise ValueRefused(_("an object of names and texts belongs here."))
            record = row.get("record", place)
            for name, value in row.items():
                column = self.card.find(str(name).removesuffix(_FEN), field)
                if column is not None and isinstance(record, int):
                    values = self._values(column, value, is_fen=str(name).endswith(_FEN))
                    told |= self._kept(Meant(field, record, column), values)
        return told

    def _values(self, leaf: FieldDefinition, value: Any, *, is_fen: bool) -> list[str]:
        if leaf.type == "money" and is_fen and isinstance(value, int):
            return [plain_yuan(value)]
        if leaf.type == "file" and isinstance(value, Mapping):
            value = f"{value.get('name')}#{value.get('sha256')}"
        several = value if isinstance(value, list) else [value]
        return type_of(leaf).parse("\n".join(map(_plain, several)), leaf, self._typing)


def _free(name: str, value: Any) -> dict[str, str]:
    """A field of the user's own; several values are of what was a list once."""
    field = clean_line(name, FIELD_NAME_LIMIT).text
    if any(isinstance(one, Mapping | list) for one in (value if isinstance(value, list) else [value])):
        raise ValueRefused(
            _("{name} is a field of a playbook that is not in force here; first say: crm playbook use NAME."),
            name=excerpt(field),
        )
    texts = [
        clean_block(_plain(one), FIELD_VALUE_LIMIT).text
        for one in (value if isinstance(value, list) else [value])
    ]
    return {cell_key(field, place): text for place, text in enumerate(texts) if field and text}


def _plain(value: Any) -> str:
    """A value of JSON as text; nothing for null. Raises ValueRefused for what is nested further."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return cells.cell_text(str(value) if isinstance(value, int | float) else value)
