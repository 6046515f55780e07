"""Putting a playbook in force: every stored date follows, in one entry of the history."""

from datetime import date

from crmcli.due.service import snooze
from crmcli.kit.workdays import WorkCalendar
from crmcli.playbook.service import Applied, apply_playbook
from crmcli.policy.schema import Playbook, load_playbook, parse_playbook
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import TODAY, Desks, customer, register
from tests.once import made_once

DAY = date.fromisoformat
SLOW = """
name = "slow"
title = { en = "Slow", zh = "慢" }
lost_grade = "D"
[[grade]]
letter = "A"
cadence = "1w"
meaning = { en = "hot", zh = "热" }
[[grade]]
letter = "D"
cadence = "2m"
meaning = { en = "cold", zh = "冷" }
"""


def slow() -> Playbook:
    """Two grades, both slower than the general playbook's."""
    return parse_playbook(SLOW.encode(), "slow.toml")


@made_once
def three(desks: Desks) -> None:
    """An A, a B with an agreed date and a D customer, all contacted today."""
    with desks() as at:
        for name, grade in (("一", "A"), ("二", "B"), ("三", "D")):
            log_visit(at, register(at, name, grade), NewVisit("call", TODAY))
        snooze(at, customer(at, "C0002"), DAY("2026-11-25"), None)


def dates(desks: Desks) -> list[tuple[str, str | None]]:
    """(grade, next date) of every customer."""
    return desks.rows("select grade, next_follow_up_on from customer order by code")


def test_every_date_follows_the_new_rhythm(three: Desks) -> None:
    assert dates(three) == [("A", "2026-11-23"), ("B", "2026-11-25"), ("D", "2026-12-22")]
    with three() as at:
        assert apply_playbook(at, slow(), WorkCalendar()) == Applied(2, ["B"])
    # A grade that the playbook does not know stays, without a rhythm: what was agreed still holds.
    assert dates(three) == [("A", "2026-11-29"), ("B", "2026-11-25"), ("D", "2027-01-22")]


def test_back_again_gives_the_same_dates(three: Desks) -> None:
    before = dates(three)
    with three() as at:
        apply_playbook(at, slow(), WorkCalendar())
    with three() as at:
        assert apply_playbook(at, load_playbook("general", ""), WorkCalendar()) == Applied(2, [])
    assert dates(three) == before
    assert three.rows("select value from policy_value where key = 'retired_grades'") == []


def test_the_same_playbook_moves_nothing(three: Desks) -> None:
    with three() as at:
        assert apply_playbook(at, load_playbook("general", ""), WorkCalendar()).moved == 0


def test_it_is_one_entry(three: Desks) -> None:
    before = three.row("select count(*) from change_entry")[0]
    with three(command="playbook use") as at:
        apply_playbook(at, slow(), WorkCalendar())
    assert three.row("select count(*), max(command) from change_entry where id > ?", before) == (
        1,
        "playbook use",
    )


def test_the_book_keeps_the_policy_without_the_file(three: Desks) -> None:
    with three() as at:
        apply_playbook(at, slow(), WorkCalendar())
    with three() as at:
        assert at.policy.letters == ("A", "D")
        assert at.policy.playbook == "slow"


def test_a_customer_of_an_unknown_grade_is_found_and_graded_anew(three: Desks) -> None:
    with three() as at:
        apply_playbook(at, slow(), WorkCalendar())
    with three() as at:
        log_visit(at, customer(at, "C0002"), NewVisit("call", TODAY, grade="D"))
    assert dates(three)[1] == ("D", "2026-11-25")  # the agreed date still lies ahead
