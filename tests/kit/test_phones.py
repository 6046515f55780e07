import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import ValueRefused
from crmcli.kit.phone_wording import format_phone, phone_digits
from crmcli.kit.phones import Phone, parse_phone
from crmcli.kit.shown import displayable

MOBILE = "+8613812345678"


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "１３８１２３４５６７８",
        "138 1234 5678",
        "138-1234-5678",
        "138—1234—5678",
        "138.1234.5678",
        "1381234-5678",
        " 13812345678 ",
        "\u202d13812345678\u202c",
        "13812345678.0",
        "013812345678",
        "8613812345678",
        "86-13812345678",
        "008613812345678",
        "0086 138 1234 5678",
        "+86 13812345678",
        "＋86-138-1234-5678",
        "（86）13812345678",
        "(+86)13812345678",
        "tel:+86-138-1234-5678",
    ],
)
def test_a_mobile_in_any_dress(typed: str) -> None:
    assert parse_phone(typed) == Phone(MOBILE, "", "mobile")


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("021-62345678转801", Phone("+862162345678", "801", "landline")),
        ("021-62345678 分机 801", Phone("+862162345678", "801", "landline")),
        ("021-62345678 ext. 801", Phone("+862162345678", "801", "landline")),
        ("021-62345678x801", Phone("+862162345678", "801", "landline")),
        ("021-62345678#801", Phone("+862162345678", "801", "landline")),
        ("０２１－６２３４５６７８－８０１", Phone("+862162345678", "801", "landline")),
        ("0571-87654321-802", Phone("+8657187654321", "802", "landline")),
        ("(021) 62345678", Phone("+862162345678", "", "landline")),
        ("（0571）8765-4321", Phone("+8657187654321", "", "landline")),
        ("010 6234 5678", Phone("+861062345678", "", "landline")),
        ("0312-7234567", Phone("+863127234567", "", "landline")),
        ("0312-7234567-8", Phone("+863127234567", "8", "landline")),
        ("+86 21 6234 5678", Phone("+862162345678", "", "landline")),
        ("+86-021-62345678-12", Phone("+862162345678", "12", "landline")),
        ("862162345678", Phone("+862162345678", "", "landline")),
        ("62345678", Phone("62345678", "", "landline")),
        ("6234-5678", Phone("62345678", "", "landline")),
        ("62345678-801", Phone("62345678", "801", "landline")),
        ("86138123-45678", Phone("86138123", "45678", "landline")),
        ("400-800-1234", Phone("4008001234", "", "service")),
        ("4008001234转5", Phone("4008001234", "5", "service")),
        ("400-800-1234-5", Phone("4008001234", "5", "service")),
        ("800 810 1234", Phone("8008101234", "", "service")),
        ("95588", Phone("95588", "", "service")),
        ("10086", Phone("10086", "", "service")),
        ("110", Phone("110", "", "service")),
        ("13812345678转802", Phone(MOBILE, "802", "mobile")),
        ("+852 2345 6789", Phone("+85223456789", "", "foreign")),
        ("00852-23456789", Phone("+85223456789", "", "foreign")),
        ("+1 (415) 555-2671 ext 12", Phone("+14155552671", "12", "foreign")),
        ("+44 (0)20 7946 0958", Phone("+442079460958", "", "foreign")),
    ],
)
def test_other_numbers(typed: str, phone: Phone) -> None:
    assert parse_phone(typed) == phone
    assert parse_phone(format_phone(phone.number, phone.extension)) == phone


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1380013800", "A mobile number has 11 digits; 1380013800 has 10"),
        ("138123456789", "11 digits; 138123456789 has 12"),
        ("+86 1381234567", "11 digits; .* has 10"),
        ("12812345678", "begin with 13 to 19"),
        ("021-6234567", "After the area code"),
        ("0312-1234567", "After the area code"),
        ("0400-8001234", "After the area code"),
        ("3812345678", "area code with the 0"),
        ("1234567890123456", "11 digits"),
        ("", 'not a phone number|""'),
        ("无", "not a phone number"),
        ("138123４5678a", "not a phone number"),
        ("٠١٢٣٤٥٦٧٨٩", "not a phone number"),
        ("1" * 1_000_000, "not a phone number"),
        ("13812345678/13912345678", "several"),
        ("13812345678、021-62345678", "several"),
        ("13812345678\n13912345678", "several"),
        ("1.38123E+10", "shortened"),
        ("021-62345678转", "An extension has 1 to 6 digits"),
        ("021-62345678转1234567", "An extension has 1 to 6 digits"),
        ("+999 123", "not a number of any country"),
        ("+", "not a phone number"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueRefused, match=reason) as refused:
        parse_phone(typed)
    assert len(str(refused.value)) < 220


@pytest.mark.parametrize(
    ("number", "extension", "at_home", "digits"),
    [
        (MOBILE, "", "13812345678", "13812345678"),
        ("+862162345678", "801", "021-62345678-801", "02162345678"),
        ("+861062345678", "", "010-62345678", "01062345678"),
        ("+8657187654321", "", "0571-87654321", "057187654321"),
        ("62345678", "", "62345678", "62345678"),
        ("4008001234", "", "400-800-1234", "4008001234"),
        ("95588", "3", "95588-3", "95588"),
        ("+85223456789", "12", "+85223456789 ext 12", "85223456789"),
    ],
)
def test_numbers_as_typed_at_home(number: str, extension: str, at_home: str, digits: str) -> None:
    assert format_phone(number, extension) == at_home
    assert phone_digits(number) == digits


SUBSCRIBERS = st.from_regex(r"[2-9][0-9]{7}", fullmatch=True)
NUMBERS = st.one_of(
    st.from_regex(r"\+861[3-9][0-9]{9}", fullmatch=True),
    st.builds("+8610{}".format, SUBSCRIBERS),
    st.builds("+8621{}".format, SUBSCRIBERS),
    st.builds("+86{}{}".format, st.sampled_from(["571", "312", "755"]), SUBSCRIBERS),
    st.from_regex(r"\+86371[2-9][0-9]{6}", fullmatch=True),
    SUBSCRIBERS,
    st.from_regex(r"[2-9][0-9]{6}", fullmatch=True),
    st.from_regex(r"(400|800)[0-9]{7}", fullmatch=True),
    st.sampled_from(["95588", "96110", "955880", "10086", "110", "12345"]),
)


@given(NUMBERS, st.just("") | st.from_regex(r"[0-9]{1,6}", fullmatch=True))
def test_what_is_shown_can_be_typed(number: str, extension: str) -> None:
    phone = parse_phone(format_phone(number, extension))
    assert (phone.number, phone.extension) == (number, extension)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.data())
def test_a_mobile_with_a_digit_too_few_is_refused(mobile: str, data: st.DataObject) -> None:
    lost = data.draw(st.integers(1, 10))
    with pytest.raises(ValueRefused):
        parse_phone(mobile[:lost] + mobile[lost + 1 :])


@given(st.text(st.sampled_from("0123456789+-() .转xE/８")) | st.text(st.characters(exclude_categories=())))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        phone = parse_phone(text)
    except ValueRefused as refused:
        sentence = str(refused)
    else:
        sentence = format_phone(phone.number, phone.extension)
        assert set(phone.number + phone.extension) <= set("+0123456789")
        assert parse_phone(sentence) == phone
    assert displayable(sentence) == sentence


def test_chinese_numbers_load_no_library_of_all_countries() -> None:
    program = (
        "import sys; from crmcli.kit.phones import parse_phone; "
        "parse_phone('021-62345678-801'); parse_phone('+8613812345678'); "
        "sys.exit('phonenumbers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
