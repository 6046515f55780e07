"""The shape of a playbook file. Every key is checked; a wrong one is named with the nearest valid key."""

import difflib
import os
import tomllib
from collections.abc import Callable
from importlib import resources
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from crmcli.kit.cadence import parse_cadence
from crmcli.kit.errors import NotFound, RuleRefused, ValueRefused, system_reason
from crmcli.kit.i18n import N_, _
from crmcli.kit.money import parse_money
from crmcli.kit.toml_faults import toml_fault
from crmcli.policy.queries import GradeRow


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Wording(_Frozen):
    """A wording in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


# Named here and not taken from the visits, which lie above; a test holds the two together.
CONTACT_KINDS = ("visit", "reception", "call", "message", "wechat", "email", "fax", "mail", "other")


def _as_value_error(parse: Callable[[str], object], text: str) -> object:
    """Parse; a refusal becomes the kind of error for which pydantic names the key."""
    try:
        return parse(text)
    except ValueRefused as refusal:
        raise ValueError(str(refusal)) from refusal


def _duration(text: str) -> str:
    return str(_as_value_error(parse_cadence, text))


class GradeSection(_Frozen):
    """One `[[grade]]`: letter, cadence, and what suggests it."""

    letter: str = Field(pattern=r"^[A-Z]$")
    cadence: str
    need: list[str] = []
    closes_within: str | None = None
    meaning: Wording

    _durations = field_validator("cadence", "closes_within")(_duration)

    @field_validator("need")
    @classmethod
    def _known_needs(cls, needs: list[str]) -> list[str]:
        for need in needs:
            if need not in ("target", "potential", "none"):
                raise ValueError(_("{need} is not one of target, potential, none").format(need=need))
        return needs


def _known_kinds(kinds: list[str]) -> list[str]:
    for kind in kinds:
        if kind not in CONTACT_KINDS:
            raise ValueError(
                _("{kind} is not one of {kinds}").format(kind=kind, kinds=", ".join(CONTACT_KINDS))
            )
    return kinds


class FirstFollowUpSection(_Frozen):
    """`[first_follow_up]`: days after the first contact of the kinds in `after`, both included."""

    after: list[str] = Field(default=["reception", "visit"], min_length=1)
    from_day: int = Field(ge=0, le=365)
    due_day: int = Field(ge=0, le=365)

    _kinds = field_validator("after")(_known_kinds)

    @model_validator(mode="after")
    def _in_order(self) -> "FirstFollowUpSection":
        if self.due_day < self.from_day:
            raise ValueError(_("due_day lies before from_day"))
        return self


class TimeToActSection(_Frozen):
    """`[time_to_act]`: durations that divide customers by urgency."""

    urgent: str = "7d"
    soon: str = "1m"
    not_urgent: str = "3m"

    _durations = field_validator("urgent", "soon", "not_urgent")(_duration)


class Playbook(_Frozen):
    """A whole playbook file."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: Wording
    after_sale_cadence: str = "90d"
    lost_grade: str = "E"
    key_amount: str = "500000"
    time_to_act: TimeToActSection = TimeToActSection()
    first_follow_up: FirstFollowUpSection | None = None
    grade: list[GradeSection] = Field(min_length=1)

    _durations = field_validator("after_sale_cadence")(_duration)

    @field_validator("key_amount")
    @classmethod
    def _amount(cls, text: str) -> str:
        _as_value_error(parse_money, text)
        return text

    @field_validator("grade")
    @classmethod
    def _once_each(cls, grades: list[GradeSection]) -> list[GradeSection]:
        letters = [grade.letter for grade in grades]
        twice = [letter for letter in letters if letters.count(letter) > 1]
        if twice:
            raise ValueError(_("{letter} is defined twice").format(letter=twice[0]))
        return grades

    @model_validator(mode="after")
    def _lost_grade_known(self) -> "Playbook":
        letters = [grade.letter for grade in self.grade]
        if self.lost_grade not in letters:
            raise ValueError(_("lost_grade {letter} is not among the grades").format(letter=self.lost_grade))
        return self


def shipped_names() -> list[str]:
    """The playbooks that come with the program."""
    files = resources.files("crmcli.playbooks").iterdir()
    return sorted(entry.name.removesuffix(".toml") for entry in files if entry.name.endswith(".toml"))


def own_names(folder: str) -> list[str]:
    """The playbooks in the user's folder."""
    try:
        return sorted(name.removesuffix(".toml") for name in os.listdir(folder) if name.endswith(".toml"))
    except OSError:
        return []


def load_playbook(name: str, folder: str) -> Playbook:
    """The playbook of that name; one in the user's `folder` overrides a shipped one.

    Raises NotFound with the names there are; RuleRefused naming file and key where the file is wrong.
    """
    own, shipped = own_names(folder), shipped_names()
    if name in own:
        path = os.path.join(folder, f"{name}.toml")
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError as error:
            raise RuleRefused(
                _("{path} cannot be read: {why}."), path=path, why=system_reason(error)
            ) from error
    elif name in shipped:
        path = f"{name}.toml"
        content = (resources.files("crmcli.playbooks") / path).read_bytes()
    else:
        names = sorted({*own, *shipped})
        raise NotFound(
            _("There is no playbook {name}; there are: {names}."), name=name, names=", ".join(names)
        )
    playbook = parse_playbook(content, path)
    if playbook.name != name:
        raise RuleRefused(
            _('{path}: name is "{name}" and must be "{wanted}", as the file is called.'),
            path=path,
            name=playbook.name,
            wanted=name,
        )
    return playbook


def parse_playbook(content: bytes, path: str) -> Playbook:
    """Check the text of a playbook file. Raises RuleRefused naming file, line or key, and the nearest valid key."""
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, a number of 5,000 digits
        raise RuleRefused(_("{path} is not valid TOML: {why}."), path=path, why=toml_fault(error)) from error
    try:
        return Playbook.model_validate(document)
    except ValidationError as error:
        _refuse(error, path)


def policy_rows(playbook: Playbook) -> tuple[list[GradeRow], dict[str, str]]:
    """The playbook as the book stores it: its grades, best first, and its single values."""
    grades: list[GradeRow] = [
        (g.letter, g.cadence, " ".join(g.need), g.closes_within, g.meaning.en, g.meaning.zh)
        for g in playbook.grade
    ]
    values = {
        "playbook": playbook.name,
        "playbook_source": playbook.model_dump_json(),
        "after_sale_cadence": playbook.after_sale_cadence,
        "lost_grade": playbook.lost_grade,
        "key_amount_fen": str(parse_money(playbook.key_amount)),
        "urgent_within": playbook.time_to_act.urgent,
        "soon_within": playbook.time_to_act.soon,
        "not_urgent_within": playbook.time_to_act.not_urgent,
    }
    if playbook.first_follow_up:
        values["first_follow_up_after"] = " ".join(playbook.first_follow_up.after)
        values["first_follow_up_from_day"] = str(playbook.first_follow_up.from_day)
        values["first_follow_up_due_day"] = str(playbook.first_follow_up.due_day)
    return grades, values


_PROBLEMS = {
    "missing": N_("is missing"),
    "string_type": N_("must be text in quotes"),
    "int_type": N_("must be a whole number"),
    "list_type": N_("must be a list"),
    "model_type": N_("must be a table"),
    "string_pattern_mismatch": N_("is not of the right form"),
    "string_too_short": N_("must not be empty"),
    "too_short": N_("needs at least one entry"),
    "greater_than_equal": N_("is too small"),
    "less_than_equal": N_("is too large"),
}


def _refuse(error: ValidationError, path: str) -> NoReturn:
    problems = error.errors()
    # A misspelt key also leaves the right one missing; the misspelling is what helps.
    problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        word = str(problem["loc"][-1])
        valid = _keys_beside(problem["loc"])
        near = (difflib.get_close_matches(word, valid, n=1, cutoff=0.5) or [", ".join(valid)])[0]
        raise RuleRefused(
            _("{path}: {key} is not a key here; did you mean {near}?"), path=path, key=key, near=near
        )
    why = _(_PROBLEMS[problem["type"]]) if problem["type"] in _PROBLEMS else _own_words(problem)
    raise RuleRefused(_("{path}: {what}."), path=path, what=f"{key} {why}".strip().rstrip("."))


def _own_words(problem: Any) -> str:
    cause = problem.get("ctx", {}).get("error")
    return str(cause) if cause else str(problem["msg"])


def _keys_beside(location: tuple[int | str, ...]) -> list[str]:
    """The valid keys of the table in which a wrong key stands."""
    sections: dict[str, type[BaseModel]] = {
        "grade": GradeSection,
        "first_follow_up": FirstFollowUpSection,
        "time_to_act": TimeToActSection,
        "title": Wording,
        "meaning": Wording,
    }
    tables = [part for part in location[:-1] if isinstance(part, str)]
    model = sections[tables[-1]] if tables else Playbook
    return list(model.model_fields)
