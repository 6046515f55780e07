"""What a test process makes once instead of once a test: empty books, compiled statements, books that fixtures fill.

Nothing is left out for it: the first of each is made as always, and the others are its copies.
"""

import gc
import inspect
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import pytest
from sqlalchemy import Engine, create_engine

from crmcli.kit.storage import migrating, writing

_OBJECTS_BEFORE_COLLECTING = 100_000  # as in the program itself


def keep_what_is_loaded() -> None:
    """Collected tests and loaded modules live to the end: looking through them for garbage takes its time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)


@contextmanager
def empty_books_made_once() -> Iterator[None]:
    """Runs the migrations for the first new book and the first empty one in memory, and copies those from then on."""
    files: list[bytes] = []
    in_memory: list[sqlite3.Connection] = []

    def build_once(draft: str) -> None:
        if files:
            Path(draft).write_bytes(files[0])
            return
        _BUILD(draft)
        files.append(Path(draft).read_bytes())

    def run_from_once(connection: sqlite3.Connection, version: int) -> None:
        if version or connection.execute("pragma database_list").fetchone()[2]:
            _RUN_FROM(connection, version)
            return
        if not in_memory:
            _RUN_FROM(connection, version)
            in_memory.append(sqlite3.connect(":memory:", check_same_thread=False))
            connection.backup(in_memory[0])
        else:
            in_memory[0].backup(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "_build", build_once)
        patch.setattr(migrating, "_run_from", run_from_once)
        yield


@contextmanager
def statements_compiled_once() -> Iterator[None]:
    """A process of a user's has one book, a test process thousands, and each one's engine would compile anew."""
    first: list[Engine] = []

    def create_alike(*words: Any, **named: Any) -> Engine:
        engine = create_engine(*words, **named)
        if first:
            engine.dialect = engine.pool._dialect = first[0].dialect
            engine._compiled_cache = first[0]._compiled_cache
        else:
            first.append(engine)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "create_engine", create_alike)
        yield


_BUILD, _RUN_FROM = migrating._build, migrating._run_from


@pytest.fixture(scope="module")
def books_built_anew() -> Iterator[None]:
    """For tests of the making itself: the migrations run for each book."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "_build", _BUILD)
        patch.setattr(migrating, "_run_from", _RUN_FROM)
        yield


class Person(Protocol):
    """Whose folder a fixture fills: `Program`, `Inside` or `Desks`."""

    @property
    def folder(self) -> Path:
        """Where everything of this person's is."""

    @property
    def environ(self) -> dict[str, str]:
        """The variables of the person's shell."""


Whose = TypeVar("Whose", bound=Person)
_HERE = "\0folder\0"


class _Picture(NamedTuple):
    """What a folder held, and the person's variables."""

    folders: list[Path]
    files: list[tuple[Path, int, bytes]]
    environ: dict[str, str]

    @classmethod
    def of(cls, person: Person) -> "_Picture":
        found = sorted(person.folder.rglob("*"))
        assert not any(path.is_symlink() for path in found), "a link would lead out of the copy"
        files = [(path, path.stat().st_mode, path.read_bytes()) for path in found if path.is_file()]
        here = str(person.folder)
        for path, _mode, content in files:
            assert here.encode() not in content, f"{path} names its own folder and cannot be copied"
        return cls(
            [path.relative_to(person.folder) for path in found if path.is_dir()],
            [(path.relative_to(person.folder), mode, content) for path, mode, content in files],
            {name: value.replace(here, _HERE) for name, value in person.environ.items()},
        )

    def put(self, person: Person) -> None:
        for folder in self.folders:
            (person.folder / folder).mkdir(exist_ok=True)
        for name, mode, content in self.files:
            (person.folder / name).write_bytes(content)
            (person.folder / name).chmod(mode)
        here = str(person.folder)
        person.environ.update({name: value.replace(_HERE, here) for name, value in self.environ.items()})


def made_once(fill: Callable[[Whose], None]) -> Any:
    """A fixture: a person (of the fixture that the one parameter names) whose folder `fill` has filled.

    It is filled for the first test of a process that asks, and the others get a copy of the folder.
    """
    (person_fixture,) = inspect.signature(fill).parameters
    pictures: list[_Picture] = []

    def filled(**given: Whose) -> Whose:
        person = given[person_fixture]
        if pictures:
            pictures[0].put(person)
        else:
            fill(person)
            pictures.append(_Picture.of(person))
        return person

    filled.__name__, filled.__doc__, filled.__module__ = fill.__name__, fill.__doc__, fill.__module__
    filled.__signature__ = inspect.signature(fill)  # type: ignore[attr-defined]
    return pytest.fixture(filled)
