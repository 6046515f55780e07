"""The shape of a checklist template file (docs/checklists.md#templates). Every key and every name is checked."""

import difflib
import json
import os
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from crmcli.checklist.conditions import facts_in
from crmcli.checklist.template import Template, template_from
from crmcli.checklist.vocabulary import FORMS, ROLES, SELF
from crmcli.kit.cadence import parse_cadence
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.toml_models import Frozen, Wording, as_value_error, parse_model, read_file

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
            _known(role, list(ROLES))
            self._check_facts(section.when)
        if self.collateral is not None and not self.holder:
            raise ValueError(_("collateral stands for a [[holder]], and there is none"))
        return self

    def _check_part(self, item: ItemSection, part: RequirementSection) -> None:
        if sum(map(bool, (part.paper, part.all, part.any))) > 1:
            raise ValueError(_("item {name}: give one of paper, all, any").format(name=item.name))
        if part is not item and not (part.paper or part.all or part.any):
            raise ValueError(_("item {name}: a part needs paper, all or any").format(name=item.name))
        if part.paper is not None and part.paper not in self.paper and part.paper != item.name:
            _known(part.paper, [*self.paper, item.name])
        for condition in (part.when, item.optional):
            self._check_facts(condition)

    def _check_facts(self, condition: str) -> None:
        for fact in as_value_error(facts_in, condition):  # type: ignore[attr-defined]
            _known(fact, [*self.fact, *BUILT_IN_FACTS])


def _walk(part: RequirementSection, depth: int) -> Iterator[RequirementSection]:
    if depth > MOST_NESTED:
        raise ValueError(_("all and any are nested more than {most} deep").format(most=MOST_NESTED))
    yield part
    for inside in part.parts():
        yield from _walk(inside, depth + 1)


def _known(word: str, valid: Sequence[str]) -> str:
    """The word, where it is one of those; else a refusal with the nearest."""
    if word in valid:
        return word
    near = difflib.get_close_matches(word, valid, n=1, cutoff=0.5) or [", ".join(valid) or "-"]
    raise ValueError(_("{word} is not known here; did you mean {near}?").format(word=word, near=near[0]))


def templates_folder(config_folder: str) -> str:
    """Where the user's own templates lie."""
    return os.path.join(config_folder, "checklists")


def shipped_templates() -> list[str]:
    """The templates that come with the program."""
    files = (resources.files("crmcli.playbooks") / "checklists").iterdir()
    return sorted(entry.name.removesuffix(".toml") for entry in files if entry.name.endswith(".toml"))


def own_templates(folder: str) -> list[str]:
    """The templates in the user's folder."""
    try:
        return sorted(name.removesuffix(".toml") for name in os.listdir(folder) if name.endswith(".toml"))
    except OSError:
        return []


class Loaded:
    """A template as it was read: its plain form, and the document that the book keeps."""

    def __init__(self, file: TemplateFile) -> None:
        self.document: dict[str, Any] = file.model_dump(mode="json", exclude_defaults=True)
        self.template: Template = template_from(self.document)

    @property
    def text(self) -> str:
        """The document as JSON, the same for the same template."""
        return json.dumps(self.document, ensure_ascii=False, sort_keys=True)


def load_template(name: str, folder: str) -> Loaded:
    """The template of that name; one in the user's `folder` overrides a shipped one.

    Raises NotFound with the nearest names; RuleRefused naming file and key where the file is wrong.
    """
    own, shipped = own_templates(folder), shipped_templates()
    if name in own:
        path = os.path.join(folder, f"{name}.toml")
        content = read_file(path)
    elif name in shipped:
        path = f"{name}.toml"
        content = (resources.files("crmcli.playbooks") / "checklists" / path).read_bytes()
    else:
        names = sorted({*own, *shipped})
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5) or names
        raise NotFound(
            _("There is no checklist template {name}. Nearest: {names}."),
            name=name[:60],
            names=", ".join(near),
        )
    file = parse_model(TemplateFile, content, path)
    if file.name != name:
        raise RuleRefused(
            _('{path}: name is "{name}" and must be "{wanted}", as the file is called.'),
            path=path,
            name=file.name,
            wanted=name,
        )
    return Loaded(file)
