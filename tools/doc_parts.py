"""The parts of the documentation that follow from the program, as Markdown; cog blocks in the pages print them."""

import importlib
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "crmcli"
_VIEW = re.compile(r"^-- (?P<comment>.+)\ncreate view (?P<name>\w+)", re.MULTILINE)


def command_pages(language: str) -> str:
    """Every help page, the front page first; each command under a heading of its own."""
    # Help texts are built as modules load, so each language needs a process of its own.
    words = [sys.executable, __file__, language]
    pages = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)
    return "\n\n".join(f"## {path}\n\n```text\n{page}\n```" for path, page in pages)


def help_pages(language: str) -> Iterator[tuple[str, str]]:
    """(command as typed, its help page) for the whole program."""
    from typer.main import get_group

    from crmcli.kit.i18n import set_language

    set_language("zh" if language == "zh" else "en")
    from crmcli import app

    yield "crm", app.front_page()
    for verb, entry in app.VERBS.items():
        module = importlib.import_module(f"crmcli.{entry.capability}.commands")
        yield from _pages_below(get_group(module.commands).commands[verb], f"crm {verb}")


def _pages_below(command: Any, path: str) -> Iterator[tuple[str, str]]:
    yield path, command.get_help(command.make_context(path, [], resilient_parsing=True))
    for name, below in getattr(command, "commands", {}).items():
        yield from _pages_below(below, f"{path} {name}")


def tables() -> str:
    """Every table of a fresh book with its columns."""
    book = empty_book()
    names = _ask(book, "select name from sqlite_master where type = 'table' order by name")
    return "\n\n".join(_table(book, name) for (name,) in names)


def _table(book: sqlite3.Connection, name: str) -> str:
    foreign = {row[3]: f"→ `{row[2]}.{row[4]}`" for row in _ask(book, f"pragma foreign_key_list({name})")}
    lines = [f"### {name}", "", _said_of(name), "", "| column | type | |", "|---|---|---|"]
    for _place, column, kind, required, _default, key in _ask(book, f"pragma table_info({name})"):
        notes = ["key"] if key else ["never empty"] if required else []
        lines.append(
            f"| `{column}` | {kind.lower()} | {', '.join([*notes, foreign.get(column, '')]).strip(', ')} |"
        )
    return "\n".join(lines)


def views() -> str:
    """Every published view with its columns."""
    book = empty_book()
    return "\n\n".join(
        f"### {found['name']}\n\n{found['comment']}\n\n{_columns(book, found['name'])}"
        for path in sorted(PACKAGE.glob("*/views.sql"))
        for found in _VIEW.finditer(path.read_text(encoding="utf-8"))
    )


def _columns(book: sqlite3.Connection, name: str) -> str:
    return " ".join(f"`{row[1]}`" for row in _ask(book, f"pragma table_info({name})"))


def empty_book() -> sqlite3.Connection:
    """A fresh book in memory."""
    from crmcli.kit.storage import migrating

    return migrating.empty_book()


def _ask(book: sqlite3.Connection, question: str) -> list[Any]:
    return book.execute(question).fetchall()


def _said_of(table: str) -> str:
    """What the model of a table says of it, as one paragraph."""
    from sqlmodel import SQLModel

    for module in sorted(PACKAGE.glob("*/tables.py")):
        importlib.import_module(f"crmcli.{module.parent.name}.tables")
    models = {model.__tablename__: model for model in _subclasses(SQLModel)}
    return " ".join((models[table].__doc__ or "").split())


def _subclasses(model: Any) -> Iterator[Any]:
    for below in model.__subclasses__():
        if hasattr(below, "__table__"):
            yield below
        yield from _subclasses(below)


if __name__ == "__main__":
    json.dump(list(help_pages(sys.argv[1])), sys.stdout)
