"""Grades given on a real book: history, rhythm, status, and the stored date."""

from datetime import date, timedelta

import pytest

from crmcli.customer.service import archive
from crmcli.deal.service import close_deal
from crmcli.grade.service import reschedule_all, set_grade, suggestion_for
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import TODAY, Desks, customer, register

DAY = date.fromisoformat


@pytest.mark.parametrize(
    ("grade", "next_on"),
    [
        ("A", "2026-11-23"),
        ("B", "2026-11-29"),
        ("C", "2026-12-07"),
        ("D", "2026-12-22"),
        ("E", "2027-11-22"),
        (None, None),
    ],
)
def test_a_new_customer_counts_the_rhythm_from_the_day_it_is_graded(
    desks: Desks, grade: str | None, next_on: str | None
) -> None:
    with desks() as at:
        register(at, grade=grade)
    assert desks.card()["next_follow_up_on"] == next_on


def test_a_grade_is_kept_with_its_history(desks: Desks) -> None:
    with desks() as at:
        register(at, grade="D", need="target", expected_close_on=DAY("2026-12-01"))
    with desks(TODAY + timedelta(days=3), actor="rose") as at:
        change = set_grade(at, customer(at), "B", reason="要了报价")
        assert change is not None
    assert desks.rows(
        "select changed_on, from_grade, to_grade, suggested, reason, by from grade_change_list order by id"
    ) == [
        ("2026-11-22", None, "D", "A", None, "lily"),
        ("2026-11-25", "D", "B", "A", "要了报价", "rose"),
    ]


def test_the_same_grade_again_changes_nothing(desks: Desks) -> None:
    with desks() as at:
        register(at, grade="B")
    before = desks.card()
    with desks(TODAY + timedelta(days=2)) as at:
        assert set_grade(at, customer(at), "B") is None
    assert desks.card() == before
    assert desks.row("select count(*) from grade_change") == (1,)


def test_a_regrade_counts_from_the_last_contact(desks: Desks) -> None:
    with desks(DAY("2026-11-01")) as at:
        log_visit(at, register(at, grade="E"), NewVisit("call", DAY("2026-11-01")))
    with desks() as at:
        set_grade(at, customer(at), "B")
    assert desks.card()["next_follow_up_on"] == "2026-11-08"  # three weeks without a contact: overdue at once


def test_a_suggestion_is_never_applied_by_itself(desks: Desks) -> None:
    with desks() as at:
        one = register(at, grade="C", need="none")
        assert suggestion_for(at, one).letter == "E"
    assert desks.card()["grade"] == "C"


def test_a_customer_without_a_grade_is_due_until_it_has_one(desks: Desks) -> None:
    due = "select kind, visible_on, due_on from due_list where code = 'C0001'"
    with desks() as at:
        register(at)
    assert desks.rows(due) == [("grade_missing", "2026-11-22", "2026-11-22")]
    with desks() as at:
        set_grade(at, customer(at), "C")
    assert desks.rows(due) == [("follow_up", "2026-12-07", "2026-12-07")]
    with desks() as at:
        set_grade(at, customer(at), None)
    assert desks.rows(due) == [("grade_missing", "2026-11-22", "2026-11-22")]


def test_archived_customers_leave_the_list_and_come_back(desks: Desks) -> None:
    with desks() as at:
        register(at, "王小明", "B")
        register(at, "李丽")
        register(at, "赵婷", "D", need="target", expected_close_on=DAY("2026-11-01"))
    everything = desks.rows("select * from due_list")
    assert len(everything) == 4
    with desks() as at:
        for code in ("C0001", "C0002", "C0003"):
            archive(at, customer(at, code), TODAY)
    assert desks.rows("select * from due_list") == []
    with desks(TODAY + timedelta(days=50)) as at:
        for code in ("C0001", "C0002", "C0003"):
            archive(at, customer(at, code), None)
    assert desks.rows("select * from due_list") == everything


@pytest.mark.parametrize(
    ("outcome", "grade", "status"),
    [("won", "B", "negotiating"), ("lost", "B", "negotiating"), ("won", "E", "won"), ("lost", None, "lost")],
)
def test_a_new_opportunity_after_a_deal_brings_grade_and_status_back(
    desks: Desks, outcome: str, grade: str | None, status: str
) -> None:
    with desks() as at:
        one = register(at, grade="A")
        close_deal(at, one, outcome, amount_fen=None, closed_on=TODAY, reason=None)
    with desks(TODAY + timedelta(days=10)) as at:
        set_grade(at, customer(at), grade)
    assert (desks.card()["status"], desks.card()["grade"]) == (status, grade)


def test_rescheduling_reaches_archived_customers_too(desks: Desks) -> None:
    with desks() as at:
        register(at, "王小明", "B")
        archive(at, register(at, "李丽", "B"), TODAY)
    with desks() as at:
        weekly = [
            grade._replace(cadence=at.policy.grade("A").cadence) if grade.letter == "B" else grade
            for grade in at.policy.grades
        ]
        assert reschedule_all(at._replace(policy=at.policy._replace(grades=tuple(weekly)))) == 2
    assert [desks.card(code)["next_follow_up_on"] for code in ("C0001", "C0002")] == ["2026-11-23"] * 2
