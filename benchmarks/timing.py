"""Whole processes, measured in turns with a yardstick: a machine that slows down slows both."""

from __future__ import annotations

import json
import os
import pty
import statistics
import subprocess
import sys
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


# A process is said to have held what the one held that started it; this one holds next to nothing.
_WATCHER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_pid, status, usage = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
busy = usage.ru_utime + usage.ru_stime
print(json.dumps([process.returncode, time.perf_counter() - start, busy, usage.ru_maxrss]))
"""


def once(words: Sequence[str], environ: Mapping[str, str]) -> Once:
    """Run something long. Raises CalledProcessError where it fails."""
    watched = subprocess.run(
        [sys.executable, "-c", _WATCHER, *words],
        env=dict(environ),
        capture_output=True,
        text=True,
        check=True,
    )
    code, seconds, busy_seconds, peak_kb = json.loads(watched.stdout)
    if code:
        raise subprocess.CalledProcessError(code, words)
    return Once(seconds, busy_seconds, peak_kb / KB)


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
