"""What every test may ask for."""

import os
from pathlib import Path

import hypothesis
import pytest

from tests.program import Program

# A slow or busy machine is no failure: nothing here is timed. .ci/run asks for the thorough profile.
hypothesis.settings.register_profile("fast", deadline=None, max_examples=40)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=150)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.fixture
def crm(tmp_path: Path) -> Program:
    """The installed program, for a person who has nothing yet: `crm("add", "王小明").code`."""
    return Program(tmp_path)


@pytest.fixture
def book(crm: Program) -> Path:
    """The path of the book that `crm` uses; the first write makes it."""
    return crm.book
