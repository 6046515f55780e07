"""What a name means on the card: a column of it, a field of the playbook, or neither (docs/fields.md#names)."""

from __future__ import annotations

from crmcli.customer.fields import own_field_names
from crmcli.field.naming import named_field, sole_column
from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.shown import excerpt
from crmcli.kit.where.fields import folded
from crmcli.policy.fields import SEPARATOR

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3

    from crmcli.field.naming import Meant
    from crmcli.kit.where import Field, Fields
    from crmcli.policy.fields import CardDefinition


def meant_on_card(
    book: sqlite3.Connection, fields: Fields, card: CardDefinition, name: str
) -> Field | Meant | None:
    """What is meant by a name. Raises ValueRefused for a path to what a list does not have.

    A field of the playbook in force goes before other names of a column of the card, and a column of a list goes by
    its name alone where nothing else has it: as `Fields.find` has it for filters.
    """
    built_in = fields.built_in(name)
    if built_in is not None and folded(built_in.name) == folded(name):
        return built_in
    named = named_field(card, name)
    if named is not None and not (named.field.retired and built_in is not None):
        return named
    if built_in is not None or own_field_called(book, name) is not None:
        return built_in
    return sole_column(card, name)


def own_field_called(book: sqlite3.Connection, name: str) -> str | None:
    """The field of the user's own that has values and is called so, whatever the case and width."""
    return {folded(one): one for one in own_field_names(book)}.get(folded(name))


def field_asked(fields: Fields, name: str) -> Field | None:
    """The field of a filter by its name. Raises UsageRefused for a path to what a list does not have."""
    try:
        return fields.find(name)
    except ValueRefused as refusal:
        raise UsageRefused("{refusal}", refusal=refusal) from refusal


def no_field(fields: Fields, typed: str, sentence: str, near_sentence: str, known: str) -> UsageRefused:
    """The refusal of a name that is none: with the nearest, where something looks like it, else with all there are."""
    near = fields.nearest(typed) or fields.nearest(typed.partition(SEPARATOR)[0])
    if near is None:
        return UsageRefused(sentence, typed=excerpt(typed), known=known)
    return UsageRefused(near_sentence, typed=excerpt(typed), near=excerpt(near))
