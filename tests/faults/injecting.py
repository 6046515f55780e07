"""System calls of a command, and what happens when one of them kills it or fails: strace's fault injection."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from tests.faults.server import ERR, OUT

ROOT = Path(__file__).parents[2]
CALLS = (
    "write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2", "link", "linkat", "unlink",
    "unlinkat", "openat", "ftruncate", "fchmod", "mkdir",
)  # fmt: skip
ERRORS = ("ENOSPC", "EIO", "EACCES")
_LINE = re.compile(r"^(?P<call>\w+)\((?P<rest>.*)$")


class Point(NamedTuple):
    """The nth call of a kind; `error` None kills at it, `lasting` fails it and every later one of its kind."""

    call: str
    nth: int
    error: str | None = None
    lasting: bool = False

    def __str__(self) -> str:
        what = "killed" if self.error is None else self.error + (" from then on" if self.lasting else "")
        return f"{self.call} {self.nth}: {what}"

    @property
    def injection(self) -> str:
        """As strace wants it."""
        effect = "signal=KILL" if self.error is None else f"error={self.error}"
        return f"{self.call}:{effect}:when={self.nth}{'+' if self.lasting else ''}"


class Ended(NamedTuple):
    """How a victim ended: its exit code or minus a signal, what it wrote, and whether the fault came about."""

    code: int
    out: str
    err: str
    hit: bool


class Victims:
    """Runs commands in a folder, each in a process of its own that strace watches."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "HYPOTHESIS_PROFILE": "fast"},
        )

    def close(self) -> None:
        """End the server."""
        self._server.kill()
        self._server.communicate()

    def warm_up(self, folder: Path, words: Sequence[str]) -> None:
        """Load what a command needs, on a folder that is thrown away."""
        self._order(folder, words, warm_up=True)
        self._answer()

    def calls(self, folder: Path, words: Sequence[str]) -> tuple[Ended, list[Point]]:
        """Run the command undisturbed; every call of CALLS that has to do with the folder."""
        log = folder.parent / "calls.log"
        ended = self._watched(folder, words, ["-y", "-e", f"trace={','.join(CALLS)}", "-o", str(log)], log)
        counts: dict[str, int] = {}
        points = []
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            found = _LINE.match(line)
            if found is not None:
                call = found["call"]
                counts[call] = counts.get(call, 0) + 1
                if str(folder) in found["rest"]:
                    points.append(Point(call, counts[call]))
        return ended, points

    def strike(self, folder: Path, words: Sequence[str], point: Point, weak: str | None = None) -> Ended:
        """Run the command with the fault."""
        log = folder.parent / "strike.log"
        options = ["-e", f"trace={point.call}", "-e", f"inject={point.injection}", "-o", str(log)]
        return self._watched(folder, words, options, log, weak)

    def run(self, folder: Path, words: Sequence[str]) -> Ended:
        """Run the command, unwatched."""
        self._order(folder, words)
        self._answer()
        self._say("go")
        return self._ended(folder, self._answer()["ended"], hit=False)

    def _watched(
        self, folder: Path, words: Sequence[str], options: Sequence[str], log: Path, weak: str | None = None
    ) -> Ended:
        self._order(folder, words, weak=weak)
        pid = self._answer()["pid"]
        with _strace(pid, options) as strace:
            self._say("go")
            ended = self._answer()["ended"]
            strace.wait()
        said = log.read_text(encoding="utf-8", errors="replace")
        return self._ended(folder, ended, hit="(INJECTED)" in said or ended == -signal.SIGKILL)

    def _ended(self, folder: Path, code: int, *, hit: bool) -> Ended:
        outside = folder.parent
        texts = [(outside / name).read_text(encoding="utf-8", errors="replace") for name in (OUT, ERR)]
        return Ended(code, texts[0], texts[1], hit)

    def _order(self, folder: Path, words: Sequence[str], **more: Any) -> None:
        environ = {**self._environ, "CRM_DB": str(folder / "crm.db")}
        self._say(json.dumps({"words": list(words), "environ": environ, "folder": str(folder), **more}))

    def _say(self, line: str) -> None:
        assert self._server.stdin is not None
        self._server.stdin.write(line + "\n")
        self._server.stdin.flush()

    def _answer(self) -> Any:
        assert self._server.stdout is not None
        return json.loads(self._server.stdout.readline())


@contextmanager
def _strace(pid: int, options: Sequence[str]) -> Iterator["subprocess.Popen[str]"]:
    """strace at a process; inside the block it is attached."""
    with subprocess.Popen(
        ["strace", "-p", str(pid), *options],
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"]},
    ) as strace:
        assert strace.stderr is not None
        said = strace.stderr.readline()
        assert "attached" in said, said
        try:
            yield strace
        finally:
            strace.terminate()


def spread(points: Sequence[Point], count: int | None) -> list[Point]:
    """That many of the points, evenly over all of them; every one where `count` is None."""
    if count is None or len(points) <= count:
        return list(points)
    return [points[number * len(points) // count] for number in range(count)]


def with_errors(points: Sequence[Point]) -> list[Point]:
    """Each call failing in each way: every other one only once, the rest from then on."""
    return [
        point._replace(error=error, lasting=number % 2 == 1)
        for number, point in enumerate(points)
        for error in ERRORS
    ]


@contextmanager
def copied(start: Path, place: Path) -> Iterator[Path]:
    """A copy of a folder for one strike."""
    folder = place / "work"
    shutil.copytree(start, folder, symlinks=True)
    try:
        yield folder
    finally:
        with suppress(OSError):
            folder.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)
