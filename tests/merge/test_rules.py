"""When two names are one company's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.customer.company_names import company_stem
from crmcli.merge.rules import alike_pairs, first_with_each, one_edit_apart


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("河南华信商贸有限公司", "河南华信商贸", True),
        ("河南华信商贸有限责任公司", "河南华信商贸有限公司", True),
        ("河南华信商贸股份有限公司", "河南 华信商贸 有限公司", True),
        ("华信（河南）商贸有限公司", "华信(河南)商贸公司", True),
        ("Ace Trading Co., Ltd.", "ACE TRADING", True),
        ("河南华信商贸有限公司洛阳分公司", "河南华信商贸有限公司", False),
        ("河南华信商贸有限公司", "河南华欣商贸有限公司", False),
        ("集团", "公司", False),
    ],
)
def test_a_legal_form_makes_no_other_company(name: str, other: str, same: bool) -> None:
    assert (company_stem(name) == company_stem(other)) is same


@given(st.text(max_size=12))
def test_a_name_has_a_stem_and_a_stem_is_its_own(name: str) -> None:
    assert company_stem(f"{name}华信商贸有限公司") == company_stem(company_stem(f"{name}华信商贸有限公司"))


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("华信商贸", "华欣商贸", True), ("华信商贸", "华信贸", True), ("华信商贸", "新华信商贸", True),
        ("华信商贸", "华信商贸", False), ("华信商贸", "华信", False), ("华信商贸", "信华商贸", False),
    ],
)  # fmt: skip
def test_one_edit(one: str, other: str, near: bool) -> None:
    assert one_edit_apart(one, other) is near
    assert one_edit_apart(other, one) is near


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=6), max_size=12))
def test_alike_pairs_are_those_that_a_slow_look_finds(names: list[str]) -> None:
    by_id = dict(enumerate(names))
    slow = {
        (one, other)
        for one in by_id
        for other in by_id
        if one < other
        and min(len(by_id[one]), len(by_id[other])) >= 4
        and one_edit_apart(by_id[one], by_id[other])
    }
    assert set(alike_pairs(by_id)) == slow


def test_likeness_is_no_evidence_for_short_names() -> None:
    assert list(alike_pairs({1: "王小明", 2: "王小名", 3: "李丽", 4: "李莉"})) == []


def test_the_oldest_card_is_paired_with_each() -> None:
    assert list(first_with_each([[7, 3, 5], [2]])) == [(3, 5), (3, 7)]
