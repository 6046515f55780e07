"""The installed program, run as a user's shell would run it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pexpect

TODAY = "2026-11-22"  # a Sunday
CRM = str(Path(sys.executable).with_name("crm"))
_PATIENCE_SECONDS = 60


class Ran(NamedTuple):
    """How a run ended. On a terminal `out` is everything that the screen got, and `err` is empty."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout as JSON; raises ValueError where it is not exactly that."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """stdout by lines."""
        return self.out.splitlines()


class Program:
    """`crm` for one person: home, config and data in a folder of their own, a pinned clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {
            "HOME": str(folder / "home"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_STATE_HOME": str(folder / "state"),
            "PATH": os.pathsep.join([str(Path(CRM).parent), os.defpath]),
            "LANG": "C.UTF-8",
            "TZ": "Asia/Shanghai",
            "LOGNAME": "lily",
            "CRM_TODAY": TODAY,
        }
        (folder / "home").mkdir(exist_ok=True)

    @property
    def book(self) -> Path:
        """Where the book is when nothing names another; it is there after the first write."""
        return self.folder / "data" / "crm" / "crm.db"

    @property
    def config(self) -> Path:
        """The config file; its folder is made here, the file is the test's to write."""
        path = self.folder / "config" / "crm" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def __call__(
        self,
        *words: str | bytes | Path,
        stdin: str | bytes | None = None,
        lang: str | None = None,
        env: Mapping[str, str] | None = None,
        tty: bool = False,
        columns: int = 80,
    ) -> Ran:
        """Run `crm WORDS`. Without `stdin` it is empty. `env` adds variables.

        `tty` gives it a terminal of `columns`, where each line of `stdin` is typed.
        """
        environ = {**self.environ, **({"CRM_LANG": lang} if lang else {}), **(env or {})}
        if tty:
            return self._at_terminal([str(word) for word in words], stdin, environ, columns)
        typed = stdin.encode() if isinstance(stdin, str) else stdin or b""
        ended = subprocess.run(
            [CRM, *words],
            input=typed,
            capture_output=True,
            cwd=self.folder,
            env=environ,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
        return Ran(ended.returncode, _text(ended.stdout), _text(ended.stderr))

    def _at_terminal(
        self, words: list[str], typed: str | bytes | None, environ: Mapping[str, str], columns: int
    ) -> Ran:
        child = self.terminal(*words, env=environ, columns=columns)
        return dialogue(child, _text(typed) if isinstance(typed, bytes) else typed or "")

    def terminal(self, *words: str, env: Mapping[str, str] | None = None, columns: int = 80) -> Any:
        """A `pexpect.spawn` of `crm WORDS` for a dialogue: the caller expects, types and closes."""
        child = pexpect.spawn(
            CRM,
            list(words),
            env={**self.environ, "TERM": "xterm-256color", **(env or {})},
            cwd=str(self.folder),
            encoding="utf-8",
            dimensions=(50, columns),
            timeout=_PATIENCE_SECONDS,
        )
        child.delaybeforesend = None  # who types waits for the question
        return child


def dialogue(child: Any, typed: str) -> Ran:
    """Type each line, wait for the end: the exit code, and everything that the screen got."""
    for line in typed.splitlines():
        child.sendline(line)
    child.expect(pexpect.EOF)
    child.close()
    code = child.exitstatus if child.exitstatus is not None else 128 + child.signalstatus
    return Ran(code, child.before.replace("\r\n", "\n"), "")


def _text(written: bytes) -> str:
    return written.decode("utf-8", errors="surrogateescape")
