"""What a playbook says of the card, as rows of the book."""

import sqlite3
from collections.abc import Iterator, Sequence

from sqlmodel import SQLModel

from crmcli.change.service import Writing
from crmcli.policy.fields import (
    CardDefinition,
    FieldDefinition,
    card_definition,
)
from crmcli.policy.schema import Playbook
from crmcli.policy.sections import card_of, definition_of, rows_of_fields
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


def field_rows(playbook: Playbook) -> Iterator[PolicyField]:
    """Every field, and after a list of records its columns."""
    return (PolicyField(**row) for row in rows_of_fields(playbook))


def definitions_in_use(book: sqlite3.Connection, new: CardDefinition) -> list[FieldDefinition]:
    """What values on cards may be of: the definitions of the book, and plain texts under keys of the new card."""
    known = card_definition(book).by_key
    having = "select 1 from customer_field where field = ? limit 1"
    typed = (key for key in new.by_key if key not in known and book.execute(having, (key,)).fetchone())
    return [*known.values(), *map(_typed_freely, typed)]


def _typed_freely(name: str) -> FieldDefinition:
    row = PolicyField(
        key=name, rank=0, group_key="", title_en=name, title_zh=name, type="text", verification="quarterly"
    )
    return definition_of(row.model_dump())


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
