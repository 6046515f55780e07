"""What is asked of a card and is not there: the registration, and what the playbook requires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from crmcli.customer.fields import customer_fields
from crmcli.kit.i18n import N_, _
from crmcli.kit.where import compile_where
from crmcli.policy.fields import SEPARATOR, FieldDefinition, card_definition
from crmcli.policy.rules import COLUMNS_OF_THE_BOOK

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple

ALWAYS = "always"
_PERSON = "contact"
# The registration of every line of business, and where it stands in `customer_list`, called l.
REGISTRATION = {
    "phone": N_("phone"),
    "region": N_("region"),
    "source": N_("source"),
    "industry": N_("industry"),
    "address": N_("address"),
}
_ANY_PERSON = "exists (select 1 from contact k where k.customer_id = l.id)"
# Without statistics SQLite would take the index by value, and look at every card's value for every card.
_VALUE = (
    "exists (select 1 from customer_field f indexed by ix_customer_field_once"
    " where f.customer_id = l.id and f.field {test} and f.value <> '')"
)


class Requirement(NamedTuple):
    """One value: its key and what it is called, for which cards it is asked, whether it is there.

    SQL over `customer_list`.
    """

    key: str
    title: str
    applies: str
    present: str
    parameters: tuple[object, ...]  # of both, in that order


class Lacks(NamedTuple):
    """What a card lacks, of how many values that are asked of it."""

    missing: tuple[str, ...]
    asked: int
    missing_keys: tuple[str, ...] = ()


def missing_values(book: sqlite3.Connection, customer_id: int, today: date) -> list[str]:
    """The required values that are not there, by their names in the language in force."""
    return list(lacks_of(book, today, customer_id)[customer_id].missing)


def lacks_of(book: sqlite3.Connection, today: date, customer_id: int | None = None) -> dict[int, Lacks]:
    """The same of one card, or of every card, in one walk."""
    wanted = list(requirements(book, today))
    columns = ", ".join(f"({one.applies}), ({one.present})" for one in wanted)
    parameters = [value for one in wanted for value in one.parameters]
    sql = f"select l.id, {columns} from customer_list l"
    if customer_id is not None:
        sql, parameters = f"{sql} where l.id = ?", [*parameters, customer_id]
    found: dict[int, Lacks] = {}
    for number, *told in book.execute(sql, parameters):
        asked = [
            (one, there) for one, applies, there in zip(wanted, told[::2], told[1::2], strict=True) if applies
        ]
        missing = [one for one, there in asked if not there]
        titles, keys = tuple(one.title for one in missing), tuple(one.key for one in missing)
        found[number] = Lacks(titles, len(asked), keys)
    return found


def requirements(book: sqlite3.Connection, today: date) -> Iterator[Requirement]:
    """The registration, then what the playbook in force requires besides."""
    registration = {column: _(words) for column, words in REGISTRATION.items()}
    more: list[Requirement] = []
    fields = None
    for field in card_definition(book).fields():
        if field.required_when is None or field.retired or field.computed_from is not None:
            continue
        if field.card_column in registration:
            if field.required_when == ALWAYS and field.subject is None:
                registration[field.card_column or ""] = field.title
            continue
        if field.card_column in COLUMNS_OF_THE_BOOK:
            continue
        applies, values = "1", tuple[object, ...]()
        if field.required_when != ALWAYS:
            fields = fields or customer_fields(book, today)
            compiled = compile_where(field.required_when, fields, today)
            applies, values = compiled.sql, tuple(compiled.parameters)
        if field.subject is not None:
            applies = f"({applies}) and l.kind = '{field.subject}'"
        more.append(_of_playbook(field, applies, values))
    for column, title in registration.items():
        yield Requirement(column, title, "1", f"coalesce(l.{column}, '') <> ''", ())
    yield Requirement(_PERSON, _("person to ask for"), "l.kind = 'company'", _ANY_PERSON, ())
    yield from more


def _of_playbook(field: FieldDefinition, applies: str, values: tuple[object, ...]) -> Requirement:
    if field.card_column == _PERSON:
        return Requirement(field.key, field.title, applies, _ANY_PERSON, values)
    if field.card_column is not None:
        return Requirement(
            field.key, field.title, applies, f"coalesce(l.{field.card_column}, '') <> ''", values
        )
    if field.type == "records":
        # Of a list any cell is enough.
        present, least = _VALUE.format(test=">= ? and f.field < ?"), f"{field.key}{SEPARATOR}"
        most = f"{field.key}{chr(ord(SEPARATOR) + 1)}"
        return Requirement(field.key, field.title, applies, present, (*values, least, most))
    return Requirement(field.key, field.title, applies, _VALUE.format(test="= ?"), (*values, field.key))
