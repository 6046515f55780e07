"""Lunar days as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import set_language
from crmcli.kit.lunar_text import LunarDay, describe_lunar, looks_lunar, parse_lunar, stored_lunar


@pytest.mark.parametrize(
    ("typed", "stored", "is_plainly_lunar"),
    [
        ("1980-05-17", "1980-05-17", False),
        ("05-17", "05-17", False),
        ("5/7", "05-07", False),
        ("1982年8月15日", "1982-08-15", False),
        ("闰4-1", "04L-01", True),
        ("L04-01", "04L-01", True),
        ("04L-01", "04L-01", True),
        ("1982-04L-01", "1982-04L-01", True),
        ("1982年闰四月初一", "1982-04L-01", True),
        ("农历八月十五", "08-15", True),
        ("農曆 八月十五", "08-15", True),
        ("（农历）8月15日", "08-15", True),
        ("8-15（阴历）", "08-15", True),
        ("lunar 1982-08-15", "1982-08-15", True),
        ("八月十五", "08-15", True),
        ("八月十五日", "08-15", False),  # 日 is how solar days are said
        ("正月初一", "01-01", True),
        ("冬月三十", "11-30", True),
        ("臘月廿三", "12-23", True),
        ("十二月二十三", "12-23", True),
        ("二月十", "02-10", True),
        ("三月卅", "03-30", True),
        ("一九八二年八月十五", "1982-08-15", True),
        ("除夕", "12-30", True),
        ("０５-１７", "05-17", False),
    ],
)
def test_forms(typed: str, stored: str, is_plainly_lunar: bool) -> None:
    assert stored_lunar(parse_lunar(typed)) == stored
    assert looks_lunar(typed) is is_plainly_lunar


@pytest.mark.parametrize(
    "typed",
    [
        *("", "农历", "今天", "8月", "13-01", "0-1", "1-31", "二月三十一", "初五", "x" * 10_000),
        *("1980-04L-01", "1980-02-30", "1899-01-01"),
    ],
)
def test_refused(typed: str) -> None:
    with pytest.raises(ValueRefused):
        parse_lunar(typed)


@pytest.mark.parametrize(
    ("stored", "zh", "en"),
    [
        ("1982-04L-01", "农历1982年闰四月初一", "lunar 1982-04L-01"),
        ("12-23", "农历腊月廿三", "lunar 12-23"),
        ("11-10", "农历冬月初十", "lunar 11-10"),
    ],
)
def test_described(stored: str, zh: str, en: str) -> None:
    day = parse_lunar(stored)
    try:
        set_language("zh")
        assert describe_lunar(day) == zh
    finally:
        set_language("en")
    assert describe_lunar(day) == en


days = st.builds(LunarDay, st.none(), st.integers(1, 12), st.integers(1, 30), st.booleans())


@given(days)
def test_what_is_shown_and_stored_is_understood(day: LunarDay) -> None:
    assert parse_lunar(stored_lunar(day)) == day
    try:
        set_language("zh")
        assert parse_lunar(describe_lunar(day)) == day
    finally:
        set_language("en")


@given(st.text(max_size=60))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    looks_lunar(text)
    with suppress(ValueRefused):
        parse_lunar(text)
