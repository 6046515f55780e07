"""`crm list --columns`: which columns a list has, those of fields too."""

from __future__ import annotations

from crmcli.customer.card_fields import masked
from crmcli.customer.computed import computed_sql, plain
from crmcli.customer.fields import customer_fields
from crmcli.customer.naming import field_asked, meant_on_card, no_field
from crmcli.field.naming import Meant
from crmcli.field.types import type_of
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.policy.fields import card_definition

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from typing import Any, NamedTuple

    from crmcli.kit.where import Field
    from crmcli.policy.fields import FieldDefinition
else:
    from crmcli.kit.named import NamedTuple

_VALUES = (
    "(select group_concat(value, char(31)) from (select f.value as value from customer_field f"
    " where f.customer_id = l.id and f.field = ?{record} order by f.record))"
)
_BETWEEN_VALUES = "\x1f"  # no value has it
_KINDS = {"money": "money", "date": "date", "int": "int"}


class Chosen(NamedTuple):
    """A column: how it is shown, the SQL over `customer_list` l that reads it, and what is made of a value."""

    column: Column
    sql: str
    parameters: tuple[object, ...] = ()
    read: Callable[[Any], Any] | None = None


def chosen_columns(
    book: sqlite3.Connection, typed: str, today: date, listed: Mapping[str, tuple[Column, str]]
) -> list[Chosen]:
    """The columns of these names, the code before all. `listed` are those of every list, with their SQL.

    Raises UsageRefused for a name that is none.
    """
    names = [name.strip() for name in typed.replace("，", ",").replace("、", ",").split(",") if name.strip()]
    chosen = {"code": Chosen(*listed["code"])}
    for name in names:
        one = _chosen(book, name, today, listed)
        chosen.setdefault(one.column.key, one)
    return list(chosen.values())


def _chosen(
    book: sqlite3.Connection, name: str, today: date, listed: Mapping[str, tuple[Column, str]]
) -> Chosen:
    if name in listed:
        return Chosen(*listed[name])
    fields = customer_fields(book, today)
    field = field_asked(fields, name)
    if field is None or not (field.sql or field.exists_sql):
        raise no_field(
            fields,
            name,
            _("There is no column {typed}; there are: {known}, and every field of the playbook."),
            _("There is no column {typed}; did you mean {near}?"),
            " ".join(listed),
        )
    if field.name in listed:
        return Chosen(*listed[field.name])
    meant = meant_on_card(book, fields, card_definition(book), name)
    if isinstance(meant, Meant) and meant.field.card_column is None and fields.built_in(field.name) is None:
        return _of_playbook(meant, today)
    return _of_card(field, own=fields.built_in(field.name) is None)


def _of_card(field: Field, *, own: bool) -> Chosen:
    if not field.sql:
        raise UsageRefused(_("{field} cannot be a column of a list; crm show has it."), field=field.label)
    column = Column(field.name, field.label, _KINDS.get(field.kind, "text"))  # type: ignore[arg-type]
    return Chosen(column, field.sql, field.parameters if own else ())


def _of_playbook(meant: Meant, today: date) -> Chosen:
    leaf = meant.leaf
    if leaf.type == "records":
        raise UsageRefused(
            _("{field} is a list; name one of its columns: {field}.COLUMN."), field=meant.field.title
        )
    read = _reader(leaf, several=leaf.type == "choices" or meant.column is not None)
    key = f"{leaf.key}_fen" if leaf.type == "money" else leaf.key
    column = Column(key, meant.label, "list" if _is_list(meant) else "text", wording=_wording(leaf))
    if leaf.computed_from is not None:
        return Chosen(column, computed_sql(leaf.computed_from, today), (), lambda value: read(plain(value)))
    record = f" and f.record = {meant.record}" if isinstance(meant.record, int) else ""
    return Chosen(column, _VALUES.format(record=record), (leaf.key,), read)


def _is_list(meant: Meant) -> bool:
    return meant.leaf.type == "choices" or meant.column is not None


def _reader(leaf: FieldDefinition, *, several: bool) -> Callable[[str], Any]:
    """The stored values as machines get them."""
    kind = type_of(leaf)

    def read(stored: str) -> Any:
        values = stored.split(_BETWEEN_VALUES)
        if leaf.sensitive:
            told: Sequence[Any] = [masked(value, leaf.type) for value in values]
        elif leaf.type == "file":
            told = [kind.show(value, leaf) for value in values]
        else:
            told = [kind.export(value, leaf) for value in values]
        return list(told) if several else told[0]

    return read


def _wording(leaf: FieldDefinition) -> Callable[[Any], str]:
    """What people read of what machines get."""
    from crmcli.kit.money import format_yuan

    def one(value: Any) -> str:
        if leaf.sensitive or leaf.type == "file":
            return str(value)
        if leaf.type == "money":
            return format_yuan(value) if isinstance(value, int) else str(value)
        return type_of(leaf).show(str(value), leaf)

    return lambda value: _(", ").join(map(one, value)) if isinstance(value, list) else one(value)
