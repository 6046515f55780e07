"""What the card is by a playbook, before or without any book: definitions of its fields and sources."""

from collections.abc import Iterator, Mapping
from typing import Any

from crmcli.policy.field_schema import ColumnSection, FieldSection
from crmcli.policy.fields import (
    CardDefinition,
    FieldDefinition,
    GroupDefinition,
    SourceDefinition,
    field_from_row,
)
from crmcli.policy.schema import Playbook


def card_of(playbook: Playbook) -> CardDefinition:
    """What the card would be with this playbook in force."""
    groups = (GroupDefinition(one.name, one.title.en, one.title.zh, one.side) for one in playbook.group)
    return CardDefinition(map(definition_of, rows_of_fields(playbook)), groups)


def sources_of(playbook: Playbook) -> list[SourceDefinition]:
    """The sources that a playbook defines."""
    return [
        SourceDefinition(
            one.name,
            one.title.en,
            one.title.zh,
            one.definition.en,
            one.definition.zh,
            tuple(one.also),
            one.precedence,
        )
        for one in playbook.source
    ]


def rows_of_fields(playbook: Playbook) -> Iterator[dict[str, Any]]:
    """Every field, and after a list of records its columns."""
    rank = 0
    for field in playbook.field:
        for column in (field, *field.column):
            rank += 1
            yield columns_of_section(rank, playbook.name, field, column)


def definition_of(row: Mapping[str, Any]) -> FieldDefinition:
    """The definition that a row of `policy_field` says."""
    return field_from_row(tuple(row[name] for name in FieldDefinition._fields))


def columns_of_section(
    rank: int, playbook: str, field: FieldSection, column: ColumnSection
) -> dict[str, Any]:
    """A field, or one of its columns, as the book stores it: the columns of `policy_field`."""
    is_column = column is not field
    return {
        "key": f"{field.name}.{column.name}" if is_column else field.name,
        "rank": rank,
        "parent_key": field.name if is_column else None,
        "group_key": field.group,
        "title_en": column.title.en,
        "title_zh": column.title.zh,
        "definition_en": column.definition.en if column.definition else "",
        "definition_zh": column.definition.zh if column.definition else "",
        "also": "\n".join(column.also),
        "type": column.type,
        "choices": "\n".join(f"{one.key}\t{one.en}\t{one.zh}" for one in column.choices),
        "unit_en": column.unit.en if column.unit else None,
        "unit_zh": column.unit.zh if column.unit else None,
        "card_column": None if is_column else field.card_column,
        "computed_from": None if is_column else field.computed_from,
        "required_when": None if is_column else field.required_when,
        "sensitive": field.sensitive or column.sensitive,
        "verification": field.verification,
        "class_stated": field.class_stated,
        "subject": field.subject,
        "expires": column.expires,
        "least": None if column.min is None else str(column.min),
        "most": None if column.max is None else str(column.max),
        "is_past": column.past,
        "playbook": playbook,
        "retired": False,
    }
