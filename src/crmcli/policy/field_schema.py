"""What a playbook file says of the card: groups, fields, sources."""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.toml_models import Frozen, Wording
from crmcli.kit.where.fields import folded, nearest
from crmcli.kit.where.parser import parse
from crmcli.policy.rules import CARD_COLUMNS, COMPUTATIONS, FIELD_TYPES, VERIFICATION_CLASSES

ALWAYS = "always"
_KEY = r"^[a-z][a-z0-9_]{0,39}$"
_FIRST_PRINTED = 32
_COUNTED = ("number", "money")
_WITH_CHOICES = ("choice", "choices")
_NO_COLUMN_TYPES = ("records", "choices", "file")  # a cell of a record is one plain value


def _one_of(known: tuple[str, ...], word: str) -> str:
    if word not in known:
        told = _("{word} is not one of {known}").format(word=word, known=", ".join(known))
        near = nearest(word, known)
        raise ValueError(_("{told}; did you mean {near}?").format(told=told, near=near) if near else told)
    return word


def _on_one_line(text: str) -> str:
    """The book keeps such texts beside each other, with tabs and line ends between them."""
    if any(ord(one) < _FIRST_PRINTED or one == "\x7f" for one in text):
        raise ValueError(_("it holds characters that are no text"))
    return text


class ChoiceSection(Frozen):
    """One of the values that a field may have: the key that is stored, and its words."""

    key: str = Field(pattern=_KEY)
    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    _plain = field_validator("en", "zh")(_on_one_line)


class ColumnSection(Frozen):
    """What a field and a column of a record have in common: a name, a wording, a type."""

    name: str = Field(pattern=_KEY)
    title: Wording
    definition: Wording | None = None
    also: list[str] = Field(default=[])
    type: str = "text"
    choices: list[ChoiceSection] = Field(default=[], max_length=100)
    unit: Wording | None = None
    sensitive: bool = False
    expires: bool = False
    min: int | float | None = None
    max: int | float | None = None
    past: bool = False

    @field_validator("also")
    @classmethod
    def _names_on_one_line(cls, names: list[str]) -> list[str]:
        return [_on_one_line(name) for name in names]

    @field_validator("title")
    @classmethod
    def _title_on_one_line(cls, title: Wording) -> Wording:
        _on_one_line(title.en + title.zh)
        return title

    @field_validator("type")
    @classmethod
    def _known_type(cls, word: str) -> str:
        return _one_of(FIELD_TYPES, word)

    @model_validator(mode="after")
    def _choices_where_chosen(self) -> "ColumnSection":
        if (self.type in _WITH_CHOICES) != bool(self.choices):
            raise ValueError(
                _("{name}: choices belong to the types choice and choices, and only to them").format(
                    name=self.name
                )
            )
        return self

    @model_validator(mode="after")
    def _only_days_expire(self) -> "ColumnSection":
        if self.expires and self.type != "date":
            raise ValueError(
                _("{name}: expires belongs to the type date, and only to it").format(name=self.name)
            )
        return self

    @model_validator(mode="after")
    def _bounds_of_its_type(self) -> "ColumnSection":
        if (self.min is not None or self.max is not None) and self.type not in _COUNTED:
            raise ValueError(
                _("{name}: min and max belong to the types number and money").format(name=self.name)
            )
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(_("{name}: min is more than max").format(name=self.name))
        if self.past and (self.type != "date" or self.expires):
            raise ValueError(
                _("{name}: past belongs to the type date, and not to a day that expires").format(
                    name=self.name
                )
            )
        return self

    def names(self) -> list[str]:
        """Everything by which it may be called."""
        return [self.name, self.title.en, self.title.zh, *self.also]


class FieldSection(ColumnSection):
    """One `[[field]]`."""

    group: str
    verification: str = "quarterly"
    class_stated: bool = False
    required_when: str | None = None
    subject: Literal["person", "company"] | None = None
    card_column: str | None = None
    computed_from: str | None = None
    column: list[ColumnSection] = Field(default=[])

    @field_validator("verification")
    @classmethod
    def _known_class(cls, word: str) -> str:
        return _one_of(VERIFICATION_CLASSES, word)

    @field_validator("card_column")
    @classmethod
    def _known_card_column(cls, word: str) -> str:
        return _one_of(CARD_COLUMNS, word)

    @field_validator("computed_from")
    @classmethod
    def _known_computation(cls, word: str) -> str:
        return _one_of(COMPUTATIONS, word)

    @field_validator("required_when")
    @classmethod
    def _is_condition(cls, text: str) -> str:
        if text != ALWAYS:
            try:
                parse(text)
            except UsageRefused as refusal:
                raise ValueError(str(refusal)) from refusal
        return text

    @model_validator(mode="after")
    def _consistent(self) -> "FieldSection":
        if (self.verification == "computed") != (self.computed_from is not None):
            raise ValueError(
                _("{name}: computed_from belongs to the class computed, and only to it").format(
                    name=self.name
                )
            )
        if self.sensitive and self.card_column is not None:
            raise ValueError(
                _("{name}: a column of the card is never masked, so it cannot be sensitive").format(
                    name=self.name
                )
            )
        if (self.type == "records") != bool(self.column):
            raise ValueError(
                _("{name}: columns belong to the type records, and only to it").format(name=self.name)
            )
        for column in self.column:
            if column.type in _NO_COLUMN_TYPES:
                raise ValueError(
                    _("{name}: a column cannot have the type {type}").format(
                        name=f"{self.name}.{column.name}", type=column.type
                    )
                )
        once_each(self.column)
        return self


def once_each(sections: list[ColumnSection]) -> None:
    """No two are called the same, in either language. Raises ValueError."""
    taken: dict[str, str] = {}
    for section in sections:
        for name in {folded(name) for name in section.names()}:
            if taken.setdefault(name, section.name) != section.name:
                raise ValueError(
                    _("{name} and {other} are both called {word}").format(
                        name=taken[name], other=section.name, word=name
                    )
                )
    keys = [section.name for section in sections]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise ValueError(_("{letter} is defined twice").format(letter=twice[0]))


class GroupSection(Frozen):
    """One `[[group]]` of fields; `side` is the page, where a card has two."""

    name: str = Field(pattern=_KEY)
    title: Wording
    side: Literal["front", "back"] = "front"


class SourceSection(Frozen):
    """One `[[source]]`: how customers come, what exactly counts as it, and which counts where several do."""

    name: str = Field(pattern=_KEY)
    title: Wording
    definition: Wording
    also: list[str] = Field(default=[])
    precedence: Literal["before_others", "among_others", "only_alone"] = "among_others"

    def names(self) -> list[str]:
        """Everything by which it may be called."""
        return [self.name, self.title.en, self.title.zh, *self.also]


def check_card(groups: list[GroupSection], fields: list[FieldSection], sources: list[SourceSection]) -> None:
    """Every field has a group that is defined, and no name stands twice. Raises ValueError."""
    known = [group.name for group in groups]
    for each in (known, [source.name for source in sources]):
        twice = [name for name in each if each.count(name) > 1]
        if twice:
            raise ValueError(_("{letter} is defined twice").format(letter=twice[0]))
    for field in fields:
        if field.group not in known:
            raise ValueError(
                _("field {name}: there is no group {group}; there are: {groups}").format(
                    name=field.name, group=field.group, groups=", ".join(known) or "-"
                )
            )
    once_each(list(fields))
