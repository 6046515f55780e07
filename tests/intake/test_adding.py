"""`crm add`: what becomes of what was typed."""

from typing import Any

import pytest

from tests.inside import Inside

ID_NUMBER = "11010519491231002X"
CREDIT_CODE = "91350100M000100Y43"


def test_a_name_is_enough(inside: Inside) -> None:
    ran = inside("add", "王小明")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert str(inside.book) in ran.err, "the first write says where the book is"
    card = inside.card("C0001")
    assert card["name"] == "王小明"
    assert (card["kind"], card["status"], card["grade"], card["registered_on"]) == (
        "person", "potential", None, "2026-11-22",
    )  # fmt: skip


def test_everything_at_once(inside: Inside) -> None:
    code = inside.add(
        "河南华信商贸（集团）有限公司", "--kind", "企业", "--phone", "138-1234-5678", "--phone", "021-62345678转801",
        "--grade", "b", "--need", "有需求", "--close", "12-1", "--amount", "1.2万", "--source", "展会",
        "--region", "郑州", "--industry", "建材", "--contact", "赵婷", "--contact", "刘燕", "--address", "中原路1号",
        "--email", "hx@example.com", "--wechat", "hx_wx", "--birthday", "1999-03-08", "--licence", CREDIT_CODE.lower(),
        "--importance", "重点", "--channel", "微信", "--time", "下午", "--note", "第一条", "--note", "第二条",
        "--tag", "重点", "--set", "车型=牵引车", "--set", "账期=30天",
    )  # fmt: skip
    card: Any = inside.card(code)
    expected = {
        "kind": "company", "grade": "B", "need": "target", "expected_close_on": "2026-12-01", "amount_fen": 1_200_000,
        "source": "展会", "region": "郑州", "industry": "建材", "address": "中原路1号", "email": "hx@example.com",
        "wechat": "hx_wx", "birthday": "1999-03-08", "birthday_is_lunar": False, "licence_number": CREDIT_CODE,
        "importance": "key", "preferred_channel": "wechat", "preferred_time": "下午", "tags": ["重点"],
        "fields": {"车型": "牵引车", "账期": "30天"}, "next_follow_up_on": "2026-11-29", "owner": "lily",
        "duplicate_accepted_of": None, "checklists": [], "visits": [], "deals": [],
    }  # fmt: skip
    assert {key: card[key] for key in expected} == expected
    assert [(phone["number"], phone["extension"], phone["kind"]) for phone in card["phones"]] == [
        ("+8613812345678", "", "mobile"), ("+862162345678", "801", "landline"),
    ]  # fmt: skip
    assert [(person["name"], person["is_key"]) for person in card["contacts"]] == [
        ("赵婷", True),
        ("刘燕", False),
    ]
    assert sorted(note["text"] for note in card["notes"]) == ["第一条", "第二条"]
    assert [change["to_grade"] for change in card["grade_changes"]] == ["B"]


@pytest.mark.parametrize(
    ("typed", "on", "echo"),
    [
        ("12-1", "2026-12-01", "Tue"),
        ("1-5", "2027-01-05", "Tue"),
        ("周五", "2026-11-27", "Fri"),
        ("下周一", "2026-11-23", "Mon"),
        ("eom", "2026-11-30", "Mon"),
        ("+1m", "2026-12-22", "Tue"),
        ("2026-11-01", "2026-11-01", "Sun"),
    ],
)
def test_an_open_close_date_is_the_next_to_come_and_is_echoed(
    inside: Inside, typed: str, on: str, echo: str
) -> None:
    ran = inside("add", "王小明", "--close", typed)
    assert f"{on} {echo}" in ran.err
    assert inside.card("C0001")["expected_close_on"] == on


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("王小明", "person"), ("金桥物流有限公司", "company"), ("宏远汽车队合作社", "company"), ("利民店", "company"),
        ("Acme Ltd.", "company"), ("Ann Lee", "person"), ("欧阳静", "person"),
    ],
)  # fmt: skip
def test_the_kind_follows_from_the_name(inside: Inside, name: str, kind: str) -> None:
    assert inside.card(inside.add(name))["kind"] == kind


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--phone", "1381234567"], "11"),
        (["--phone", ""], "13812345678"),
        (["--phone", "12812345678"], "13"),
        (["--phone", "13812345678/13912345678"], "one by one"),
        (["--id", "110105194912310021"], "check digit"),
        (["--id", "1101051949123100"], "18"),
        (["--id", "110105491231002"], "15"),
        (["--licence", "91350100M000100Y44"], "check"),
        (["--licence", "91350100M000100O43"], "O"),
        (["--grade", "F"], "A B C D E"),
        (["--need", "some"], "target"),
        (["--kind", "dog"], "person"),
        (["--amount", "lots"], "lots"),
        (["--amount=-5"], "-5"),
        (["--close", "someday"], "someday"),
        (["--close", "2026-02-30"], "2026-02-30"),
        (["--birthday", "2030-01-01"], "2030-01-01"),
        (["--birthday", "13-01"], "13-01"),
        (["--email", "wang"], "wang"),
        (["--importance", "big"], "ordinary"),
        (["--channel", "pigeon"], "call"),
        (["--tag", "a b"], "a b"),
        (["--note", " "], "empty"),
        (["--contact", ""], "name"),
        (["--contact", "赵婷", "--contact", "赵 婷"], "赵"),
        (["--region", "长" * 501], "500"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_wrong(inside: Inside, words: list[str], said: str) -> None:
    ran = inside("add", "王小明", *words)
    assert (ran.code, ran.out) == (5, "")
    assert said.lower() in ran.err.lower()
    assert inside.names("list") == []


@pytest.mark.parametrize(
    ("name", "code"), [("长" * 200, 0), ("长" * 201, 5), ("", 5), ("\u200b", 5), (" \t ", 5), ("-5", 2)]
)
def test_how_long_a_name_may_be(inside: Inside, name: str, code: int) -> None:
    assert inside("add", name).code == code


def test_a_name_is_kept_clean(inside: Inside) -> None:
    ran = inside("add", " 王\u200b小\x07明\u202e ", "--region", "郑\n州")
    assert ran.code == 0
    assert "3" in ran.err
    card = inside.card("C0001")
    assert (card["name"], card["region"]) == ("王小明", "郑 州")


@pytest.mark.parametrize(
    ("words", "birthday", "is_lunar"),
    [
        (["--birthday", "1980-05-17"], "1980-05-17", False),
        (["--birthday", "5-17"], "05-17", False),
        (["--birthday", "5月17日"], "05-17", False),
        (["--birthday", "1980年2月29日", "--lunar"], "1980-02-29", True),
        (["--birthday", "02-30", "--lunar"], "02-30", True),
    ],
)
def test_birthdays(inside: Inside, words: list[str], birthday: str, is_lunar: bool) -> None:
    card = inside.card(inside.add("王小明", *words))
    assert (card["birthday"], card["birthday_is_lunar"]) == (birthday, is_lunar)


def test_codes_are_never_used_twice(inside: Inside) -> None:
    assert [inside.add(name) for name in ("甲", "乙")] == ["C0001", "C0002"]
    assert inside("add", "丙", "--phone", "1").code == 5
    assert inside("add", "丙", "--dry-run").code == 0
    assert inside.add("丙") == "C0003"


def test_the_whole_record_in_json(inside: Inside) -> None:
    record = inside.must("add", "王小明", "--grade", "A", "-f", "json").json
    assert record == inside.card("C0001")


def test_a_dry_run_creates_nothing(inside: Inside) -> None:
    ran = inside("add", "王小明", "--grade", "A", "--dry-run")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert not inside.book.exists()
    assert not inside.book.parent.exists()
    assert inside("add", "王小明", "--phone", "1", "--dry-run").code == 5


@pytest.mark.parametrize(
    ("setting", "key", "value"),
    [
        ("region=郑州", "region", "郑州"), ("地区=郑州", "region", "郑州"), ("REGION=郑州", "region", "郑州"),
        ("金额=1.2万", "amount_fen", 1_200_000), ("close=12-1", "expected_close_on", "2026-12-01"),
        ("预计成交日期=12-1", "expected_close_on", "2026-12-01"), ("需求=有需求", "need", "target"),
        ("等级=b", "grade", "B"), ("重要性=重点", "importance", "key"), ("手机=13812345678", "phone", "+8613812345678"),
        ("身份证号=" + ID_NUMBER.lower(), "id_number", ID_NUMBER),
        ("licence=" + CREDIT_CODE, "licence_number", CREDIT_CODE),
        ("车型=a=b", "fields", {"车型": "a=b"}), (" 车型 = x", "fields", {"车型": "x"}),
    ],
)  # fmt: skip
def test_set_takes_any_field_by_any_name(inside: Inside, setting: str, key: str, value: object) -> None:
    assert inside.card(inside.add("王小明", "--set", setting))[key] == value


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("days_overdue=3", 5), ("逾期天数=3", 5), ("urgency=soon", 5), ("code=C9", 5), ("客户编号=C9", 5),
        ("last_contact_on=2026-01-01", 5), ("下次跟进=2026-12-01", 5), ("registered_on=2020-01-01", 5),
        ("archived_on=2020-01-01", 5), ("status=won", 5), ("金额=x", 5), ("等级=F", 5), ("kind=", 5),
        ("车型", 2), ("=x", 2), (" =x", 2), ("长" * 61 + "=x", 5), ("车型=" + "长" * 10_001, 5),
    ],
)  # fmt: skip
def test_what_set_refuses(inside: Inside, setting: str, code: int) -> None:
    ran = inside("add", "王小明", "--set", setting)
    assert (ran.code, ran.out) == (code, "")
    assert inside.names("list") == []


def test_an_own_field_keeps_one_spelling(inside: Inside) -> None:
    inside.add("甲", "--set", "Truck=a")
    inside.add("乙", "--set", "truck=b")
    assert inside.card("C0002")["fields"] == {"Truck": "b"}
    assert inside.names("list", "--where", "TRUCK ~ b") == ["乙"]
