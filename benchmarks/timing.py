"""Whole processes, measured in turns with a yardstick: a machine that slows down slows both."""

from __future__ import annotations

import os
import pty
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from time import perf_counter
from typing import NamedTuple

OUTPUT_AT_ONCE = 65_536
KB = 1024


class Command(NamedTuple):
    """A command line to measure; on a `terminal` it sees one of 80 columns."""

    name: str
    words: Sequence[str]
    environ: Mapping[str, str]
    terminal: bool = False


class Measured(NamedTuple):
    """Seconds of each turn, and those of the yardstick just before."""

    name: str
    seconds: list[float]
    yardstick: list[float]

    @property
    def least_ms(self) -> float:
        """The quickest turn."""
        return min(self.seconds) * 1000

    @property
    def least(self) -> float:
        """The least time in the least times of the yardstick: what is left where others use the machine too."""
        return min(self.seconds) / min(self.yardstick)

    @property
    def ratio(self) -> float:
        """The median of the ratios to the yardstick of the same turn."""
        return statistics.median(own / other for own, other in zip(self.seconds, self.yardstick, strict=True))


class Once(NamedTuple):
    """One run of something long: seconds, those of them that a processor worked, and the most memory it held."""

    seconds: float
    busy_seconds: float
    peak_mb: float


def in_turns(yardstick: Command, commands: Sequence[Command], repeat: int) -> list[Measured]:
    """Each command `repeat` times, all in turns, after one turn that warms the caches. The yardstick comes first."""
    found = {command.name: Measured(command.name, [], []) for command in (yardstick, *commands)}
    for turn in range(repeat + 1):
        unit = _seconds(yardstick)
        for command in (yardstick, *commands):
            seconds = unit if command is yardstick else _seconds(command)
            if turn:
                found[command.name].seconds.append(seconds)
                found[command.name].yardstick.append(unit)
    return list(found.values())


def once(words: Sequence[str], environ: Mapping[str, str]) -> Once:
    """Run something long. Raises CalledProcessError where it fails."""
    start = perf_counter()
    process = subprocess.Popen(words, env=dict(environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    return Once(perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / KB)


def _seconds(command: Command) -> float:
    if command.terminal:
        return _seconds_on_terminal(command)
    start = perf_counter()
    subprocess.run(
        command.words,
        env=dict(command.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - start


def _seconds_on_terminal(command: Command) -> float:
    ours, theirs = pty.openpty()
    start = perf_counter()
    process = subprocess.Popen(
        command.words, env={**command.environ, "COLUMNS": "80"}, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    with suppress(OSError):  # the other end is closed
        while os.read(ours, OUTPUT_AT_ONCE):
            pass
    code = process.wait()
    seconds = perf_counter() - start
    os.close(ours)
    if code:
        raise subprocess.CalledProcessError(code, command.words)
    return seconds
