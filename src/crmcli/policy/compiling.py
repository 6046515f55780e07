"""What a playbook says of the card, as rows of the book."""

from collections.abc import Iterator, Sequence

from sqlmodel import SQLModel

from crmcli.change.service import Writing
from crmcli.policy.field_schema import ColumnSection, FieldSection
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
    )


def retired_fields(writing: Writing, playbook: Playbook, old: Sequence[PolicyField]) -> list[PolicyField]:
    """The definitions that the playbook does not have and of which there are values: those stay readable."""
    known = {field.name for field in playbook.field}
    gone = [row for row in old if (row.parent_key or row.key) not in known]
    book = writing.reading()
    used = {
        row.parent_key or row.key
        for row in gone
        if book.execute("select 1 from customer_field where field = ? limit 1", (row.key,)).fetchone()
    }
    return [
        PolicyField(**{**row.model_dump(exclude={"id"}), "retired": True})
        for row in gone
        if (row.parent_key or row.key) in used
    ]
