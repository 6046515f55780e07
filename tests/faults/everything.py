"""`make faults`: kills and errors at every system call of every scenario, and what came of them, as a table."""

import sys
import tempfile
import time
from pathlib import Path

from tests.faults.injecting import Point, Victims, with_errors
from tests.faults.scenarios import ENVIRON, SCENARIOS, Ground


def main() -> int:
    """Go through all of it, or the commands that are named; 1 where anything was wrong."""
    victims = Victims(ENVIRON)
    totals, wrong = [0, 0], 0
    print(
        "| command | calls | kills | errors | violations | seconds |\n|---|--:|--:|--:|--:|--:|", flush=True
    )
    for scenario in [one for one in SCENARIOS if one.name in (sys.argv[1:] or [one.name])]:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="crm-faults-") as place:
            ground = Ground(scenario, victims, Path(place))
            rounds = [_strike(ground, points) for points in (ground.points, with_errors(ground.points))]
        found = [line for _hits, lines in rounds for line in lines]
        hits = [count for count, _lines in rounds]
        totals = [total + count for total, count in zip(totals, hits, strict=True)]
        wrong += len(found)
        seconds = time.monotonic() - started
        cells = (scenario.name, len(ground.points), *hits, len(found), f"{seconds:.0f}")
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
        for line in found:
            print(f"  {scenario.name}: {line}", file=sys.stderr)
    victims.close()
    print(f"| all | | {totals[0]} | {totals[1]} | {wrong} | |")
    return 1 if wrong else 0


def _strike(ground: Ground, points: list[Point]) -> tuple[int, list[str]]:
    hits, lines = 0, []
    for point in points:
        hit, what = ground.strike(point)
        hits += hit
        if what is not None:
            lines.append(f"{point}: {what}")
    return hits, lines


if __name__ == "__main__":
    sys.exit(main())
