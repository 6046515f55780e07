import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import ValueRefused
from crmcli.kit.money import MAX_FEN, format_yuan, parse_money, plain_yuan
from crmcli.kit.shown import displayable

AMOUNTS = st.integers(0, MAX_FEN)


@pytest.mark.parametrize(
    ("typed", "amount_fen"),
    [
        ("12000", 1_200_000),
        ("0", 0),
        ("1.2万", 1_200_000),
        ("39.3万", 39_300_000),
        ("39.3万元", 39_300_000),
        ("12,000.50", 1_200_050),
        ("１２，０００．５", 1_200_050),
        ("12 000", 1_200_000),
        ("1,234,567", 123_456_700),
        ("¥300", 30_000),
        ("￥ 300", 30_000),
        ("RMB 300", 30_000),
        ("300元", 30_000),
        ("300 元整", 30_000),
        ("300圆", 30_000),
        ("300块", 30_000),
        ("1.5亿", 15_000_000_000),
        ("3千万", 3_000_000_000),
        ("2百万", 200_000_000),
        ("5千", 500_000),
        ("1.2w", 1_200_000),
        ("8k", 800_000),
        ("495000.0", 49_500_000),
        ("0.29", 29),
        ("0.5", 50),
        ("1.10000", 110),
        ("1.23456万", 1_234_560),
        ("1.234567万", 1_234_567),
        (" 300\u202c ", 30_000),
        ("10000000000000", MAX_FEN),
    ],
)
def test_amounts_people_type(typed: str, amount_fen: int) -> None:
    assert parse_money(typed) == amount_fen


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "not an amount"),
        ("万", "not an amount"),
        ("¥", "not an amount"),
        ("abc", "not an amount"),
        ("12,50", "not an amount"),
        ("1,2345", "not an amount"),
        (",123", "not an amount"),
        ("1.2.3", "not an amount"),
        ("1.", "not an amount"),
        (".5", "not an amount"),
        ("1万2", "not an amount"),
        ("1万2千", "not an amount"),
        ("1e5", "not an amount"),
        ("5²", "not an amount"),
        ("٣", "not an amount"),
        ("nan", "not an amount"),
        ("=1+1", "not an amount"),
        ("9" * 1_000_000, "not an amount"),
        ("-5", "never negative"),
        ("－5", "never negative"),
        ("¥-5", "never negative"),
        ("0.001", "parts of a fen"),
        ("1.2345678万", "parts of a fen"),
        ("10000000000000.01", "largest is 10,000,000,000,000 yuan"),
        ("10001亿万", "not an amount"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueRefused, match=reason) as refused:
        parse_money(typed)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("amount_fen", "people", "plain"),
    [
        (0, "0", "0"),
        (5, "0.05", "0.05"),
        (1_200_050, "12,000.50", "12000.50"),
        (1_200_000, "12,000", "12000"),
        (-1_050, "-10.50", "-10.50"),
    ],
)
def test_yuan_as_shown_and_as_exported(amount_fen: int, people: str, plain: str) -> None:
    assert (format_yuan(amount_fen), plain_yuan(amount_fen)) == (people, plain)


@given(AMOUNTS)
def test_what_is_shown_can_be_typed(amount_fen: int) -> None:
    for shown in (format_yuan(amount_fen), plain_yuan(amount_fen), f"¥{format_yuan(amount_fen)}元"):
        assert parse_money(shown) == amount_fen


@given(st.integers(0, 10**11), st.sampled_from([("万", 10**6), ("亿", 10**10), ("千", 10**5)]))
def test_units_multiply(count: int, unit: tuple[str, int]) -> None:
    name, fen = unit
    if count * fen <= MAX_FEN:
        assert parse_money(f"{count}{name}") == count * fen


@given(
    st.text(st.sampled_from("0123456789.,，¥元万亿 -+eE²")) | st.text(st.characters(exclude_categories=()))
)
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        amount_fen = parse_money(text)
    except ValueRefused as refused:
        sentence = str(refused)
    else:
        sentence = plain_yuan(amount_fen)
        assert parse_money(sentence) == amount_fen
    assert displayable(sentence) == sentence
