"""What a playbook says of the card, as rows of the book."""

from collections.abc import Iterator, Sequence

from sqlmodel import SQLModel

from crmcli.change.service import Writing
from crmcli.policy.field_schema import ColumnSection, FieldSection
from crmcli.policy.fields import (
    CardDefinition,
    FieldDefinition,
    GroupDefinition,
    SourceDefinition,
    field_from_row,
)
from crmcli.policy.schema import Playbook
from crmcli.policy.tables import PolicyField, PolicyGroup, PolicySource


def card_rows(playbook: Playbook) -> Iterator[SQLModel]:
    """Groups, fields and sources in the order of the file."""
    for rank, group in enumerate(playbook.group, start=1):
        yield PolicyGroup(
            key=group.name, rank=rank, title_en=group.title.en, title_zh=group.title.zh, side=group.side
        )
    yield from field_rows(playbook.field)
    for rank, source in enumerate(playbook.source, start=1):
        yield PolicySource(
            key=source.name,
            rank=rank,
            title_en=source.title.en,
            title_zh=source.title.zh,
            definition_en=source.definition.en,
            definition_zh=source.definition.zh,
            also="\n".join(source.also),
            precedence=source.precedence,
        )


def card_of(playbook: Playbook) -> CardDefinition:
    """What the card would be with this playbook in force."""
    groups = (GroupDefinition(one.name, one.title.en, one.title.zh, one.side) for one in playbook.group)
    rows = (row.model_dump() for row in field_rows(playbook.field))
    return CardDefinition(
        (field_from_row(tuple(row[name] for name in FieldDefinition._fields)) for row in rows), groups
    )


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


def field_rows(fields: Sequence[FieldSection]) -> Iterator[PolicyField]:
    """Every field, and after a list of records its columns."""
    rank = 0
    for field in fields:
        for column in (field, *field.column):
            rank += 1
            yield _row(rank, field, column)


def _row(rank: int, field: FieldSection, column: ColumnSection) -> PolicyField:
    is_column = column is not field
    return PolicyField(
        key=f"{field.name}.{column.name}" if is_column else field.name,
        rank=rank,
        parent_key=field.name if is_column else None,
        group_key=field.group,
        title_en=column.title.en,
        title_zh=column.title.zh,
        definition_en=column.definition.en if column.definition else "",
        definition_zh=column.definition.zh if column.definition else "",
        also="\n".join(column.also),
        type=column.type,
        choices="\n".join(f"{one.key}\t{one.en}\t{one.zh}" for one in column.choices),
        unit_en=column.unit.en if column.unit else None,
        unit_zh=column.unit.zh if column.unit else None,
        card_column=None if is_column else field.card_column,
        computed_from=None if is_column else field.computed_from,
        required_when=None if is_column else field.required_when,
        sensitive=field.sensitive or column.sensitive,
        verification=field.verification,
        class_stated=field.class_stated,
        subject=field.subject,
        expires=column.expires,
        least=None if column.min is None else str(column.min),
        most=None if column.max is None else str(column.max),
        is_past=column.past,
    )


def retired_fields(writing: Writing, playbook: Playbook, old: Sequence[SQLModel]) -> list[PolicyField]:
    """The definitions that the playbook does not have and of which there are values: those stay readable.

    What is sensitive stays so without a value on any card: the history has those that there were.
    """
    known = {row.key for row in field_rows(playbook.field)}
    gone = {row.key: row for row in old if isinstance(row, PolicyField) and row.key not in known}
    book = writing.reading()
    used = {
        key
        for key in gone
        if gone[key].sensitive
        or book.execute("select 1 from customer_field where field = ? limit 1", (key,)).fetchone()
    }
    used |= {gone[key].parent_key or key for key in used}  # a list is named before its columns
    return [
        PolicyField(**{**row.model_dump(exclude={"id"}), "retired": True})
        for key, row in gone.items()
        if key in used
    ]


def retired_sources(writing: Writing, playbook: Playbook, old: Sequence[SQLModel]) -> list[PolicySource]:
    """The same of sources: a customer goes on having come by them."""
    known = {source.name for source in playbook.source}
    gone = [row for row in old if isinstance(row, PolicySource) and row.key not in known]
    book = writing.reading()
    return [
        PolicySource(**{**row.model_dump(exclude={"id"}), "retired": True})
        for row in gone
        if book.execute("select 1 from customer where source = ? limit 1", (row.key,)).fetchone()
    ]
