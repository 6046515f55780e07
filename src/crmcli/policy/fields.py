"""The fields, groups and sources of the playbook in force, as the book holds them."""

from __future__ import annotations

from crmcli.kit.i18n import language
from crmcli.kit.where.fields import folded

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple

SEPARATOR = "."  # between a list of records and one of its columns: vehicles.plate
ORIGIN = "@"  # before the playbook of a definition that another one has replaced: colour@my-shop


class Choice(NamedTuple):
    """One of the values that a field may have: what is stored, and its words."""

    key: str
    en: str
    zh: str

    @property
    def label(self) -> str:
        """The word in the user's language."""
        return self.zh if language() == "zh" else self.en


class FieldDefinition(NamedTuple):
    """One row of `policy_field`; see there."""

    key: str
    parent_key: str | None
    group_key: str
    title_en: str
    title_zh: str
    definition_en: str
    definition_zh: str
    also: tuple[str, ...]
    type: str
    choices: tuple[Choice, ...]
    unit_en: str | None
    unit_zh: str | None
    card_column: str | None
    computed_from: str | None
    required_when: str | None
    sensitive: bool
    verification: str
    class_stated: bool
    subject: str | None
    retired: bool
    expires: bool
    least: str | None = None
    most: str | None = None
    is_past: bool = False
    playbook: str = ""

    @property
    def title(self) -> str:
        """What it is called in the user's language; one that was replaced with the playbook it is of."""
        return (self.title_zh if language() == "zh" else self.title_en) + self.mark

    @property
    def mark(self) -> str:
        """What tells a definition from the one that has replaced it: `@my-shop`, else nothing."""
        _own, sign, origin = self.own_key.partition(ORIGIN)
        return sign + origin

    @property
    def definition(self) -> str:
        """What exactly belongs into it."""
        return self.definition_zh if language() == "zh" else self.definition_en

    @property
    def unit(self) -> str | None:
        """What a number counts."""
        return self.unit_zh if language() == "zh" else self.unit_en

    @property
    def own_key(self) -> str:
        """The key without that of the list of records it is a column of."""
        return self.key.rpartition(SEPARATOR)[2]

    def names(self) -> tuple[str, ...]:
        """Everything by which it may be called."""
        mark = self.mark
        if not mark:
            return (self.own_key, *self.bare_names())
        return (self.own_key, self.title_en + mark, self.title_zh + mark)

    def bare_names(self) -> tuple[str, ...]:
        """What it is called by whoever thinks of no other playbook."""
        return (self.title_en, self.title_zh, *self.also)


class GroupDefinition(NamedTuple):
    """One row of `policy_group`."""

    key: str
    title_en: str
    title_zh: str
    side: str

    @property
    def title(self) -> str:
        """What it is called in the user's language."""
        return self.title_zh if language() == "zh" else self.title_en


class SourceDefinition(NamedTuple):
    """One row of `policy_source`; see there."""

    key: str
    title_en: str
    title_zh: str
    definition_en: str
    definition_zh: str
    also: tuple[str, ...]
    precedence: str
    retired: bool = False

    @property
    def title(self) -> str:
        """What it is called in the user's language."""
        return self.title_zh if language() == "zh" else self.title_en

    @property
    def definition(self) -> str:
        """What exactly counts as it."""
        return self.definition_zh if language() == "zh" else self.definition_en

    def names(self) -> tuple[str, ...]:
        """Everything by which it may be called."""
        return (self.key, self.title_en, self.title_zh, *self.also)


class CardDefinition:
    """The fields of the playbook in force in the order of the card, those that are retired last."""

    def __init__(self, fields: Iterable[FieldDefinition], groups: Iterable[GroupDefinition]) -> None:
        self.groups = list(groups)
        self.by_key = {field.key: field for field in fields}
        self._columns: dict[str, list[FieldDefinition]] = {}
        self._by_name: dict[tuple[str | None, str], FieldDefinition] = {}
        self._replaced: dict[str, list[FieldDefinition]] = {}
        for field in self.by_key.values():
            if field.parent_key is not None:
                self._columns.setdefault(field.parent_key, []).append(field)
            if ORIGIN in field.key:
                self._replaced.setdefault(base_key(field.key), []).append(field)
            for name in field.names():
                self._by_name.setdefault((field.parent_key, folded(name)), field)
        for field in self.by_key.values():
            if field.retired:
                self._call_otherwise(field)
            elif field.playbook:
                self._call_by_playbook(field, [field.own_key, *field.bare_names()])

    def _call_otherwise(self, field: FieldDefinition) -> None:
        """A field of a playbook of before goes by its name and its playbook as well, and alone where none is left."""
        others = [base_key(field.own_key), *field.bare_names()]
        for name in others:
            self._by_name.setdefault((field.parent_key, folded(name)), field)
        if field.playbook:
            self._call_by_playbook(field, others)

    def _call_by_playbook(self, field: FieldDefinition, names: Sequence[str]) -> None:
        """By key and titles with the playbook: 颜色@my-shop."""
        for name in names[:3]:
            self._by_name.setdefault((field.parent_key, folded(f"{name}{ORIGIN}{field.playbook}")), field)

    def fields(self) -> Iterator[FieldDefinition]:
        """Every field, without the columns of lists of records."""
        return (field for field in self.by_key.values() if field.parent_key is None)

    def columns(self, field: FieldDefinition) -> list[FieldDefinition]:
        """The columns of a list of records."""
        return self._columns.get(field.key, [])

    def replaced(self, field: FieldDefinition) -> list[FieldDefinition]:
        """The definitions of playbooks of before that had the key of a field in force, and that it does not go on."""
        return [] if field.mark else self._replaced.get(field.key, [])

    def find(self, name: str, parent: FieldDefinition | None = None) -> FieldDefinition | None:
        """The field, or column of `parent`, of that name in either language, whatever the case or width."""
        return self._by_name.get((parent.key if parent else None, folded(name)))


def base_key(key: str) -> str:
    """The key as its playbook has it, without what tells it from the definition that has replaced it."""
    if ORIGIN not in key:
        return key
    return SEPARATOR.join(part.partition(ORIGIN)[0] for part in key.split(SEPARATOR))


def shown_name(card: CardDefinition, key: str, record: int) -> str:
    """What a stored value is called for people: 营业面积, 车辆.0.车牌号码, else the name that was typed."""
    field = card.by_key.get(key)
    if field is None:
        return f"{key} {record}" if record else key
    parent = card.by_key.get(field.parent_key or "")
    return f"{parent.title}.{record}.{field.title}" if parent else field.title


def full_title(card: CardDefinition, field: FieldDefinition) -> str:
    """What a field is called where it stands beside all others: a column with its list, 车辆.车牌号码."""
    parent = card.by_key.get(field.parent_key or "")
    return f"{parent.title}{SEPARATOR}{field.title}" if parent else field.title


_FIELDS = """
select key, parent_key, group_key, title_en, title_zh, definition_en, definition_zh, also, type, choices, unit_en,
  unit_zh, card_column, computed_from, required_when, sensitive, verification, class_stated, subject, retired, expires,
  least, most, is_past, playbook
from policy_field order by retired, rank
"""


def card_definition(book: sqlite3.Connection) -> CardDefinition:
    """The fields and groups of the playbook in force."""
    groups = book.execute("select key, title_en, title_zh, side from policy_group order by rank")
    return CardDefinition(
        (field_from_row(row) for row in book.execute(_FIELDS)), (GroupDefinition(*row) for row in groups)
    )


def field_from_row(row: tuple[object, ...]) -> FieldDefinition:
    """A definition from the columns of `_FIELDS`."""
    field = FieldDefinition(*row)  # type: ignore[arg-type]
    also, choices = str(row[7]), str(row[9])
    return field._replace(
        also=tuple(also.split("\n")) if also else (),
        choices=tuple(Choice(*line.split("\t")) for line in choices.split("\n")) if choices else (),
        sensitive=bool(field.sensitive),
        class_stated=bool(field.class_stated),
        retired=bool(field.retired),
        expires=bool(field.expires),
        is_past=bool(field.is_past),
    )


def sources_in_force(book: sqlite3.Connection, *, retired: bool = False) -> list[SourceDefinition]:
    """The sources that the playbook defines, in its order; with `retired` those of playbooks before it too."""
    rows = book.execute(
        "select key, title_en, title_zh, definition_en, definition_zh, also, precedence, retired"
        " from policy_source where retired <= ? order by retired, rank",
        (retired,),
    )
    return [
        SourceDefinition(
            key,
            en,
            zh,
            what_en,
            what_zh,
            tuple(also.split("\n")) if also else (),
            precedence,
            bool(is_retired),
        )
        for key, en, zh, what_en, what_zh, also, precedence, is_retired in rows
    ]


def source_labels(book: sqlite3.Connection) -> dict[str, str]:
    """What sources are called in the user's language, by what the card holds."""
    return {source.key: source.title for source in sources_in_force(book, retired=True)}
