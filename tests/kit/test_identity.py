from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import ValueRefused
from crmcli.kit.identity import (
    birth_date,
    credit_check_character,
    id_check_character,
    licence_check_digit,
    parse_credit_code,
    parse_id_number,
)
from crmcli.kit.shown import displayable

CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_number(birth: str = "19900307", region: str = "110105", sequence: str = "003") -> str:
    body = region + birth + sequence
    return body + id_check_character(body)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2030, 12, 31)))
    region = draw(st.integers(110000, 999999))
    return id_number(f"{born:%Y%m%d}", str(region), f"{draw(st.integers(0, 999)):03}")


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    body = draw(st.text(CREDIT_CHARACTERS, min_size=17, max_size=17))
    return body + credit_check_character(body)


@st.composite
def licence_numbers(draw: st.DrawFn) -> str:
    body = draw(st.text("0123456789", min_size=14, max_size=14))
    return body + licence_check_digit(body)


def test_check_characters_by_the_standards() -> None:
    # The example of GB 11643 itself, and a credit code from public registers.
    assert parse_id_number("11010519491231002X") == "11010519491231002X"
    assert parse_credit_code("91350100M000100Y43") == "91350100M000100Y43"
    # The worked example of ISO 7064 MOD 11,10: 0794 has the check digit 5.
    assert licence_check_digit("0794") == "5"


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "110105-19491231-002X",
    ],
)
def test_an_id_number_in_any_dress(typed: str) -> None:
    assert parse_id_number(typed) == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "has 18 characters; this one has 0"),
        ("1101051949123100", "this one has 16"),
        ("110105491231002", "old ID number of 15 digits"),
        ("110105194912310021", "check digit"),
        ("110105194912X10021", "17 digits"),
        ("010105194912310021", "17 digits"),
        ("١" * 18, "17 digits"),
        (id_number("19900230"), "1990-02-30, does not exist"),
        (id_number("19901301"), "1990-13-01"),
        (id_number("00000101"), "0000-01-01"),
        (id_number("30000101"), "3000-01-01"),
        ("4.10105E+17", "shortened"),
        ("4E+17", "shortened"),
        ("410105199003070000", "last three digits"),
        ("1" * 1_000_000, "this one has 1000000"),
    ],
)
def test_a_wrong_id_number_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueRefused, match=reason) as refused:
        parse_id_number(typed)
    assert len(typed) < 15 or typed not in str(refused.value)


def test_birth_date_of_an_id_number() -> None:
    assert birth_date("11010519491231002X") == date(1949, 12, 31)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "this one has 0"),
        ("91350100M000100Y4", "this one has 17"),
        ("91350100M000100Y44", "check character"),
        ("9135O100M000100Y43", "no I, O, S, V or Z"),
        ("91350100M000100Y4张", "no I, O, S, V or Z"),
        ("9.1350100E+17", "shortened"),
        ("913501001234567000", "last three digits"),
        ("110108000000010", "check digit of this licence number"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueRefused, match=reason):
        parse_credit_code(typed)


def every_single_change(number: str, characters: str) -> list[str]:
    return [
        number[:place] + other + number[place + 1 :]
        for place, present in enumerate(number)
        for other in characters
        if other != present
    ]


@given(id_numbers())
def test_any_one_wrong_digit_of_an_id_number_is_caught(number: str) -> None:
    assert parse_id_number(number.lower()) == number
    values = [10 if character == "X" else int(character) for character in number]
    assert sum(value << (17 - place) for place, value in enumerate(values)) % 11 == 1
    for wrong in every_single_change(number, "0123456789X"):
        with pytest.raises(ValueRefused):
            parse_id_number(wrong)


@given(credit_codes())
def test_any_one_wrong_character_of_a_credit_code_is_caught(code: str) -> None:
    assert parse_credit_code(code.lower()) == code
    for wrong in every_single_change(code, CREDIT_CHARACTERS):
        with pytest.raises(ValueRefused):
            parse_credit_code(wrong)


@given(licence_numbers())
def test_any_one_wrong_digit_of_a_licence_number_is_caught(number: str) -> None:
    assert parse_credit_code(number) == number
    for wrong in every_single_change(number, "0123456789"):
        with pytest.raises(ValueRefused):
            parse_credit_code(wrong)


ANY_NUMBER = st.text(st.sampled_from("0123456789Xx.eE+ -１"), max_size=20) | st.text(
    st.characters(exclude_categories=())
)


@given(ANY_NUMBER)
def test_any_text_is_a_number_or_refused(text: str) -> None:
    for parse in (parse_id_number, parse_credit_code):
        try:
            number = parse(text)
        except ValueRefused as refused:
            sentence = str(refused)
        else:
            sentence = number
            assert parse(number) == number
        assert displayable(sentence) == sentence
