"""An import keeps no rows in the history; doctor knows them again by their checksums."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once

_ROWS = 250  # more than one checksum has


@made_once
def imported(inside: Inside) -> None:
    """A book of an import, of which some rows have been worked on since."""
    lines = ["客户名称,联系人,手机,客户等级,最近沟通时间,沟通内容,备注"]
    lines += [f"公司{n},张{n},1380013{n:04},B,2026-11-2{n % 2},谈了{n},备注{n}" for n in range(1, _ROWS + 1)]
    (inside.folder / "in.csv").write_text("\n".join(lines), encoding="utf-8")
    inside.must("import", str(inside.folder / "in.csv"))
    inside.must("visit", "C0001", "又谈了", "--grade", "A")
    inside.must("edit", "C0002", "--name", "华信", "--drop-phone", "13800130002")
    inside.must("merge", "C0003", "C0004", "--prefer", "C0003")
    inside.must("merge", "C0005", "C0006", "--prefer", "C0006")
    inside.must("undo")
    inside.must("archive", "C0240")


def outside(inside: Inside, statement: str) -> list[tuple[str, str]]:
    """(check, sentence) of what doctor finds after another program has run a statement."""
    with closing(sqlite3.connect(inside.book, isolation_level=None)) as book:
        assert book.execute(statement).rowcount == 1
    ran = inside("doctor", "-f", "json")
    return [(row["check"], row["said"]) for row in ran.json]


def test_work_on_imported_rows_is_nothing_wrong(imported: Inside) -> None:
    assert imported("doctor").code == 0, imported("doctor").out


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("update customer set amount_fen = 100 where id = 7", "1 to 200 of customer"),
        ("update customer set region = '郑州' where id = 250", "201 to 250 of customer"),
        ("update customer set preferred_time = '上午' where id = 201", "201 to 250 of customer"),
        ("update visit set summary = '没谈' where id = 9", "1 to 200 of visit"),
        ("update customer_note set text = '' where customer_id = 10", "1 to 200 of customer_note"),
        ("update contact set position = '经理' where customer_id = 249", "201 to 250 of contact"),
    ],
)
def test_what_another_program_edits_is_found(imported: Inside, statement: str, rows: str) -> None:
    found = outside(imported, statement)
    assert [check for check, _sentence in found] == ["rows"]
    assert f"One of the rows {rows} is not as it was imported" in found[0][1]


@pytest.mark.parametrize("forged", ["junk", "{}", "[1]", '{"columns": 1, "empty": [], "sums": []}'])
@pytest.mark.parametrize("rows", ["last_row_id is not null", "last_row_id is null"])
def test_a_history_that_cannot_be_read_is_told(imported: Inside, rows: str, forged: str) -> None:
    with closing(sqlite3.connect(imported.book, isolation_level=None)) as book:
        for (name,) in book.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            book.execute(f"drop trigger {name}")
        book.execute(f"update change_row set after = ? where table_name = 'customer' and {rows}", (forged,))
    ran = imported("doctor", "-f", "json")
    assert ran.code == 5, ran.err
    assert "chain" in {row["check"] for row in ran.json}
    for words in (("history",), ("undo",)):
        assert imported(*words).code in (0, 5, 7)


def test_an_import_that_was_taken_back_and_brought_back_is_as_it_was(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("客户名称,手机\n华信,13800138000\n金桥,13800138001\n", encoding="utf-8")
    inside.must("import", str(tmp_path / "in.csv"))
    inside.must("undo")
    assert inside("doctor").code == 0
    inside.must("undo", str(inside.must("history", "-f", "json").json[0]["entry"]))
    assert len(inside.names("list")) == 2
    assert inside("doctor").code == 0
    assert outside(inside, "update customer set amount_fen = 100 where id = 1")
