"""A book that somebody named and that is not there: what reads ends with 7 and the path, and makes nothing."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_group

from crmcli.app import VERBS
from tests.inside import Inside

REPORTS = (
    "daily", "supervisor-daily", "weekly", "missing", "grades", "calibration", "sources", "funnel", "coverage",
    "accompaniment", "coaching", "verification", "load", "route",
)  # fmt: skip
# Every command that reads, as it is typed where nothing else is wrong.
READS = (
    "due", "find 王", "show 王小明", "brief 王小明", "list", "why 王小明", "grade 王小明", "card list",
    "card show 王小明",
    "card file 王小明 照片", "card checks", "card progress", "card clean", "card clean --archive", "card quality",
    "card quality 王小明", "card met", "card resource 王小明", "card print 王小明", "greet", "greet --given",
    "greet 王小明 --text", "checklist list", "checklist missing", "checklist show 王小明", "checklist handout 王小明",
    "checklist file 王小明 1", "owe list", "owe show P0001", "owe recurring", "owe marks", "duplicates",
    "history", "export", "export due", "export all -o x.json", "playbook show", "playbook phrases",
    "config greet.birthday",
    "config policy", "team shared", "team staff list", "team approvals list", "team approvals show 1",
    "team campaign list", "team campaign show 节日", "team campaign opinions 节日", "team campaign results 节日",
    *(f"report {name}" for name in REPORTS),
)  # fmt: skip
# What writes, or does not need the book.
OTHERS = frozenset(
    "visit add deal snooze edit note tag archive plan merge undo import backup restore doctor init demo date batch"
    " completion".split()
)


def commands(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    """The command lines below a verb, without their words."""
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from commands(inner, (*path, name))
    else:
        yield " ".join(path)


WRITES = {
    "card": "form submit return spot-check finding mended verify",
    "checklist": "templates template start receive verify reject waive party deadline close",
    "contact": "add edit drop",
    "owe": "add answer told close drop edit satisfaction",
    "playbook": "list new check use apply",
    "report": "list submit review done",
    "team": "coach share review",
    "team approvals": "grant refuse withdraw",
    "team campaign": "new edit add drop goal done opinion improve improved end",
    "team staff": "add edit leave",
}


def test_every_command_reads_or_is_known_to_do_something_else() -> None:
    known = {f"{verb} {name}" for verb, names in WRITES.items() for name in names.split()} | OTHERS
    for verb, entry in VERBS.items():
        group = get_group(importlib.import_module(f"crmcli.{entry.capability}.commands").commands)
        for path in commands(group.commands[verb], (verb,)):
            reads = [line for line in READS if line == path or line.startswith(f"{path} ")]
            assert bool(reads) != (path in known), path


@pytest.mark.parametrize("line", READS)
def test_a_named_book_that_is_missing_is_said(inside: Inside, line: str) -> None:
    path = inside.folder / "none.db"
    for environ, words in (({"CRM_DB": str(path)}, ()), ({}, ("--db", str(path)))):
        ran = inside(*line.split(), *words, env=environ)
        assert (ran.code, ran.out) == (7, ""), ran.err
        assert str(path) in ran.err
    assert sorted(inside.folder.glob("none*")) == []


@pytest.mark.parametrize(
    "words", [("greet",), ("greet", "--given"), ("card", "clean"), ("card", "clean", "--archive")]
)
def test_at_the_usual_place_there_is_no_book_yet(inside: Inside, words: tuple[str, ...]) -> None:
    ran = inside(*words)
    assert ran.code == 0
    assert ran.err.count("There is no book yet") == 1
    assert not inside.book.exists()
