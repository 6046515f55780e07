"""Every write is one entry of the history, which can be replayed, verified, and not be changed."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmcli.change.rules import entry_digest, payload_digest
from crmcli.customer.field_values import FieldSetting
from crmcli.customer.service import (
    add_contact,
    add_note,
    add_phone,
    archive,
    change_tags,
    contacts_of,
    drop_contact,
    drop_phone,
)
from crmcli.customer.tables import Customer, CustomerNote
from crmcli.deal.service import close_deal
from crmcli.due.service import snooze
from crmcli.grade.service import set_grade
from crmcli.intake.service import NewCustomer, edit_columns, register_customer
from crmcli.kit.errors import RuleRefused
from crmcli.kit.phones import parse_phone
from crmcli.kit.workdays import WorkCalendar
from crmcli.playbook.service import apply_playbook
from crmcli.policy.schema import load_playbook
from crmcli.staff.desk import Desk
from crmcli.staff.service import add_staff
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import TODAY, Desks, customer, register, set_own_field

DAY = date.fromisoformat
MOBILE = parse_phone("13812345678")


def _register(at: Desk, one: Customer) -> object:
    card = {"name": "李丽", "birthday": "1980-05-17", "birthday_is_lunar": True, "amount_fen": 5}
    return register_customer(
        at,
        NewCustomer(
            card,
            at.my_id,
            "B",
            [parse_phone("021-62345678")],
            ["赵婷"],
            ["熟客"],
            ["重点"],
            [FieldSetting(None, "车型", ["牵引车"])],
        ),
    )


def _visit(at: Desk, one: Customer) -> object:
    add_staff(at.writing, "主管周")
    new = NewVisit("call", TODAY, grade="A", companions=["主管周"], next_on=DAY("2026-11-23"), topic="带合同")
    return log_visit(at, one, new)


WRITES: dict[str, Callable[[Desk, Customer], object]] = {
    "add": _register,
    "visit": _visit,
    "grade": lambda at, one: set_grade(at, one, "D", reason="没预算"),
    "grade taken away": lambda at, one: set_grade(at, one, None),
    "deal won": lambda at, one: close_deal(at, one, "won", amount_fen=100, closed_on=TODAY, reason=None),
    "deal lost": lambda at, one: close_deal(at, one, "lost", amount_fen=None, closed_on=TODAY, reason="贵"),
    "snooze": lambda at, one: snooze(at, one, DAY("2026-12-24"), "出国", "带礼物"),
    "archive": lambda at, one: archive(at, one, TODAY),
    "edit": lambda at, one: edit_columns(at, one, {"name": "王大明", "need": "target", "region": None}),
    "note": lambda at, one: add_note(at, one, "第二条"),
    "tags": lambda at, one: change_tags(at, one, ["展会"], ["重点"]),
    "field": lambda at, one: set_own_field(at, one, "车型", "挂车"),
    "field taken away": lambda at, one: set_own_field(at, one, "车型", ""),
    "phone": lambda at, one: add_phone(at, one, parse_phone("13900000001")),
    "phone dropped": lambda at, one: drop_phone(at, one, MOBILE),
    "person": lambda at, one: add_contact(at, one, "刘燕", position="主任", key=True),
    "person dropped": lambda at, one: drop_contact(at, one, contacts_of(at, one)[0]),
    "staff": lambda at, one: add_staff(at.writing, "孙经理"),
    "playbook": lambda at, one: apply_playbook(at, load_playbook("real-estate", ""), WorkCalendar()),
}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Desks:
    """A book with one customer that has something of everything; tests work on copies of it."""
    desks = Desks(tmp_path_factory.mktemp("book"))
    with desks(DAY("2026-11-01"), command="add") as at:
        card = {"name": "王小明", "region": "郑州"}
        phones, people = [MOBILE], ["赵婷"]
        new = NewCustomer(
            card,
            at.my_id,
            "C",
            phones,
            people,
            ["第一条"],
            ["重点"],
            [FieldSetting(None, "车型", ["牵引车"])],
        )
        log_visit(
            at, register_customer(at, new), NewVisit("visit", DAY("2026-11-01"), next_on=DAY("2026-11-10"))
        )
    return desks


@pytest.fixture
def at_work(started: Desks, tmp_path: Path) -> Desks:
    """A copy of that book."""
    desks = Desks(tmp_path)
    shutil.copy(started.path, desks.path)
    return desks


def entries(desks: Desks) -> int:
    """How many entries the history has."""
    count: int = desks.row("select count(*) from change_entry")[0]
    return count


def replayed(desks: Desks) -> dict[str, dict[int, Any]]:
    """The tables as the history alone tells them: every row's last `after`, each `before` checked on the way."""
    tables: dict[str, dict[int, Any]] = {}
    for table, row_id, last, before, after in desks.rows(
        "select table_name, row_id, last_row_id, before, after from change_row order by id"
    ):
        assert last is None
        known = tables.setdefault(table, {})
        assert known.get(row_id) == (json.loads(before) if before else None), (table, row_id)
        if after is None:
            del known[row_id]
        else:
            known[row_id] = json.loads(after)
    return tables


def stored(desks: Desks, table: str) -> dict[int, dict[str, Any]]:
    """A table as it is in the file."""
    with closing(desks.connect()) as book:
        book.row_factory = sqlite3.Row
        return {row["id"]: dict(row) for row in book.execute(f"select * from {table}")}


def broken_entries(desks: Desks) -> list[int]:
    """The entries that do not fit their payload or the entry before them."""
    broken, previous = [], ""
    for entry in desks.rows(
        "select id, at, by, command, reason, payload_digest, undoes_id, digest from change_entry order by id"
    ):
        entry_id, at, by, command, reason, payload, undoes_id, digest = entry
        rows = desks.rows(
            "select table_name, row_id, last_row_id, before, after from change_row where entry_id = ? order by id",
            entry_id,
        )
        whole = payload_digest(rows) == payload
        if not whole or entry_digest(previous, at, by, command, reason, payload, undoes_id) != digest:
            broken.append(entry_id)
        previous = digest
    return broken


@pytest.mark.parametrize("name", WRITES)
def test_a_write_is_one_entry_with_every_row_before_and_after(at_work: Desks, name: str) -> None:
    before = entries(at_work)
    with at_work(command=name, reason="因为", actor="rose") as at:
        WRITES[name](at, customer(at))
    assert at_work.rows(
        "select command, by, reason, substr(at, 1, 19) from change_entry where id > ?", before
    ) == [(name, "rose", "因为", "2026-11-22T09:30:00")]
    tables = replayed(at_work)
    assert len(tables) >= 5
    for table, rows in tables.items():
        assert rows == stored(at_work, table), table  # JSON's true is 1, as SQLite has it
    assert broken_entries(at_work) == []


@pytest.mark.parametrize("name", WRITES)
def test_a_dry_run_leaves_the_file_as_it_was(at_work: Desks, name: str) -> None:
    folder = at_work.path.parent
    before = at_work.path.read_bytes(), sorted(folder.iterdir())
    with at_work(dry_run=True) as at:
        WRITES[name](at, customer(at))
        at.session.flush()
    assert (at_work.path.read_bytes(), sorted(folder.iterdir())) == before


def test_a_dry_run_without_a_book_makes_none(desks: Desks) -> None:
    before = sorted(desks.path.parent.rglob("*"))
    with desks(dry_run=True) as at:
        assert register(at).code == "C0001"
    assert sorted(desks.path.parent.rglob("*")) == before


def test_a_refusal_in_the_middle_leaves_the_file_as_it_was(at_work: Desks) -> None:
    before = at_work.path.read_bytes()

    def write_half() -> None:
        with at_work(actor="new hand") as at:
            add_note(at, customer(at), "写了一半")
            at.session.flush()
            snooze(at, customer(at), DAY("2020-01-01"), None)

    with pytest.raises(RuleRefused):
        write_half()
    assert at_work.path.read_bytes() == before


def test_what_changes_nothing_leaves_no_entry(at_work: Desks) -> None:
    before = entries(at_work)
    with at_work() as at:
        assert set_grade(at, customer(at), "C") is None
        assert not change_tags(at, customer(at), ["重点"], [])
    assert entries(at_work) == before


def test_many_rows_at_once_are_one_range_of_the_entry(at_work: Desks) -> None:
    with at_work(command="import") as at:
        notes = [
            {"customer_id": 1, "text": f"第{number}条", "noted_at": at.now, "by_id": at.my_id}
            for number in range(500)
        ]
        ids = at.writing.insert_rows(CustomerNote, notes)
        assert at.writing.insert_rows(CustomerNote, []) == range(0) or not at.writing.insert_rows(
            CustomerNote, []
        )
    assert len(ids) == 500
    ((*told, sums),) = at_work.rows(
        "select table_name, row_id, last_row_id, before, after from change_row where last_row_id is not null"
    )
    assert told == ["customer_note", ids[0], ids[-1], None]
    assert len(json.loads(sums)["sums"]) == 3, "one for each two hundred rows, and none of the rows"
    assert "第1条" not in sums
    texts = at_work.rows(
        "select text from customer_note where id between ? and ? order by id", ids[0], ids[-1]
    )
    assert [text for (text,) in texts] == [f"第{number}条" for number in range(500)]
    assert broken_entries(at_work) == []


@pytest.mark.parametrize(
    "forgery",
    [
        "update change_row set after = replace(after, '王小明', '王小刚') where table_name = 'customer'",
        "update change_row set before = null, after = null where table_name = 'visit'",
        "update change_row set row_id = row_id + 1 where table_name = 'visit'",
        "delete from change_row where table_name = 'visit'",
        "update change_entry set by = 'somebody else' where id = 2",
        "update change_entry set at = '2020-01-01T00:00:00+08:00' where id = 2",
        "update change_entry set command = 'note' where id = 2",
        "update change_entry set reason = 'x' where id = 2",
        "update change_entry set digest = payload_digest where id = 2",
        "delete from change_entry where id = 1",
    ],
)
def test_a_forged_history_shows(at_work: Desks, forgery: str) -> None:
    with at_work() as at:
        add_note(at, customer(at), "第二条")
    assert broken_entries(at_work) == []
    with closing(at_work.connect()) as book:
        for (name,) in book.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            book.execute(f"drop trigger {name}")
        book.execute(forgery)
    assert broken_entries(at_work) != []


NEW_ROW = "(id, entry_id, table_name, row_id) values (1, 1, 'visit', 1)"
NEW_ENTRY = "(id, at, by, command, payload_digest, digest) values (1, '', '', '', '', '')"


@pytest.mark.parametrize("recursive", ["on", "off"])  # other programs leave it off
@pytest.mark.parametrize(
    "attempt",
    [
        "update change_entry set by = 'somebody else'",
        "update change_entry set digest = ''",
        "update or replace change_entry set id = 1 where id = 2",
        "delete from change_entry",
        f"insert or replace into change_entry {NEW_ENTRY}",
        f"replace into change_entry {NEW_ENTRY}",
        f"insert into change_entry {NEW_ENTRY} on conflict (id) do update set by = ''",
        "update change_row set row_id = 7",
        "update change_row set entry_id = 1 where entry_id = 2",
        "update change_row set id = id + 1000",
        "delete from change_row where id = 1",
        f"insert or replace into change_row {NEW_ROW}",
        f"replace into change_row {NEW_ROW}",
    ],
)
def test_the_history_is_append_only_for_every_program(at_work: Desks, attempt: str, recursive: str) -> None:
    before = at_work.path.read_bytes()
    with closing(at_work.connect()) as book:
        book.execute(f"pragma recursive_triggers = {recursive}")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            book.execute(attempt)
    assert at_work.path.read_bytes() == before


def test_what_rows_were_may_be_erased_and_the_chain_of_entries_stays(at_work: Desks) -> None:
    with closing(at_work.connect()) as book:
        book.execute("update change_row set before = null, after = null where table_name = 'customer'")
    with at_work() as at:
        add_note(at, customer(at), "第二条")
    previous = ""
    for row in at_work.rows(
        "select at, by, command, reason, payload_digest, digest from change_entry order by id"
    ):
        assert entry_digest(previous, *row[:5]) == row[5]
        previous = row[5]
