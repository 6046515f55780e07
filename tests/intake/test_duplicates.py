"""Who is there already: a mobile, ID or licence number belongs to one customer; a switchboard or a name does not."""

import pytest

from tests.inside import Inside

ID_NUMBER = "11010519491231002X"
CREDIT_CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["--phone", "13812345678"], ["--phone", "+86 138 1234 5678"]),
        (["--phone", "13812345678"], ["--phone", "021-62345678", "--phone", "13812345678"]),
        (["--phone", "13812345678", "--contact", "赵婷"], ["--phone", "13812345678"]),
        (["--id", ID_NUMBER], ["--id", ID_NUMBER.lower()]),
        (["--licence", CREDIT_CODE], ["--licence", CREDIT_CODE.lower()]),
        (["--set", f"身份证号={ID_NUMBER}"], ["--id", ID_NUMBER]),
        (["--phone", "13812345678"], ["--set", "手机=13812345678"]),
    ],
)
def test_the_same_number_is_refused_with_the_code(
    inside: Inside, first: list[str], second: list[str]
) -> None:
    inside.add("王小明", *first)
    ran = inside("add", "李四", *second)
    assert (ran.code, ran.out) == (5, "")
    assert "C0001" in ran.err
    assert "王小明" in ran.err
    assert "--allow-duplicate" in ran.err
    assert inside.names("list") == ["王小明"]


def test_a_duplicate_that_is_wanted_is_recorded(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678")
    inside.add("赵婷", "--id", ID_NUMBER)
    code = inside.add("王太太", "--phone", "13812345678", "--id", ID_NUMBER, "--allow-duplicate")
    assert inside.card(code)["duplicate_accepted_of"] == "C0001;C0002"
    assert inside.card("C0001")["duplicate_accepted_of"] is None


def test_permission_without_a_duplicate_records_nothing(inside: Inside) -> None:
    assert inside.card(inside.add("王小明", "--allow-duplicate"))["duplicate_accepted_of"] is None


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "王小明 (C0001) has the same mobile, ID or licence number."),
        ("zh", "王小明（C0001）的手机、身份证号或执照号与此相同。"),
    ],
)
@pytest.mark.parametrize(
    "change",
    [
        ["edit", "C0002", "--phone", "13812345678"],
        ["edit", "C0002", "--id", ID_NUMBER],
        ["edit", "C0002", "--licence", CREDIT_CODE],
        ["contact", "add", "C0002", "赵婷", "--phone", "138 1234 5678"],
        ["contact", "edit", "C0002", "李四", "--phone", "13812345678"],
        ["edit", "C0002", "--phone", "13812345678", "--dry-run"],
    ],
)
def test_a_number_put_on_a_card_is_taken_and_its_other_owner_named(
    inside: Inside, change: list[str], lang: str, said: str
) -> None:
    inside.add("王小明", "--phone", "13812345678", "--id", ID_NUMBER, "--licence", CREDIT_CODE)
    inside.add("乙公司", "--contact", "李四")
    ran = inside(*change, lang=lang)
    assert (ran.code, ran.out) == (0, "C0002\n")
    assert said in ran.err


def test_own_numbers_and_switchboards_give_no_hint(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678", "--phone", "021-62345678")
    inside.add("乙公司", "--contact", "李四")
    for words in (["C0001", "--phone", "13812345678"], ["C0002", "--phone", "021-62345678"]):
        assert "same mobile" not in inside("edit", *words, lang="en").err


@pytest.mark.parametrize("phone", ["021-62345678", "62345678", "400-800-1234", "95588", "021-62345678-801"])
def test_a_switchboard_is_no_duplicate(inside: Inside, phone: str) -> None:
    inside.add("甲公司", "--phone", phone)
    assert inside("add", "乙公司", "--phone", phone).code == 0


def test_namesakes_are_two_people_and_a_hint(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678")
    ran = inside("add", "王 小明", "--phone", "13900001111")
    assert (ran.code, ran.out) == (0, "C0002\n")
    assert "C0001" in ran.err


def test_an_archived_customer_is_pointed_to(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678")
    inside.must("archive", "C0001")
    ran = inside("add", "李四", "--phone", "13812345678")
    assert ran.code == 5
    assert "crm archive C0001 --back" in ran.err
