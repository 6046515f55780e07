"""What a playbook file says of the card: groups, fields, sources."""

from typing import Literal

from pydantic import Field, field_validator

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.toml_models import Frozen, Wording
from crmcli.kit.where.fields import nearest
from crmcli.kit.where.parser import parse
from crmcli.policy.rules import CARD_COLUMNS, COMPUTATIONS, FIELD_TYPES, VERIFICATION_CLASSES

ALWAYS = "always"
_KEY = r"^[a-z][a-z0-9_]{0,39}$"
_FIRST_PRINTED = 32


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

    def names(self) -> list[str]:
        """Everything by which it may be called."""
        return [self.name, self.title.en, self.title.zh, *self.also]


class FieldSection(ColumnSection):
    """One `[[field]]`."""

    group: str
    verification: str = "quarterly"
    class_stated: bool = False
    internal: bool = False
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
