"""What cells and rows mean, before the book is asked."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.grade.rules import ceiling_on
from crmcli.kit.errors import ValueRefused
from crmcli.kit.phones import Phone
from crmcli.policy.queries import build_policy
from crmcli.policy.schema import load_playbook, policy_rows
from crmcli.transfer import cells, packed_cells, phone_cells
from crmcli.transfer.cards import Card, PastVisit, Person
from crmcli.transfer.reading import Sheet, read_sheet
from crmcli.transfer.rows import Terms, changed_row, new_row
from crmcli.transfer.rules import StoredCard, changes_of, merged
from crmcli.transfer.sources import open_table
from crmcli.transfer.sources.table import RoundedDigits
from tests.inside import Inside

TODAY = date(2026, 11, 22)
POLICY = build_policy(*policy_rows(load_playbook("general", "")))
TERMS = Terms(POLICY, TODAY, "as the file says")


def sheet_of(text: str | bytes, format: str | None = None) -> Sheet:
    data = text.encode() if isinstance(text, str) else text
    with open_table("-", encoding=None, format=format, stdin=io.BytesIO(data)) as table:
        return read_sheet(table, POLICY, TODAY, lambda: None)


def card_of(text: str, format: str | None = None) -> Card:
    sheet = sheet_of(text, format)
    assert [row.reason for row in sheet.refused] == []
    [card] = sheet.cards
    return card


def reasons(text: str, format: str | None = None) -> list[str]:
    return [row.reason for row in sheet_of(text, format).refused]


# Cells ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("13812345678", ["+8613812345678"]),
        ("１３８１２３４５６７８", ["+8613812345678"]),
        ("86-13812345678", ["+8613812345678"]),
        ("0086 138 1234 5678", ["+8613812345678"]),
        ("13812345678/13912345678", ["+8613812345678", "+8613912345678"]),
        ("13812345678、021-62345678转801", ["+8613812345678", "+862162345678"]),
        ("13812345678；13812345678", ["+8613812345678"]),
        ("+862162345678-801", ["+862162345678"]),
        ("+85223456789-5", ["+85223456789"]),
        ("95588", ["95588"]),
        ("-", []),
        ("无", []),
        ("N/A", []),
    ],
)
def test_a_cell_of_phones_holds_one_or_several(typed: str, numbers: list[str]) -> None:
    assert [phone.number for phone in phone_cells.read_phones(typed)] == numbers


def test_an_extension_in_the_form_of_machines_is_one() -> None:
    assert phone_cells.read_phones("+85223456789-5") == (Phone("+85223456789", "5", "foreign"),)


@pytest.mark.parametrize(
    "typed", ["1380013800", "13812345678/1234567890", "王小明", "1.38E+10", "x" * 1_000_000]
)
def test_a_cell_with_anything_else_than_phones_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        phone_cells.read_phones(typed)
    assert len(str(refusal.value)) < 400


@pytest.mark.parametrize(
    ("typed", "scale", "fen"),
    [
        ("39.3万", 1, 39_300_000),
        ("313,000", 1, 31_300_000),
        ("495000.00", 1, 49_500_000),
        ("12.3456", 10_000, 12_345_600),
        ("3万元", 10_000, 3_000_000),
        ("1.5", 100_000_000, 15_000_000_000),
        ("12345", 0, 12_345),
        ("待定", 1, None),
        ("/", 10_000, None),
    ],
)
def test_amounts_are_in_the_unit_of_the_header_unless_the_cell_has_its_own(
    typed: str, scale: int, fen: int | None
) -> None:
    assert cells.read_money(scale)(typed) == fen


@pytest.mark.parametrize(("typed", "scale"), [("-5", 1), ("12.345", 1), ("about 5", 1), ("12.5", 0)])
def test_what_is_no_amount_is_refused(typed: str, scale: int) -> None:
    with pytest.raises(ValueRefused):
        cells.read_money(scale)(typed)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2027/9/18", "2027-09-18"),
        ("2027年9月18日", "2027-09-18"),
        ("2027-09-18 14:30", "2027-09-18"),
        (date(2027, 9, 18), "2027-09-18"),
        (datetime(2027, 9, 18, 14, 30), "2027-09-18"),
        ("46648", "2027-09-18"),
        ("—", None),
    ],
)
def test_dates_of_cells(cell: object, day: str | None) -> None:
    assert cells.read_date(cell) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "明天", "9/18", "13800000000", ["2026-01-01"], "9" * 1_000_000]
)
def test_what_names_no_day_by_itself_is_refused(cell: object) -> None:
    with pytest.raises(ValueRefused):
        cells.read_date(cell)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]) | st.just("~") | st.just("\n"))))
def test_notes_in_one_cell_come_back(texts: list[str]) -> None:
    from crmcli.kit.text import clean_block

    notes = [text for text in (clean_block(text, 10_000).text for text in texts) if text]
    assert packed_cells.read_notes(packed_cells.notes_cell(notes)) == notes


def test_rounded_digits_of_a_sheet_are_refused_as_numbers_that_say_who_it_is() -> None:
    for read in (cells.read_code, cells.read_id_number, cells.read_licence_number):
        with pytest.raises(ValueRefused, match="15 digits"):
            read(RoundedDigits("410105198001010000"))


# Rows -------------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_card() -> None:
    card = card_of(
        "编号,公司名称,类型,联系人,职务,手机,电话,等级,需求,预计成交日期,预计金额（万元）,业务员,最近沟通时间,沟通方式,沟通内容,备注,标签,车型\n"
        "KH7,郑州东方医疗公司,企业,余桂建,经理,13812345678,021-62345678转801,B级,有,2027/4/19,3.9,孙静,2026/10/23,电话,谈价,先电话,VIP；老客户,J7\n"
    )
    assert (card.code, card.grade, card.owner, card.line) == ("KH7", "B", "孙静", 2)
    assert card.columns == {
        "name": "郑州东方医疗公司",
        "kind": "company",
        "need": "target",
        "expected_close_on": date(2027, 4, 19),
        "amount_fen": 3_900_000,
    }
    mobile, landline = Phone("+8613812345678", "", "mobile"), Phone("+862162345678", "801", "landline")
    assert card.phones == (mobile, landline)
    assert card.people == (Person("余桂建", "余桂建", "经理", phones=(mobile,)),)
    assert card.visits == (PastVisit(date(2026, 10, 23), "call", "谈价", grade_after="B"),)
    assert [note.text for note in card.notes] == ["先电话"]
    assert card.tags == ("VIP", "老客户")
    assert card.own_fields == {"车型": "J7"}


def test_a_second_person_has_the_second_position() -> None:
    card = card_of("姓名,联系人,联系人2,职务,职务2\n天诚公司,甲,乙,经理,会计\n")
    assert [(person.name, person.position) for person in card.people] == [("甲", "经理"), ("乙", "会计")]


def test_a_position_of_nobody_is_kept_as_a_field() -> None:
    card = card_of("姓名,职务\n王小明,经理\n")
    assert (card.people, card.own_fields) == ((), {"职务": "经理"})


def test_what_was_said_without_a_day_is_a_note() -> None:
    card = card_of("姓名,沟通内容\n王小明,看过样品\n")
    assert (card.visits, [note.text for note in card.notes]) == ((), ["看过样品"])


def test_a_next_follow_up_before_the_last_contact_has_had_its_time() -> None:
    sheet = sheet_of("姓名,最近联系,下次跟进\n王小明,2026-11-20,2026-11-10\n李四,2026-11-20,2026-11-30\n")
    assert ["next_follow_up_on" in card.columns for card in sheet.cards] == [False, True]
    assert sheet.stale_lines == [2]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("KH1,,13812345678,B,2026-11-01", "name is missing"),
        ("KH1,王小明,1380013800,B,2026-11-01", "手机: A mobile number has 11 digits"),
        ("KH1,王小明,13812345678,F,2026-11-01", "等级: There is no grade F"),
        ("KH1,王小明,13812345678,B,2026-02-30", "最近联系: There is no such day"),
        ("KH1,王小明,13812345678,B,2026-11-23", "最近联系: 2026-11-23 is still to come"),
        ("K H 1,王小明,13812345678,B,2026-11-01", "编号: A customer code has letters"),
    ],
)
def test_a_bad_row_is_refused_with_its_column_and_reason(row: str, reason: str) -> None:
    [found] = reasons(f"编号,姓名,手机,等级,最近联系\n{row}\n")
    assert reason in found


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    [found] = reasons("姓名,手机,等级\n王小明,1380013800,F\n")
    assert "手机" in found
    assert "等级" in found


def test_a_file_without_names_is_refused() -> None:
    with pytest.raises(ValueRefused, match="names"):
        sheet_of("手机,等级\n13812345678,B\n")


def test_hostile_cells_are_cleaned_or_refused() -> None:
    sheet = sheet_of('{"name": "a\\u202eb\\u0000c\\ud800"}\n{"name": "' + "x" * 1_000_000 + '"}\n', "jsonl")
    assert [card.name for card in sheet.cards] == ["abc"]
    assert [len(row.reason) < 300 for row in sheet.refused] == [True]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
JSON_KEYS = "name phone grade birthday tags contacts notes visits fields phones amount_fen 其他".split()


@given(st.dictionaries(st.sampled_from(JSON_KEYS), JSON))
def test_any_object_of_json_is_a_card_or_a_refusal(found: dict[str, object]) -> None:
    import json

    sheet = sheet_of(json.dumps([{"name": "王小明", "x": 1, **found}]), "json")
    assert len(sheet.cards) + len(sheet.refused) == 1


# Rows about the same customer -------------------------------------------------------------------------------


def test_an_identical_row_is_the_same_customer_again() -> None:
    sheet = sheet_of("编号,姓名,手机\nKH1,王小明,13812345678\nKH1,王小明,138 1234 5678\n")
    assert (len(sheet.cards), len(sheet.repeated), sheet.refused) == (1, 1, [])


def test_a_code_with_different_content_is_refused_with_both_lines() -> None:
    [row] = sheet_of("编号,姓名\nKH1,王小明\nKH2,李四\nkh1,王大明\n").refused
    assert row.line == 4
    assert "line 2" in row.reason


def test_two_people_of_one_name_are_two_people() -> None:
    assert len(sheet_of("姓名,手机\n王小明,13812345678\n王小明,13912345678\n").cards) == 2


def test_a_switchboard_of_several_is_no_duplicate() -> None:
    rows = ["天诚公司,021-62345678,甲", "地诚公司,021-62345678,甲", "天诚公司,021-62345678,乙"]
    assert len(sheet_of("\n".join(["姓名,电话,地区", *rows])).cards) == 3


def test_a_row_without_anything_that_says_who_it_is_repeats_only_the_very_same() -> None:
    sheet = sheet_of("姓名,地区\n王小明,郑州\n王小明,郑州\n王小明,洛阳\n")
    assert (len(sheet.cards), len(sheet.repeated)) == (2, 1)


def test_a_mobile_of_two_names_is_taken_and_told() -> None:
    sheet = sheet_of("姓名,手机\n王小明,13812345678\n李四,13812345678\n")
    [(number, cards)] = sheet.seen.shared_mobiles()
    assert (number, [card.name for card in cards]) == ("+8613812345678", ["王小明", "李四"])


def test_the_same_mobile_and_name_is_the_same_customer_and_joined_on_demand() -> None:
    sheet = sheet_of(
        "姓名,手机,地区,跟进日期\n王小明,13812345678,郑州,2026-10-01\n王小明,13812345678,,2026-11-01\n"
    )
    [later] = sheet.later
    whole = merged(sheet.cards[later.place], later.card)
    assert whole.columns["region"] == "郑州"
    assert [visit.contact_on.month for visit in whole.visits] == [10, 11]


# New rows and changed ones ----------------------------------------------------------------------------------


def row_of(text: str) -> dict[str, object]:
    return new_row(card_of(text), "C0001", 1, TERMS)


@pytest.mark.parametrize(
    ("row", "next_on", "agreed_on", "reason"),
    [
        ("B,2026-11-20,", "2026-11-27", None, None),
        ("B,,", "2026-11-29", None, None),
        (",2026-11-20,", None, None, None),
        ("B,2026-11-20,2026-11-25", "2026-11-25", "2026-11-25", None),
        ("B,2026-11-20,2026-11-27", "2026-11-27", None, None),
        ("B,2026-11-20,2026-12-20", "2026-12-20", "2026-12-20", "as the file says"),
        (",2026-11-20,2026-12-20", "2026-12-20", "2026-12-20", None),
        ("E,2025-11-22,", "2026-11-22", None, None),
    ],
)
def test_grade_and_last_contact_give_the_next_follow_up(
    row: str, next_on: str | None, agreed_on: str | None, reason: str | None
) -> None:
    made = row_of(f"姓名,等级,最近联系,下次跟进\n王小明,{row}\n")
    days = [None if day is None else str(day) for day in (made["next_follow_up_on"], made["agreed_on"])]
    assert (days, made["agreed_reason"]) == ([next_on, agreed_on], reason)


GRADES = st.sampled_from(["", *POLICY.letters])
DAYS = st.dates(date(2024, 1, 1), TODAY)


@given(GRADES, st.none() | DAYS, st.none() | st.dates(date(2024, 1, 1), date(2029, 1, 1)))
def test_the_next_date_is_never_before_the_contact_nor_late_without_a_reason(
    grade: str, contact_on: date | None, agreed: date | None
) -> None:
    made = row_of(f"姓名,等级,最近联系,下次跟进\n王小明,{grade},{contact_on or ''},{agreed or ''}\n")
    next_on, rhythm_from = made["next_follow_up_on"], made["rhythm_from_on"]
    assert isinstance(rhythm_from, date)
    ceiling = ceiling_on(POLICY, grade or None, "potential", rhythm_from)
    assert next_on is None or contact_on is None or next_on >= contact_on  # type: ignore[operator]
    assert ceiling is None or next_on is not None
    assert ceiling is None or next_on <= ceiling or made["agreed_reason"]  # type: ignore[operator]


def stored(card: Card) -> StoredCard:
    """The card as the book would have it after an import."""
    row = new_row(card, card.code or "C0001", 1, TERMS) | {"id": 1}
    return StoredCard(
        row,
        card.owner or "lily",
        [(phone.number, phone.extension) for phone in card.phones],
        {person.name_folded: person for person in card.people},
        {person.name_folded: place for place, person in enumerate(card.people)},
        {note.text for note in card.notes},
        set(card.tags),
        dict(card.own_fields or {}),
        {(visit.contact_on, visit.summary) for visit in card.visits},
        {owed.sign for owed in card.owed},
        {mark.sign for mark in card.marks},
        {fact.sign for fact in card.past},
    )


BEFORE = (
    "姓名,手机,联系人,等级,最近联系,沟通内容,备注,标签,地区,下次跟进,车型\n"
    "王小明,13812345678,甲,B,2026-11-20,谈价,先电话,VIP,郑州,2026-11-25,J7\n"
)


def test_the_same_row_changes_nothing() -> None:
    card = card_of(BEFORE)
    assert not changes_of(card, stored(card))


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("郑州", "洛阳", "columns"),
        (",B,", ",A,", "grade"),
        ("先电话", "先短信", "notes"),
        ("VIP", "VIP;大户", "tags"),
        ("J7", "J8", "own_fields"),
        ("甲", "乙", "people"),
        ("2026-11-20", "2026-11-21", "visits"),
        ("2026-11-25", "2026-11-26", "columns"),
        ("13812345678", "13812345678/13912345678", "phones"),
    ],
)
def test_what_a_row_says_otherwise_is_a_change(old: str, new: str, part: str) -> None:
    changes = changes_of(card_of(BEFORE.replace(old, new)), stored(card_of(BEFORE)))
    assert [name for name, value in changes._asdict().items() if value] == [part]


def test_empty_cells_say_nothing() -> None:
    bare = card_of(BEFORE.replace("郑州", "").replace("J7", "").replace("先电话", "").replace(",B,", ",,"))
    assert not changes_of(bare, stored(card_of(BEFORE)))


@pytest.mark.parametrize(
    ("grade", "agreed", "next_on"),
    [("B", "2026-11-25", "2026-11-25"), ("A", "None", "2026-11-23")],
    ids=["within the rhythm", "later than the new rhythm"],
)
def test_a_later_contact_starts_the_rhythm_and_keeps_what_it_allows(
    grade: str, agreed: str, next_on: str
) -> None:
    before = stored(card_of(BEFORE))
    card = card_of(f"姓名,最近联系,等级\n王小明,2026-11-22,{grade}\n")
    after = changed_row(before.row, changes_of(card, before), None, TERMS)
    assert str(after["rhythm_from_on"]) == "2026-11-22"
    assert (str(after["agreed_on"]), after["rev"]) == (agreed, 2)
    assert str(after["next_follow_up_on"]) == next_on


FOLLOW_UP = (
    "grade",
    "status",
    "last_contact_on",
    "rhythm_from_on",
    "agreed_on",
    "agreed_reason",
    "next_topic",
    "next_follow_up_on",
)


@pytest.mark.parametrize(
    "before",
    [
        [],
        [["grade", "王小明", "B"]],
        [
            [
                "visit",
                "王小明",
                "--at",
                "2026-11-19",
                "--grade",
                "B",
                "--next",
                "2026-11-24",
                "--topic",
                "报价",
            ]
        ],
    ],
    ids=["no grade", "B", "B and agreed"],
)
@pytest.mark.parametrize(
    ("command", "row"),
    [
        (["grade", "王小明", "A"], "等级\n王小明,13812345678,A\n"),
        (["grade", "王小明", "C"], "等级\n王小明,13812345678,C\n"),
        (["visit", "王小明", "--at", "2026-11-20"], "最近联系\n王小明,13812345678,2026-11-20\n"),
        (["visit", "王小明", "--grade", "A"], "最近联系,等级\n王小明,13812345678,2026-11-22,A\n"),
    ],
    ids=["A", "C", "contact", "contact and A"],
)
def test_an_import_decides_what_the_commands_decide(
    inside: Inside, tmp_path: Path, before: list[list[str]], command: list[str], row: str
) -> None:
    inside.must("add", "王小明", "--phone", "13812345678")
    for words in before:
        inside.must(*words)
    (tmp_path / "other").mkdir()
    other = inside.elsewhere(tmp_path / "other")
    inside.must(*command)
    file = tmp_path / "a.csv"
    file.write_text(f"姓名,手机,{row}", encoding="utf-8")
    assert other.must("import", file, "--update", "--yes", "-f", "json").json["updated"] == 1
    [said] = inside.must("export", "-f", "json").json
    [imported] = other.must("export", "-f", "json").json
    assert {key: imported[key] for key in FOLLOW_UP} == {key: said[key] for key in FOLLOW_UP}


def test_an_earlier_contact_is_only_recorded() -> None:
    before = stored(card_of(BEFORE))
    card = card_of("姓名,最近联系\n王小明,2026-10-01\n")
    after = changed_row(before.row, changes_of(card, before), None, TERMS)
    assert after == before.row | {"rev": 2}
