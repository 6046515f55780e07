"""Moving a follow-up."""

from datetime import date

import pytest

from crmcli.customer.service import archive
from crmcli.due.service import snooze
from crmcli.kit.errors import RuleRefused
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import TODAY, Desks, customer, register
from tests.once import made_once

DAY = date.fromisoformat


@made_once
def weekly(desks: Desks) -> None:
    """A B customer contacted today: by rhythm due on 11-29."""
    with desks() as at:
        log_visit(at, register(at, grade="B"), NewVisit("call", TODAY, topic="带样品"))


def move(
    desks: Desks, to: str, reason: str | None = None, topic: str | None = None, today: date = TODAY
) -> bool:
    """Snooze the first customer."""
    with desks(today, reason=reason) as at:
        return snooze(at, customer(at), DAY(to), reason, topic)


def stored(desks: Desks) -> tuple[str, str, str | None, str | None]:
    """(next, agreed, reason, topic)."""
    card = desks.card()
    return card["next_follow_up_on"], card["agreed_on"], card["agreed_reason"], card["next_topic"]


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-25", "2026-11-29"])
def test_a_day_within_the_rhythm_needs_no_reason(weekly: Desks, day: str) -> None:
    assert move(weekly, day)
    assert stored(weekly) == (day, day, None, "带样品")


def test_a_later_day_needs_a_reason_and_keeps_it(weekly: Desks) -> None:
    before = weekly.card()
    with pytest.raises(RuleRefused, match=r"2026-11-30.*2026-11-29.*--reason"):
        move(weekly, "2026-11-30")
    assert weekly.card() == before
    assert move(weekly, "2026-11-30", "出国")
    assert stored(weekly) == ("2026-11-30", "2026-11-30", "出国", "带样品")


def test_a_day_back_within_the_rhythm_drops_the_reason(weekly: Desks) -> None:
    move(weekly, "2026-12-30", "出国")
    move(weekly, "2026-11-28", "回来早了")
    assert stored(weekly) == ("2026-11-28", "2026-11-28", None, "带样品")


def test_a_day_that_has_passed_is_refused(weekly: Desks) -> None:
    with pytest.raises(RuleRefused, match="2026-11-21"):
        move(weekly, "2026-11-21", "出国")


def test_a_topic_may_come_with_it(weekly: Desks) -> None:
    assert move(weekly, "2026-11-25", topic="带合同")
    assert stored(weekly)[3] == "带合同"
    assert move(weekly, "2026-11-25", topic="带发票")
    assert stored(weekly)[3] == "带发票"


def test_the_same_day_again_is_no_change(weekly: Desks) -> None:
    move(weekly, "2026-12-25", "出国", "带合同")
    entries = weekly.row("select count(*) from change_entry")
    assert not move(weekly, "2026-12-25", "出国")
    assert not move(weekly, "2026-12-25", "出国", "带合同")
    assert weekly.row("select count(*) from change_entry") == entries


def test_another_reason_for_the_same_day_is_a_change(weekly: Desks) -> None:
    move(weekly, "2026-12-25", "出国")
    assert move(weekly, "2026-12-25", "住院")
    assert stored(weekly)[2] == "住院"


def test_an_archived_customer_has_nothing_to_move(weekly: Desks) -> None:
    with weekly() as at:
        archive(at, customer(at), TODAY)
    with pytest.raises(RuleRefused, match="archived"):
        move(weekly, "2026-11-25")


def test_without_a_grade_any_day_to_come_will_do(desks: Desks) -> None:
    with desks() as at:
        register(at)
    assert move(desks, "2028-01-01")
    assert desks.rows("select kind, due_on from due_list order by kind") == [
        ("follow_up", "2028-01-01"),
        ("grade_missing", "2026-11-22"),
    ]


def test_an_overdue_follow_up_is_moved_with_a_reason(weekly: Desks) -> None:
    with pytest.raises(RuleRefused):
        move(weekly, "2026-12-10", today=DAY("2026-12-05"))
    assert move(weekly, "2026-12-10", "忙不过来", today=DAY("2026-12-05"))
    assert stored(weekly)[0] == "2026-12-10"
