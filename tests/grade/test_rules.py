"""Which grade fits, how long its rhythm is, and which next date holds."""

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from crmcli.grade.rules import (
    ceiling_on,
    check_agreed,
    is_opportunity,
    next_follow_up_on,
    rhythm,
    suggest_grade,
)
from crmcli.kit.errors import RuleRefused
from crmcli.policy.queries import build_policy
from crmcli.policy.schema import load_playbook, policy_rows

POLICY = build_policy(*policy_rows(load_playbook("general", "")))
TODAY = date(2026, 11, 22)
DAY = date.fromisoformat

RHYTHMS = {
    "A": relativedelta(days=1),
    "B": relativedelta(days=7),
    "C": relativedelta(days=15),
    "D": relativedelta(days=30),
    "E": relativedelta(years=1),
}
dates = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("need", "close", "letter"),
    [
        ("target", "2026-11-22", "A"),
        ("target", "2026-12-22", "A"),  # within a month, the last day included
        ("target", "2026-12-23", "B"),
        ("target", "2027-02-22", "B"),
        ("target", "2027-02-23", "C"),
        ("target", "2027-05-22", "C"),
        ("target", "2027-05-23", "D"),  # a clear need later than half a year
        ("target", "2030-01-01", "D"),
        ("potential", None, "D"),
        ("potential", "2026-11-30", "D"),
        ("potential", "2020-01-01", "D"),
        ("none", None, "E"),
        ("none", "2026-11-30", "E"),
        (None, None, None),
        (None, "2026-11-30", None),
        ("target", None, None),
        ("target", "2026-11-21", None),  # the expected date has passed: nothing can be said
    ],
)
def test_need_and_close_date_suggest_a_grade(need: str | None, close: str | None, letter: str | None) -> None:
    suggestion = suggest_grade(POLICY, need, DAY(close) if close else None, TODAY)
    assert suggestion.letter == letter
    assert suggestion.why


@pytest.mark.parametrize(
    ("need", "close", "what_is_missing"),
    [
        (None, None, "--need"),
        ("target", None, "--close"),
        ("target", date(2026, 11, 1), "2026-11-01"),
    ],
)
def test_without_a_suggestion_it_says_what_is_missing(
    need: str | None, close: date | None, what_is_missing: str
) -> None:
    assert what_is_missing in suggest_grade(POLICY, need, close, TODAY).why


@pytest.mark.parametrize(
    ("today", "close", "letter"),
    [
        ("2027-01-31", "2027-02-28", "A"),
        ("2027-01-31", "2027-03-01", "B"),
        ("2028-01-31", "2028-02-29", "A"),
    ],
)
def test_a_month_is_the_calendars(today: str, close: str, letter: str) -> None:
    assert suggest_grade(POLICY, "target", DAY(close), DAY(today)).letter == letter


@given(dates, dates)
def test_a_later_close_date_never_suggests_a_better_grade(one: date, other: date) -> None:
    sooner, later = sorted((one, other))
    today = date(1990, 1, 1)
    first, second = (suggest_grade(POLICY, "target", day, today).letter for day in (sooner, later))
    assert first is not None
    assert second is not None
    assert first <= second


@pytest.mark.parametrize(
    ("grade", "status", "span"),
    [
        *(
            (letter, "potential", span)
            for letter, span in zip("ABCDE", ("1d", "7d", "15d", "30d", "1y"), strict=True)
        ),
        (None, "won", "90d"),
        ("B", "won", "7d"),
        ("E", "lost", "1y"),
        (None, "potential", "None"),
        (None, "lost", "None"),
        ("Z", "potential", "None"),  # a grade of an earlier playbook
        ("Z", "won", "None"),
    ],
)
def test_the_rhythm(grade: str | None, status: str, span: str) -> None:
    assert str(rhythm(POLICY, grade, status)) == span


@given(st.sampled_from("ABCDE"), dates)
def test_the_ceiling_is_one_rhythm_after_the_contact(grade: str, contact_on: date) -> None:
    assert ceiling_on(POLICY, grade, "potential", contact_on) == contact_on + RHYTHMS[grade]


@pytest.mark.parametrize(
    ("ceiling", "agreed", "reason", "expected"),
    [
        ("2026-11-29", None, None, "2026-11-29"),
        ("2026-11-29", "2026-11-25", None, "2026-11-25"),  # earlier wins
        ("2026-11-29", "2026-11-29", None, "2026-11-29"),
        ("2026-11-29", "2026-12-05", None, "2026-11-29"),  # later counts only with a reason
        ("2026-11-29", "2026-12-05", "出差", "2026-12-05"),
        ("2026-11-29", "2026-11-25", "出差", "2026-11-25"),
        (None, "2026-12-05", None, "2026-12-05"),
        (None, None, None, None),
        (None, None, "出差", None),
    ],
)
def test_which_date_holds(
    ceiling: str | None, agreed: str | None, reason: str | None, expected: str | None
) -> None:
    held = next_follow_up_on(DAY(ceiling) if ceiling else None, DAY(agreed) if agreed else None, reason)
    assert held == (DAY(expected) if expected else None)


@given(st.none() | dates, st.none() | dates, st.none() | st.just("出差"))
def test_no_date_lies_beyond_the_ceiling_without_a_reason(
    ceiling: date | None, agreed: date | None, reason: str | None
) -> None:
    held = next_follow_up_on(ceiling, agreed, reason)
    if ceiling is not None:
        assert held is not None
        assert held <= ceiling or (held == agreed and reason)


@pytest.mark.parametrize(
    ("agreed", "ceiling", "reason", "contact", "fits"),
    [
        ("2026-11-22", "2026-11-29", None, "2026-11-22", True),
        ("2026-11-29", "2026-11-29", None, "2026-11-22", True),
        ("2026-11-30", "2026-11-29", None, "2026-11-22", False),
        ("2026-11-30", "2026-11-29", "", "2026-11-22", False),
        ("2026-11-30", "2026-11-29", "出差", "2026-11-22", True),
        ("2026-11-21", "2026-11-29", "出差", "2026-11-22", False),  # before the contact: never
        ("2040-01-01", None, None, "2026-11-22", True),
        ("1999-01-01", "2026-11-29", None, None, True),
    ],
)
def test_which_date_may_be_agreed(
    agreed: str, ceiling: str | None, reason: str | None, contact: str | None, fits: bool
) -> None:
    words = DAY(agreed), DAY(ceiling) if ceiling else None, reason, DAY(contact) if contact else None
    if fits:
        check_agreed(*words)
        return
    with pytest.raises(RuleRefused, match=agreed):
        check_agreed(*words)


def test_a_refusal_of_a_late_date_says_what_to_type() -> None:
    with pytest.raises(RuleRefused, match=r"2026-11-29.*--reason"):
        check_agreed(DAY("2026-12-05"), DAY("2026-11-29"), None, None)


@pytest.mark.parametrize(
    ("grade", "expected"), [("A", True), ("D", True), ("E", False), ("Z", False), (None, False)]
)
def test_a_grade_better_than_that_of_lost_deals_is_an_opportunity(grade: str | None, expected: bool) -> None:
    assert is_opportunity(POLICY, grade) is expected
