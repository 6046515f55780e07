"""`--set FIELD=VALUE` and `--unset FIELD`: a column of the card, a field of the playbook, or one of the user's own."""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from typing import NamedTuple

from crmcli.customer.card import FIELD_TO_COLUMN, PARSERS
from crmcli.customer.computed import origin
from crmcli.customer.field_values import FieldSetting
from crmcli.customer.fields import customer_fields, own_field_names
from crmcli.customer.naming import meant_on_card, own_field_called
from crmcli.customer.rules import FIELD_NAME_LIMIT, FIELD_VALUE_LIMIT
from crmcli.field.naming import APPEND, Meant, columns_called, nearest_field, nearest_list
from crmcli.field.types import Typing, type_of
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.keeping import Copied, copy_in
from crmcli.kit.phones import Phone, parse_phone
from crmcli.kit.shown import excerpt
from crmcli.kit.storage.migrating import empty_book
from crmcli.kit.text import clean_block, clean_line
from crmcli.kit.where import Fields
from crmcli.kit.where.fields import folded
from crmcli.policy.fields import SEPARATOR, CardDefinition, FieldDefinition, card_definition

OWN_VERBS = {
    "note": "crm note CUSTOMER TEXT",
    "tag": "crm tag CUSTOMER TAG",
    "contact": "crm contact add CUSTOMER NAME",
    "topic": "crm snooze CUSTOMER DATE --topic TEXT",
    "agreed_on": "crm snooze CUSTOMER DATE",
    "next_follow_up_on": "crm snooze CUSTOMER DATE",
    "archived_on": "crm archive CUSTOMER",
}
_COMPUTED = {"last_contact_on": "last_contact", "visits_this_quarter": "visits_this_quarter"}


class Settings(NamedTuple):
    """What the settings say: words for columns of the card, what has rules of its own, fields, and files of them."""

    columns: dict[str, str]
    grades: list[str]
    owners: list[str]
    phones: list[Phone]
    fields: list[FieldSetting]
    files: list[Copied]


def parse_settings(run: Invocation, typed: Sequence[str], unset: Sequence[str] = ()) -> Settings:
    """Every setting, parsed. Raises UsageRefused, ValueRefused, RuleRefused, NotFound for a file that is not there."""
    parsed = Settings({}, [], [], [], [], [])
    pairs = [*map(_split_setting, typed), *((name.strip(), "") for name in unset)]
    if pairs:
        with quiet_reading(run) as book:
            reader = _Reader(run, book, parsed)
            for name, value in pairs:
                reader.take(name, value)
    return parsed


def quiet_reading(run: Invocation) -> AbstractContextManager[sqlite3.Connection]:
    """The book, or an empty one where this very command is going to make it: nothing to say about that."""
    return closing(empty_book()) if run.book_missing else run.reading()


def _split_setting(typed: str) -> tuple[str, str]:
    name, sign, value = typed.partition("=")
    if not sign or not name.strip():
        raise UsageRefused(_("--set needs FIELD=VALUE, not {typed}."), typed=typed[:60])
    return name.strip(), value


class FieldReader:
    """Turns a name and typed words into a setting of a field, by the playbook in force."""

    def __init__(self, run: Invocation, book: sqlite3.Connection, files: list[Copied]) -> None:
        self._run = run
        self._book = book
        self._files = files
        self.card: CardDefinition = card_definition(book)
        self.typing = Typing(run.today, self._keep_file)

    def setting(self, meant: Meant, value: str) -> FieldSetting:
        """A field of the playbook. Raises ValueRefused."""
        if meant.field.computed_from is not None:
            if not value.strip() and (stored := self._typed_before(meant.field)) is not None:
                return FieldSetting(None, stored, [])
            raise RuleRefused(
                _("{field} is not typed: {origin}."),
                field=meant.field.title,
                origin=origin(meant.field.computed_from),
            )
        # A column of no record takes no value: the list says how it is set.
        taker = meant.field if meant.record is None else meant.leaf
        values = type_of(taker).parse(value, taker, self.typing) if value.strip() else []
        if values and meant.leaf.type == "date" and values[0] != value.strip():
            self._run.say(f"{meant.label}: {type_of(meant.leaf).show(values[0], meant.leaf)}")
        return FieldSetting(meant, meant.leaf.key, values)

    def _refuse_column_of_several(self, typed: str) -> None:
        """A column that several lists have is meant in one of them, and may be masked there. Raises RuleRefused."""
        columns = [one.field.title for one in columns_called(self.card, typed) if not one.field.retired]
        if columns:
            raise RuleRefused(
                _("{typed} is a column of {lists}; say which one: {list}.0.{typed}"),
                typed=excerpt(typed),
                lists=_(", ").join(columns),
                list=columns[0],
            )

    def _typed_before(self, field: FieldDefinition) -> str | None:
        """Under which name values stand that were typed while the field was none, or not yet counted."""
        names = {folded(name) for name in field.names()}
        typed = (name for name in own_field_names(self._book) if folded(name) in names)
        found = (*typed, field.key, *(one.key for one in self.card.replaced(field)))
        having = "select 1 from customer_field where field = ? limit 1"
        return next((name for name in found if self._book.execute(having, (name,)).fetchone()), None)

    def _no_list(self, typed: str) -> str:
        lists = [one.title for one in self.card.fields() if one.type == "records" and not one.retired]
        sentence = _("There is no list {typed} on the card; there are: {lists}.")
        return sentence.format(typed=excerpt(typed), lists=_(", ").join(lists) or "-")

    def free(self, name: str, value: str) -> FieldSetting:
        """A field that no playbook defines; one whose name is nearly that of a defined one is pointed out."""
        field = clean_line(name, FIELD_NAME_LIMIT).text
        if not field:
            raise RuleRefused(_("The field has no name; type --set FIELD=VALUE."))
        first, *rest = field.split(SEPARATOR)
        if APPEND in map(str.strip, rest):
            raise RuleRefused(self._no_list(first))
        known = own_field_called(self._book, field)
        if value.strip() and known is None:
            self._refuse_column_of_several(field)
        near_list = nearest_list(self.card, field) if value.strip() and known is None else None
        if near_list is not None:
            sentence = _("There is no list {typed} on the card; did you mean {near}?")
            raise RuleRefused(sentence, typed=excerpt(first), near=near_list)
        near = None if known else nearest_field(self.card, field)
        if near is not None:
            sentence = _(
                "{name} is no field of the playbook and is kept as a text of your own; did you mean {near}?"
            )
            self._run.say(sentence.format(name=excerpt(field), near=near))
        text = clean_block(value, FIELD_VALUE_LIMIT).text
        return FieldSetting(None, known or field, [text] if text else [])

    def _keep_file(self, path: str) -> str:
        copied = copy_in(self._run, path)
        self._files.append(copied)
        return f"{copied.name.replace('#', '_')}#{copied.digest}"


class _Reader:
    def __init__(self, run: Invocation, book: sqlite3.Connection, parsed: Settings) -> None:
        self._parsed = parsed
        self._book = book
        self._fields: Fields = customer_fields(book, run.today)
        self._of_fields = FieldReader(run, book, parsed.files)

    def take(self, name: str, value: str) -> None:
        """Put a setting where it belongs."""
        meant = meant_on_card(self._book, self._fields, self._of_fields.card, name)
        if meant is None:
            self._parsed.fields.append(self._of_fields.free(name, value))
        elif not isinstance(meant, Meant):
            self._card_column(name, meant.name, value)
        elif meant.field.card_column is not None:
            self._card_column(name, meant.field.card_column, value)
        else:
            self._parsed.fields.append(self._of_fields.setting(meant, value))

    def _card_column(self, name: str, known: str, value: str) -> None:
        column = FIELD_TO_COLUMN.get(known, known)
        if column in PARSERS:
            self._parsed.columns[column] = value
        elif known == "grade":
            self._parsed.grades.append(value)
        elif known == "owner":
            self._parsed.owners.append(value)
        elif known == "phone":
            self._parsed.phones.append(parse_phone(value))
        elif known in OWN_VERBS:
            raise RuleRefused(
                _("{field} is not set like that; use: {command}."), field=name, command=OWN_VERBS[known]
            )
        elif known in _COMPUTED:
            raise RuleRefused(
                _("{field} is not typed: {origin}."), field=name, origin=origin(_COMPUTED[known])
            )
        else:
            raise RuleRefused(
                _("{field} cannot be set like that; it follows from something else."), field=name
            )
