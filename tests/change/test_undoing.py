"""Any entry can be taken back, and brought back; what was built on it stands in the way."""

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmcli.change.queries import entry_of
from crmcli.change.undoing import undo_entry
from crmcli.customer.service import add_note, archive, change_tags
from crmcli.grade.service import set_grade
from crmcli.intake.service import edit_columns
from crmcli.kit.errors import RuleRefused
from crmcli.kit.storage.references import columns_of, table_names
from crmcli.staff.desk import Desk
from crmcli.visit.service import NewVisit, log_visit
from tests.change.test_service import WRITES, at_work, broken_entries, entries, started
from tests.desk import TODAY, Desks, customer, register, set_own_field

__all__ = ["at_work", "started"]
NOT_CONTENT = ("change_entry", "change_row", "change_request", "book_setting", "staff")


def content(desks: Desks) -> dict[str, Any]:
    """Every row of every table without its revision; ids of what only follows from others do not count."""
    with closing(desks.connect()) as book:
        book.row_factory = sqlite3.Row
        tables = [name for name in table_names(book) if name not in NOT_CONTENT]
        return {table: sorted(_rows(book, table), key=str) for table in tables}


def _rows(book: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    unlike = {"rev", "id"} if table == "customer_occasion" else {"rev"}
    for row in book.execute(f"select * from {table}"):
        yield {column: row[column] for column in row.keys() if column not in unlike}  # noqa: SIM118


def undo(desks: Desks, entry_id: int, actor: str = "lily") -> int:
    with desks(command="undo", actor=actor) as at:
        return undo_entry(at.writing, entry_of(at.writing.reading(), entry_id), lambda _change: None)


@pytest.mark.parametrize("name", WRITES)
def test_an_undo_restores_every_table_and_its_undo_brings_the_command_back(at_work: Desks, name: str) -> None:
    before = content(at_work)
    with at_work(command=name) as at:
        WRITES[name](at, customer(at))
    after, last = content(at_work), entries(at_work)
    assert undo(at_work, last) > 0
    assert content(at_work) == before
    undo(at_work, last + 1)
    assert content(at_work) == after
    undo(at_work, last + 2)
    assert content(at_work) == before
    assert broken_entries(at_work) == []
    assert at_work.rows("pragma foreign_key_check") == []
    assert at_work.rows("select undoes_id from change_entry where id > ?", last) == [
        (last,), (last + 1,), (last + 2,)
    ]  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_a_dry_undo_changes_nothing(at_work: Desks, name: str) -> None:
    with at_work(command=name) as at:
        WRITES[name](at, customer(at))
    before = at_work.path.read_bytes()
    with at_work(dry_run=True) as at:
        undo_entry(at.writing, entry_of(at.writing.reading(), entries(at_work)), lambda _change: None)
    assert at_work.path.read_bytes() == before


def test_a_later_change_of_the_same_row_stands_in_the_way_and_is_named(at_work: Desks) -> None:
    with at_work(command="edit") as at:
        edit_columns(at, customer(at), {"region": "开封"})
    first = entries(at_work)
    with at_work(command="edit") as at:
        edit_columns(at, customer(at), {"region": "洛阳"})
    before = at_work.path.read_bytes()
    with pytest.raises(RuleRefused, match=f"crm undo {first + 1}"):
        undo(at_work, first)
    assert at_work.path.read_bytes() == before
    undo(at_work, first + 1)
    undo(at_work, first)  # what cancels out stands in nobody's way
    assert at_work.card()["region"] == "郑州"


def test_what_was_added_to_a_new_card_stands_in_the_way_of_its_undo(at_work: Desks) -> None:
    with at_work(command="add") as at:
        register(at, "李丽")
    first = entries(at_work)
    with at_work(command="note") as at:
        change_tags(at, customer(at, "C0002"), ["重点"], [])
    with pytest.raises(RuleRefused, match=f"crm undo {first + 1}"):
        undo(at_work, first)


def test_a_table_that_nobody_knows_is_undone_and_stands_in_the_way_too(at_work: Desks) -> None:
    """The foreign keys of the file are asked, so a capability of tomorrow needs nothing of its own."""
    with closing(at_work.connect()) as book:
        book.execute(
            "create table paper (id integer primary key, customer_id integer not null"
            " references customer (id), name text not null)"
        )
    with at_work(command="add") as at:
        register(at, "李丽")
    first = entries(at_work)
    with at_work(command="checklist receive") as at:
        row = {"id": 1, "customer_id": 2, "name": "营业执照"}
        at.writing.reading().execute("insert into paper values (1, 2, '营业执照')")
        at.writing.record("paper", 1, None, row)
    with pytest.raises(RuleRefused, match="checklist receive"):
        undo(at_work, first)
    assert undo(at_work, first + 1) == 1
    assert at_work.rows("select * from paper") == []
    undo(at_work, first + 2)
    assert at_work.rows("select * from paper") == [(1, 2, "营业执照")]


def test_a_row_that_another_program_changed_is_not_overwritten(at_work: Desks) -> None:
    with at_work(command="edit") as at:
        edit_columns(at, customer(at), {"region": "开封"})
    with closing(at_work.connect()) as book:
        book.execute("update customer set region = '北京'")
    with pytest.raises(RuleRefused, match="another program"):
        undo(at_work, entries(at_work))


def test_ids_are_never_given_twice_so_that_an_undo_can_be_undone(at_work: Desks) -> None:
    with at_work(command="add") as at:
        register(at, "李丽")
    first = entries(at_work)
    undo(at_work, first)
    with at_work(command="add") as at:
        register(at, "孙浩")
    undo(at_work, first + 1)
    assert at_work.rows("select id, name, code from customer order by id") == [
        (1, "王小明", "C0001"), (2, "李丽", "C0002"), (3, "孙浩", "C0003")
    ]  # fmt: skip


def test_a_revision_never_goes_back(at_work: Desks) -> None:
    """Else a form that somebody still has open would seem to be of today."""
    with at_work(command="edit") as at:
        edit_columns(at, customer(at), {"region": "开封"})
    seen = at_work.card()["rev"]
    undo(at_work, entries(at_work))
    assert at_work.card()["rev"] > seen


def test_the_making_of_the_book_is_not_to_undo(at_work: Desks) -> None:
    with pytest.raises(RuleRefused):
        undo(at_work, 1)


def test_whoever_worked_stays_on_the_staff(at_work: Desks) -> None:
    with at_work(command="add", actor="rose") as at:
        register(at, "李丽")
    first = entries(at_work)
    with at_work(command="add", actor="rose") as at:
        register(at, "孙浩")
    undo(at_work, first, actor="rose")
    assert at_work.rows("select name from customer order by id") == [("王小明",), ("孙浩",)]
    assert ("rose",) in at_work.rows("select name from staff")


def test_erased_rows_cannot_come_back(at_work: Desks) -> None:
    with at_work(command="note") as at:
        add_note(at, customer(at), "第二条")
    with closing(at_work.connect()) as book:
        book.execute("update change_row set before = null, after = null")
    with pytest.raises(RuleRefused, match="erased"):
        undo(at_work, entries(at_work))


def _random_write(at: Desk, chance: random.Random) -> None:
    codes = [code for (code,) in at.writing.reading().execute("select code from customer")]
    one = customer(at, chance.choice(codes)) if codes else register(at, "新客户")
    match chance.randrange(6):
        case 0:
            register(at, chance.choice(["李丽", "孙浩", "周敏"]), chance.choice([None, "A", "C"]))
        case 1:
            log_visit(at, one, NewVisit("call", TODAY, grade=chance.choice("ABC"), summary="谈"))
        case 2:
            set_grade(at, one, chance.choice(["A", "B", None]))
        case 3:
            change_tags(at, one, [chance.choice("甲乙丙")], [chance.choice("甲乙丙")])
        case 4:
            set_own_field(at, one, "车型", chance.choice(["挂车", "牵引车", ""]))
        case _:
            archive(at, one, chance.choice([TODAY, None]))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))])
def test_whatever_happens_the_history_tells_the_tables(started: Desks, tmp_path: Path, seed: int) -> None:
    """Random writes and undos, some of them refused: replaying the history gives the tables, the chain is whole."""
    desks = Desks(tmp_path)
    shutil.copy(started.path, desks.path)
    chance = random.Random(seed)
    undone = refused = 0
    for _step in range(40):
        if chance.random() < 0.5:
            with suppress(RuleRefused), desks(command="write") as at:
                _random_write(at, chance)
            continue
        try:
            undo(desks, chance.randint(2, entries(desks)))
            undone += 1
        except RuleRefused:
            refused += 1
    assert undone > 3
    assert refused > 1
    assert broken_entries(desks) == []
    assert desks.rows("pragma foreign_key_check") == []
    _check_replay(desks)


def _check_replay(desks: Desks) -> None:
    tables: dict[str, dict[int, Any]] = {}
    for table, row_id, after in desks.rows("select table_name, row_id, after from change_row order by id"):
        tables.setdefault(table, {})[row_id] = json.loads(after) if after else None
    with closing(desks.connect()) as book:
        book.row_factory = sqlite3.Row
        for table, rows in tables.items():
            stored = {row["id"]: dict(row) for row in book.execute(f"select * from {table}")}
            assert {row_id: row for row_id, row in rows.items() if row is not None} == stored, table
            assert set(columns_of(book, table)) >= {"id"}


def test_dates_are_as_they_were(at_work: Desks) -> None:
    before = at_work.card()
    with at_work(date(2026, 11, 23), command="visit") as at:
        log_visit(at, customer(at), NewVisit("call", date(2026, 11, 23), grade="A"))
    undo(at_work, entries(at_work))
    assert {**at_work.card(), "rev": 0} == {**before, "rev": 0}
