"""The program's answer to a shell that asks what may stand at the cursor: `crm _complete SHELL …`.

    crm _complete bash LINE WORD TYPE   the line up to the cursor; the part of it that readline replaces; COMP_TYPE
    crm _complete zsh|fish WORD…        the words behind the program's name, the last as far as it is typed

The answer is one candidate a line, a tab, and what is said of it. A line that begins with a tab asks the shell
for something: `files` to complete a file name. Whatever goes wrong, the answer is nothing and the exit code 0.
"""

from __future__ import annotations

import os
import sys

from crmcli.completion.rules import COMMANDS, NOTHING, OPTIONS, asked_at_cursor, below, options_of
from crmcli.completion.words import CHOICES as FIXED
from crmcli.completion.words import COMMANDS as KNOWN
from crmcli.kit.i18n import _, language, set_language
from crmcli.kit.shown import displayable
from crmcli.kit.surroundings import config_folder, default_book, language_meant

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.completion.queries import Candidate
    from crmcli.completion.rules import Asked

FILES = "files"
_PLAYBOOKS = ("playbooks", "setting playbook")
_LONGEST_TITLED = 1_000_000  # bytes of a file that is looked into for its title
# Readline inserts the whole line, and not the beginning that all have, when it cycles or inserts them all.
_INSERTS_WHOLE_LINES = ("37", "42")


def answer(request: Sequence[str], environ: Mapping[str, str]) -> None:
    """Write the answer to stdout. `request` is what stands behind `_complete`."""
    try:
        text = "".join(f"{line}\n" for line in _lines(request, environ))
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.flush()
    except Exception:
        # Somebody is in the middle of a line: no message may stand there.
        return


def _lines(request: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    shell, *words = request
    if shell == "bash":
        return _for_bash(words[0], words[1], words[2], environ)
    asked = asked_at_cursor(words, KNOWN)
    if asked.source == FILES:
        return [f"\t{FILES}"]
    return [f"{asked.lead}{value}\t{displayable(told)}" for value, told in candidates(asked, environ)]


def _for_bash(line: str, word: str, completion_type: str, environ: Mapping[str, str]) -> list[str]:
    from crmcli.completion.shell_words import replacement, split_line

    split = split_line(line)
    asked = asked_at_cursor(split.words[1:], KNOWN)
    if asked.source == FILES or split.in_redirection:
        return [f"\t{FILES}"]
    found = [
        (replacement(value, split.raw, word, asked.lead), told) for value, told in candidates(asked, environ)
    ]
    written = [(text, told) for text, told in found if text is not None]
    if len(written) < 2 or completion_type in _INSERTS_WHOLE_LINES:
        return [text for text, _told in written]
    values = [text for text, _told in written]
    # Readline puts what all have in common in place of the word, and pinyin would be lost for it.
    keeps_word = [] if all(text.startswith(word) for text in values) else [" "]
    if asked.source in (COMMANDS, OPTIONS):
        return values + keeps_word
    return [f"{text}\t{_harmless(told)}" for text, told in written] + keeps_word


def _harmless(told: str) -> str:
    """Letters and digits only, so that the line stays safe should the shell ever insert it whole."""
    return " ".join("".join(c if c.isalnum() else " " for c in told).split())


def candidates(asked: Asked, environ: Mapping[str, str]) -> list[Candidate]:
    """What may stand at the cursor: (value, what is said of it), in the language in force."""
    config = _config(environ)
    set_language(language_meant(asked.given.get("--lang"), config.get("lang"), environ))
    if asked.source == COMMANDS:
        return _beginning(asked.typed, [(word, _said(asked.path, word)) for word in below(asked.path, KNOWN)])
    if asked.source == OPTIONS:
        return _beginning(asked.typed, _options(asked))
    if asked.source in _PLAYBOOKS:
        return _beginning(asked.typed, _playbooks(environ))
    if asked.source in FIXED:
        return _beginning(asked.typed, _fixed(asked.source))
    return _of_the_book(asked, config, environ) if asked.source != NOTHING else []


def _said(path: str, word: str) -> str:
    return _(KNOWN[f"{path} {word}".strip()][0])


def _options(asked: Asked) -> list[Candidate]:
    options = options_of(asked.path, KNOWN).items()
    return [(name, _(told)) for name, (_source, told) in options if name not in asked.given]


def _beginning(typed: str, found: Sequence[Candidate]) -> list[Candidate]:
    folded = typed.casefold()
    return [candidate for candidate in found if candidate[0].casefold().startswith(folded)]


def _fixed(source: str) -> list[Candidate]:
    """Words of a closed set; those that only Chinese users type come first, and for them only."""
    is_chinese = language() == "zh"
    words = [
        (word, zh if is_chinese else en) for word, en, zh in FIXED[source] if is_chinese or word.isascii()
    ]
    return sorted(words, key=lambda candidate: candidate[0].isascii())


def _playbooks(environ: Mapping[str, str]) -> list[Candidate]:
    """Those of the user's own first: one that is called like a shipped one stands for it."""
    folder = os.path.join(config_folder(environ), "playbooks")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    files = [name for name in sorted(names) if name.endswith(".toml")]
    own = {name.removesuffix(".toml"): _title(os.path.join(folder, name)) for name in files}
    return [*own.items(), *(one for one in _fixed("playbooks") if one[0] not in own)]


def _title(path: str) -> str:
    """What a playbook of one's own is called; nothing where the file does not say so."""
    import tomllib

    try:
        with open(path, "rb") as file:
            title = tomllib.loads(file.read(_LONGEST_TITLED).decode("utf-8-sig")).get("title")
    except (OSError, ValueError):
        return ""
    return str(title.get(language(), "")) if isinstance(title, dict) else ""


def _of_the_book(asked: Asked, config: Mapping[str, str], environ: Mapping[str, str]) -> list[Candidate]:
    from crmcli.completion.queries import OF_THE_BOOK, open_book

    named = asked.given.get("--db") or environ.get("CRM_DB") or config.get("db")
    actor = asked.given.get("--as") or environ.get("CRM_USER") or config.get("user", "")
    book = open_book(os.path.expanduser(named) if named else default_book(environ), actor)
    return OF_THE_BOOK[asked.source](book, asked) if book is not None else []


def _config(environ: Mapping[str, str]) -> dict[str, str]:
    """The texts of the config file; a file that is wrong says nothing here."""
    from crmcli.kit.flat_toml import flat_values

    try:
        with open(os.path.join(config_folder(environ), "config.toml"), "rb") as file:
            content = file.read()
    except OSError:
        return {}
    said: Mapping[str, object] | None = flat_values(content)
    if said is None:
        import tomllib

        try:
            said = tomllib.loads(content.decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            return {}
    return {key: value for key, value in said.items() if isinstance(value, str)}
