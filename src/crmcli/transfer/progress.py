"""A bar on stderr for long files: only where somebody looks on, never in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crmcli.kit.cli.invocation import Invocation

# A file that is read in a blink needs no bar; and a bar that moves with every row costs more than the row.
ROWS_BEFORE_A_BAR = 5_000
ROWS_A_STEP = 500


@contextmanager
def progress(run: Invocation, words: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """Give a function to be called once per row; it draws a bar after some thousand rows on a terminal."""
    if run.quiet or not sys.stderr.isatty():
        yield _nothing
        return
    bar = _Bar(words, total)
    try:
        yield bar.advance
    finally:
        bar.stop()


def _nothing() -> None:
    """Nobody looks on."""


class _Bar:
    """Counts rows, and shows them once there are many."""

    def __init__(self, words: str, total: int | None) -> None:
        self._words = words
        self._total = total
        self._rows = 0
        self._stop: Callable[[], None] = _nothing
        self._update: Callable[[int], None] | None = None

    def advance(self) -> None:
        self._rows += 1
        if self._rows % ROWS_A_STEP == 0 and self._rows >= ROWS_BEFORE_A_BAR:
            if self._update is None:
                self._start()
            assert self._update is not None
            self._update(self._rows)

    def stop(self) -> None:
        self._stop()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        task = bar.add_task(self._words, total=self._total)
        bar.start()
        self._stop = bar.stop
        self._update = lambda rows: bar.update(task, completed=rows)
