"""Fields of a playbook as `--where`, `--sort` and `--columns` ask for them.

A filter asks an index of `customer_field` for the customers that have such a value, and looks at no other card; a sort
goes along an index (docs/decisions/0026-typed-values.md, 0037-lists-by-fields.md). The view `customer_list` is called
l, `customer_field` f.
"""

from __future__ import annotations

from crmcli.field.types import TYPES, type_of
from crmcli.kit.where.fields import Field, Walk

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from datetime import date

    from crmcli.field.naming import Meant
    from crmcli.policy.fields import FieldDefinition

# Of the columns of a list one after the other: where the first has them all, the others are not looked at.
_HAS_RECORD = (
    "l.id in (select customer_id from (select customer_id from customer_field"
    " where field = '{key}'{record} and {{test}} order by customer_id))"
)
_VALUE = (
    "(select f.value from customer_field f where f.customer_id = l.id and f.field = ?{record}"
    " order by f.record limit 1)"
)
# The value of the first record decides; by those of the others a customer would be listed again.
_FIRST = (
    " and f.id = (select e.id from customer_field e indexed by ix_customer_field_once"
    " where e.customer_id = f.customer_id and e.field = f.field order by e.record limit 1)"
)
_ORDERED = ("number", "money", "date", "lunar_date", "text")


def filter_field(meant: Meant, columns: list[FieldDefinition], today: date) -> Field:
    """What a filter may ask of a field, or of a column of a list: any record of it may pass."""
    leaf = meant.leaf
    kind = type_of(leaf)
    record = f" and record = {meant.record}" if isinstance(meant.record, int) else ""
    exists = f"l.id in ({kind.exists_sql.format(record=record)})"
    parameters: tuple[str, ...] = (leaf.key,)
    if leaf.type == "records":
        each = [_HAS_RECORD.format(key=column.key, record=record) for column in columns]
        exists = f"({' or '.join(each)})"
        parameters = ()
    return Field(
        name=leaf.key,
        sql=_VALUE.format(record=record) if leaf.type != "records" else "",
        kind=kind.where_kind if leaf.type != "records" else "set",
        aliases=(meant.label,),
        words={word: choice.key for choice in leaf.choices for word in choice},
        exists_sql=exists,
        value_sql=kind.value_sql,
        ordered=leaf.type in _ORDERED,
        normalise=lambda typed: kind.normalised(typed, leaf, today),
        parameters=parameters,
        walks=_walks(leaf, record or _FIRST),
    )


def free_field(name: str) -> Field:
    """The same for a field of the user's own, which no playbook defines: free text, numbers among it as numbers."""
    return Field(
        name=name,
        sql=_VALUE.format(record=""),
        kind="text",
        exists_sql=f"l.id in ({TYPES['text'].exists_sql.format(record='')})",
        ordered=True,
        parameters=(name,),
        walks=_numbers_first(name, _FIRST),
    )


_TEXT, _IS_NUMBER = "f.value collate nocase", "f.value glob '[-0-9]*'"


def _walks(leaf: FieldDefinition, record: str) -> tuple[Walk, ...]:
    """The order of a type. What is of another type, from a playbook of before, comes last."""
    if leaf.choices:
        return _choices(leaf, record)
    if type_of(leaf).where_kind == "number":
        return _numbers_first(leaf.key, record)
    return (_texts(leaf.key, record),) if leaf.type != "records" else ()


def _choices(leaf: FieldDefinition, record: str) -> tuple[Walk, ...]:
    """Choices in the order in which the playbook has them."""
    keys = [choice.key for choice in leaf.choices]
    chosen = f"f.field = ? and {_TEXT} = ?{record}"
    others = f" and {_TEXT} not in ({', '.join('?' * len(keys))})"
    walks = [Walk("ix_customer_field_text", chosen, "", (leaf.key, key)) for key in keys]
    return (*walks, _texts(leaf.key, others + record, *keys))


def _numbers_first(key: str, record: str) -> tuple[Walk, ...]:
    numbers = f"f.field = ? and {_IS_NUMBER}{record}"
    return (
        Walk("ix_customer_field_number", numbers, "cast(f.value as real)", (key,)),
        _texts(key, f" and not {_IS_NUMBER}{record}"),
    )


def _texts(key: str, test: str, *values: str) -> Walk:
    return Walk("ix_customer_field_text", f"f.field = ?{test}", _TEXT, (key, *values))
