"""What a playbook says of the card, as rows of the book."""

import sqlite3
from collections.abc import Iterator, Sequence

from sqlmodel import SQLModel

from crmcli.change.service import Writing
from crmcli.policy.field_schema import ColumnSection, FieldSection
from crmcli.policy.fields import (
    CardDefinition,
    FieldDefinition,
    GroupDefinition,
    SourceDefinition,
    card_definition,
    field_from_row,
)
from crmcli.policy.schema import Playbook
from crmcli.policy.succession import successions
from crmcli.policy.tables import PolicyField, PolicyGroup, PolicySource


def card_rows(playbook: Playbook) -> Iterator[SQLModel]:
    """Groups, fields and sources in the order of the file."""
    for rank, group in enumerate(playbook.group, start=1):
        yield PolicyGroup(
            key=group.name, rank=rank, title_en=group.title.en, title_zh=group.title.zh, side=group.side
        )
    yield from field_rows(playbook)
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
    rows = (row.model_dump() for row in field_rows(playbook))
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


def field_rows(playbook: Playbook) -> Iterator[PolicyField]:
    """Every field, and after a list of records its columns."""
    rank = 0
    for field in playbook.field:
        for column in (field, *field.column):
            rank += 1
            yield row_of_section(rank, playbook.name, field, column)


def row_of_section(rank: int, playbook: str, field: FieldSection, column: ColumnSection) -> PolicyField:
    """A field, or one of its columns, as the book stores it."""
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
        playbook=playbook,
    )


def definitions_in_use(book: sqlite3.Connection, new: CardDefinition) -> list[FieldDefinition]:
    """What values on cards may be of: the definitions of the book, and plain texts under keys of the new card."""
    known = card_definition(book).by_key
    having = "select 1 from customer_field where field = ? limit 1"
    typed = (key for key in new.by_key if key not in known and book.execute(having, (key,)).fetchone())
    return [*known.values(), *map(_typed_freely, typed)]


def _typed_freely(name: str) -> FieldDefinition:
    row = PolicyField(
        key=name, rank=0, group_key="", title_en=name, title_zh=name, type="text", verification="quarterly"
    ).model_dump()
    return field_from_row(tuple(row[one] for one in FieldDefinition._fields))


def retired_fields(
    writing: Writing, playbook: Playbook, before: Sequence[FieldDefinition]
) -> list[PolicyField]:
    """The definitions that do not go on in the playbook and of which there are values: those stay readable.

    What is sensitive stays so without a value on any card: the history has those that there were.
    """
    book = writing.reading()
    found = [one for one in successions(before, card_of(playbook)) if one.kept.retired]
    having = "select 1 from customer_field where field = ? limit 1"
    used = {
        one.kept.key
        for one in found
        if one.old.sensitive or book.execute(having, (one.old.key,)).fetchone() is not None
    }
    used |= {one.kept.parent_key or one.kept.key for one in found if one.kept.key in used}
    kept = {one.kept.key: one.kept for one in found if one.kept.key in used}
    return [row_of_definition(rank, one) for rank, one in enumerate(kept.values(), start=1)]


def row_of_definition(rank: int, field: FieldDefinition) -> PolicyField:
    """A definition as the book stores it."""
    choices = "\n".join("\t".join(choice) for choice in field.choices)
    return PolicyField(**{**field._asdict(), "also": "\n".join(field.also), "choices": choices, "rank": rank})


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
