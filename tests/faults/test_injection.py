"""A fixed sample of the faults that `make faults` goes through in full, and proof that these tests bite."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.injecting import Point, Victims, spread, with_errors
from tests.faults.scenarios import ENVIRON, SCENARIOS, Ground

pytestmark = pytest.mark.slow
SAMPLE = 15  # kills and as many errors of each scenario: more than 200 in all
SCENARIO = {scenario.name: scenario for scenario in SCENARIOS}


@pytest.fixture(scope="module")
def victims() -> Iterator[Victims]:
    assert shutil.which("strace"), "strace is not installed (apt install strace)"
    server = Victims(ENVIRON)
    yield server
    server.close()


def struck(ground: Ground, points: list[Point], weak: str | None = None) -> tuple[int, dict[str, str]]:
    """How many faults came about, and those after which something was wrong."""
    hits, wrong = 0, {}
    for point in points:
        hit, what = ground.strike(point, weak)
        hits += hit
        if what is not None:
            wrong[str(point)] = what
    return hits, wrong


@pytest.mark.parametrize("name", SCENARIO)
def test_a_kill_leaves_the_old_or_the_new(victims: Victims, tmp_path: Path, name: str) -> None:
    ground = Ground(SCENARIO[name], victims, tmp_path)
    hits, wrong = struck(ground, spread(ground.points, SAMPLE))
    assert wrong == {}
    assert hits >= SAMPLE - 2


@pytest.mark.parametrize("name", SCENARIO)
def test_a_failing_disk_is_told_and_leaves_the_old_or_the_new(
    victims: Victims, tmp_path: Path, name: str
) -> None:
    ground = Ground(SCENARIO[name], victims, tmp_path)
    hits, wrong = struck(ground, spread(with_errors(ground.points), SAMPLE))
    assert wrong == {}
    assert hits >= SAMPLE - 2


@pytest.mark.parametrize(
    ("name", "weak", "fails"),
    [
        ("visit", "no journal", False),
        ("visit", "no transaction", False),
        ("backup", "copy in place", False),
        ("visit", "silent errors", True),
    ],
)
def test_a_weakened_program_is_caught(
    victims: Victims, tmp_path: Path, name: str, weak: str, fails: bool
) -> None:
    """The negative control: the same strikes on a program without the protection."""
    ground = Ground(SCENARIO[name], victims, tmp_path)
    points = spread(with_errors(ground.points) if fails else ground.points, 40)
    if weak == "copy in place":  # which writes by other calls than the program does
        points = [Point("write", nth) for nth in range(1, 20)]
    _hits, wrong = struck(ground, points, weak)
    assert wrong != {}
