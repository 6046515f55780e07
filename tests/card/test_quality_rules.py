"""What is wrong with a card, and how many points it has."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.card.progress import quarter_meant
from crmcli.card.quality_rules import (
    CardFacts,
    impossible,
    is_dead,
    lost_points,
    parts_of,
    score_of,
)
from crmcli.kit.errors import UsageRefused
from crmcli.policy.cards import USUAL_QUALITY

TODAY = date(2026, 11, 22)
GOOD = CardFacts(
    1, "C0001", "王小明", "lily", None, "+8613812345678", "B", "1980-05-17", False, None, "2026-11-01", "2026-11-20",
    None, "2026-11-25", None, 0, None, 0, (), 5,
)  # fmt: skip


def score(facts: CardFacts) -> int:
    return score_of(parts_of(facts, TODAY, date(2026, 8, 22)), USUAL_QUALITY)


def test_a_good_card_has_a_hundred_points_and_nothing_is_wrong() -> None:
    assert (impossible(GOOD, TODAY), score(GOOD)) == ([], 100)
    assert lost_points(parts_of(GOOD, TODAY, date(2026, 8, 22)), USUAL_QUALITY) == []


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        ({"phone": None, "missing": ("phone",)}, 26), ({"missing": ("region", "source")}, 12),
        ({"registered_on": "2026-08-01"}, 20),
        ({"next_follow_up_on": "2026-11-21"}, 15), ({"next_follow_up_on": None}, 15), ({"same_number": "C2"}, 15),
        ({"findings": 1}, 15), ({"registered_on": "2026-08-01", "confirmed_on": "2026-11-01"}, 0),
    ],
)  # fmt: skip
def test_each_part_costs_its_points(changed: dict[str, object], lost: int) -> None:
    assert score(GOOD._replace(**changed)) == 100 - lost  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"last_contact_on": "2026-11-23"}, ["last_contact_on"]), ({"met_on": "2027-01-01"}, ["met_on"]),
        ({"birthday": "2027-01-01"}, ["birthday"]), ({"birthday": "1890-01-01"}, ["age"]),
        ({"birthday": "05-17"}, []), ({"mobiles_wrong": 1}, ["mobile"]),
        ({"id_number": "11010519491231002X"}, ["id_birthday"]),
        ({"id_number": "11010519491231002X", "birthday": "1949-12-31"}, []),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(changed: dict[str, object], found: list[str]) -> None:
    assert impossible(GOOD._replace(**changed), TODAY) == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("grade", "last", "dead"),
    [("E", "2025-11-21", True), ("E", "2025-11-22", False), ("D", "2020-01-01", False)],
)
def test_dead_is_the_worst_grade_without_a_contact_for_long(grade: str, last: str, dead: bool) -> None:
    assert is_dead(GOOD._replace(grade=grade, last_contact_on=last), "E", date(2025, 11, 22)) is dead


@given(
    st.fixed_dictionaries({name: st.floats(0, 1) for name in USUAL_QUALITY}),
)
def test_points_lie_between_nothing_and_a_hundred_and_gains_are_what_is_lost(parts: dict[str, float]) -> None:
    points = score_of(parts, USUAL_QUALITY)
    assert 0 <= points <= 100
    lost = lost_points(parts, USUAL_QUALITY)
    assert abs(100 - points - sum(gain for _name, gain in lost)) <= len(USUAL_QUALITY)
    assert [gain for _name, gain in lost] == sorted((gain for _name, gain in lost), reverse=True)


def test_quarters() -> None:
    assert quarter_meant(None, TODAY) == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarter_meant("2026Q4", TODAY) == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarter_meant("2027年1季度", TODAY) == (date(2027, 1, 1), date(2027, 3, 31))
    for wrong in ("26Q4", "2026Q5", "Q4", "", "2026"):
        with pytest.raises(UsageRefused):
            quarter_meant(wrong, TODAY)
