"""Writes src/crmcli/locale/help_en.py and help_zh.py, the help pages that are shown without loading Typer.

`make docs` calls it. As a program it tells every page in one language, from the live commands: words are chosen once.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "src" / "crmcli" / "locale"
HEADER = '"""Generated from the commands by `make docs`; do not edit."""\n\nPAGES: dict[str, str] = {\n'
FRONT, ALL = "", "all"


def pages() -> Iterator[tuple[str, str, list[str]]]:
    """The words behind `crm help` that name each page, the page, and every explanation on it."""
    from crmcli.app import VERBS, _root, every_verb, front_page
    from crmcli.kit.i18n import language

    yield FRONT, front_page(), []
    yield ALL, every_verb(), []
    root = _root(language())
    context = root.make_context("crm", ["due"])
    for verb in (*VERBS, "help"):
        yield from _pages_of(root.get_command(context, verb), verb)


def _pages_of(command: Any, path: str) -> Iterator[tuple[str, str, list[str]]]:
    context = command.make_context(f"crm {path}", [], resilient_parsing=True)
    explanations = [command.help, *(param.help for param in command.params)]
    yield path, command.get_help(context), [text or "" for text in explanations]
    for name, below in getattr(command, "commands", {}).items():
        if not below.hidden:
            yield from _pages_of(below, f"{path} {name}")


def told(language: str) -> list[tuple[str, str, list[str]]]:
    """`pages()` in that language, from a process of its own."""
    words = [sys.executable, "-m", "tools.make_help_pages", language]
    # Pages must not depend on where or by whom they are made.
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CRM_", "XDG_"))}
    ended = subprocess.run(words, cwd=ROOT, env=environ, stdout=subprocess.PIPE, check=True)
    return [(path, text, explanations) for path, text, explanations in json.loads(ended.stdout)]


def products() -> Iterator[tuple[Path, str]]:
    """The files and what they should hold."""
    for language in ("en", "zh"):
        parts = [HEADER]
        for path, text, _explanations in told(language):
            lines = [
                f"        {json.dumps(line, ensure_ascii=False)}\n" for line in text.splitlines(keepends=True)
            ]
            parts += [f"    {json.dumps(path)}: (\n", *lines, "    ),\n"]
        yield FOLDER / f"help_{language}.py", "".join([*parts, "}\n"])


if __name__ == "__main__":
    from crmcli.kit.cli.invocation import Invocation, begin
    from crmcli.kit.i18n import set_language

    begin(Invocation({}))
    set_language(sys.argv[1])  # type: ignore[arg-type]
    json.dump(list(pages()), sys.stdout)
