"""Every help page in one language, from the live commands: run as a program, because words are chosen once."""

import json
import sys
from collections.abc import Iterator
from typing import Any


def pages() -> Iterator[tuple[str, str, list[str]]]:
    """The words that name each command, its page, and every explanation on it."""
    from crmcli.app import VERBS, _root, every_verb, front_page
    from crmcli.kit.i18n import language

    yield "crm", front_page(), []
    yield "crm help all", every_verb(), []
    root = _root(language())
    context = root.make_context("crm", ["due"])
    for verb in VERBS:
        yield from _pages_of(root.get_command(context, verb), f"crm {verb}")


def _pages_of(command: Any, path: str) -> Iterator[tuple[str, str, list[str]]]:
    context = command.make_context(path, [], resilient_parsing=True)
    explanations = [command.help, *(param.help for param in command.params)]
    yield path, command.get_help(context), [text or "" for text in explanations]
    for name, below in getattr(command, "commands", {}).items():
        yield from _pages_of(below, f"{path} {name}")


if __name__ == "__main__":
    from crmcli.kit.cli.invocation import begin
    from crmcli.kit.i18n import set_language

    begin({})
    set_language(sys.argv[1])  # type: ignore[arg-type]
    json.dump(list(pages()), sys.stdout)
