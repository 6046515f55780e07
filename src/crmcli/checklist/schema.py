"""The shape of a checklist template file (docs/checklists.md#templates). Every key and every name is checked."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field, field_validator, model_validator

from crmcli.checklist.conditions import terms_of
from crmcli.checklist.vocabulary import FORMS, ROLES, SELF
from crmcli.kit.cadence import parse_cadence
from crmcli.kit.i18n import _
from crmcli.kit.toml_models import Frozen, Wording, as_value_error, nearest_word

NAME = r"^[a-z][a-z0-9-]*$"
MOST_NESTED = 8
BUILT_IN_FACTS = ("person", "company")  # what whoever hands the list in is


class CoversSection(Frozen):
    """One period before the application; exactly one key."""

    months: int | None = Field(default=None, ge=1, le=120)
    calendar_months: int | None = Field(default=None, ge=1, le=120)
    calendar_years: int | None = Field(default=None, ge=1, le=10)
    year_ends: int | None = Field(default=None, ge=1, le=10)

    @model_validator(mode="after")
    def _one_key(self) -> "CoversSection":
        if len(self.model_fields_set) != 1:
            raise ValueError(_("give one of {keys}").format(keys=", ".join(type(self).model_fields)))
        return self


class RequirementSection(Frozen):
    """One paper, `all` of several, or `any` one of them."""

    paper: str | None = Field(default=None, pattern=NAME)
    all: list["RequirementSection"] = Field(default=[])
    any: list["RequirementSection"] = Field(default=[])
    whose: list[str] = Field(default=[])
    when: str = ""
    at_least: int = Field(default=1, ge=1, le=1000)
    covers: list[CoversSection] = Field(default=[])
    form: list[str] = Field(default=[])
    max_age: str = ""

    @field_validator("whose")
    @classmethod
    def _known_roles(cls, roles: list[str]) -> list[str]:
        for role in roles:
            _known(role, [SELF, *ROLES])
        return roles

    @field_validator("form")
    @classmethod
    def _known_forms(cls, forms: list[str]) -> list[str]:
        for form in forms:
            _known(form, list(FORMS))
        return forms

    @field_validator("max_age")
    @classmethod
    def _duration(cls, text: str) -> str:
        return str(as_value_error(parse_cadence, text)) if text else ""

    def parts(self) -> Sequence["RequirementSection"]:
        """What is inside."""
        return [*self.all, *self.any]


class ItemSection(RequirementSection):
    """One `[[item]]`. Without `paper`, `all` and `any` it is itself the paper."""

    name: str = Field(pattern=NAME)
    title: Wording
    optional: str = ""
    open: bool = False
    waived_by: Literal["anyone", "supervisor", "manager", "nobody"] = "anyone"


class FactSection(Frozen):
    """One `[fact.NAME]`: what it says, and what is assumed while nobody has said it."""

    ask: Wording
    default: bool


class RoleSection(Frozen):
    """One `[role.NAME]`: on which facts there is such a person."""

    when: str = Field(min_length=1)


class HolderSection(Frozen):
    """One `[[holder]]`: a role that hands in a list of its own."""

    role: str
    person: str = Field(pattern=NAME)
    company: str = Field(pattern=NAME)

    @field_validator("role")
    @classmethod
    def _known_role(cls, role: str) -> str:
        return _known(role, list(ROLES))


class CollateralSection(Frozen):
    """`[collateral]`: asked for unless one holder, or both, are there."""

    unless: Literal["one", "both"]
    title: Wording


class TemplateFile(Frozen):
    """A whole template file."""

    name: str = Field(pattern=NAME)
    title: Wording
    subject: Literal["customer", "office", "partner"] = "customer"
    main: str
    deadline_working_days: int | None = Field(default=None, ge=1, le=1000)
    acceptance: Wording | None = None
    note: list[Wording] = Field(default=[])
    fact: dict[str, FactSection] = Field(default={})
    role: dict[str, RoleSection] = Field(default={})
    holder: list[HolderSection] = Field(default=[])
    collateral: CollateralSection | None = None
    paper: dict[str, Wording] = Field(default={})
    item: list[ItemSection] = Field(min_length=1)

    @field_validator("main")
    @classmethod
    def _known_main(cls, role: str) -> str:
        return _known(role, list(ROLES))

    @model_validator(mode="after")
    def _names_are_known(self) -> "TemplateFile":
        names = [item.name for item in self.item]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(_("item {name} is defined twice").format(name=twice))
        for item in self.item:
            for part in _walk(item, 1):
                self._check_part(item, part)
        for role, section in self.role.items():
            _known(role, list(ROLES), "role: ")
            self._check_facts(section.when, f"role {role}: ")
        if self.collateral is not None and not self.holder:
            raise ValueError(_("collateral stands for a [[holder]], and there is none"))
        return self

    def _check_part(self, item: ItemSection, part: RequirementSection) -> None:
        where = _("item {name}: ").format(name=item.name)
        if sum(map(bool, (part.paper, part.all, part.any))) > 1:
            raise ValueError(where + _("give one of paper, all, any"))
        if part is not item and not (part.paper or part.all or part.any):
            raise ValueError(where + _("a part needs paper, all or any"))
        if part.paper is not None and part.paper not in self.paper and part.paper != item.name:
            _known(part.paper, [*self.paper, item.name], where)
        if self.main in part.whose:
            raise ValueError(
                where + _("whose {role} is whoever hands the list in: write self").format(role=self.main)
            )
        for condition in (part.when, item.optional):
            self._check_facts(condition, where)

    def _check_facts(self, condition: str, where: str) -> None:
        for fact, _wanted in as_value_error(terms_of, condition):  # type: ignore[attr-defined]
            _known(fact, [*self.fact, *BUILT_IN_FACTS], where)

    @field_validator("fact")
    @classmethod
    def _fact_names(cls, facts: dict[str, FactSection]) -> dict[str, FactSection]:
        for name in facts:
            if name in BUILT_IN_FACTS or not re.fullmatch(NAME, name):
                raise ValueError(_("{name} cannot be the name of a fact").format(name=name))
        return facts


def _walk(part: RequirementSection, depth: int) -> Iterator[RequirementSection]:
    if depth > MOST_NESTED:
        raise ValueError(_("all and any are nested more than {most} deep").format(most=MOST_NESTED))
    yield part
    for inside in part.parts():
        yield from _walk(inside, depth + 1)


def _known(word: str, valid: Sequence[str], where: str = "") -> str:
    """The word, where it is one of those; else a refusal with the nearest. `where` stands before it."""
    if word in valid:
        return word
    near = nearest_word(word, valid)
    raise ValueError(where + _("{word} is not known here; did you mean {near}?").format(word=word, near=near))
