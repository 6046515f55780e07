"""`crm edit`: what a card says, changed."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from tests.program import Program


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    crm = Inside(Program(tmp_path_factory.mktemp("editing")))
    crm.add(
        "王小明", "--phone", "13812345678", "--region", "郑州", "--amount", "12万", "--grade", "B",
        "--set", "车型=牵引车", "--birthday", "5-17",
    )  # fmt: skip
    crm.add("李四", "--phone", "13900001111")
    return crm


@pytest.fixture
def crm(written: Inside, tmp_path: Path) -> Inside:
    """That book, for one test to change."""
    return written.elsewhere(tmp_path)


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        (["--name", "王大明"], "name", "王大明"),
        (["--kind", "company"], "kind", "company"),
        (["--region", "洛阳"], "region", "洛阳"),
        (["--region", ""], "region", None),
        (["--amount", "3000.5"], "amount_fen", 300_050),
        (["--amount", ""], "amount_fen", None),
        (["--close", "月底"], "expected_close_on", "2026-11-30"),
        (["--need", "none"], "need", "none"),
        (["--importance", "key"], "importance", "key"),
        (["--birthday", "1-1", "--lunar"], "birthday_is_lunar", True),
        (["--birthday", ""], "birthday", None),
        (["--id", "11010519491231002X"], "id_number", "11010519491231002X"),
        (["--set", "等级=A"], "grade", "A"),
        (["--set", "车型=挂车"], "fields", {"车型": "挂车"}),
        (["--set", "车型="], "fields", {}),
        (["--set", "账期=30"], "fields", {"车型": "牵引车", "账期": "30"}),
        (["--set", "地区=开封"], "region", "开封"),
    ],
)
def test_edit(crm: Inside, words: list[str], key: str, value: object) -> None:
    ran = crm("edit", "王小明", *words)
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert crm.card("C0001")[key] == value


def test_a_new_name_is_found_by_its_pinyin(crm: Inside) -> None:
    crm.must("edit", "王小明", "--name", "单雄信")
    assert crm.card("sxx")["name"] == "单雄信"
    assert crm("show", "wxm").code == 3


def test_phones_come_and_go(crm: Inside) -> None:
    crm.must("edit", "王小明", "--phone", "021-62345678", "--phone", "138 1234 5678")
    numbers: Any = crm.card("C0001")["phones"]
    assert [phone["number"] for phone in numbers] == ["+8613812345678", "+862162345678"]
    crm.must("edit", "王小明", "--drop-phone", "13812345678")
    assert crm.card("C0001")["phone"] == "+862162345678"
    ran = crm("edit", "王小明", "--drop-phone", "13812345678")
    assert ran.code == 3
    assert "021-62345678" in ran.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2), (["--name", ""], 5), (["--kind", ""], 5), (["--set", "kind="], 5), (["--id", "123"], 5),
        (["--region", "x", "--set", "urgency=soon"], 5), (["--owner", "nobody"], 3), (["--grade", "A"], 2),
    ],
)  # fmt: skip
def test_what_edit_refuses(crm: Inside, words: list[str], code: int) -> None:
    before = crm.book.read_bytes()
    ran = crm("edit", "王小明", *words)
    assert (ran.code, ran.out) == (code, "")
    assert crm.book.read_bytes() == before


def test_the_same_again_is_no_change(crm: Inside) -> None:
    before = history(crm)
    ran = crm("edit", "王小明", "--region", "郑州", "--phone", "13812345678", "--set", "车型=牵引车")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert ran.err
    assert history(crm) == before


def test_a_change_is_recorded_with_before_and_after(crm: Inside) -> None:
    crm.must("edit", "王小明", "--region", "洛阳", "--as", "lily")
    with closing(sqlite3.connect(crm.book)) as book:
        command, by, before, after = book.execute(
            "select command, by, json_extract(before, '$.region'), json_extract(after, '$.region')"
            " from change_entry e join change_row r on r.entry_id = e.id order by r.id desc limit 1"
        ).fetchone()
    assert (command, by, before, after) == ("edit", "lily", "郑州", "洛阳")


def history(crm: Inside) -> int:
    with closing(sqlite3.connect(crm.book)) as book:
        return int(book.execute("select count(*) from change_row").fetchone()[0])
