"""Cells of fields that the playbook defines: read by their types, kept by field and record.

While a file is read, a value has one key of text: the field, and where there are several its record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from crmcli.customer.card_fields import as_seen
from crmcli.customer.rules import FIELD_NAME_LIMIT, FIELD_VALUE_LIMIT
from crmcli.field.bounds import check_bounds
from crmcli.field.carrying import carried
from crmcli.field.naming import Meant, meant_in_file
from crmcli.field.types import Typing, type_of
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.money import plain_yuan
from crmcli.kit.shown import excerpt
from crmcli.kit.text import clean_block, clean_line
from crmcli.kit.where.fields import folded
from crmcli.policy.fields import SEPARATOR, CardDefinition, FieldDefinition
from crmcli.policy.succession import Succession
from crmcli.transfer import cells
from crmcli.transfer.headers import ColumnMatch, own_field_name, people_header, recognise
from crmcli.transfer.targets import path_of

_BETWEEN = "\x1f"  # no name of a field has it
_FEN = "_fen"
MOST_PARTS = 10_000
NO_FIELDS = CardDefinition((), ())
NO_CHANGES: Mapping[str, Succession] = MappingProxyType({})


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

    def __init__(
        self,
        card: CardDefinition,
        today: date,
        changes: Mapping[str, Succession] = NO_CHANGES,
        told: CardDefinition = NO_FIELDS,
    ) -> None:
        self.card = card
        self._typing = Typing(today)
        self._changes = changes  # by the key in the file: fields that the card in force has not, or otherwise
        self._told = told  # the fields as the file has them

    def meant(self, name: str) -> Meant | None:
        """The field that a header names and that takes values: as the file has it, else the playbook in force."""
        try:
            meant = self._as_told(name) or meant_in_file(self.card, name)
        except ValueRefused:
            return None
        if meant is None or meant.leaf.type == "records":
            return None
        field = meant.field
        return meant if field.card_column is None and field.computed_from is None else None

    def _as_told(self, name: str) -> Meant | None:
        try:
            meant = meant_in_file(self._told, name) if self._told.by_key else None
        except ValueRefused:  # a column that the list has in the playbook in force alone
            return None
        if meant is None or meant.leaf.key in self._changes:
            return meant
        field = self.card.by_key.get(meant.field.key)
        column = self.card.by_key.get(meant.column.key) if meant.column else None
        is_here = field is not None and (column is None) == (meant.column is None)
        return Meant(field, meant.record, column) if field is not None and is_here else None

    def read(self, meant: Meant, cell: object) -> dict[str, str]:
        """The values of one cell. Raises ValueRefused."""
        change = self._changes.get(meant.leaf.key)
        if change is None or meant.leaf != change.old:
            return self._read(meant, cell)
        try:
            values = list(self._read(meant, cell).values())
        except ValueRefused:  # as it is written
            values = [clean_block(cells.cell_text(cell), FIELD_VALUE_LIMIT).text]
        return self._placed(change, values, meant.record if isinstance(meant.record, int) else 0, {})

    def _read(self, meant: Meant, cell: object) -> dict[str, str]:
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
            change = self._changes.get(str(name).removesuffix(_FEN))
            if change is None or change.old.type == "records":
                told |= self._one(str(name), value, told)
            else:
                told |= self._carried(change, value, 0, told, is_fen=str(name).endswith(_FEN))
        return told

    def _carried(
        self, change: Succession, value: Any, record: int, told: Mapping[str, str], *, is_fen: bool
    ) -> dict[str, str]:
        """A value of a definition that is not in force here: the field that has its key takes it, or it is kept."""
        try:
            values = self._values(change.old, value, is_fen=is_fen)
        except ValueRefused:  # a playbook of before has left it, and its type refuses it by now
            values = [clean_block(_plain(value), FIELD_VALUE_LIMIT).text]
        return self._placed(change, values, record, told)

    def _placed(
        self, change: Succession, values: Sequence[str], record: int, told: Mapping[str, str]
    ) -> dict[str, str]:
        """Canonical values of the file where they belong, beside what is told already."""
        old, found = change.old, dict[str, str]()
        kept = {record: values[0]} if old.parent_key and values else type_of(old).placed(values, old)
        for place, one in (kept or dict(enumerate(values))).items():
            taken = self._taken(change, one, place)
            if taken and not any(key in told or key in found for key in taken):
                found |= taken
            else:
                found[cell_key(change.kept.key, place)] = one
        return found

    def _taken(self, change: Succession, value: str, record: int) -> dict[str, str]:
        new, values = change.new, carried(value, change, self._typing)
        if new is None or not values:
            return {}
        placed = {record: values[0]} if new.parent_key else type_of(new).placed(values, new)
        return {cell_key(new.key, place): one for place, one in placed.items()}

    def _one(self, name: str, value: Any, told: Mapping[str, str]) -> dict[str, str]:
        key = name.removesuffix(_FEN)
        change = self._changes.get(key)
        field = change.kept if change else self.card.by_key.get(key)
        if field is not None and field.type == "records" and isinstance(value, list):
            return self._records(key, field, value, told)
        meant = Meant(field) if field is not None else self.meant(name)
        if meant is not None and meant.field.computed_from is not None:
            return {}
        if meant is None or meant.leaf.type == "records":
            return _free(name, value)
        try:
            return self._kept(meant, self._values(meant.leaf, value, is_fen=name.endswith(_FEN)))
        except ValueRefused:
            # Values of a field are told by its key; a text that was typed before there was one, by its name.
            if key in (meant.leaf.key, meant.leaf.own_key):
                raise
            return _free(name, value)

    def _records(
        self, key: str, field: FieldDefinition, records: Sequence[Any], beside: Mapping[str, str]
    ) -> dict[str, str]:
        """The records of a list that the file calls `key` and that is `field` here."""
        told: dict[str, str] = {}
        for place, row in enumerate(records[:MOST_PARTS]):
            if not isinstance(row, Mapping):
                raise ValueRefused(_("an object of names and texts belongs here."))
            record = row.get("record", place)
            for name, value in row.items() if isinstance(record, int) else ():
                own, is_fen = str(name).removesuffix(_FEN), str(name).endswith(_FEN)
                change = self._changes.get(f"{key}{SEPARATOR}{own}")
                if change is not None:
                    told |= self._carried(change, value, record, {**beside, **told}, is_fen=is_fen)
                elif (column := self.card.find(own, field)) is not None:
                    values = self._values(column, value, is_fen=is_fen)
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


def as_kept(told: object, values: Mapping[str, str], changes: Mapping[str, Succession]) -> object:
    """What a file tells of one of its values, under the key that the value has got."""
    if not isinstance(told, Mapping) or not isinstance(told.get("record", 0), int):
        return told
    change, record = changes.get(str(told.get("field"))), told.get("record", 0)
    if change is None:
        return told
    keys = (one.key for one in (change.kept, change.new) if one is not None)
    key = next((key for key in keys if cell_key(key, record) in values), None)
    return told if key is None else {**told, "field": key}
