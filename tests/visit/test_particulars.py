"""The full record of a visit as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.customer.visit_words import VISIT_WORDS
from crmcli.customer.vocabulary import VOCABULARIES
from crmcli.kit.errors import RuleRefused, UsageRefused, ValueRefused
from crmcli.policy.visit_record import VISIT_ASPECTS, VISIT_FACTS, VisitRecord
from crmcli.visit.commands import visit as visit_command
from crmcli.visit.particulars import (
    Particulars,
    aspect_meant,
    check_complete,
    line_known,
    option_of,
    parse_proxy,
    parse_purpose,
    parse_purposes,
    parse_satisfaction,
    parse_setting,
)

OWN = VisitRecord(
    own_aspects={"budget": {"en": "Budget", "zh": "预算"}},
    required={"reception": ("concerns", "purpose", "budget")},
)


def test_the_playbook_and_the_vocabulary_know_the_same_aspects() -> None:
    assert list(VISIT_WORDS["visit_aspect"]) == list(VISIT_ASPECTS)
    assert len(VISIT_WORDS["visit_purpose"]) == 10


def test_every_aspect_has_an_option() -> None:
    options = visit_command.__annotations__
    assert set(VISIT_ASPECTS) <= set(options)
    assert {"purpose", "line", "satisfaction", "proxy"} <= set(options)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("示范推销技术", "demonstrate_selling"),
        ("demonstrate selling", "demonstrate_selling"),
        ("collect_overdue", "collect_overdue"),
        ("收逾期催收款", "collect_overdue"),
        ("促成交易", "close_new_customer"),
        ("处理投诉", "handle_complaint"),
        ("培养感情", "build_feeling"),
        ("协助推销新产品", "sell_new_product"),
        ("送样品", "送样品"),
        ("  送\u200b样品 ", "送样品"),
        ("x" * 41, "x" * 41),
        ("", None),
        (" \u200b", None),
    ],
)
def test_a_purpose_is_one_of_the_ten_or_ones_own(typed: str, stored: str | None) -> None:
    assert parse_purpose(typed) == stored


@pytest.mark.parametrize("purpose", VOCABULARIES["visit_purpose"])
def test_every_word_for_a_purpose_means_that_one_alone(purpose: str) -> None:
    for words in VOCABULARIES["visit_purpose"][purpose].values():
        assert {parse_purpose(word) for word in words} == {purpose}


def test_purposes_are_kept_once_in_their_order() -> None:
    assert parse_purposes(["送样品", "收款", "催款", ""]) == ("送样品", "collect_overdue")


@pytest.mark.parametrize(("typed", "mark"), [("1", 1), ("５", 5), (" 3 ", 3), ("", None)])
def test_satisfaction_is_a_mark(typed: str, mark: int | None) -> None:
    assert parse_satisfaction(typed) == mark


@pytest.mark.parametrize("typed", ["0", "6", "-1", "4.5", "很好", "²", "55", "\ud800"])
def test_another_mark_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused, match=r"1.*5"):
        parse_satisfaction(typed)


@given(st.text(max_size=30))
def test_any_text_is_a_mark_or_refused(typed: str) -> None:
    try:
        assert parse_satisfaction(typed) in (None, 1, 2, 3, 4, 5)
    except ValueRefused:
        assert typed.strip(" ")


@pytest.mark.parametrize(
    ("typed", "aspect"),
    [
        ("presented", "presented"),
        ("关注点", "concerns"),
        ("预算", "budget"),
        ("BUDGET", "budget"),
        ("不足", "weaknesses"),
    ],
)
def test_an_aspect_is_meant_by_name_or_title(typed: str, aspect: str) -> None:
    assert aspect_meant(typed, OWN) == aspect


def test_an_unknown_aspect_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueRefused, match=r"budgt.*budget"):
        aspect_meant("budgt", OWN)
    with pytest.raises(ValueRefused, match="presented"):
        aspect_meant("天气", OWN)


def test_a_setting_has_a_sign() -> None:
    assert parse_setting("预算＝200=万", OWN) == ("budget", "200=万")
    with pytest.raises(UsageRefused, match="ASPECT=TEXT"):
        parse_setting("预算", OWN)


def test_what_the_form_requires_is_named_with_its_option() -> None:
    with pytest.raises(RuleRefused) as refusal:
        check_complete("reception", "看房", Particulars(aspects={"concerns": "价格"}), OWN)
    assert "--purpose --set budget=" in str(refusal.value)
    assert "--concerns" not in str(refusal.value)
    everything = Particulars(aspects={"concerns": "价格", "budget": "200万"})
    check_complete("reception", "", everything, OWN, ["purpose"])
    check_complete("visit", "", Particulars(), OWN)


def test_a_short_reception_needs_only_what_was_gained() -> None:
    check_complete("reception", "要大户型", Particulars(is_short=True), OWN)
    check_complete("reception", "", Particulars(is_short=True, aspects={"interests": "大户型"}), OWN)
    with pytest.raises(RuleRefused, match="gained"):
        check_complete("reception", "", Particulars(is_short=True), OWN)


@pytest.mark.parametrize("item", [*VISIT_ASPECTS, *VISIT_FACTS])
def test_what_every_book_has_is_said_by_an_option_of_its_own(item: str) -> None:
    assert option_of(item) == f"--{item.replace('_', '-')}"


@pytest.mark.parametrize(
    ("typed", "line"),
    [("021 6234 5678", "021-62345678"), ("qq12345", "QQ 12345"), ("13812345678", None), ("", None)],
)
def test_a_line_of_the_company_is_known_however_it_is_written(typed: str, line: str | None) -> None:
    assert line_known(typed, ["021-62345678", "QQ 12345"]) == line


def test_a_proxy_is_a_name() -> None:
    assert parse_proxy(" 王太太\n") == "王太太"
    assert parse_proxy("") is None
    with pytest.raises(ValueRefused):
        parse_proxy("x" * 201)
