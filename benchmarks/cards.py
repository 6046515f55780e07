"""A book of cards with a great deal on them: 100,000 customers of 60 values, fields of every type among them."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks.books import PLACE, TODAY, Installed, book_of
from crmcli.kit.storage.schema import SCHEMA_VERSION

VALUES_A_CARD = 60
STRIDE, PRIME = 2_654_435_761, 1_000_003
# The shops' playbook has no field of these types.
MORE_FIELDS = """
[[field]]
name = "{type}_of_ours"
title = {{ en = "{type} of ours", zh = "自有{type}" }}
group = "more"
type = "{type}"
{choices}
"""
MORE_TYPES = ("lunar_date", "choices", "phone", "id_number", "licence")
CHOICES = 'choices = [{ key = "a", en = "a", zh = "甲" }, { key = "b", en = "b", zh = "乙" }]'


class Slot(NamedTuple):
    """A value that every card has: its field, the type, and the choices there are."""

    field: str
    type: str
    choices: list[str]


def book_of_cards(program: Installed, count: int) -> Path:
    """The customers of `book_of` with full cards; one of an earlier schema is not used again."""
    path = PLACE / f"{count}.cards.v{SCHEMA_VERSION}.db"
    if not path.exists():
        passing = path.with_suffix(".making")
        shutil.copyfile(book_of(program, count), passing)
        _use_playbook(program, passing)
        fill(passing)
        passing.rename(path)
    return path


def _use_playbook(program: Installed, book: Path) -> None:
    own = PLACE / "home" / ".config" / "crm" / "playbooks" / "shops.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.unlink(missing_ok=True)
    for words in (["new", "shops", "--from", "retail"], ["use", "shops"]):
        if words[0] == "use":
            with own.open("a", encoding="utf-8") as file:
                for kind in MORE_TYPES:
                    file.write(MORE_FIELDS.format(type=kind, choices=CHOICES if kind == "choices" else ""))
        subprocess.run(
            [program.crm, "--db", str(book), "--yes", "playbook", *words],
            env=program.environ,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def fill(path: Path) -> None:
    """Put the values onto every card; every hundredth has no floor area, so that "is empty" finds something."""
    with closing(sqlite3.connect(path, isolation_level=None)) as book:
        for pragma in ("synchronous=off", "journal_mode=off", "cache_size=-400000"):
            book.execute(f"pragma {pragma}")
        book.execute("begin")
        slots = _slots(book)
        # Over so many rows an index is made in one go, not row by row.
        indexes = book.execute(
            "select name, sql from sqlite_master"
            " where type = 'index' and tbl_name = 'customer_field' and sql is not null"
        ).fetchall()
        for name, _sql in indexes:
            book.execute(f"drop index {name}")
        book.executemany(
            "insert into customer_field (customer_id, field, record, value, set_on) values (?, ?, 0, ?, ?)",
            _values([number for (number,) in book.execute("select id from customer")], slots),
        )
        for _name, sql in indexes:
            book.execute(sql)
        book.execute("commit")


def _slots(book: sqlite3.Connection) -> list[Slot]:
    """The fields of the playbook that a person types, the columns of its lists, and own ones to fill the card."""
    rows = book.execute(
        "select key, type, choices from policy_field where card_column is null and computed_from is null"
        " and type not in ('records', 'file') order by id"
    )
    slots = [
        Slot(key, kind, [line.split("\t")[0] for line in choices.split("\n")]) for key, kind, choices in rows
    ]
    own = [Slot(f"own {number}", "text", []) for number in range(len(slots), VALUES_A_CARD)]
    return [*slots, *own][:VALUES_A_CARD]


def _values(customers: list[int], slots: list[Slot]) -> Iterator[tuple[int, str, str, str]]:
    for customer in customers:
        for place, slot in enumerate(slots):
            if slot.field == "floor_area" and customer % 100 == 0:
                continue
            yield customer, slot.field, _value(slot, (customer * STRIDE + place * 40_503) % PRIME), TODAY


def _value(slot: Slot, drawn: int) -> str:
    match slot.type:
        case "number":
            return str(drawn % 500)
        case "money":
            return str(drawn % 1000 * 100)
        case "date":
            return f"20{10 + drawn % 17:02d}-{1 + drawn % 12:02d}-{1 + drawn % 28:02d}"
        case "lunar_date":
            return f"{1950 + drawn % 60}-{1 + drawn % 12:02d}-{1 + drawn % 29:02d}"
        case "choice" | "choices":
            return slot.choices[drawn % len(slot.choices)]
        case "phone":
            return f"+8613{drawn:09d}"
        case _:
            return f"值{drawn % 5000}"
