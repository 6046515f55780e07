"""docs/benchmarks.md from what was measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.commands import CARD_READS, READS, WRITES, Asked
from benchmarks.timing import Measured, Once

TEMPLATE = Path(__file__).with_name("page.md")


class Bulk(NamedTuple):
    """Something long, and what it may take."""

    name: str
    done: Once
    budget: str


def page(
    when: str,
    reads: Mapping[int, Sequence[Measured]],
    writes: Mapping[int, Sequence[Measured]],
    cards: Mapping[int, Sequence[Measured]],
    bulk: Sequence[Bulk],
    others: Mapping[int, Mapping[str, Measured]],
    minutes: int,
) -> str:
    """The whole page."""
    return TEMPLATE.read_text(encoding="utf-8").format(
        when=when,
        machine=f"{platform.system()} {platform.machine()}, {_processors()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        reads="\n".join(_table(reads, READS, "u")),
        writes="\n".join(_table(writes, WRITES, "× sqlmodel")),
        cards="\n".join(_table(cards, CARD_READS, "u")),
        bulk="\n".join(_bulk(bulk)),
        others="\n".join(_others(others)),
        minutes=minutes,
    )


def _processors() -> str:
    return f"{os.cpu_count()} processors"


def _table(found: Mapping[int, Sequence[Measured]], asked: Sequence[Asked], unit: str) -> Iterator[str]:
    """A row for each command: ms and ratio at each size, the ratio of sizes, what was promised."""
    sizes = sorted(found)
    heads = [f"{size:,} ({unit})" for size in sizes]
    yield "| command | " + " | ".join(heads) + " | ms | size | promised |"
    yield "|---|" + "--:|" * (len(sizes) + 3)
    first, last = found[sizes[0]], found[sizes[-1]]
    yield f"| `{first[0].name}` | " + " | ".join("1" for _size in sizes) + f" | {last[0].least_ms:.1f} | | |"
    for place, ask in enumerate(asked, start=1):
        ratios = [found[size][place].least for size in sizes]
        cells = [f"{found[size][place].least:.2f} ({found[size][place].ratio:.2f})" for size in sizes]
        name = f"`{found[sizes[0]][place].name.removesuffix(' (a terminal)')}`" + (
            " on a terminal" if ask.terminal else ""
        )
        spread = f"{ratios[-1] / ratios[0]:.2f}"
        yield f"| {name} | {' | '.join(cells)} | {last[place].least_ms:.1f} | {spread} | {ask.budget:g} |"


def _bulk(found: Iterable[Bulk]) -> Iterator[str]:
    yield "| | seconds | of them CPU | peak MB | promised |"
    yield "|---|--:|--:|--:|---|"
    for name, done, budget in found:
        yield f"| {name} | {done.seconds:.1f} | {done.busy_seconds:.1f} | {done.peak_mb:.0f} | {budget} |"


def _others(found: Mapping[int, Mapping[str, Measured]]) -> Iterator[str]:
    sizes = sorted(found)
    names = list(found[sizes[0]]) if sizes else []
    yield "| | " + " | ".join(f"{size:,}" for size in sizes) + " |"
    yield "|---|" + "--:|" * len(sizes)
    for name in names:
        cells = [f"{found[size][name].least:.2f}" if name in found[size] else "" for size in sizes]
        yield f"| {name} | {' | '.join(cells)} |"
