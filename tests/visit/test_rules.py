"""When a contact counts, what it leaves of an agreed date, and the window of the first follow-up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import RuleRefused
from crmcli.policy.rules import FirstFollowUp
from crmcli.visit.rules import (
    Agreement,
    check_contact_day,
    first_follow_up_window,
    is_latest,
    kept_agreement,
)

DAY = date.fromisoformat
dates = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("contact", "refused"), [("2026-11-23", True), ("2026-11-22", False), ("1999-01-01", False)]
)
def test_a_contact_has_happened(contact: str, refused: bool) -> None:
    if not refused:
        check_contact_day(DAY(contact), DAY("2026-11-22"))
        return
    with pytest.raises(RuleRefused, match=f"{contact}.*--next {contact}"):
        check_contact_day(DAY(contact), DAY("2026-11-22"))


@pytest.mark.parametrize(
    ("contact", "last", "latest"),
    [
        ("2026-11-20", None, True),
        ("2026-11-20", "2026-11-19", True),
        ("2026-11-20", "2026-11-20", True),  # the second one of a day
        ("2026-11-20", "2026-11-21", False),
    ],
)
def test_which_contact_is_the_latest(contact: str, last: str | None, latest: bool) -> None:
    assert is_latest(DAY(contact), DAY(last) if last else None) is latest


@pytest.mark.parametrize(
    ("agreed", "reason", "ceiling", "kept"),
    [
        ("2026-11-25", None, "2026-11-29", True),
        ("2026-11-29", None, "2026-11-29", True),
        ("2026-11-25", None, None, True),
        ("2026-11-30", None, "2026-11-29", False),  # the rhythm has become shorter
        ("2026-11-30", "出差", "2026-11-29", True),
        ("2026-11-22", None, "2026-11-29", False),  # this contact was the one agreed
        ("2026-11-20", "出差", "2026-11-29", False),
        (None, None, "2026-11-29", False),
    ],
)
def test_what_an_unplanned_contact_leaves(
    agreed: str | None, reason: str | None, ceiling: str | None, kept: bool
) -> None:
    agreement = Agreement(DAY(agreed) if agreed else None, reason)
    left = kept_agreement(DAY("2026-11-22"), agreement, DAY(ceiling) if ceiling else None)
    assert left == (agreement if kept else Agreement(None, None))


@given(dates, st.none() | dates, st.none() | st.just("出差"), st.none() | dates)
def test_what_is_left_lies_in_the_future_and_in_the_rhythm(
    contact: date, agreed: date | None, reason: str | None, ceiling: date | None
) -> None:
    left = kept_agreement(contact, Agreement(agreed, reason), ceiling)
    if left.agreed_on is not None:
        assert left.agreed_on == agreed
        assert left.agreed_on > contact
        assert ceiling is None or left.agreed_on <= ceiling or left.reason


@given(st.dates(max_value=date(9000, 1, 1)))
def test_the_first_follow_up_is_made_on_day_three_to_five(reception: date) -> None:
    window = first_follow_up_window(FirstFollowUp(("reception",), 3, 5), reception)
    assert window == (reception + timedelta(days=3), reception + timedelta(days=5))


def test_the_calendar_has_a_last_day() -> None:
    assert first_follow_up_window(FirstFollowUp(("reception",), 3, 5), date.max) == (date.max, date.max)
