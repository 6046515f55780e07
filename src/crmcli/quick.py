"""What prompts, status bars and cron ask a hundred times a day, answered before Typer is loaded.

The words of a command line are read here only where they are plain; the answer comes from the same functions, in the
same words and formats, as in the application. Whatever is not recognised, and whatever goes wrong before the first
character is printed, is the application's: it starts afresh, and words every mistake (docs/decisions/0017-time.md).

Nothing here, and nothing that it loads for an answer, imports typing, re, dataclasses, contextlib or the like:
tests/guards/test_quick_imports.py says so.
"""

from __future__ import annotations

import sys

from crmcli import __version__
from crmcli.kit.cli.invocation import Invocation, begin, check_format
from crmcli.kit.cli.printing import be_lenient_about_encodings, show
from crmcli.kit.cli.results import Text
from crmcli.kit.i18n import _, language, set_language
from crmcli.kit.settings import choose_language
from crmcli.kit.storage.reading import surely_reads

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from typing import Any, TypeVar

    Value = TypeVar("Value")

INTERRUPTED = 130


class Verb:
    """Where the answer to a verb comes from, and which words of it are recognised here.

    `values` and `flags` are options and the parameter that each fills; `several` are those that add up. `words` are the
    parameters of the words in their order, of which there must be `least`; with `more` the last takes all that follow.
    """

    __slots__ = ("answer", "flags", "least", "module", "more", "several", "values", "words")

    def __init__(
        self,
        module: str,
        answer: str,
        *,
        words: Sequence[str] = (),
        least: int = 0,
        more: bool = False,
        values: Mapping[str, str] = {},
        several: Mapping[str, str] = {},
        flags: Mapping[str, str] = {},
    ) -> None:
        self.module = module
        self.answer = answer
        self.words = words
        self.least = least
        self.more = more
        self.values = values
        self.several = several
        self.flags = flags


VERBS = {
    "due": Verb(
        "crmcli.due.asking",
        "answer_due",
        words=["when"],
        values={"--from": "from_", "--grade": "grade", "--owner": "owner", "--limit": "limit"},
        several={"--kind": "kind"},
        flags={"--count": "count", "--exit-code": "exit_code"},
    ),
    "show": Verb("crmcli.customer.answering", "answer_show", words=["customer"], least=1),
    "find": Verb(
        "crmcli.customer.answering",
        "answer_find",
        words=["text"],
        least=1,
        more=True,
        values={"--limit": "limit"},
        flags={"--archived": "archived"},
    ),
    "list": Verb(
        "crmcli.customer.answering",
        "answer_list",
        values={
            f"--{name}": name
            for name in (
                "grade owner source region industry kind need status importance urgency where sort limit columns"
            ).split()
        },
        several={"--tag": "tag"},
        flags={"--overdue": "overdue", "--no-next-step": "no_next_step", "--archived": "archived"},
    ),
}
_MORNING = Verb("crmcli.due.morning", "answer_morning")
COMMON_VALUES = {"--db": "db", "--format": "format", "-f": "format", "--as": "actor", "--lang": "lang"}
COMMON_FLAGS = {"--yes": "yes", "--no-input": "no_input", "--dry-run": "dry_run", "--quiet": "quiet"}


class _NotPlain(Exception):
    """The application has to look at this."""


class _QuickRun(Invocation):
    """A run that keeps what it says until the answer is there: the application may have to begin again.

    It changes nothing: a book that is behind is the application's to bring up to date.
    """

    may_migrate = False
    reads_once = True

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ)
        self.lang: str | None = None
        self.sentences: list[str] | None = []  # None once they are said

    def admit(self, book: sqlite3.Connection) -> None:
        """Whoever is found on the staff, and has not left, reads; of others the application has to think."""
        if not surely_reads(book, self.named_actor):
            raise _NotPlain

    @property
    def interactive(self) -> bool:
        """Questions are the application's."""
        return False

    def warn(self, sentence: str) -> None:
        """Keep a sentence for stderr while the answer may still be the application's."""
        if self.sentences is None:
            super().warn(sentence)
        else:
            self.sentences.append(sentence)

    def speak(self) -> None:
        """Say what was kept, and from now on everything at once."""
        sentences, self.sentences = self.sentences or [], None
        for sentence in sentences:
            self.warn(sentence)


def answer(argv: Sequence[str], environ: Mapping[str, str]) -> int | None:
    """Answer a command line and give the exit code; None where the application has to."""
    try:
        run = _QuickRun(environ)
        result = _result(run, list(argv))
        be_lenient_about_encodings()
        run.speak()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return INTERRUPTED
    except Exception:  # whatever is wrong, the application finds it again and words it
        return None
    try:
        code = _write(result) if isinstance(result, str) else show(result)
        sys.stdout.flush()
    except BaseException as error:
        from crmcli.kit.cli.boundary import ended_by

        return ended_by(error)
    return code


def _write(page: str) -> int:
    sys.stdout.write(page + "\n")
    return 0


def _result(run: _QuickRun, argv: list[str]) -> Any:
    """What the application would return; a page that it would write itself is a text. Raises whatever is wrong."""
    if not all(map(str.isprintable, argv)):
        raise _NotPlain
    if argv[:1] == ["help"] or "--help" in argv or "--version" in argv:
        return _page(run, argv)
    verb, given = _read(run, argv)
    _start(run)
    if verb is None:
        verb = _MORNING
        run.say(_("crm --help shows what else there is."))
    run.say_what_is_left_out(argv)
    module = __import__(verb.module, fromlist=[verb.answer])
    return getattr(module, verb.answer)(run, **given)


def _start(run: _QuickRun) -> None:
    begin(run)
    set_language(choose_language(run.lang, run.settings, run.environ))
    for format in (run.environ.get("CRM_FORMAT"), run.format):
        check_format(format)


def _page(run: _QuickRun, argv: Sequence[str]) -> Text | str:
    """`--version`, `VERB --help` and `help VERB`, with nothing but --lang beside them."""
    words = list(argv)
    if "--lang" in words[:-1]:
        at = words.index("--lang")
        run.lang = words.pop(at + 1)
        words.pop(at)
    if run.lang not in (None, "zh", "en"):
        raise _NotPlain
    _start(run)
    if words == ["--version"]:
        return f"crm {__version__}"
    if language() == "zh":
        from crmcli.locale.help_zh import PAGES
    else:
        from crmcli.locale.help_en import PAGES
    if words[0] == "help":
        return Text(_known(PAGES, " ".join(words[1:])))
    path = " ".join(words[:-1])
    if words[-1] != "--help" or path == "all":
        raise _NotPlain
    return _known(PAGES, path)


def _read(run: _QuickRun, argv: Sequence[str]) -> tuple[Verb | None, dict[str, Any]]:
    """The verb and its parameters; what every command has goes to the run. Raises _NotPlain, StopIteration."""
    verb: Verb | None = None
    words: list[str] = []
    given: dict[str, Any] = {}
    rest = iter(argv)
    for word in rest:
        if word[:1] != "-":
            if verb is None:
                verb = _known(VERBS, word)
            else:
                words.append(word)
            continue
        option, equals, value = word.partition("=")
        if not equals and option in COMMON_FLAGS:
            setattr(run, COMMON_FLAGS[option], True)
        elif not equals and verb is not None and option in verb.flags:
            given[verb.flags[option]] = True
        elif equals and option[:2] != "--":
            raise _NotPlain
        else:
            _take(run, verb, given, option, value if equals else next(rest))
    return verb, given | _placed(verb, words)


def _take(run: _QuickRun, verb: Verb | None, given: dict[str, Any], option: str, value: str) -> None:
    """The value of an option, where it belongs; of several the last one counts."""
    if option in COMMON_VALUES:
        if not value or (option == "--lang" and value not in ("zh", "en")):
            raise _NotPlain
        setattr(run, COMMON_VALUES[option], value)
    elif verb is not None and option in verb.several:
        given.setdefault(verb.several[option], []).append(value)
    else:
        given[_known({} if verb is None else verb.values, option)] = value


def _placed(verb: Verb | None, words: list[str]) -> dict[str, Any]:
    """The words in their places. Raises _NotPlain where they are too few or too many."""
    if verb is None:
        return {}
    if len(words) < verb.least or (len(words) > len(verb.words) and not verb.more):
        raise _NotPlain
    if verb.more:
        return {verb.words[0]: words}
    return dict(zip(verb.words, words, strict=False))


def _known(table: Mapping[str, Value], word: str) -> Value:
    found = table.get(word)
    if found is None:
        raise _NotPlain
    return found
