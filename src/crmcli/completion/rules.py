"""What is asked for at the cursor: from the words typed so far to where its candidates come from."""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Options = Mapping[str, tuple[str, str]]  # option -> where its values come from ("" for a flag), its help
    Commands = Mapping[
        str, tuple[str, Options, tuple[str, ...]]
    ]  # path -> help, options, where arguments come from

COMMANDS, OPTIONS, NOTHING = "commands", "options", ""


class Asked:
    """The place at the cursor.

    `source` names where candidates come from; `typed` is what stands there so far; `lead` (`--owner=`) stays
    in front of each candidate. `path` is the command (`contact add`), `arguments` and `given` what came before.
    """

    __slots__ = ("arguments", "given", "lead", "path", "source", "typed")

    def __init__(self, typed: str) -> None:
        self.source = NOTHING
        self.typed = typed
        self.lead = ""
        self.path = ""
        self.arguments: list[str] = []
        self.given: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Asked({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"


def asked_at_cursor(words: Sequence[str], commands: Commands) -> Asked:
    """What may stand in place of the last of the words (the program's own name is not among them)."""
    asked = Asked(words[-1] if words else "")
    pending, literal = "", False
    for word in words[:-1]:
        if pending:
            asked.given[pending], pending = word, ""
        elif literal or not _is_option(word):
            _take_argument(asked, word, commands)
        elif word == "--":
            literal = True
        else:
            pending = _take_option(asked, word, commands)
    _decide(asked, pending, literal, commands)
    return asked


def options_of(path: str, commands: Commands) -> dict[str, tuple[str, str]]:
    """The options that are known at a command: its own, and those that every command has."""
    own = commands[path][1] if path else {}
    return {**own, **commands[""][1]}


def below(path: str, commands: Commands) -> list[str]:
    """The words that may follow as a command: the verbs, or the sub-commands of one."""
    inside = f"{path} " if path else ""
    names = [name[len(inside) :] for name in commands if name and name.startswith(inside)]
    return [name for name in names if " " not in name]


def _is_option(word: str) -> bool:
    # A date such as -1d looks like one and is none.
    return len(word) > 1 and word[0] == "-" and not word[1].isdigit()


def _take_argument(asked: Asked, word: str, commands: Commands) -> None:
    path = f"{asked.path} {word}".strip()
    if path in commands and not asked.arguments:
        asked.path = path
    else:
        asked.arguments.append(word)


def _take_option(asked: Asked, word: str, commands: Commands) -> str:
    """The option, where its value is the next word; else nothing."""
    name, equals, value = word.partition("=")
    asked.given[name] = value
    source = options_of(asked.path, commands).get(name, (NOTHING, ""))[0]
    return name if source and not equals else ""


def _decide(asked: Asked, pending: str, literal: bool, commands: Commands) -> None:
    known = options_of(asked.path, commands)
    name, equals, value = asked.typed.partition("=")
    if pending:
        asked.source = known[pending][0]
    elif not literal and name[:1] == "-" and equals:
        asked.source, asked.typed, asked.lead = known.get(name, (NOTHING, ""))[0], value, f"{name}="
    elif not literal and (asked.typed == "-" or _is_option(asked.typed)):
        asked.source = OPTIONS
    elif below(asked.path, commands):
        asked.source = NOTHING if asked.arguments else COMMANDS
    else:
        asked.source = _argument_source(asked, commands[asked.path][2])
    asked.source = _narrowed(asked)
    topic = " ".join(asked.arguments)
    if asked.path == "help" and (not topic or topic in commands):
        asked.path = topic


def _argument_source(asked: Asked, sources: Sequence[str]) -> str:
    # With --where there is no customer: the words begin with what follows it.
    place = len(asked.arguments) + ("--where" in asked.given and sources[:1] == ("customers",))
    if sources and place >= len(sources) and sources[-1].endswith("…"):
        place = len(sources) - 1
    return sources[place].rstrip("…") if place < len(sources) else NOTHING


def _narrowed(asked: Asked) -> str:
    """The source, where it depends on what stands before."""
    if asked.source == "customers" and asked.path == "archive" and "--back" in asked.given:
        return "archived customers"
    if asked.source == "setting":
        return f"setting {asked.arguments[0]}"
    return asked.source
