"""What a value can be: a number from one to another, a day that is not to come (docs/fields.md#bounds)."""

from __future__ import annotations

from crmcli.field.rules import MOST_DIGITS, digits_in
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from datetime import date

    from crmcli.policy.fields import FieldDefinition


def check_bounds(value: str, field: FieldDefinition, today: date) -> None:
    """Raise ValueRefused for a canonical value that cannot be."""
    if field.is_past and value > today.isoformat():
        raise ValueRefused(_("{field} cannot be {day}: it is still to come."), field=field.title, day=value)
    if field.least is None and field.most is None:
        return
    number = float(value)
    too_small = field.least is not None and number < float(field.least)
    too_large = field.most is not None and number > float(field.most)
    if too_small or too_large:
        raise ValueRefused(
            _("{field} cannot be {typed}: it is {bounds}."),
            field=field.title,
            typed=value,
            bounds=described_bounds(field),
        )


def no_number(text: str, typed: str, field: FieldDefinition) -> ValueRefused:
    """The refusal of a text that is no number, or one of more digits than are kept."""
    if digits_in(text) > MOST_DIGITS:
        return ValueRefused(
            _("{field} has at most {most} digits, not {typed}."),
            field=field.title,
            most=MOST_DIGITS,
            typed=excerpt(typed),
        )
    return ValueRefused(
        _("{field} is a number, not {typed}; type digits such as 120 or 98.5."),
        field=field.title,
        typed=excerpt(typed),
    )


def described_bounds(field: FieldDefinition) -> str:
    """The bounds of a number in words, "" where it has none."""
    if field.least is not None and field.most is not None:
        return _("from {least} to {most}").format(least=field.least, most=field.most)
    if field.least is not None:
        return _("{least} or more").format(least=field.least)
    return _("{most} or less").format(most=field.most) if field.most is not None else ""
