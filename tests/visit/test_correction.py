"""A logged visit corrected: the old text stays, rhythm and grade stay true, or it is refused with what to do."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crmcli.customer.tables import Customer
from crmcli.deal.service import close_deal
from crmcli.due.service import snooze
from crmcli.grade.rules import ceiling_on, next_follow_up_on
from crmcli.grade.service import set_grade
from crmcli.kit.errors import CrmError, NotFound, RuleRefused
from crmcli.staff.desk import Desk
from crmcli.staff.service import add_staff
from crmcli.visit.correction import correct_visit
from crmcli.visit.particulars import Particulars
from crmcli.visit.rewriting import Wanted
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import TODAY, Desks, customer, register
from tests.examples import examples
from tests.inside import Inside
from tests.once import made_once

DAY = date.fromisoformat


@made_once
def weekly(desks: Desks) -> None:
    """A B customer registered on 11-22, visited on 11-10 and 11-20."""
    with desks() as at:
        one = register(at, grade="B")
        add_staff(at.writing, "李主管")
        log_visit(
            at,
            one,
            NewVisit("visit", DAY("2026-11-10"), summary="一", told=Particulars({"concerns": "价格"})),
        )
        log_visit(at, one, NewVisit("visit", DAY("2026-11-20"), summary="二"))


def correct(desks: Desks, number: int, reason: str | None = None, /, **columns: Any) -> list[str]:
    with desks() as at:
        return correct_visit(at, customer(at), number, Wanted(columns, reason=reason))


def card(desks: Desks) -> tuple[str, str, str]:
    row = desks.card()
    return row["grade"], row["last_contact_on"], row["next_follow_up_on"]


def test_the_old_text_is_kept_with_who_when_and_why(weekly: Desks) -> None:
    with weekly(actor="孙静") as at:
        moved = correct_visit(
            at,
            customer(at),
            1,
            Wanted({"summary": "壹"}, {"concerns": "贷款", "problems": "首付"}, reason="听错了"),
        )
    assert moved == ["summary", "concerns", "problems"]
    assert weekly.rows(
        "select what, old_text, new_text, by, reason, corrected_at from visit_correction_list order by id"
    ) == [
        ("summary", "一", "壹", "孙静", "听错了", "2026-11-22T09:30:00+00:00"),
        ("concerns", "价格", "贷款", "孙静", "听错了", "2026-11-22T09:30:00+00:00"),
        ("problems", None, "首付", "孙静", "听错了", "2026-11-22T09:30:00+00:00"),
    ]
    assert weekly.row("select summary from visit_list where visit_number = 1") == ("壹",)


def test_what_is_said_already_is_no_correction(weekly: Desks) -> None:
    entries = weekly.row("select count(*) from change_entry")
    with weekly() as at:
        wanted = Wanted({"summary": "一"}, {"concerns": "价格", "problems": ""}, (), (), ())
        assert correct_visit(at, customer(at), 1, wanted) == []
    assert weekly.row("select count(*) from change_entry") == entries


def test_lists_are_replaced(weekly: Desks) -> None:
    with weekly() as at:
        correct_visit(
            at, customer(at), 2, Wanted({}, {}, ("送样品", "handle_complaint"), ("李主管",), ("李主管",))
        )
        correct_visit(at, customer(at), 2, Wanted({}, {}, ("handle_complaint",), (), None))
    assert weekly.row('select purpose, "with", told from visit_list where visit_number = 2') == (
        *("handle_complaint", None, "李主管"),
    )


@pytest.mark.parametrize("number", [0, 3, -1, 10**30])
def test_a_visit_that_is_not_there(weekly: Desks, number: int) -> None:
    with pytest.raises(NotFound, match="there are 2"):
        correct(weekly, number, summary="x")


def test_the_one_who_logged_it_is_no_companion(weekly: Desks) -> None:
    with pytest.raises(RuleRefused, match="companion"), weekly(actor="李主管") as at:
        correct_visit(at, customer(at), 1, Wanted(companions=("lily",)))


def test_the_date_of_the_last_contact_moves_the_rhythm(weekly: Desks) -> None:
    assert card(weekly) == ("B", "2026-11-20", "2026-11-27")
    correct(weekly, 2, contact_on=DAY("2026-11-18"))
    assert card(weekly) == ("B", "2026-11-18", "2026-11-25")
    correct(weekly, 2, contact_on=DAY("2026-11-05"))
    assert card(weekly) == ("B", "2026-11-10", "2026-11-17")
    assert weekly.rows("select summary from visit_list order by visit_number") == [("二",), ("一",)]


def test_the_date_of_an_earlier_contact_moves_nothing(weekly: Desks) -> None:
    before = card(weekly)
    correct(weekly, 1, contact_on=DAY("2026-11-20"))
    assert card(weekly) == before
    correct(weekly, 1, contact_on=DAY("2026-11-21"))
    assert card(weekly) == ("B", "2026-11-21", "2026-11-28")


def test_a_contact_is_never_corrected_to_a_day_to_come(weekly: Desks) -> None:
    with pytest.raises(RuleRefused, match="still to come"):
        correct(weekly, 2, contact_on=TODAY + timedelta(days=1))


def test_a_contact_that_gave_the_grade_stays_the_last(weekly: Desks) -> None:
    correct(weekly, 2, grade_after="A")
    assert card(weekly) == ("A", "2026-11-20", "2026-11-21")
    with pytest.raises(RuleRefused, match=r"crm undo"):
        correct(weekly, 2, contact_on=DAY("2026-11-09"))
    assert card(weekly) == ("A", "2026-11-20", "2026-11-21")
    correct(weekly, 2, contact_on=DAY("2026-11-11"))
    assert card(weekly) == ("A", "2026-11-11", "2026-11-12")


def test_a_grade_that_was_decided_since_is_refused(weekly: Desks) -> None:
    with pytest.raises(RuleRefused, match="crm grade C0001 C"):
        correct(weekly, 1, grade_after="C")
    with weekly() as at:
        set_grade(at, customer(at), "D")
    with pytest.raises(RuleRefused, match="crm grade C0001 C"):
        correct(weekly, 2, grade_after="C")


def test_the_next_date_of_the_last_contact_is_the_cards(weekly: Desks) -> None:
    correct(weekly, 2, next_on=DAY("2026-11-24"), next_topic="带合同")
    assert card(weekly) == ("B", "2026-11-20", "2026-11-24")
    assert weekly.card()["next_topic"] == "带合同"
    with pytest.raises(RuleRefused, match="--reason"):
        correct(weekly, 2, next_on=DAY("2026-12-24"))
    correct(weekly, 2, "出差", next_on=DAY("2026-12-24"))
    assert (card(weekly)[2], weekly.card()["agreed_reason"]) == ("2026-12-24", "出差")
    correct(weekly, 2, next_on=None)
    assert card(weekly)[2] == "2026-11-27"


def test_a_next_date_that_was_moved_since_is_refused(weekly: Desks) -> None:
    with weekly() as at:
        snooze(at, customer(at), DAY("2026-11-25"), None)
    with pytest.raises(RuleRefused, match="crm snooze C0001"):
        correct(weekly, 2, next_on=DAY("2026-11-24"))
    correct(weekly, 1, next_on=DAY("2026-11-12"))
    assert card(weekly)[2] == "2026-11-25", "that of an earlier contact is only what it says"


def test_a_deal_keeps_the_rhythm_that_it_began(weekly: Desks) -> None:
    with weekly() as at:
        close_deal(at, customer(at), "won", amount_fen=100, closed_on=DAY("2026-11-19"), reason=None)
    correct(weekly, 2, contact_on=DAY("2026-11-01"))
    row = weekly.card()
    assert (row["last_contact_on"], row["rhythm_from_on"]) == ("2026-11-10", "2026-11-19")


def test_the_window_of_the_first_follow_up_moves(show_flat: Desks) -> None:
    with show_flat() as at:
        one = register(at, grade="B")
        log_visit(at, one, NewVisit("reception", DAY("2026-11-20")))
    correct(show_flat, 1, contact_on=DAY("2026-11-18"))
    assert show_flat.card()["first_follow_up_due_on"] == "2026-11-23"
    correct(show_flat, 1, kind="call")
    assert show_flat.card()["first_follow_up_due_on"] is None
    correct(show_flat, 1, kind="reception")
    assert show_flat.card()["first_follow_up_from_on"] == "2026-11-21"


Step = Callable[[Desk, Customer], object]
DAYS = st.integers(0, 60).map(lambda back: TODAY - timedelta(days=back))
COMING = st.none() | st.integers(-5, 60).map(lambda days: TODAY + timedelta(days=days))
GRADES = st.sampled_from("ABCDE")


def _logged(day: date, grade: str | None, next_on: date | None, reason: str | None) -> Step:
    return lambda at, one: log_visit(
        at, one, NewVisit("visit", day, grade=grade, next_on=next_on, reason=reason)
    )


def _corrected(number: int, columns: dict[str, Any], reason: str | None) -> Step:
    return lambda at, one: correct_visit(at, one, number, Wanted(columns, reason=reason))


def _lost(day: date) -> Step:
    return lambda at, one: close_deal(at, one, "lost", amount_fen=None, closed_on=day, reason=None)


REASONS = st.none() | st.just("出差")
STEPS = st.lists(
    st.builds(_logged, DAYS, st.none() | GRADES, COMING, REASONS)
    | st.builds(lambda grade: lambda at, one: set_grade(at, one, grade), st.none() | GRADES)
    | st.builds(_lost, DAYS)
    | st.builds(
        _corrected,
        st.integers(1, 4),
        st.fixed_dictionaries({}, optional={"contact_on": DAYS, "grade_after": GRADES, "next_on": COMING}),
        REASONS,
    ),
    min_size=3,
    max_size=12,
)


@settings(
    max_examples=examples(10, 30),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_is_corrected_rhythm_and_grade_stay_true(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    desks = Desks(tmp_path_factory.mktemp("life"))
    with desks(TODAY - timedelta(days=60)) as at:
        register(at, grade="B")
    for step in steps:
        try:
            with desks() as at:
                step(at, customer(at))
        except CrmError:
            continue
    with desks() as at:
        one = customer(at)
        ceiling = ceiling_on(at.policy, one.grade, one.status, one.rhythm_from_on)
        assert one.next_follow_up_on == next_follow_up_on(ceiling, one.agreed_on, one.agreed_reason)
        assert one.agreed_on is None or one.last_contact_on is None or one.agreed_on >= one.last_contact_on
        late = one.next_follow_up_on and ceiling and one.next_follow_up_on > ceiling
        assert not late or one.agreed_reason
        assert one.last_contact_on is None or one.rhythm_from_on >= one.last_contact_on
    (last,) = desks.row("select max(contact_on) from visit")
    assert desks.card()["last_contact_on"] == last
    (told,) = desks.row("select to_grade from grade_change order by id desc limit 1")
    assert desks.card()["grade"] == told


def test_by_the_command_line(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678", "--grade", "B")
    inside.must("team", "staff", "add", "李主管")
    inside.must(
        "visit", "王小明", "谈了", "--at", "2026-11-20 10:00", "--purpose", "报价", "--concerns", "价格"
    )
    ran = inside(
        "visit", "王小明", "谈了价格", "--correct", "1", "--at", "11-19", "--grade", "c", "--purpose", "催款",
        "--with", "李主管", "--concerns", "", "--satisfaction", "4", "--kind", "电话", "--reason", "记错了",
        "-f", "json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    (visit,) = ran.json["visits"]
    assert {
        key: visit[key] for key in ("contact_on", "at", "kind", "summary", "with", "purpose", "grade_after")
    } == {
        "contact_on": "2026-11-19",
        "at": None,
        "kind": "call",
        "summary": "谈了价格",
        "with": ["李主管"],
        "purpose": "collect_overdue",
        "grade_after": "C",
    }
    kept = {corrected["what"]: corrected["old_text"] for corrected in visit["corrections"]}
    assert kept == {
        **{
            "grade_after": "B",
            "kind": "visit",
            "summary": "谈了",
            "contact_on": "2026-11-20",
            "concerns": "价格",
        },
        **{"purpose": "报价", "with": None, "satisfaction": None, "at": kept["at"]},
    }
    assert str(kept["at"]).startswith("2026-11-20T10:00")
    assert ran.json["next_follow_up_on"] == "2026-12-04"
    shown = inside.must("show", "王小明", "--lang", "zh").out
    assert "目的: 报价 > 收逾期款 (记错了)" in shown.replace("：", ": ")
    assert "Concerns 价格" in inside.must("history", "王小明").out
    inside.must("undo", "--yes")
    (visit,) = inside.must("show", "王小明", "-f", "json").json["visits"]
    assert (visit["corrections"], visit["summary"], visit["aspects"]) == ([], "谈了", {"concerns": "价格"})
    assert inside("doctor").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [((), 2), (("--reason", "x"), 2), (("--form",), 2), (("--topic", "t", "--at", "tomorrow"), 5)],
)
def test_a_correction_that_says_nothing_or_too_much(
    inside: Inside, words: tuple[str, ...], code: int
) -> None:
    inside.add("王小明", "--grade", "B")
    inside.must("visit", "王小明", "谈了")
    assert inside("visit", "王小明", "--correct", "1", *words).code == code
