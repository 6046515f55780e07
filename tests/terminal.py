"""The program at a terminal of its own without its start: a fork of the test process, where everything is loaded."""

import fcntl
import os
import pty
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from pexpect.fdpexpect import fdspawn

from crmcli.app import execute
from crmcli.kit.cli.boundary import run

_PATIENCE_SECONDS = 60
_LINES = 50
_BROKEN = 70


class Forked(fdspawn):  # type: ignore[misc] # pexpect has no types
    """What tests use of a `pexpect.spawn`: the caller expects, types and closes."""

    def __init__(self, words: Sequence[str], environ: Mapping[str, str], folder: Path, columns: int) -> None:
        self.process_id, master = pty.fork()
        if self.process_id == 0:
            _live(words, environ, folder, columns)
        super().__init__(master, encoding="utf-8", timeout=_PATIENCE_SECONDS)
        self.exitstatus: int | None = None
        self.signalstatus: int | None = None

    def sendintr(self) -> None:
        """Ctrl-C."""
        self.send("\x03")

    def sendcontrol(self, letter: str) -> None:
        """Ctrl and that letter."""
        self.send(chr(ord(letter.upper()) - ord("@")))

    def wait(self) -> None:
        """Until the program has ended."""
        if self.exitstatus is None and self.signalstatus is None:
            code = os.waitstatus_to_exitcode(os.waitpid(self.process_id, 0)[1])
            self.exitstatus, self.signalstatus = (code, None) if code >= 0 else (None, -code)

    def close(self) -> None:
        """Hang up, and wait for the end."""
        super().close()
        self.wait()


def _live(words: Sequence[str], environ: Mapping[str, str], folder: Path, columns: int) -> NoReturn:
    """The child: never comes back into the test."""
    code = _BROKEN
    try:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, columns, 0, 0))
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
            for number, mode in enumerate("rww")
        )
        os.environ.clear()
        os.environ.update(environ)
        time.tzset()
        os.umask(0o022)
        os.chdir(folder)
        code = run(list(words), os.environ, execute)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
