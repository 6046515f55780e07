"""What is measured, by the words that somebody types, and how long it may take."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import NamedTuple

from benchmarks.books import Installed
from benchmarks.timing import Command


class Asked(NamedTuple):
    """Words behind `crm`, and the most that they may take in units of the yardstick."""

    line: str
    budget: float
    terminal: bool = False


# The unit of these is `python -c "import sqlite3"`.
READS = [
    Asked("due --limit 50 -f tsv", 1.1),
    Asked("due --limit 50 -f json", 1.1),
    Asked("due --limit 50 -f plain", 1.1),
    Asked("due week --grade AB --owner 孙静 --limit 50 -f tsv", 1.1),
    Asked("due --limit 50 --lang zh", 1.1),
    Asked("due +7d --from 2026-11-01 --kind follow_up --limit 50 -f tsv", 1.1),
    Asked("due --count", 5),
    Asked("due --limit 50", 6, terminal=True),
    Asked("show KH000007 -f json", 5),
    Asked("list --limit 50 -f json", 5),
    Asked("find 张伟 -f json", 5),
    Asked("find zhangwei -f json", 5),
    Asked("find 1234 -f json", 5),
    Asked("--help", 2),
    Asked("due --help --lang zh", 2),
    Asked("_complete zsh show wxm", 2),
    Asked("_complete zsh due --", 2),
]
# The same of cards with 60 values each: what stands on one card, and lists by fields of every type.
CARD_READS = [
    Asked("show KH000007 -f json", 5),
    Asked("list --where 营业面积=123 --limit 50 -f tsv", 5),
    Asked("list --where 营业面积<400 --limit 50 -f tsv", 5),
    Asked("list --where 零售业态!=便利店 --limit 50 -f tsv", 5),
    Asked("list --where 经营范围~值123 --limit 50 -f tsv", 5),
    Asked("list --where '发证日期 < 2015-01-01 and 零售业态 = 便利店' --limit 50 -f tsv", 5),
    Asked("list --where '营业面积 is empty' --limit 50 -f tsv", 5),
    Asked("list --where 违规记录.日期>2026-12-01 --limit 50 -f tsv", 5),
    Asked("list --where '违规记录 is empty' --limit 50 -f tsv", 5),
    Asked("list --sort 营业面积 --limit 50 -f tsv", 5),
    Asked("list --sort -零售业态 --where grade=B --limit 50 -f tsv", 5),
    Asked("list --columns 名称,营业面积,零售业态 --where 营业面积=123 -f tsv", 5),
]
# The unit of these is `python -c "import sqlmodel"`.
WRITES = [
    Asked("visit KH000007 看过样品 --grade B", 1.3),
    Asked("add 王小明", 1.3),
    Asked("note KH000007 喜欢钓鱼", 1.3),
    Asked("grade KH000007 A", 1.3),
    Asked("snooze KH000007 +1d", 1.3),
]


def yardstick(program: Installed, module: str) -> Command:
    """Python loading a module and nothing else."""
    return Command(
        f'python -c "import {module}"', [program.python, "-c", f"import {module}"], program.environ
    )


def command(program: Installed, book: Path, asked: Asked) -> Command:
    """A whole process of the program on that book."""
    name = f"crm {asked.line}" + (" (a terminal)" if asked.terminal else "")
    environ = {**program.environ, "CRM_DB": str(book)}
    return Command(name, [program.crm, *shlex.split(asked.line)], environ, asked.terminal)
