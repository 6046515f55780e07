"""Words and grades in cells, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.customer.vocabulary import VOCABULARIES, stored_word
from crmcli.kit.errors import ValueRefused
from crmcli.policy.queries import build_policy
from crmcli.policy.schema import load_playbook, policy_rows

POLICY = build_policy(*policy_rows(load_playbook("general", "")))


@pytest.mark.parametrize(
    ("vocabulary", "stored", "typed"),
    [
        ("kind", "company", "企业 公司 单位 company COMPANY ｃｏｍｐａｎｙ"),
        ("kind", "person", "个人 自然人 person Individual"),
        ("need", "target", "有明显需求 明确需求 目标 target"),
        ("need", "potential", "潜在需求 潜在 potential"),
        ("need", "none", "无需求 没有需求 none"),
        ("status", "won", "成交 已成交 won"),
        ("status", "negotiating", "洽谈中 negotiating"),
        ("status", "potential", "潜在 potential"),
        ("status", "lost", "流失 lost"),
        ("importance", "key", "重点 重要 是 key"),
        ("importance", "ordinary", "普通 一般 ordinary"),
        ("contact_kind", "call", "电话 电话沟通 call"),
        ("contact_kind", "message", "短信 message"),
        ("contact_kind", "wechat", "微信 企微 WeChat"),
        ("contact_kind", "visit", "上门拜访 拜访 visit"),
        ("contact_kind", "reception", "来访 接待 reception"),
        ("yes_no", "yes", "是 Y TRUE √"),
        ("yes_no", "no", "否 no ×"),
    ],
)
def test_words_of_cells(vocabulary: str, stored: str, typed: str) -> None:
    assert {word: stored_word(vocabulary, word) for word in typed.split()} == dict.fromkeys(
        typed.split(), stored
    )


@pytest.mark.parametrize("vocabulary", list(VOCABULARIES))
def test_an_unknown_word_is_refused_with_the_valid_ones(vocabulary: str) -> None:
    for typed in ("胡说", "", "x" * 1_000_000, "\ud800"):
        with pytest.raises(ValueRefused) as refusal:
            stored_word(vocabulary, typed)
        for stored in VOCABULARIES[vocabulary]:
            assert stored in str(refusal.value)
        assert len(str(refusal.value)) < 400


@pytest.mark.parametrize("vocabulary", list(VOCABULARIES))
def test_no_word_means_two_things(vocabulary: str) -> None:
    for stored, languages in VOCABULARIES[vocabulary].items():
        for typed in (stored, *languages["en"], *languages["zh"]):
            assert (typed, stored_word(vocabulary, typed)) == (typed, stored)


@pytest.mark.parametrize(
    ("typed", "letter"),
    [
        ("D级", "D"),
        ("d", "D"),
        ("C类", "C"),
        ("A级客户", "A"),
        (" ｂ ", "B"),
        ("客户等级Ｅ", "E"),
        ("Grade b", "B"),
        ("A-", "A"),
    ],
)
def test_grades_in_usual_clothes(typed: str, letter: str) -> None:
    assert POLICY.parse_grade(typed) == letter


@pytest.mark.parametrize("typed", ["F", "", "级", "AB", "1", "A+B", "客户", "A" * 1_000_000])
def test_no_grade_is_refused_with_the_grades_in_force(typed: str) -> None:
    with pytest.raises(ValueRefused, match="A B C D E"):
        POLICY.parse_grade(typed)


@given(st.text(max_size=50))
def test_any_cell_is_a_word_or_refused(typed: str) -> None:
    for vocabulary, words in VOCABULARIES.items():
        try:
            found = stored_word(vocabulary, typed)
        except ValueRefused as refusal:
            str(refusal)
        else:
            assert found in words
