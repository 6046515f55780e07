"""Files of policy: TOML checked key by key. A wrong one is named by file, line or key, and the nearest valid key."""

import difflib
import re
import tomllib
import typing
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crmcli.kit.errors import RuleRefused, ValueRefused, system_reason
from crmcli.kit.i18n import N_, _, language
from crmcli.kit.toml_faults import toml_fault


class Frozen(BaseModel):
    """A table of such a file: every key is known, and nothing is converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Wording(Frozen):
    """A wording in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    @property
    def here(self) -> str:
        """The wording in the language of this run."""
        return self.zh if language() == "zh" else self.en


Model = TypeVar("Model", bound=BaseModel)


def read_file(path: str) -> bytes:
    """The bytes of a policy file of the user's. RuleRefused where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise RuleRefused(_("{path} cannot be read: {why}."), path=path, why=system_reason(error)) from error


def parse_model(model: type[Model], content: bytes, path: str) -> Model:
    """Check the text of a file. Raises RuleRefused naming file, line or key, and the nearest valid key."""
    try:
        return model.model_validate(parse_document(content, path))
    except ValidationError as error:
        refuse_all(problems_told(model, error, path))


def parse_document(content: bytes, path: str) -> dict[str, Any]:
    """The tables of a file. Raises RuleRefused."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, a number of 5,000 digits
        raise RuleRefused(_("{path} is not valid TOML: {why}."), path=path, why=toml_fault(error)) from error


def raise_together(problems: Sequence[str]) -> None:
    """Raises ValueError with all of them, where there are any."""
    if problems:
        raise ValueError(_("; ").join(problems))


def as_value_error(parse: Callable[[str], object], text: str) -> object:
    """Parse; a refusal becomes the kind of error for which pydantic names the key."""
    try:
        return parse(text)
    except ValueRefused as refusal:
        raise ValueError(str(refusal)) from refusal


MOST_TOLD = 20
_PROBLEMS = {
    "missing": N_("is missing"),
    "string_type": N_("must be text in quotes"),
    "int_type": N_("must be a whole number"),
    "bool_type": N_("must be true or false"),
    "date_type": N_("must be a date like 2026-10-01, without quotes"),
    "list_type": N_("must be a list"),
    "dict_type": N_("must be a table"),
    "model_type": N_("must be a table"),
    "string_pattern_mismatch": N_("is not of the right form"),
    "string_too_short": N_("must not be empty"),
    "too_short": N_("needs at least one entry"),
    "greater_than_equal": N_("is too small"),
    "less_than_equal": N_("is too large"),
    "string_too_long": N_("is too long"),
    "too_long": N_("has too many entries"),
    "string_unicode": N_("holds characters that are no text"),
}


def what_is_wrong(error: ValidationError) -> str:
    """The first thing that is wrong with a document: its key and why."""
    problem, key = _first_problem(error)
    if problem["type"] == "extra_forbidden":
        return _("{key} is not a key here").format(key=key)
    return f"{key} {_why(problem)}".strip().rstrip(".。")


def _why(problem: Any) -> str:
    if problem["type"] in _PROBLEMS:
        return _(_PROBLEMS[problem["type"]])
    if problem["type"] == "literal_error":
        valid = [word.strip("' ") for word in re.split(r",| or ", problem["ctx"]["expected"])]
        near = difflib.get_close_matches(str(problem["input"]), valid, n=1, cutoff=0.5)
        told = _("must be one of {valid}").format(valid=", ".join(valid))
        return _("{told}; did you mean {near}?").format(told=told, near=near[0]) if near else told
    cause = problem.get("ctx", {}).get("error")
    return str(cause) if isinstance(cause, Exception) else _("is not of the right form")


def nearest_word(word: str, valid: Sequence[str]) -> str:
    """The valid word most like the one that is there; where none is alike all of them."""
    return (difflib.get_close_matches(word, valid, n=1, cutoff=0.5) or [", ".join(valid) or "-"])[0]


def _first_problem(error: ValidationError) -> tuple[Any, str]:
    problems = error.errors()
    # A misspelt key also leaves the right one missing; the misspelling is what helps.
    problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
    return problem, key_at(problem["loc"])


def key_at(location: Sequence[int | str | None]) -> str:
    """A place of a file as people write it: entries of a list are counted from one."""
    return ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in location)


def problems_told(model: type[BaseModel], error: ValidationError, path: str) -> list[str]:
    """Everything that is wrong, misspelt keys first: each may be what leaves the right one missing."""
    return [told_problem(model, one, path) for one in telling_problems(error)]


def telling_problems(error: ValidationError) -> list[Any]:
    """The problems, misspelt keys first, without the keys that are missing only because another is misspelt."""
    problems = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    misspelt = {one["loc"][:-1] for one in problems if one["type"] == "extra_forbidden"}
    return [one for one in problems if one["type"] != "missing" or one["loc"][:-1] not in misspelt]


def refuse_all(told: Sequence[str]) -> NoReturn:
    """Raises RuleRefused with each of these sentences once; of very many the first."""
    lines = list(dict.fromkeys(told))
    more = [_("… and {count} more").format(count=len(lines) - MOST_TOLD)] if len(lines) > MOST_TOLD else []
    raise RuleRefused("{told}", told="\n".join([*lines[:MOST_TOLD], *more]))


def sentence_about(path: str, location: Sequence[int | str | None], problem: str) -> str:
    """What is wrong at a place of a file, as one sentence."""
    told = f"{key_at(location)} {problem}".strip().rstrip(".。")
    told = told if told.endswith(("?", "？")) else _("{what}.").format(what=told)
    return f"{path}: {told}"


def told_problem(model: type[BaseModel], problem: Any, path: str) -> str:
    """One of them as one sentence."""
    if problem["type"] != "extra_forbidden":
        return sentence_about(path, problem["loc"], _why(problem))
    key, word = key_at(problem["loc"]), str(problem["loc"][-1])
    valid = keys_beside(model, problem["loc"])
    sentence = _("{path}: {key} is not a key here; did you mean {near}?")
    return sentence.format(path=path, key=key, near=nearest_word(word, valid))


def keys_beside(model: type[BaseModel], location: Sequence[int | str]) -> list[str]:
    """The valid keys of the table in which a wrong key stands."""
    for part in location[:-1]:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        if field is not None:
            model = next(_models_in(field.annotation), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The models of which a key holds one, or several in a list or a table."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _models_in(inner)
