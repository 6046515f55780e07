"""What is written on a card after it was made: people, notes, tags; putting away; several at once."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from tests.program import Program


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """C0001 a company, C0002 to C0004 people."""
    crm = Inside(Program(tmp_path_factory.mktemp("cards")))
    crm.add(
        "河南华信商贸有限公司",
        "--grade",
        "B",
        "--region",
        "郑州",
        "--contact",
        "赵婷",
        "--phone",
        "13812345678",
    )
    for name in ("王小明", "李四", "周敏"):
        crm.add(name, "--grade", "C", "--region", "洛阳")
    return crm


@pytest.fixture
def crm(written: Inside, tmp_path: Path) -> Inside:
    """That book, for one test to change."""
    return written.elsewhere(tmp_path)


def entries(crm: Inside) -> list[str]:
    """The commands in the history of the book."""
    with closing(sqlite3.connect(crm.book)) as connection:
        return [command for (command,) in connection.execute("select command from change_entry order by id")]


def people(crm: Inside) -> list[tuple[str, str | None, bool, list[str]]]:
    contacts: Any = crm.card("C0001")["contacts"]
    return [
        (
            person["name"],
            person["position"],
            person["is_key"],
            person["phones"],
        )
        for person in contacts
    ]


def test_several_people_with_their_phones(crm: Inside) -> None:
    assert people(crm) == [("赵婷", None, True, ["+8613812345678"])]
    ran = crm("contact", "add", "华信", "刘燕", "--position", "采购经理", "--phone", "13900001111",
              "--phone", "0371-61234567-8", "--email", "liu@example.com", "--wechat", "liu")  # fmt: skip
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert people(crm)[1] == ("刘燕", "采购经理", False, ["+8613900001111", "+8637161234567-8"])
    card: Any = crm.card("C0001")
    assert [(phone["number"], phone["extension"], phone["contact"]) for phone in card["phones"]] == [
        ("+8613812345678", "", "赵婷"), ("+8613900001111", "", "刘燕"), ("+8637161234567", "8", "刘燕"),
    ]  # fmt: skip
    assert (card["contacts"][1]["email"], card["contacts"][1]["wechat"]) == ("liu@example.com", "liu")


def test_only_one_person_is_the_key(crm: Inside) -> None:
    crm.must("contact", "add", "C1", "刘燕", "--key")
    assert [(name, key) for name, _, key, _ in people(crm)] == [("刘燕", True), ("赵婷", False)]
    crm.must("contact", "edit", "C1", "赵婷", "--key")
    assert [(name, key) for name, _, key, _ in people(crm)] == [("赵婷", True), ("刘燕", False)]


def test_a_person_is_changed(crm: Inside) -> None:
    crm.must("contact", "edit", "C1", "赵婷", "--name", "赵 婷婷", "--position", "总经理", "--wechat", "zt")
    crm.must("contact", "edit", "C1", "赵婷婷", "--wechat", "")
    assert people(crm) == [("赵 婷婷", "总经理", True, ["+8613812345678"])]
    assert crm.names("find", "zhaotingting") == ["河南华信商贸有限公司"]


def test_a_person_is_dropped_and_the_phone_stays(crm: Inside) -> None:
    crm.must("contact", "drop", "C1", "赵婷")
    card: Any = crm.card("C0001")
    assert (card["contacts"], [phone["number"] for phone in card["phones"]]) == ([], ["+8613812345678"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", "C1", "赵婷"], 5, "赵婷"),
        (["add", "C1", " "], 5, ""),
        (["add", "C1", "刘燕", "--phone", "1234"], 5, "1234"),
        (["add", "C1", "刘燕", "--email", "liu"], 5, "liu"),
        (["edit", "C1", "刘燕", "--key"], 3, "赵婷"),
        (["drop", "C1", "刘燕"], 3, "赵婷"),
        (["add", "C9", "刘燕"], 3, "C9"),
        (["add", "C1"], 2, "NAME"),
        (["ad", "C1", "刘燕"], 2, "add"),
        ([], 2, "add"),
    ],
)
def test_what_is_refused_of_people(crm: Inside, words: list[str], code: int, said: str) -> None:
    before = crm.book.read_bytes()
    ran = crm("contact", *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert crm.book.read_bytes() == before


def test_renaming_a_person_to_another_is_refused(crm: Inside) -> None:
    crm.must("contact", "add", "C1", "刘燕")
    assert crm("contact", "edit", "C1", "刘燕", "--name", "赵婷").code == 5
    assert crm("contact", "edit", "C1", "刘燕", "--name", "刘 燕").code == 0


def test_notes_from_words_and_from_stdin(crm: Inside) -> None:
    crm.must("note", "王小明", "喜欢", "钓鱼")
    crm.must("note", "王小明", "-", stdin="第一行\r\n第二行\n")
    notes: Any = crm.card("王小明")["notes"]
    assert [(note["text"], note["by"]) for note in notes] == [
        ("第一行\n第二行", "lily"),
        ("喜欢 钓鱼", "lily"),
    ]


def test_a_note_in_the_bytes_of_an_old_windows(crm: Inside) -> None:
    crm.must("note", "王小明", "-", stdin="喜欢钓鱼".encode("gb18030"))
    notes: Any = crm.card("王小明")["notes"]
    assert notes[0]["text"] == "喜欢钓鱼"


@pytest.mark.parametrize("text", ["", " ", "\u200b", "a" * 10_001])
def test_a_note_that_is_none(crm: Inside, text: str) -> None:
    assert crm("note", "王小明", text).code == 5
    assert crm("note", "王小明", "-", stdin=text).code == 5


def test_a_long_note_is_kept_whole(crm: Inside) -> None:
    crm.must("note", "王小明", "长" * 10_000)
    notes: Any = crm.card("王小明")["notes"]
    assert notes[0]["text"] == "长" * 10_000


def test_what_cannot_be_kept_is_taken_away_and_said(crm: Inside) -> None:
    ran = crm("note", "王小明", "ab\x1b[31mc\u202ed\x00")
    assert ran.code == 0
    assert "3" in ran.err
    notes: Any = crm.card("王小明")["notes"]
    assert notes[0]["text"] == "ab[31mcd"
    assert "3" in crm("note", "王小明", "-", stdin="ab\x1b[31mc\u202ed\x00").err
    assert crm("note", "王小明", "ab\x07", "--quiet").err == ""
    assert crm("find", "\N{MUSICAL SYMBOL HALF NOTE}").code == 0, (
        "longer when composed, but nothing to take away"
    )


def test_tags_on_and_off(crm: Inside) -> None:
    crm.must("tag", "王小明", "重点", "#展会", "重点")
    assert crm.card("王小明")["tags"] == ["展会", "重点"]
    crm.must("tag", "王小明", "老乡", "--drop", "展会", "--drop", "没有")
    assert crm.card("王小明")["tags"] == ["老乡", "重点"]
    before = entries(crm)
    ran = crm("tag", "王小明", "重点")
    assert (ran.code, ran.out) == (0, "C0002\n")
    assert entries(crm) == before, "what is so already is no change"


@pytest.mark.parametrize(
    ("words", "code"),
    [(["王小明"], 2), (["王小明", "a b"], 5), (["王小明", "a,b"], 5), (["王小明", "x" * 51], 5), ([], 2)],
)
def test_what_is_refused_of_tags(crm: Inside, words: list[str], code: int) -> None:
    assert crm("tag", *words).code == code


def test_archive_and_back(crm: Inside) -> None:
    assert crm.must("archive", "王小明").out == "C0002\n"
    assert crm.card("C0002")["archived_on"] == "2026-11-22"
    assert "王小明" not in crm.names("list")
    assert crm.names("list", "--archived") == ["王小明"]
    assert crm("due", "all", "-f", "codes").out.split() == ["C0001", "C0003", "C0004"]
    crm.must("archive", "--back", "王小明")
    assert "王小明" in crm.names("list")


def test_several_by_where_are_one_entry_and_one_line(crm: Inside) -> None:
    before = entries(crm)
    ran = crm("tag", "--where", "region=洛阳", "展会", "重点")
    assert (ran.code, len(ran.out.splitlines())) == (0, 1)
    assert "3" in ran.out
    assert all(name in ran.err for name in ("王小明", "李四", "周敏")), "a preview"
    assert entries(crm) == [*before, "tag"]
    assert crm.names("list", "--tag", "展会", "--tag", "重点") == ["王小明", "李四", "周敏"]
    assert crm.must("tag", "--where", "region=洛阳", "展会", "-f", "json").json == {
        "changed": 0,
        "unchanged": 3,
    }


def test_several_by_codes_on_stdin(crm: Inside) -> None:
    codes = crm.must("list", "--region", "洛阳", "-f", "codes").out
    assert crm.must("archive", "-", stdin=codes).out
    assert crm.names("list") == ["河南华信商贸有限公司"]
    assert crm.must("archive", "--back", "-", stdin="c2\n C0003\n\nc2").out
    assert crm.names("list") == ["河南华信商贸有限公司", "王小明", "李四"]


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (["archive", "-"], "C0002\nC0009", 3),
        (["archive", "王小明", "--where", "region=洛阳"], "", 2),
        (["archive"], "", 2),
        (["tag", "--where", "region=洛阳"], "", 2),
        (["archive", "--where", "regio=洛阳"], "", 2),
        (["edit", "--where", "region=洛阳", "--name", "甲"], "", 5),
        (["edit", "--where", "region=洛阳", "--phone", "13812340000"], "", 5),
        (["edit", "--where", "region=洛阳", "--id", "11010519491231002X"], "", 5),
        (["edit", "--where", "region=洛阳"], "", 2),
    ],
)
def test_what_bulk_commands_refuse(crm: Inside, words: list[str], stdin: str, code: int) -> None:
    before = crm.book.read_bytes()
    ran = crm(*words, stdin=stdin)
    assert (ran.code, ran.out) == (code, "")
    assert crm.book.read_bytes() == before


def test_a_bulk_edit(crm: Inside) -> None:
    crm.must("edit", "--where", "region=洛阳", "--industry", "运输", "--set", "车队=是")
    assert crm.names("list", "--where", "industry=运输 and 车队=是") == ["王小明", "李四", "周敏"]


def test_nobody_fits_is_no_failure(crm: Inside) -> None:
    assert crm("archive", "--where", "region=火星").code == 0
    assert crm("archive", "-", stdin="").code == 0


def test_a_dry_run_says_what_and_changes_nothing(crm: Inside) -> None:
    before = crm.book.read_bytes()
    for words in (["tag", "王小明", "x"], ["archive", "王小明"], ["note", "王小明", "x"],
                  ["contact", "add", "C1", "甲"], ["edit", "--where", "region=洛阳", "--region", "x"]):  # fmt: skip
        ran = crm(*words, "--dry-run")
        assert ran.code == 0
        assert ran.err
    assert crm.book.read_bytes() == before


def test_the_keys_of_a_card_are_promised(crm: Inside) -> None:
    keys = list(crm.must("list", "-f", "json").json[0])
    card = crm.card("C0001")
    assert list(card)[: len(keys)] == keys
    assert {"phones", "contacts", "fields", "visits", "grade_changes", "deals", "checklists", "notes"} <= set(
        card
    )


def test_a_write_prints_the_code_or_the_record(crm: Inside) -> None:
    assert crm.must("note", "王小明", "x").out == "C0002\n"
    assert crm.must("note", "王小明", "y", "-f", "json").json == crm.card("C0002")
