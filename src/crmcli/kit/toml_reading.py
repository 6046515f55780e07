"""A policy file read as far as it can be: what is wrong with its keys hides nothing else that is wrong with it."""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from crmcli.kit.toml_models import keys_beside, nearest_word, parse_document, telling_problems, told_problem

Location = tuple[int | str | None, ...]  # None: any entry of a list
Model = TypeVar("Model", bound=BaseModel)
_MOST_ROUNDS = 20


class Fault(NamedTuple):
    """Something that does not go together: where it is told, in which words, and what it follows from."""

    at: Location
    words: str
    about: tuple[Location, ...]


class ReadFile(NamedTuple, Generic[Model]):
    """What a file says. `told` is wrong with its keys; what stands at `doubtful` places is made up in the model."""

    path: str
    model: Model | None
    document: Mapping[str, Any]
    told: list[str]
    doubtful: set[Location]

    def is_sure(self, *about: Location) -> bool:
        """Whether all that stands at these places is what the file says."""
        return not any(_overlap(one, doubtful) for one in about for doubtful in self.doubtful)


def _overlap(one: Location, other: Location) -> bool:
    """Whether a place is another, or lies in it."""
    return all(None in (a, b) or a == b for a, b in zip(one, other, strict=False))


def read_model(
    model: type[Model], content: bytes, path: str, neutral: Callable[[Location], object]
) -> ReadFile[Model]:
    """Check the keys of a file. What is wrong is left out; `neutral` gives what stands for a key that must be there.

    Raises RuleRefused where it is no TOML.
    """
    document = parse_document(content, path)
    mended = copy.deepcopy(document)
    read = ReadFile[Model](path, None, document, [], set())
    for _round in range(_MOST_ROUNDS):
        try:
            return read._replace(model=model.model_validate(mended))
        except ValidationError as error:
            told = [one for one in telling_problems(error) if read.is_sure(one["loc"])]
            read.told.extend(told_problem(model, one, path) for one in told)
            for problem in error.errors():
                read.doubtful.update(_mended(model, mended, problem, neutral))
    return read


def _mended(
    model: type[BaseModel], document: dict[str, Any], problem: Any, neutral: Callable[[Location], object]
) -> Iterator[Location]:
    """Leave out what is wrong, with the table around it where nothing can stand for it; the doubtful places."""
    location: Location = problem["loc"]
    if problem["type"] == "extra_forbidden":
        yield (*location[:-1], nearest_word(str(location[-1]), keys_beside(model, problem["loc"])))
    while location:
        table, key = _found(document, location[:-1]), location[-1]
        stands_for_it = None if problem["type"] == "extra_forbidden" else neutral(location)
        if isinstance(table, dict) and (key in table or stands_for_it is not None):
            table.pop(key, None)
            if stands_for_it is not None:
                table[key] = copy.deepcopy(stands_for_it)
            yield location
            return
        location = location[:-1]


def _found(document: Any, location: Location) -> Any:
    for part in location:
        try:
            document = document[part]
        except (KeyError, IndexError, TypeError):
            return None
    return document
