"""One run of the program: its common options, its settings, its clock, its book, and what it says on stderr."""

from __future__ import annotations

import os
import sys

from crmcli.kit.clock import Clock, clock
from crmcli.kit.errors import CrmError, UsageRefused
from crmcli.kit.i18n import _, _n
from crmcli.kit.settings import FORMATS, Settings, default_book, load_settings
from crmcli.kit.storage.reading import open_reading, reading
from crmcli.kit.surroundings import system_user

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from typing import Any


class Joined:
    """A transaction that is open for several commands: its session, its connection to read from.

    What waits for its end, such as hooks, stands in `afterwards`.
    """

    def __init__(self, session: Any, reading: Callable[[], sqlite3.Connection]) -> None:
        self.session = session
        self.reading = reading
        self.afterwards: list[Callable[[], None]] = []


class Invocation:
    """What the commands of this run may ask. The options are those that every command has."""

    may_migrate = True  # a book that is behind is brought up to date before it is read
    reads_once = False  # the process ends once the answer is printed

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.words: list[str] = []  # the command line as typed
        self.execute: Callable[[list[str]], Any] | None = None  # carries out another command line
        self.joined: Joined | None = None
        self.opened: set[str] = set()  # books that this run has made or brought up to date
        self.db: str | None = None
        self.format: str | None = None
        self.actor: str | None = None
        self.waits = False  # something of the command waits for somebody else's yes
        self.yes = False
        self.no_input = False
        self.dry_run = False
        self.quiet = False
        self.request_id: str | None = None
        self.see_if_done: Callable[[Invocation], None] | None = None  # raises RequestDone
        self.admission: Callable[[Invocation, sqlite3.Connection], None] | None = None  # may refuse who reads
        self._settings: Settings | None = None
        self._clock: Clock | None = None
        self._open: reading | None = None  # the book, once it was opened to read

    @property
    def settings(self) -> Settings:
        """The config file."""
        if self._settings is None:
            self._settings = load_settings(self.environ)
        return self._settings

    @property
    def book_path(self) -> str:
        """Where the book is: option, environment, config, default."""
        named = self._named_book()
        return os.path.expanduser(named) if named else default_book(self.environ)

    def _named_book(self) -> str:
        return self.db or self.environ.get("CRM_DB") or self.settings.db

    @property
    def book_missing(self) -> bool:
        """Nothing lies at the book's place, not even a broken link."""
        return not os.path.lexists(self.book_path)

    @property
    def clock(self) -> Clock:
        """The one clock, in the book's time zone."""
        if self._clock is None:
            self._clock = clock(self.environ, self._book_time_zone())
        return self._clock

    @property
    def today(self) -> date:
        """The local day."""
        return self.clock.today()

    def _book_time_zone(self) -> str | None:
        """None where no book says; one that cannot be read is refused by whoever reads it."""
        if self._open is not None and self._open.connection is not None:
            return _time_zone_of(self._open.connection)
        if self.book_missing:
            return None
        try:
            with reading(self.book_path) as connection:
                return _time_zone_of(connection)
        except CrmError:
            return None

    @property
    def chosen_format(self) -> str | None:
        """The format somebody asked for: option, environment, config."""
        return self.format or self.environ.get("CRM_FORMAT") or self.settings.format or None

    @property
    def actor_name(self) -> str:
        """Who works: option, environment, config, the system's user."""
        return self.named_actor or system_user()

    @property
    def interactive(self) -> bool:
        """Whether somebody is there to answer a question."""
        return not self.no_input and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

    def line(self, words: list[str], number: int = 1) -> Invocation:
        """A run of another command line inside this one: the same options unless it has its own, nobody to ask."""
        inner = Invocation(self.environ)
        for option in ("db", "format", "actor", "yes", "dry_run", "quiet", "execute", "joined", "opened"):
            setattr(inner, option, getattr(self, option))
        inner.no_input, inner.words = True, words
        # Each line of a repeated batch is known by itself: what was done before it broke off is not done again.
        inner.request_id = None if self.request_id is None else f"{self.request_id}:{number}"
        inner._settings, inner._clock = self.settings, self.clock
        return inner

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """The book to read. One that does not exist yet at the default place reads as an empty one, and says so."""
        if self.joined is not None:
            from contextlib import nullcontext

            self.admit(self.joined.reading())
            return nullcontext(self.joined.reading())
        if self.book_missing and not self._named_book():
            self.say(
                _("There is no book yet; the first customer makes it: crm add NAME, or crm import FILE.")
            )
            from contextlib import closing

            from crmcli.kit.storage.migrating import empty_book

            return closing(empty_book())
        self._open = reading(
            self.book_path, may_migrate=self.may_migrate, is_last=self.reads_once, admit=self.admit
        )
        return self._open

    def admit(self, book: sqlite3.Connection) -> None:
        """Ask, once, whether whoever works may read this book."""
        if self.admission is not None:
            admission, self.admission = self.admission, None
            admission(self, book)

    @property
    def named_actor(self) -> str:
        """Who works, where somebody said so; empty where it is the system's user."""
        return self.actor or self.environ.get("CRM_USER") or self.settings.user

    @property
    def another_reader(self) -> Callable[[], sqlite3.Connection] | None:
        """Opens the book that is being read once more; None inside a transaction, which nobody else can see."""
        if self.joined is not None or self._open is None or self._open.connection is None:
            return None
        path = self._open.path
        return lambda: open_reading(path)

    def reading_or_empty(self) -> AbstractContextManager[sqlite3.Connection]:
        """The book to compare with before a write; an empty one where there is none, because the write makes it."""
        if self.joined is not None or not self.book_missing:
            return self.reading()
        from contextlib import closing

        from crmcli.kit.storage.migrating import empty_book

        return closing(empty_book())

    def stdin_text(self) -> str:
        """Everything on stdin as text: UTF-8, else GB18030. Raises ValueRefused where it is neither."""
        from crmcli.kit.text import recover_argument

        read = sys.stdin.buffer.read() if sys.stdin else b""
        text = recover_argument(read.decode("utf-8-sig", errors="surrogateescape"))
        self.say_what_is_left_out([text])
        return text

    def say_what_is_left_out(self, texts: Iterable[str]) -> None:
        """Say how many characters of typed texts cannot be kept (controls, bidi marks, what is invisible)."""
        together = "".join(texts)
        if _is_ordinary(together):
            return
        from crmcli.kit.shown import is_plain

        if is_plain(together):
            return
        from crmcli.kit.text import count_removed

        count = sum(map(count_removed, texts))
        if count:
            sentence = _n(
                "{count} invisible or control character was left out of what was typed.",
                "{count} invisible or control characters were left out of what was typed.",
                count,
            )
            self.say(sentence.format(count=count))

    def say(self, sentence: str) -> None:
        """Talk to the person: one sentence on stderr, unless --quiet."""
        if not self.quiet:
            self.warn(sentence)

    def warn(self, sentence: str) -> None:
        """A sentence on stderr that --quiet does not silence; a stderr that is full or gone changes no result."""
        lines = sentence.split("\n")
        if not all(map(_is_ordinary, lines)):
            from crmcli.kit.shown import displayable

            lines = list(map(displayable, lines))
        for stream, text in (
            (sys.stdout, ""),  # flushed, so that both are read in the order in which they were said
            (sys.stderr, "\n".join(lines) + "\n"),
        ):
            try:
                stream.write(text)
                stream.flush()
            except OSError:
                continue  # of stdout it is said when the output ends


def _is_ordinary(text: str) -> bool:
    """ASCII that can be printed, as nearly always: nothing is loaded to look for more in it."""
    return text.isascii() and text.isprintable()


def _time_zone_of(book: sqlite3.Connection) -> str | None:
    found = book.execute("select value from book_setting where key = 'time_zone'").fetchone()
    return found[0] if found else None


def check_format(typed: str | None, more: Sequence[str] = ()) -> None:
    """Whether there is such a format, or it is one of `more`: asked before anything is done. Raises UsageRefused."""
    if typed and typed not in FORMATS and typed not in more:
        raise UsageRefused(
            _("There is no format {format}; there are: {formats}."),
            format=typed[:40],
            formats=", ".join(FORMATS),
        )


_current: Invocation | None = None


def begin(run: Invocation) -> Invocation:
    """Start a run; `current()` gives it from now on."""
    global _current
    _current = run
    return run


def current() -> Invocation:
    """The run that is under way."""
    assert _current is not None, "kit.cli.boundary begins every run"
    return _current
