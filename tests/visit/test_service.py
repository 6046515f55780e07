"""Contacts on a real book: the record, the grade and the next date in one transaction."""

from datetime import date
from typing import Any

import pytest

from crmcli.customer.service import archive
from crmcli.deal.service import close_deal
from crmcli.due.service import snooze
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.staff.service import add_staff
from crmcli.visit.particulars import Particulars
from crmcli.visit.service import Logged, NewVisit, log_visit
from tests.desk import TODAY, Desks, customer, register
from tests.once import made_once

DAY = date.fromisoformat


def visit(desks: Desks, contact_on: str, *, today: date = TODAY, kind: str = "visit", **new: Any) -> Logged:
    """Log a contact with the first customer."""
    with desks(today) as at:
        return log_visit(at, customer(at), NewVisit(kind, DAY(contact_on), **new))


def next_on(desks: Desks) -> str | None:
    """The stored next date of the first customer."""
    found: str | None = desks.card()["next_follow_up_on"]
    return found


@made_once
def weekly(desks: Desks) -> None:
    """A book with one B customer, registered three weeks ago and contacted ten days ago."""
    with desks(DAY("2026-11-01")) as at:
        register(at, grade="B")
    visit(desks, "2026-11-12", today=DAY("2026-11-12"), summary="看样品")


def test_a_contact_starts_the_rhythm_anew(weekly: Desks) -> None:
    assert next_on(weekly) == "2026-11-19"
    visit(weekly, "2026-11-22")
    assert next_on(weekly) == "2026-11-29"
    assert weekly.card()["last_contact_on"] == "2026-11-22"


def test_everything_said_of_a_contact_is_recorded(weekly: Desks) -> None:
    with weekly() as at:
        add_staff(at.writing, "主管周")
    visit(
        weekly,
        "2026-11-22",
        kind="call",
        at="2026-11-22T09:00:00+08:00",
        summary="谈价格",
        companions=["主管周"],
        told=Particulars(purposes=("报价",)),
        grade="A",
        reconsidered=True,
        reason="要签了",
        next_on=DAY("2026-11-23"),
        topic="带合同",
    )
    columns = (
        'contact_on, at, kind, summary, by, "with", purpose, grade_before, grade_after, grade_reconsidered,'
        " reason, next_on, topic, visit_number"
    )
    assert weekly.row(f"select {columns} from visit_list where contact_on = '2026-11-22'") == (
        *("2026-11-22", "2026-11-22T09:00:00+08:00", "call", "谈价格", "lily", "主管周", "报价", "B", "A", 1),
        *("要签了", "2026-11-23", "带合同", 2),
    )
    assert weekly.row("select from_grade, to_grade, id from grade_change order by id desc limit 1") == (
        *("B", "A"),
        *weekly.row("select grade_change_id from visit order by id desc limit 1"),
    )


def test_the_new_grade_sets_the_rhythm(weekly: Desks) -> None:
    visit(weekly, "2026-11-22", grade="A")
    assert next_on(weekly) == "2026-11-23"
    visit(weekly, "2026-11-22", grade="E")
    assert next_on(weekly) == "2027-11-22"


def test_a_kept_grade_is_recorded_as_not_reconsidered(weekly: Desks) -> None:
    visit(weekly, "2026-11-22")
    assert weekly.row(
        "select grade_before, grade_after, grade_reconsidered, grade_change_id from visit"
        " where contact_on = '2026-11-22'"
    ) == ("B", "B", 0, None)


def test_an_agreed_earlier_date_wins(weekly: Desks) -> None:
    visit(weekly, "2026-11-22", next_on=DAY("2026-11-25"), reason="无关")
    assert next_on(weekly) == "2026-11-25"
    assert weekly.card()["agreed_reason"] is None  # it needs none


def test_a_later_date_is_refused_without_a_reason_and_leaves_no_trace(weekly: Desks) -> None:
    before = weekly.card()
    with pytest.raises(RuleRefused, match=r"2026-12-10.*2026-11-29.*--reason"):
        visit(weekly, "2026-11-22", next_on=DAY("2026-12-10"))
    assert weekly.card() == before
    assert weekly.row("select count(*) from visit") == (1,)


def test_a_later_date_holds_with_its_reason(weekly: Desks) -> None:
    visit(weekly, "2026-11-22", next_on=DAY("2026-12-10"), reason="出国")
    assert next_on(weekly) == "2026-12-10"
    assert weekly.card()["agreed_reason"] == "出国"


def test_the_new_grade_decides_whether_a_date_is_late(weekly: Desks) -> None:
    visit(weekly, "2026-11-22", grade="D", next_on=DAY("2026-12-10"))
    assert next_on(weekly) == "2026-12-10"
    with pytest.raises(RuleRefused):
        visit(weekly, "2026-11-22", grade="A", next_on=DAY("2026-11-25"))


def test_the_next_date_cannot_lie_before_the_contact(weekly: Desks) -> None:
    with pytest.raises(RuleRefused, match="before the contact"):
        visit(weekly, "2026-11-22", next_on=DAY("2026-11-21"))


def test_a_future_agreed_date_survives_an_unplanned_call(weekly: Desks) -> None:
    visit(weekly, "2026-11-20", next_on=DAY("2026-11-25"), topic="带合同")
    visit(weekly, "2026-11-22", kind="call")
    assert next_on(weekly) == "2026-11-25"
    assert weekly.card()["next_topic"] == "带合同"


def test_a_late_agreed_date_survives_with_its_reason(weekly: Desks) -> None:
    visit(weekly, "2026-11-20", next_on=DAY("2026-12-15"), reason="出国")
    visit(weekly, "2026-11-22", kind="call")
    assert (next_on(weekly), weekly.card()["agreed_reason"]) == ("2026-12-15", "出国")


def test_an_agreed_date_that_a_better_grade_forbids_gives_way(weekly: Desks) -> None:
    visit(weekly, "2026-11-22", next_on=DAY("2026-11-28"), topic="带合同")
    visit(weekly, "2026-11-22", kind="call", grade="A")
    assert next_on(weekly) == "2026-11-23"
    assert weekly.card()["agreed_on"] is None


def test_the_agreed_contact_itself_uses_the_date_up(weekly: Desks) -> None:
    visit(weekly, "2026-11-20", next_on=DAY("2026-11-22"), topic="带合同")
    visit(weekly, "2026-11-22")
    assert next_on(weekly) == "2026-11-29"
    assert weekly.card()["next_topic"] is None


def test_a_topic_without_a_date_is_used_up_by_the_next_contact(weekly: Desks) -> None:
    visit(weekly, "2026-11-20", topic="问总经理的意见")
    assert weekly.row("select title from due_list") == ("问总经理的意见",)
    visit(weekly, "2026-11-22")
    assert weekly.row("select title from due_list") == ("follow_up",)


def test_an_agreement_can_be_dropped(weekly: Desks) -> None:
    visit(weekly, "2026-11-20", next_on=DAY("2026-11-25"), topic="带合同")
    visit(weekly, "2026-11-22", drop_agreed=True)
    assert next_on(weekly) == "2026-11-29"
    assert weekly.card()["next_topic"] is None


def test_two_contacts_on_one_day_both_count(weekly: Desks) -> None:
    visit(weekly, "2026-11-22", kind="call", grade="C")
    visit(weekly, "2026-11-22", kind="visit", grade="B")
    assert (weekly.card()["grade"], next_on(weekly)) == ("B", "2026-11-29")
    assert weekly.row("select count(*) from visit where contact_on = '2026-11-22'") == (2,)


def test_a_backdated_contact_counts_when_it_is_the_latest(weekly: Desks) -> None:
    visit(weekly, "2026-11-18", grade="C")
    assert weekly.card()["last_contact_on"] == "2026-11-18"
    assert (weekly.card()["grade"], next_on(weekly)) == ("C", "2026-12-03")


def test_a_contact_older_than_the_last_is_logged_and_changes_nothing(weekly: Desks) -> None:
    visit(weekly, "2026-11-22", next_on=DAY("2026-11-25"), topic="带合同")
    before = weekly.card()
    logged = visit(
        weekly,
        "2026-11-15",
        summary="补记",
        grade="A",
        reconsidered=True,
        next_on=DAY("2026-11-16"),
        topic="旧",
    )
    assert not logged.counted
    assert {**weekly.card(), "rev": None} == {**before, "rev": None}
    assert weekly.row(
        "select summary, grade_before, grade_after, visit_number from visit_list where contact_on = '2026-11-15'"
    ) == ("补记", None, "A", 2)
    assert weekly.row("select count(*) from grade_change") == (1,)  # the one at registration


def test_a_contact_to_come_is_refused(weekly: Desks) -> None:
    with pytest.raises(RuleRefused, match="2026-11-23"):
        visit(weekly, "2026-11-23")
    assert weekly.row("select count(*) from visit") == (1,)


def test_an_archived_customer_is_brought_back_first(weekly: Desks) -> None:
    with weekly() as at:
        archive(at, customer(at), TODAY)
    with pytest.raises(RuleRefused, match="archive C0001 --back"):
        visit(weekly, "2026-11-22")


@pytest.mark.parametrize(("name", "kind"), [("没有这人", NotFound), ("lily", RuleRefused)])
def test_a_companion_is_somebody_else_on_the_staff(weekly: Desks, name: str, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=name):
        visit(weekly, "2026-11-22", companions=[name])
    assert weekly.row("select count(*), (select count(*) from visit_companion) from visit") == (1, 0)


def test_a_contact_after_a_sale_starts_the_after_sale_rhythm(weekly: Desks) -> None:
    with weekly() as at:
        close_deal(at, customer(at), "won", amount_fen=None, closed_on=TODAY, reason=None)
    visit(weekly, "2026-12-22", today=DAY("2026-12-22"))
    assert (weekly.card()["status"], next_on(weekly)) == ("won", "2027-03-22")


def test_a_snoozed_date_is_an_agreed_one(weekly: Desks) -> None:
    with weekly() as at:
        snooze(at, customer(at), DAY("2026-11-27"), "排满了")
    visit(weekly, "2026-11-22", kind="call")
    assert next_on(weekly) == "2026-11-27"


# The first follow-up: day 3 to 5 after the first reception, in playbooks that have it.


@made_once
def received(show_flat: Desks) -> None:
    """A book of the real-estate playbook with a customer first received on 11-22."""
    with show_flat() as at:
        register(at, grade="C")
    visit(show_flat, "2026-11-22", kind="reception")


def first_follow_up(desks: Desks) -> list[tuple[str, str]]:
    """(visible_on, due_on) of the item, none or one."""
    return desks.rows("select visible_on, due_on from due_list where kind = 'first_follow_up'")


WINDOW = [("2026-11-25", "2026-11-27")]


def test_a_first_reception_opens_the_window(received: Desks) -> None:
    assert first_follow_up(received) == WINDOW


@pytest.mark.parametrize("day", [25, 26, 27, 28])
def test_a_contact_in_the_window_or_after_it_is_the_first_follow_up(received: Desks, day: int) -> None:
    logged = visit(received, f"2026-11-{day}", today=DAY(f"2026-11-{day}"), kind="call")
    assert not logged.early_for_first_follow_up
    assert first_follow_up(received) == []


@pytest.mark.parametrize("day", [22, 23, 24])
def test_a_contact_before_the_window_is_hinted_at_and_it_stays_due(received: Desks, day: int) -> None:
    logged = visit(received, f"2026-11-{day}", today=DAY(f"2026-11-{day}"), kind="call")
    assert logged.early_for_first_follow_up
    assert first_follow_up(received) == WINDOW


def test_a_second_reception_opens_no_second_window(received: Desks) -> None:
    visit(received, "2026-11-26", today=DAY("2026-11-26"), kind="call")
    visit(received, "2026-12-01", today=DAY("2026-12-01"), kind="reception")
    assert first_follow_up(received) == []


def test_a_call_opens_no_window(show_flat: Desks) -> None:
    with show_flat() as at:
        register(at, grade="C")
    visit(show_flat, "2026-11-22", kind="call")
    assert first_follow_up(show_flat) == []
    visit(show_flat, "2026-11-24", today=DAY("2026-11-24"), kind="reception")
    assert first_follow_up(show_flat) == [("2026-11-27", "2026-11-29")]


def test_a_closed_deal_ends_the_window(received: Desks) -> None:
    with received() as at:
        close_deal(at, customer(at), "won", amount_fen=None, closed_on=TODAY, reason=None)
    assert first_follow_up(received) == []


def test_a_playbook_without_a_window_opens_none(weekly: Desks) -> None:
    visit(weekly, "2026-11-22", kind="reception")
    assert first_follow_up(weekly) == []


def test_a_contact_older_than_the_last_leaves_the_window(received: Desks) -> None:
    visit(received, "2026-11-26", today=DAY("2026-11-26"), kind="call")
    visit(received, "2026-11-20", today=DAY("2026-11-26"), kind="reception")
    assert first_follow_up(received) == []


def test_the_first_follow_up_is_one_row_beside_the_rhythm(received: Desks) -> None:
    assert received.rows("select kind from due_list order by kind") == [("first_follow_up",), ("follow_up",)]
