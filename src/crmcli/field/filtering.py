"""Fields of a playbook as `--where`, `--sort` and `--columns` ask for them.

A filter asks an index of `customer_field` for the customers that have such a value, and looks at no other card
(docs/decisions/0026-typed-values.md). The view `customer_list` is called l.
"""

from __future__ import annotations

from crmcli.field.types import TYPES, type_of
from crmcli.kit.where.fields import Field

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from datetime import date

    from crmcli.field.naming import Meant
    from crmcli.policy.fields import FieldDefinition

_HAS_RECORD = "l.id in (select customer_id from customer_field where field in ({keys}){record} and {{test}})"
_VALUE = (
    "(select {sort} from customer_field f where f.customer_id = l.id and f.field = ?{record}"
    " order by f.record limit 1)"
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
        keys = ", ".join(f"'{column.key}'" for column in columns)
        exists = _HAS_RECORD.format(keys=keys, record=record)
        parameters = ()
    return Field(
        name=leaf.key,
        sql=_VALUE.format(sort=_sorted(leaf), record=record) if leaf.type != "records" else "",
        kind=kind.where_kind if leaf.type != "records" else "set",
        aliases=(meant.label,),
        words={word: choice.key for choice in leaf.choices for word in choice},
        exists_sql=exists,
        value_sql=kind.value_sql,
        ordered=leaf.type in _ORDERED,
        normalise=lambda typed: kind.normalised(typed, leaf, today),
        parameters=parameters,
    )


def free_field(name: str) -> Field:
    """The same for a field of the user's own, which no playbook defines: free text, numbers among it as numbers."""
    return Field(
        name=name,
        sql=_VALUE.format(sort="f.value", record=""),
        kind="text",
        exists_sql=f"l.id in ({TYPES['text'].exists_sql.format(record='')})",
        ordered=True,
        parameters=(name,),
    )


def _sorted(leaf: FieldDefinition) -> str:
    """Choices in the order in which the playbook has them; whatever else is among them comes last."""
    if not leaf.choices:
        return type_of(leaf).sort_sql.format(value="f.value")
    places = " ".join(f"when '{choice.key}' then {place}" for place, choice in enumerate(leaf.choices))
    return f"case f.value {places} else {len(leaf.choices)} end"
