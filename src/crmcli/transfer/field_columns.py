"""The fields of customers as columns of a table: those of the playbook in its order, then the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from crmcli.field.types import type_of
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.policy.fields import ORIGIN, CardDefinition, FieldDefinition
from crmcli.transfer.headers import recognise

OWN_FIELD_KEY = "field:"


class Exported(NamedTuple):
    """A column, and its cell of a card whose `fields` are values by field and record."""

    column: Column
    get: Callable[[dict[str, Any]], object]


def field_columns(
    card: CardDefinition, found: Sequence[tuple[str, int]], *, people: bool
) -> Iterator[Exported]:
    """A column for each field of which there is a value, and for each cell of a list."""
    order = {key: place for place, key in enumerate(card.by_key)}
    last = len(order)
    done = set()
    for key, record in sorted(found, key=lambda one: (order.get(one[0], last), one[1], one[0])):
        definition = card.by_key.get(key)
        if definition is None or (definition.parent_key is not None and not _is_of_list(card, definition)):
            header = _free_header(card, key, record)
            yield Exported(
                Column(OWN_FIELD_KEY + _path(key, record), header, tables=False), _text(key, record)
            )
        elif definition.parent_key is not None:
            yield _cell(card, definition, record, people=people)
        elif key not in done:
            done.add(key)
            column = Column(
                OWN_FIELD_KEY + _keyed(definition),
                _marked(_named(definition)),
                "list" if people else "text",
                tables=False,
            )
            yield Exported(column, _values(definition, people=people))


def _named(field: FieldDefinition, *, beside: FieldDefinition | None = None) -> str:
    """What a field is called among others: one that is not in force with its playbook, so that an import knows it."""
    return field.title + _origin(field, beside)


def _keyed(field: FieldDefinition, *, beside: FieldDefinition | None = None) -> str:
    return field.own_key + _origin(field, beside)


def _origin(field: FieldDefinition, beside: FieldDefinition | None) -> str:
    is_told = beside is not None and beside.retired and beside.playbook == field.playbook
    if not field.retired or field.mark or not field.playbook or is_told:
        return ""
    return ORIGIN + field.playbook


def _is_of_list(card: CardDefinition, column: FieldDefinition) -> bool:
    parent = card.by_key.get(column.parent_key or "")
    return parent is not None and parent.type == "records"


def _path(key: str, record: int) -> str:
    return f"{key}.{record}" if record else key


def _cell(card: CardDefinition, column: FieldDefinition, record: int, *, people: bool) -> Exported:
    parent = card.by_key[column.parent_key or ""]
    header = f"{_named(parent)}.{record}.{_named(column, beside=parent)}"
    key = f"{_keyed(parent)}.{record}.{_keyed(column, beside=parent)}"
    written = Column(OWN_FIELD_KEY + key, header, tables=False)
    write = type_of(column).write

    def get(told: dict[str, Any]) -> object:
        value = told["fields"].get(column.key, {}).get(record)
        return write(value, column) if people and value is not None else value

    return Exported(written, get)


def _values(field: FieldDefinition, *, people: bool) -> Callable[[dict[str, Any]], object]:
    """Several choices stand in one cell."""
    write = type_of(field).write

    def get(told: dict[str, Any]) -> object:
        values = [value for _record, value in sorted(told["fields"].get(field.key, {}).items())]
        if people:
            return [write(value, field) for value in values] or None
        return ";".join(values) or None

    return get


def _text(key: str, record: int) -> Callable[[dict[str, Any]], object]:
    return lambda told: told["fields"].get(key, {}).get(record)


def _free_header(card: CardDefinition, key: str, record: int) -> str:
    """A field of the user's own; one called like a field of the playbook is no value of that."""
    name = _path(key, record)
    if card.find(name) is not None:
        name = _("{field} (as typed)").format(field=name)
    return _marked(name)


def _marked(name: str) -> str:
    """Marked where the name alone would be taken for something else."""
    [match] = recognise([name])
    is_plain = match.field is None and not match.left_out and match.own_name == name
    return name if is_plain else _("field:") + name
