"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.once import empty_books_made_once, keep_what_is_loaded, statements_compiled_once
from tests.program import Program

# A slow or busy machine is no failure: nothing here is timed. .ci/run asks for the thorough profile.
hypothesis.settings.register_profile("fast", deadline=None, max_examples=40)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=150)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

_MEMORY, _ROOM_BYTES = Path("/dev/shm"), 4 * 1024**3


def pytest_configure() -> None:
    """Books are made in memory where it has room and runs programs: a test's book need not outlive a power cut."""
    if not _MEMORY.is_dir() or {"TMPDIR", "PYTEST_DEBUG_TEMPROOT"} & os.environ.keys():
        return
    there = os.statvfs(_MEMORY)
    if there.f_bavail * there.f_frsize > _ROOM_BYTES and not there.f_flag & (os.ST_NOEXEC | os.ST_RDONLY):
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_MEMORY)


@pytest.fixture
def crm(tmp_path: Path) -> Program:
    """The installed program, for a person who has nothing yet: `crm("add", "王小明").code`."""
    return Program(tmp_path)


@pytest.fixture
def book(crm: Program) -> Path:
    """The path of the book that `crm` uses; the first write makes it."""
    return crm.book


def pytest_collection_finish() -> None:
    """Everything is loaded now."""
    keep_what_is_loaded()


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    with empty_books_made_once(), statements_compiled_once():
        yield
