"""Grades as people write them, and the divisions of time to act."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import ValueRefused
from crmcli.policy.queries import build_policy
from crmcli.policy.schema import load_playbook, policy_rows

POLICY = build_policy(*policy_rows(load_playbook("general", "")))


@pytest.mark.parametrize(
    ("typed", "letter"),
    [
        *(("A", "A"), ("b", "B"), (" e ", "E"), ("Ｂ", "B"), ("ｃ", "C")),
        *(
            ("B级", "B"),
            ("C类", "C"),
            ("D类客户", "D"),
            ("A 级客户", "A"),
            ("客户等级B", "B"),
            ("意向A", "A"),
        ),
        *(("grade b", "B"), ("Level C", "C"), ("D-grade", "D"), ("(A)", "A")),
    ],
)
def test_a_grade_as_people_write_it(typed: str, letter: str) -> None:
    assert POLICY.parse_grade(typed) == letter


@pytest.mark.parametrize(
    "typed", ["", " ", "F", "AB", "1", "级", "客户", "none", "А", "A" * 41, "\x00", "\ud800", "grade"]
)
def test_anything_else_is_refused_with_the_grades_there_are(typed: str) -> None:
    with pytest.raises(ValueRefused, match="A B C D E"):
        POLICY.parse_grade(typed)


@given(st.text(max_size=60))
def test_any_text_is_a_grade_or_a_refusal(typed: str) -> None:
    try:
        assert POLICY.parse_grade(typed) in POLICY.letters
    except ValueRefused:
        assert typed.strip() not in POLICY.letters


def test_a_letter_that_is_no_grade_has_no_policy() -> None:
    assert POLICY.grade("C").letter == "C"
    with pytest.raises(ValueRefused, match="A B C D E"):
        POLICY.grade("c")


def test_the_divisions_of_time_to_act() -> None:
    assert POLICY.time_to_act.bounds(date(2026, 11, 30)) == (
        date(2026, 12, 7),
        date(2026, 12, 30),
        date(2027, 2, 28),
    )
