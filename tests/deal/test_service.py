"""What a closed deal does to status, grade and rhythm."""

from datetime import date

import pytest

from crmcli.deal.service import close_deal
from crmcli.due.service import snooze
from crmcli.kit.errors import RuleRefused
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import TODAY, Desks, customer, register
from tests.once import made_once

DAY = date.fromisoformat


@made_once
def negotiating(desks: Desks) -> None:
    """A B customer contacted on 11-12, with a date and a topic agreed and a close date that has passed."""
    with desks(DAY("2026-11-12")) as at:
        one = register(
            at, grade="B", need="target", expected_close_on=DAY("2026-11-20"), amount_fen=5_000_000
        )
        log_visit(at, one, NewVisit("visit", DAY("2026-11-12"), next_on=DAY("2026-11-19"), topic="带合同"))


def close(desks: Desks, outcome: str, closed_on: str = "2026-11-22", **more: str | int | None) -> None:
    """Close a deal of the first customer."""
    amount_fen, reason, lost_grade = more.get("amount_fen"), more.get("reason"), more.get("lost_grade")
    assert not isinstance(amount_fen, str)
    assert not isinstance(reason, int)
    assert not isinstance(lost_grade, int)
    with desks() as at:
        close_deal(
            at,
            customer(at),
            outcome,
            amount_fen=amount_fen,
            closed_on=DAY(closed_on),
            reason=reason,
            lost_grade=lost_grade,
        )


def follow_up(desks: Desks) -> tuple[str, str | None, str | None]:
    """(status, grade, next date) of the first customer."""
    card = desks.card()
    return card["status"], card["grade"], card["next_follow_up_on"]


def test_a_won_deal_brings_the_after_sale_rhythm(negotiating: Desks) -> None:
    close(negotiating, "won", amount_fen=4_800_000, reason="价格合适")
    assert follow_up(negotiating) == ("won", None, "2027-02-20")  # 90 days
    assert negotiating.rows("select outcome, amount_fen, closed_on, reason, by from deal_list") == [
        ("won", 4_800_000, "2026-11-22", "价格合适", "lily")
    ]
    assert negotiating.row(
        "select from_grade, to_grade, reason from grade_change order by id desc limit 1"
    ) == (
        *("B", None),
        "价格合适",
    )


def test_a_won_deal_ends_what_was_open(negotiating: Desks) -> None:
    close(negotiating, "won")
    card = negotiating.card()
    assert [card[key] for key in ("agreed_on", "agreed_reason", "next_topic", "expected_close_on")] == [
        None
    ] * 4
    # Neither the missing grade nor the close date asks for anything.
    assert negotiating.rows("select kind, title from due_list") == [("follow_up", "follow_up")]


@pytest.mark.parametrize(("given", "grade", "next_on"), [(None, "E", "2027-11-22"), ("D", "D", "2026-12-22")])
def test_a_lost_deal_gives_the_lost_grade(
    negotiating: Desks, given: str | None, grade: str, next_on: str
) -> None:
    close(negotiating, "lost", lost_grade=given, reason="买了别家")
    assert follow_up(negotiating) == ("lost", grade, next_on)
    assert negotiating.rows("select kind from due_list") == [("follow_up",)]


def test_a_lost_deal_of_a_customer_given_up_before_is_a_deal_all_the_same(negotiating: Desks) -> None:
    close(negotiating, "lost")
    close(negotiating, "lost")
    assert follow_up(negotiating) == ("lost", "E", "2027-11-22")
    assert negotiating.row("select count(*), (select count(*) from grade_change) from deal") == (2, 2)


@pytest.mark.parametrize(
    ("closed_on", "next_on"),
    [
        ("2026-11-15", "2027-02-13"),
        ("2026-11-12", "2027-02-10"),
        ("2026-10-01", "2027-02-10"),  # an older deal: the last contact of 11-12 counts
    ],
)
def test_the_rhythm_counts_from_the_deal_or_the_later_contact(
    negotiating: Desks, closed_on: str, next_on: str
) -> None:
    close(negotiating, "won", closed_on)
    assert follow_up(negotiating)[2] == next_on


def test_a_deal_to_come_is_refused(negotiating: Desks) -> None:
    before = negotiating.card()
    with pytest.raises(RuleRefused, match="2026-11-23"):
        close(negotiating, "won", "2026-11-23")
    assert negotiating.card() == before
    assert negotiating.row("select count(*) from deal") == (0,)


def test_a_visit_that_grades_again_brings_the_opportunity_back(negotiating: Desks) -> None:
    close(negotiating, "won")
    with negotiating() as at:
        log_visit(at, customer(at), NewVisit("call", TODAY))
    assert follow_up(negotiating) == ("won", None, "2027-02-20")
    with negotiating() as at:
        log_visit(at, customer(at), NewVisit("call", TODAY, grade="B"))
    assert follow_up(negotiating) == ("negotiating", "B", "2026-11-29")


def test_after_a_sale_a_later_date_needs_a_reason_too(negotiating: Desks) -> None:
    close(negotiating, "won")
    with pytest.raises(RuleRefused), negotiating() as at:
        snooze(at, customer(at), DAY("2027-03-01"), None)
    with negotiating() as at:
        snooze(at, customer(at), DAY("2027-03-01"), "过完年")
    assert follow_up(negotiating) == ("won", None, "2027-03-01")


def test_an_own_playbook_decides_rhythm_and_lost_grade(desks: Desks) -> None:
    desks.choose_playbook("own")
    (desks.playbooks / "own.toml").write_text(
        """
        name = "own"
        title = { en = "Own", zh = "自有" }
        after_sale_cadence = "2w"
        lost_grade = "Y"
        [[grade]]
        letter = "X"
        cadence = "3d"
        meaning = { en = "hot", zh = "热" }
        [[grade]]
        letter = "Y"
        cadence = "6m"
        meaning = { en = "cold", zh = "冷" }
        """,
        encoding="utf-8",
    )
    with desks() as at:
        register(at, grade="X")
    close(desks, "won")
    assert follow_up(desks) == ("won", None, "2026-12-06")
    close(desks, "lost")
    assert follow_up(desks) == ("lost", "Y", "2027-05-22")
