"""Which field is meant: `营业面积`, `vehicles.0.plate`, `车辆.+.车牌`, or a name of the user's own."""

from __future__ import annotations

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.where.fields import folded, nearest
from crmcli.policy.fields import ORIGIN, SEPARATOR

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from crmcli.policy.fields import CardDefinition, FieldDefinition
else:
    from crmcli.kit.named import NamedTuple

APPEND = "+"
_LARGEST_RECORD = 9999


class Meant(NamedTuple):
    """A field of the playbook, and which record and column of it; `record` is a number, `+` or None for all."""

    field: FieldDefinition
    record: int | str | None = None
    column: FieldDefinition | None = None

    @property
    def leaf(self) -> FieldDefinition:
        """What has a value: the column, else the field."""
        return self.column or self.field

    @property
    def label(self) -> str:
        """How it is called in the user's language: 车辆.0.车牌号码."""
        parts = [self.field.title]
        if self.record is not None:
            parts.append(str(self.record))
        if self.column is not None:
            parts.append(self.column.title)
        return SEPARATOR.join(parts)


def meant_field(card: CardDefinition, name: str) -> Meant | None:
    """The field of the playbook that a name means, None where it is none of it. Raises ValueRefused for a bad path.

    A column of a list may be named alone where no other field and no other column is called so. What the card itself
    has goes before that: whoever knows the card asks `customer.naming.meant_on_card`.
    """
    return named_field(card, name) or sole_column(card, name)


def named_field(card: CardDefinition, name: str) -> Meant | None:
    """A field by one of its names, or a part of a list by its path. Raises ValueRefused for a bad path."""
    field = card.find(name)
    if field is not None:
        return Meant(field)
    first, *rest = [part.strip() for part in name.replace("．", ".").replace("。", ".").split(SEPARATOR)]
    field = card.find(first)
    if not rest or field is None or field.type != "records":
        return None
    record: int | str | None = None
    if rest[0] == APPEND or rest[0].isdecimal():
        record = _record(rest.pop(0), field)
    if not rest:
        return Meant(field, record)
    column = card.find(SEPARATOR.join(rest), field)
    if column is None:
        raise _no_such_column(card, field, SEPARATOR.join(rest))
    return Meant(field, record, column)


def sole_column(card: CardDefinition, name: str) -> Meant | None:
    """The only column called so of any list; where the playbook in force has some, those of before do not count."""
    alone = list(columns_called(card, name))
    in_force = [one for one in alone if not one.field.retired and not one.leaf.retired]
    found = in_force or alone
    return found[0] if len(found) == 1 else None


def meant_in_file(card: CardDefinition, name: str) -> Meant | None:
    """What a header, or a name that was typed freely, means. Raises ValueRefused for a bad path.

    A column of a list goes by its name alone only where the playbook says so: it stands under `also`.
    """
    meant = named_field(card, name)
    if meant is not None and (_is_by_another_name(meant.field, name) or _is_named_apart(meant.field, name)):
        meant = None
    alone = sole_column(card, name) if meant is None else None
    if alone is not None and folded(name) in map(folded, alone.leaf.also):
        return alone
    return meant


def _is_by_another_name(field: FieldDefinition, name: str) -> bool:
    """Whether a field of a playbook of before is reached by what another line of business calls it besides.

    Its own title tells it from others, with the playbook at the latest, and its key to the letter; such a word may be
    anybody's. What is sensitive is taken all the same, and stays masked.
    """
    first = name.split(SEPARATOR)[0].strip()
    if not field.retired or field.sensitive or ORIGIN in name or first in (field.key, field.own_key):
        return False
    return folded(first) not in map(folded, (field.title_en, field.title_zh, field.title))


def _is_named_apart(field: FieldDefinition, name: str) -> bool:
    """Whether a file calls a field of another playbook with that playbook: what it calls without it is another one."""
    return field.retired and ORIGIN not in name and any(ORIGIN in one for one in field.also)


def columns_called(card: CardDefinition, name: str) -> Iterator[Meant]:
    """The columns of lists that are called so."""
    for field in card.fields():
        column = card.find(name, field) if field.type == "records" else None
        if column is not None:
            yield Meant(field, None, column)


def _record(part: str, field: FieldDefinition) -> int | str:
    if part == APPEND:
        return part
    if len(part) > len(str(_LARGEST_RECORD)):
        raise ValueRefused(_("{field} has no record {number}."), field=field.title, number=excerpt(part))
    return int(part)


def _no_such_column(card: CardDefinition, field: FieldDefinition, typed: str) -> ValueRefused:
    return ValueRefused(
        _("{field} has no column {typed}; there are: {columns}."),
        field=field.title,
        typed=excerpt(typed),
        columns=", ".join(column.title for column in card.columns(field)),
    )


def nearest_list(card: CardDefinition, name: str) -> str | None:
    """The name of the list that a path to none may be about: 健康记录.0.姓名 where there is a list 健康档案."""
    first, _dot, rest = name.replace("．", SEPARATOR).replace("。", SEPARATOR).partition(SEPARATOR)
    if not rest or card.find(first) is not None:
        return None
    lists = (field for field in card.fields() if field.type == "records")
    return nearest(first.strip(), [name for one in lists for name in (one.title_en, one.title_zh, *one.also)])


def nearest_field(card: CardDefinition, name: str) -> str | None:
    """The defined name that looks most like a name that is none."""
    titles = {title for field in card.fields() for title in (field.title_en, field.title_zh, *field.also)}
    return nearest(name, titles)
