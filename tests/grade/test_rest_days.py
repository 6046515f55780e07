"""A follow-up that falls on a rest day stays, or moves to the next or previous working day, as its grade says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.grade.rules import ceiling_on
from crmcli.kit.workdays import WorkCalendar
from crmcli.policy.holidays import work_calendar
from crmcli.policy.queries import build_policy, calendar_values
from crmcli.policy.rules import Policy
from crmcli.policy.schema import parse_playbook, policy_rows
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import Desks, customer, register

PLAYBOOK = """
name = "own"
title = { en = "Own", zh = "自有" }
workdays_a_week = %d
[[grade]]
letter = "A"
cadence = "1d"
on_rest_day = "previous"
meaning = { en = "a", zh = "甲" }
[[grade]]
letter = "B"
cadence = "7d"
on_rest_day = "next"
meaning = { en = "b", zh = "乙" }
[[grade]]
letter = "E"
cadence = "1y"
meaning = { en = "e", zh = "戊" }
"""


def policy(days_a_week: int = 5) -> Policy:
    grades, values = policy_rows(parse_playbook((PLAYBOOK % days_a_week).encode(), "own.toml"))
    return build_policy(grades, {**values, **calendar_values(work_calendar("", days_a_week))})


@pytest.mark.parametrize(
    ("grade", "contact_on", "wanted"),
    [
        ("A", "2026-11-19", "2026-11-20"),  # a working day stays
        ("A", "2026-11-20", "2026-11-23"),  # Saturday: Friday is the contact itself, so Monday
        ("B", "2026-11-14", "2026-11-23"),  # Saturday a week later: Monday
        ("B", "2026-09-24", "2026-10-08"),  # into the national holidays
        ("E", "2025-10-01", "2026-10-01"),  # a grade that says nothing stays
    ],
)
def test_the_grade_decides_where_the_day_goes(grade: str, contact_on: str, wanted: str) -> None:
    assert ceiling_on(policy(), grade, "potential", date.fromisoformat(contact_on)) == date.fromisoformat(
        wanted
    )


def test_previous_moves_back_where_there_is_room() -> None:
    text = (PLAYBOOK % 5).replace('cadence = "1d"', 'cadence = "7d"')
    grades, values = policy_rows(parse_playbook(text.encode(), "own.toml"))
    backwards = build_policy(grades, {**values, **calendar_values(work_calendar("", 5))})
    assert ceiling_on(backwards, "A", "potential", date(2026, 11, 14)) == date(2026, 11, 20)


def test_six_days_a_week_work_on_saturdays() -> None:
    assert ceiling_on(policy(6), "B", "potential", date(2026, 11, 14)) == date(2026, 11, 21)


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.sampled_from("ABE"))
def test_the_day_lies_after_the_contact_and_on_a_working_day(contact_on: date, grade: str) -> None:
    found = ceiling_on(policy(), grade, "potential", contact_on)
    assert found is not None
    assert found > contact_on
    assert grade == "E" or work_calendar("", 5).is_workday(found)


def test_without_such_a_grade_no_calendar_is_read() -> None:
    plain = (PLAYBOOK % 5).replace('on_rest_day = "previous"', "").replace('on_rest_day = "next"', "")
    grades, values = policy_rows(parse_playbook(plain.encode(), "own.toml"))
    assert build_policy(grades, values).calendar is None
    assert WorkCalendar().is_workday(date(2026, 10, 1))


def test_a_visit_sets_the_next_date_on_a_working_day(desks: Desks) -> None:
    (desks.playbooks / "own.toml").write_text(PLAYBOOK % 5, encoding="utf-8")
    desks.choose_playbook("own")
    with desks(date(2026, 11, 20)) as at:
        register(at, grade="A")
    with desks(date(2026, 11, 20)) as at:
        log_visit(at, customer(at), NewVisit("call", at.today))
    assert desks.card()["next_follow_up_on"] == "2026-11-23"
    assert date(2026, 11, 20) + timedelta(days=1) == date(2026, 11, 21)  # what the rhythm alone would say
