"""The program run inside the test's own process: the same road from words to output, many times faster."""

import io
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crmcli import quick
from crmcli.app import execute
from crmcli.kit.cli.boundary import run
from crmcli.kit.i18n import set_language
from tests.program import Program, Ran, dialogue
from tests.terminal import Forked


class Inside:
    """`crm` for the same person as `program`, without starting it. Nobody sits at a terminal unless it is asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.environ = dict(program.environ)

    @property
    def book(self) -> Path:
        """Where the book is when nothing names another."""
        return self.program.book

    @property
    def folder(self) -> Path:
        """The person's folder."""
        return self.program.folder

    @property
    def config(self) -> Path:
        """The config file; its folder is made here, the file is the test's to write."""
        return self.program.config

    def __call__(
        self,
        *words: str | Path,
        stdin: str | bytes = "",
        lang: str | None = None,
        env: dict[str, str] | None = None,
    ) -> Ran:
        """Run `crm WORDS`; what was written and the exit code."""
        environ = {**self.environ, **({"CRM_LANG": lang} if lang else {}), **(env or {})}
        typed = stdin.encode() if isinstance(stdin, str) else stdin
        with _streams(typed) as (out, err), _process_left_as_it_was(environ):
            code = run([str(word) for word in words], environ, execute)
            sys.stdout.flush()
            sys.stderr.flush()
            return Ran(code, _text(out), _text(err))

    def terminal(self, *words: str, env: dict[str, str] | None = None, columns: int = 80) -> Forked:
        """`crm WORDS` at a terminal, for a dialogue: the caller expects, types and closes."""
        environ = {**self.environ, "TERM": "xterm-256color", **(env or {})}
        return Forked(words, environ, self.folder, columns)

    def at_terminal(self, *words: str, stdin: str = "", env: dict[str, str] | None = None) -> Ran:
        """Run `crm WORDS` at a terminal where each line of `stdin` is typed; `err` is empty."""
        return dialogue(self.terminal(*words, env=env), stdin)

    def elsewhere(self, folder: Path) -> "Inside":
        """The same book in the hands of another person, whose writing leaves this one alone."""
        other = Inside(Program(folder))
        other.book.parent.mkdir(parents=True)
        shutil.copyfile(self.book, other.book)
        return other

    def must(self, *words: str | Path, stdin: str | bytes = "") -> Ran:
        """Run what a test only builds on; a refusal fails the test at once."""
        ran = self(*words, stdin=stdin)
        assert ran.code == 0, ran.err
        return ran

    def add(self, *words: str) -> str:
        """`crm add WORDS`; the code of the new customer."""
        return self.must("add", *words).out.strip()

    def card(self, customer: str) -> dict[str, object]:
        """`crm show CUSTOMER -f json`."""
        card = self.must("show", customer, "-f", "json").json
        assert isinstance(card, dict)
        return card

    def names(self, *words: str) -> list[str]:
        """The names that a listing command gives, in its order."""
        return [row["name"] for row in self.must(*words, "-f", "json").json]


def quickly(crm: Inside, *words: str, env: dict[str, str] | None = None) -> Ran | None:
    """What `quick` answers to `crm WORDS`; None where it leaves them to the application, having said nothing."""
    environ = {**crm.environ, **(env or {})}
    with _streams(b"") as (out, err), _process_left_as_it_was(environ):
        code = quick.answer(words, environ)
        sys.stdout.flush()
        sys.stderr.flush()
        assert code is not None or not (out.getvalue() + err.getvalue())
        return None if code is None else Ran(code, _text(out), _text(err))


def _text(stream: io.BytesIO) -> str:
    return stream.getvalue().decode("utf-8", errors="surrogateescape")


@contextmanager
def _streams(typed: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8")
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8")
    wrappers = sys.stdout, sys.stderr
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for wrapper in wrappers:
            wrapper.detach()


@contextmanager
def _process_left_as_it_was(environ: dict[str, str]) -> Iterator[None]:
    variables, handler, mask = dict(os.environ), signal.getsignal(signal.SIGTERM), os.umask(0o022)
    os.environ.clear()
    os.environ.update(environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(variables)
        time.tzset()  # the C library goes on with the zone it read last
        signal.signal(signal.SIGTERM, handler)
        os.umask(mask)
        set_language("en")


@pytest.fixture
def inside(crm: Program) -> Inside:
    """The program inside this process, for a person who has nothing yet."""
    return Inside(crm)
