"""One object for each type of field: how a value is parsed, checked, shown, exported, filtered and sorted.

A value is kept as canonical text that can be read without knowing the type (docs/fields.md#types). A value that a
playbook of before has left, and that its type now would refuse, is kept, shown and exported as it is.
"""

from __future__ import annotations

from crmcli.field.rules import UNITS_AS_TYPED, is_file_value, known_choice, plain_number
from crmcli.kit.errors import CrmError, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.text import clean_block, clean_line, halfwidth

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from typing import NamedTuple

    from crmcli.kit.where.fields import Kind
    from crmcli.policy.fields import FieldDefinition
else:
    from crmcli.kit.named import NamedTuple

TEXT_LIMIT = 10_000
_BETWEEN_CHOICES = dict.fromkeys(map(ord, ",，、;；\n"), "\n")


class Typing(NamedTuple):
    """What a parser may need besides the words: today, and what keeps a file and gives its value."""

    today: date
    keep_file: Callable[[str], str] | None = None


class FieldType:
    """A type as `text` is one; the others say what is different."""

    where_kind: Kind = "text"
    is_written_as_shown = False  # in files for people
    is_asked_canonically = False  # a filter compares with what is typed read as a value, not with the words
    # How a filter asks `customer_field`, each spelled as the index has it.
    # In the order of customers: a large set is made a third quicker from what is sorted.
    exists_sql = (
        "select customer_id from (select customer_id from customer_field where field = ?{record} and {{test}}"
        " order by customer_id)"
    )
    value_sql = "value"

    def parse(self, typed: str, field: FieldDefinition, typing: Typing) -> list[str]:
        """The canonical values of what was typed; none where it is empty. Raises ValueRefused."""
        value = self.one(typed, field, typing)
        if value and (field.is_past or field.least is not None or field.most is not None):
            from crmcli.field.bounds import check_bounds

            check_bounds(value, field, typing.today)
        return [value] if value else []

    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        """The canonical value. Raises ValueRefused."""
        return clean_block(typed, TEXT_LIMIT).text

    def placed(self, values: Sequence[str], field: FieldDefinition) -> dict[int, str]:
        """The values by the record under which each is kept."""
        return dict(enumerate(values))

    def fits(self, value: str, field: FieldDefinition, typing: Typing) -> bool:
        """Whether a kept value is one of this type."""
        try:
            return self.parse(value, field, typing) == [value]
        except CrmError:
            return False

    def show(self, value: str, field: FieldDefinition) -> str:
        """For people on a screen."""
        return value

    def write(self, value: str, field: FieldDefinition) -> str:
        """For people in a file that may be imported again."""
        return self.show(value, field) if self.is_written_as_shown else value

    def export(self, value: str, field: FieldDefinition) -> object:
        """For machines: JSON-ready."""
        return value

    def normalised(self, typed: str, field: FieldDefinition, today: date) -> str:
        """What a filter compares with. Raises ValueRefused."""
        return self.one(typed, field, Typing(today)) if self.is_asked_canonically else typed


class _Number(FieldType):
    where_kind: Kind = "number"
    is_asked_canonically = True
    # The condition is that of the index: a value that is no number is never compared as one. Without statistics SQLite
    # would take the other index and look at every value of the field.
    exists_sql = (
        "select customer_id from (select customer_id from customer_field indexed by ix_customer_field_number"
        " where field = ?{record} and value glob '[-0-9]*' and {{test}} order by customer_id)"
    )
    value_sql = "cast(value as real)"

    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        text = halfwidth(clean_line(typed, 100).text).replace(" ", "")
        for unit in (*UNITS_AS_TYPED.get(field.unit_en or "", ()), field.unit_en, field.unit_zh):
            text = text.removesuffix(halfwidth(unit).replace(" ", "")) if unit else text
        if not text:
            return ""
        number = plain_number(text)
        if number is None:
            from crmcli.field.bounds import no_number

            raise no_number(text, typed, field)
        return number

    def show(self, value: str, field: FieldDefinition) -> str:
        unit = field.unit
        space = "" if unit and not unit[0].isascii() else " "
        return f"{value}{space}{unit}" if unit else value

    def export(self, value: str, field: FieldDefinition) -> object:
        whole = value.removeprefix("-")
        if whole.isdecimal():
            return int(value)
        left, _point, right = whole.partition(".")
        return float(value) if left.isdecimal() and right.isdecimal() else value


class _Money(_Number):
    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        from crmcli.kit.money import parse_money, plain_yuan

        return plain_yuan(parse_money(typed)) if typed.strip() else ""

    def show(self, value: str, field: FieldDefinition) -> str:
        from crmcli.kit.money import format_yuan

        fen = self.export(value, field)
        return format_yuan(fen) if isinstance(fen, int) else value

    def export(self, value: str, field: FieldDefinition) -> object:
        """Integer fen, as everywhere."""
        from crmcli.kit.money import parse_money

        try:
            return parse_money(value)
        except ValueRefused:
            return value


class _Date(FieldType):
    where_kind: Kind = "date"
    value_sql = "value collate nocase"

    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        from crmcli.kit.dates import parse_date

        if not typed.strip():
            return ""
        # A day that expires is the next to come, where no year is told.
        return parse_date(typed.strip(), typing.today, "future" if field.expires else "past").isoformat()

    def show(self, value: str, field: FieldDefinition) -> str:
        from crmcli.kit.dates import describe_date
        from crmcli.kit.days import date

        try:
            return describe_date(date.fromisoformat(value))
        except ValueError:
            return value


class _LunarDate(FieldType):
    is_asked_canonically = True

    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        from crmcli.kit.lunar_text import parse_lunar, stored_lunar

        return stored_lunar(parse_lunar(typed)) if typed.strip() else ""

    def show(self, value: str, field: FieldDefinition) -> str:
        from crmcli.kit.lunar_text import describe_lunar, parse_lunar

        try:
            return describe_lunar(parse_lunar(value))
        except ValueRefused:
            return value


class _Choice(FieldType):
    where_kind: Kind = "word"
    is_written_as_shown = True
    value_sql = "value collate nocase"

    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        if not typed.strip():
            return ""
        found = known_choice(typed, field.choices)
        if found is None:
            raise ValueRefused(
                _("{field} knows no {typed}; it is one of: {words}."),
                field=field.title,
                typed=excerpt(typed),
                words=", ".join(choice.label for choice in field.choices),
            )
        return found

    def show(self, value: str, field: FieldDefinition) -> str:
        return next((choice.label for choice in field.choices if choice.key == value), value)


class _Choices(_Choice):
    def parse(self, typed: str, field: FieldDefinition, typing: Typing) -> list[str]:
        parts = [part for part in typed.translate(_BETWEEN_CHOICES).split("\n") if part.strip()]
        chosen = {self.one(part, field, typing) for part in parts}
        return [choice.key for choice in field.choices if choice.key in chosen]

    def placed(self, values: Sequence[str], field: FieldDefinition) -> dict[int, str]:
        """Each choice has a place of its own, so that two cards that become one have the choices of both."""
        return {place: choice.key for place, choice in enumerate(field.choices) if choice.key in values}


class _Phone(FieldType):
    is_written_as_shown = True
    is_asked_canonically = True

    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        from crmcli.kit.phones import parse_phone

        if not typed.strip():
            return ""
        phone = parse_phone(typed)
        return f"{phone.number}-{phone.extension}" if phone.extension else phone.number

    def show(self, value: str, field: FieldDefinition) -> str:
        from crmcli.kit.phone_wording import format_stored_phone

        return format_stored_phone(value) if value.startswith("+") else value


class _IdNumber(FieldType):
    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        from crmcli.kit.identity import parse_id_number

        return parse_id_number(typed) if typed.strip() else ""


class _Licence(FieldType):
    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        from crmcli.kit.identity import parse_credit_code

        return parse_credit_code(typed) if typed.strip() else ""


class _File(FieldType):
    """`name#sha256`: what it was called, and what is in it. Filters ask for what it was called."""

    value_sql = (
        "(case when substr(value, -65, 1) = '#' then substr(value, 1, length(value) - 65) else value end)"
    )

    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        if not typed.strip():
            return ""
        if typing.keep_file is None and is_file_value(typed):  # read back, never typed
            return typed
        if typing.keep_file is None:
            raise ValueRefused(
                _('{field} is a file: --set "{field}=PATH" keeps a copy of it.'), field=field.title
            )
        return typing.keep_file(typed.strip())

    def show(self, value: str, field: FieldDefinition) -> str:
        return value.rpartition("#")[0] or value

    def export(self, value: str, field: FieldDefinition) -> object:
        name, _hash, digest = value.rpartition("#")
        return {"name": name, "sha256": digest} if name else value


class _Records(FieldType):
    """A list of records has no value of its own: its columns have."""

    def one(self, typed: str, field: FieldDefinition, typing: Typing) -> str:
        raise ValueRefused(
            _(
                '{field} is a list: --set "{field}.+.COLUMN=VALUE" adds to it, {field}.0.COLUMN changes the first.'
            ),
            field=field.title,
        )


TYPES: dict[str, FieldType] = {
    "text": FieldType(),
    "number": _Number(),
    "money": _Money(),
    "date": _Date(),
    "lunar_date": _LunarDate(),
    "choice": _Choice(),
    "choices": _Choices(),
    "phone": _Phone(),
    "id_number": _IdNumber(),
    "licence": _Licence(),
    "file": _File(),
    "records": _Records(),
}


def type_of(field: FieldDefinition) -> FieldType:
    """The type of a field."""
    return TYPES[field.type]
