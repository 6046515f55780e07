"""Which greeting is open, and what a greeting today is for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.greeting.rules import Given, Occasion, chosen_occasions, is_open
from crmcli.kit.errors import NotFound, RuleRefused
from tests.inside import Inside

TODAY = date(2026, 11, 22)
BIRTHDAY = Occasion(1, "birthday", TODAY + timedelta(days=2), "李丽")
FESTIVAL = Occasion(1, "spring_festival", date(2027, 2, 6))


def given_for(one: Occasion, **changed: object) -> Given:
    told = {"occasion": one.occasion, "occasion_on": one.on_date, "person": one.person, "greeted_on": TODAY}
    return Given(customer_id=1, **{**told, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "still"),
    [
        ([], True),
        ([given_for(BIRTHDAY)], False),
        ([given_for(BIRTHDAY, person="王芳")], True),
        ([given_for(BIRTHDAY, occasion_on=date(2025, 11, 24))], True),
        ([given_for(FESTIVAL)], True),
        ([given_for(BIRTHDAY, occasion=None, occasion_on=None)], False),
        ([given_for(BIRTHDAY, occasion=None, occasion_on=None, greeted_on=TODAY - timedelta(days=2))], True),
        ([given_for(BIRTHDAY, occasion=None, occasion_on=None, greeted_on=TODAY + timedelta(days=3))], True),
    ],
)
def test_a_greeting_closes_its_own_occasion(told: list[Given], still: bool) -> None:
    assert is_open(BIRTHDAY, told, 3) is still


def test_the_nearest_day_is_meant_and_all_of_it() -> None:
    other = BIRTHDAY._replace(person="王芳")
    late = Occasion(1, "mid_autumn", TODAY - timedelta(days=4))
    assert chosen_occasions([BIRTHDAY, other, FESTIVAL], [BIRTHDAY, other, FESTIVAL], TODAY, 3, "x") == [
        BIRTHDAY, other,
    ]  # fmt: skip
    assert chosen_occasions([late], [late], TODAY, 3, "x") == [late]


def test_what_is_not_near_is_told_and_what_was_given_too() -> None:
    with pytest.raises(NotFound) as told:
        chosen_occasions([FESTIVAL], [FESTIVAL], TODAY, 3, "王小明")
    assert "2027-02-06" in str(told.value)
    with pytest.raises(RuleRefused):
        chosen_occasions([BIRTHDAY], [], TODAY, 3, "王小明")
    with pytest.raises(NotFound):
        chosen_occasions([], [], TODAY, 3, "王小明")


@given(st.integers(-40, 40), st.integers(0, 30))
def test_nobody_is_greeted_for_a_day_that_is_far(days: int, lead_days: int) -> None:
    one = Occasion(1, "x", TODAY + timedelta(days=days))
    near = -15 <= days <= max(lead_days, 1)
    try:
        found = chosen_occasions([one], [one], TODAY, lead_days, "x")
    except NotFound:
        found = []
    assert (found == [one]) is near


@pytest.mark.parametrize("word", ["问候", "祝福", "拜年", "greeting"])
def test_a_contact_with_such_a_purpose_is_a_greeting(inside: Inside, word: str) -> None:
    inside.add("王小明", "--grade", "B")
    assert inside.card("王小明")["greetings"] == []
    inside.must("visit", "王小明", "通话", "--kind", "call", "--purpose", f"节日{word}")
    (told,) = inside.must("show", "王小明", "-f", "json").json["greetings"]
    assert (told["greeted_on"], told["how"], told["occasion"]) == ("2026-11-22", "call", None)
