"""Other programs doing the same work on the same records, where they are installed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.books import PLACE, TODAY
from benchmarks.timing import Command

# The due list as one question to the published view.
DUE_SQL = (
    "select kind, code, name, grade, due_on, title from due_list"
    f" where due_on <= '{TODAY}' order by grade, due_on, amount_fen desc, code limit 50"
)


def due_of(book: Path) -> list[tuple[str, str, str]]:
    """(code, name, due date) of every customer with a next follow-up."""
    with closing(sqlite3.connect(book)) as connection:
        return connection.execute(
            "select code, name, next_follow_up_on from customer where next_follow_up_on is not null order by id"
        ).fetchall()


def peers(book: Path, count: int) -> Iterator[tuple[str, Command]]:
    """What is installed, each with its name and its way to list fifty things that are due."""
    environ = {**os.environ, "HOME": str(PLACE / "home"), "LANG": "C.UTF-8"}
    if shutil.which("sqlite3"):
        yield (
            "sqlite3 shell",
            Command("sqlite3 BOOK 'select … from due_list'", ["sqlite3", str(book), DUE_SQL], environ),
        )
    if shutil.which("task"):
        yield "Taskwarrior", _taskwarrior(book, count, environ)
    if shutil.which("todo"):
        yield "todoman", _todoman(book, count, environ)
    if shutil.which("jrnl"):
        yield "jrnl", _jrnl(book, count, environ)


def _taskwarrior(book: Path, count: int, environ: dict[str, str]) -> Command:
    folder = PLACE / f"task-{count}"
    settings = [f"rc.data.location={folder}", "rc.confirmation=no", "rc.verbose=nothing"]
    if not folder.exists():
        folder.mkdir(parents=True)
        (PLACE / "home" / ".taskrc").touch()
        tasks = [
            {"description": f"{name} {code}", "due": f"{day.replace('-', '')}T000000Z"}
            for code, name, day in due_of(book)
        ]
        _feed(["task", *settings, "import", "-"], json.dumps(tasks), environ)
    words = ["task", *settings, f"due.before:{TODAY}", "limit:50", "list"]
    return Command("task due.before:TODAY limit:50 list", words, environ)


def _todoman(book: Path, count: int, environ: dict[str, str]) -> Command:
    folder = PLACE / f"todoman-{count}" / "book"
    config = folder.parent / "config.py"
    if not folder.exists():
        folder.mkdir(parents=True)
        config.write_text(
            f'path = "{folder.parent}/*"\ncache_path = "{folder.parent}/cache.sqlite"\n', encoding="utf-8"
        )
        for code, name, day in due_of(book):
            text = (
                f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:benchmarks\r\nBEGIN:VTODO\r\nUID:{code}\r\n"
                f"SUMMARY:{name}\r\nDUE;VALUE=DATE:{day.replace('-', '')}\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
            )
            (folder / f"{code}.ics").write_text(text, encoding="utf-8", newline="")
    return Command("todo list --due 24", ["todo", "--config", str(config), "list", "--due", "24"], environ)


def _jrnl(book: Path, count: int, environ: dict[str, str]) -> Command:
    folder = PLACE / f"jrnl-{count}"
    config, journal = folder / "jrnl.yaml", folder / "journal.txt"
    if not folder.exists():
        folder.mkdir(parents=True)
        by_day = sorted(due_of(book), key=lambda row: row[2])
        entries = (f"[{day} 09:00] {name} {code}.\n" for code, name, day in by_day)
        journal.write_text("\n".join(entries), encoding="utf-8")
        config.write_text(
            f"journals:\n  default: {journal}\neditor: ''\nencrypt: false\ncolors:\n  body: none\n  date: none\n"
            "  tags: none\n  title: none\ndefault_hour: 9\ndefault_minute: 0\nhighlight: false\nindent_character: '|'\n"
            "linewrap: 79\ntagsymbols: '@'\ntemplate: false\ntimeformat: '%Y-%m-%d %H:%M'\nversion: v4.2\n",
            encoding="utf-8",
        )
    words = ["jrnl", "--config-file", str(config), "-to", TODAY, "-n", "50", "--short"]
    return Command("jrnl -to TODAY -n 50 --short", words, environ)


def _feed(words: list[str], text: str, environ: dict[str, str]) -> None:
    subprocess.run(
        words,
        input=text,
        text=True,
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
