"""Each type of field: what may be typed, what is kept, what is shown, and that what is kept may be typed again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.field.rules import digits_in, is_file_value, plain_number
from crmcli.field.types import TYPES, Typing, type_of
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import set_language
from crmcli.policy.fields import Choice, FieldDefinition
from crmcli.policy.rules import FIELD_TYPES

TYPING = Typing(date(2026, 11, 22))
CHOICES = (
    Choice("own", "own home", "自有"),
    Choice("let", "rented", "租赁"),
    Choice("other", "other", "其他"),
)
DIGEST = "a" * 64


def field(type: str) -> FieldDefinition:
    """A field of that type, with all that a type may need."""
    return FieldDefinition(
        "area", None, "basic", "Area", "面积", "", "", (), type, CHOICES if type in ("choice", "choices") else (),
        "m²" if type == "number" else None, "平方米" if type == "number" else None, None, None, None, False,
        "quarterly", False, None, False, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("type", "typed", "kept", "shown"),
    [
        ("text", "  两层\n楼 ", ["两层\n楼"], "两层\n楼"),
        ("number", "98.50", ["98.5"], "98.5 m²"),
        ("number", "１，２００平方米", ["1200"], "1200 m²"),
        ("number", "-3 m²", ["-3"], "-3 m²"),
        ("number", "0.0", ["0"], "0 m²"),
        ("money", "1.2万", ["12000"], "12,000"),
        ("money", "¥3,000.50", ["3000.50"], "3,000.50"),
        ("date", "2026-3-1", ["2026-03-01"], "2026-03-01 Sun"),
        ("date", "昨天", ["2026-11-21"], "2026-11-21 Sat"),
        ("lunar_date", "农历八月十五", ["08-15"], "lunar 08-15"),
        ("lunar_date", "1982年闰四月初一", ["1982-04L-01"], "lunar 1982-04L-01"),
        ("choice", "自 有", ["own"], "own home"),
        ("choice", "OWN HOME", ["own"], "own home"),
        ("choices", "其他、own", ["own", "other"], None),
        ("choices", "租赁;租赁", ["let"], "rented"),
        ("phone", "138-1234-5678", ["+8613812345678"], "13812345678"),
        ("phone", "021-62345678转801", ["+862162345678-801"], "021-62345678-801"),
        ("id_number", "11010519491231002x", ["11010519491231002X"], "11010519491231002X"),
        ("licence", "91350100m000100y43", ["91350100M000100Y43"], "91350100M000100Y43"),
        ("file", f"门头.jpg#{DIGEST}", [f"门头.jpg#{DIGEST}"], "门头.jpg"),
    ],
)
def test_what_is_typed_is_kept_in_one_form(type: str, typed: str, kept: list[str], shown: str | None) -> None:
    kind = TYPES[type]
    assert kind.parse(typed, field(type), TYPING) == kept
    if shown is not None:
        assert kind.show(kept[0], field(type)) == shown
        assert kind.fits(kept[0], field(type), TYPING)


@pytest.mark.parametrize(
    ("type", "typed", "told"),
    [
        ("number", "约90", "Area is a number, not 约90"),
        ("number", "1,2", "is a number"),
        ("number", "1" * 16, "at most 15 digits"),
        ("money", "很多", "is not an amount"),
        ("date", "13月", "is not understood as a date"),
        ("lunar_date", "十三月初一", ""),
        ("choice", "大房子", "own home, rented, other"),
        ("choices", "自有、大房子", "Area knows no 大房子"),
        ("phone", "138", ""),
        ("id_number", "110105194912310021", ""),
        ("licence", "123", ""),
        ("file", "/etc/passwd", "Area is a file"),
        ("records", "沪A12345", '--set "Area.+.COLUMN=VALUE"'),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_type(type: str, typed: str, told: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        TYPES[type].parse(typed, field(type), TYPING)
    assert told in str(refusal.value)


@pytest.mark.parametrize("type", sorted(set(FIELD_TYPES) - {"records"}))
@pytest.mark.parametrize("typed", ["", "  "])
def test_nothing_typed_is_no_value(type: str, typed: str) -> None:
    assert TYPES[type].parse(typed, field(type), TYPING) == []


@pytest.mark.parametrize("type", FIELD_TYPES)
@given(typed=st.text(max_size=40))
def test_whatever_is_typed_is_kept_so_that_it_may_be_typed_again_or_is_refused(type: str, typed: str) -> None:
    kind = type_of(field(type))
    try:
        kept = kind.parse(typed, field(type), TYPING)
    except ValueRefused:
        return
    for value in kept:
        assert kind.fits(value, field(type), TYPING)
        assert kind.show(value, field(type))
        assert kind.parse(kind.write(value, field(type)), field(type), TYPING) == [value]


@pytest.mark.parametrize("type", FIELD_TYPES)
@given(value=st.text(min_size=1, max_size=40))
def test_a_value_that_another_playbook_left_is_shown_and_exported_whatever_it_is(
    type: str, value: str
) -> None:
    for language in ("en", "zh"):
        set_language(language)
        assert TYPES[type].show(value, field(type)) is not None
        assert TYPES[type].export(value, field(type)) is not None
    set_language("en")


@given(
    number=st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
)
def test_a_plain_number_is_the_number_and_is_plain_already(number: object) -> None:
    kept = plain_number(f"{number:f}")
    assert kept is not None
    assert float(kept) == float(str(number))
    assert plain_number(kept) == kept


def test_a_file_is_a_name_and_a_digest() -> None:
    assert is_file_value(f"a#b.jpg#{DIGEST}")
    assert not is_file_value(f"#{DIGEST}")
    assert not is_file_value("a.jpg#" + "g" * 64)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("1234567890123456", 16),
        ("-1.5", 2),
        ("1,234", 4),
        ("0.001", 4),
        ("x1", 0),
        ("1.", 0),
        ("", 0),
        ("+12", 2),
    ],
)
def test_how_many_digits_a_number_has(typed: str, count: int) -> None:
    assert digits_in(typed) == count


def test_a_number_that_is_too_long_is_told_how_long_it_may_be() -> None:
    with pytest.raises(ValueRefused, match="at most 15 digits, not 1234567890123456"):
        TYPES["number"].parse("1234567890123456", field("number"), TYPING)
