"""What is kept beside reports, on a real book."""

import json
from datetime import date, timedelta

import pytest

from crmcli.customer.tables import Customer
from crmcli.grade.service import set_grade
from crmcli.kit.errors import ApprovalNeeded, NotFound, RuleRefused, UsageRefused
from crmcli.report.rules import digest_of
from crmcli.report.service import (
    HandedUp,
    Task,
    annotate_report,
    finish_task,
    keep_grade_counts,
    record_coaching,
    submit_report,
)
from crmcli.staff.service import add_staff, require_staff
from crmcli.visit.particulars import Particulars
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import TODAY, Desks, customer, register
from tests.once import made_once
from tests.report.made_up import asked, made

SATURDAY = date(2026, 11, 14)


def handed_up(**changed: object) -> HandedUp:
    usual = HandedUp("weekly", TODAY, TODAY, None, None, {"report": "weekly", "people": []})
    return usual._replace(**changed)  # type: ignore[arg-type]


@made_once
def team(desks: Desks) -> None:
    with desks() as at:
        at.me.role = "manager"
        add_staff(at.writing, "张三", branch="郑州")
        add_staff(at.writing, "李四", branch="郑州")
        add_staff(at.writing, "王主任", role="supervisor")


def count_of(report: dict[str, object], grade: str) -> dict[str, object]:
    rows = report["grades"]
    assert isinstance(rows, list)
    return next(row for row in rows if row["grade"] == grade)


def test_a_kept_count_stands_beside_the_next(desks: Desks) -> None:
    with desks(SATURDAY) as at:
        for name, grade in (("甲", "B"), ("乙", "B"), ("丙", "C")):
            register(at, name, grade)
        assert keep_grade_counts(at) == 3
        at.session.flush()
        set_grade(at, customer(at, "C0001"), "A")  # after the count, on the same day
    with desks() as at:
        set_grade(at, customer(at, "C0003"), "B")
        gone = customer(at, "C0002")
        gone.archived_on = TODAY
        at.session.add(gone)
    report = dict(made(desks, "grades", asked(desks, TODAY, TODAY, today=TODAY)))
    assert count_of(report, "B") == {
        "grade": "B", "now": 1, "before": 2, "difference": -1, "came": 1, "went": 1, "unexplained": -1,
    }  # fmt: skip
    assert count_of(report, "A")["came"] == 1
    assert count_of(report, "C")["difference"] == -1


def test_a_past_week_is_counted_as_it_ended(desks: Desks) -> None:
    monday, sunday = date(2026, 11, 9), date(2026, 11, 15)
    with desks(monday - timedelta(days=3)) as at:
        for name, grade in (("甲", "B"), ("乙", "B"), ("丙", "C")):
            register(at, name, grade)
    with desks(date(2026, 11, 12)) as at:
        set_grade(at, customer(at, "C0001"), "A")
        register(at, "丁", "C")
        gone = customer(at, "C0002")
        gone.archived_on = date(2026, 11, 13)
        at.session.add(gone)
    with desks(TODAY - timedelta(days=1)) as at:
        set_grade(at, customer(at, "C0001"), "B")
        register(at, "戊", "A")
    report = dict(made(desks, "grades", asked(desks, monday, sunday, today=TODAY)))
    usual = {"before": 0, "difference": 0, "came": 0, "went": 0, "unexplained": 0}
    assert count_of(report, "A") == usual | {"grade": "A", "now": 1, "difference": 1, "came": 1}
    assert count_of(report, "B") == usual | {
        "grade": "B", "now": 0, "before": 2, "difference": -2, "went": 1, "unexplained": -1,
    }  # fmt: skip
    assert count_of(report, "C") == usual | {"grade": "C", "now": 2, "before": 1, "difference": 1, "came": 1}
    assert [(row["code"], row["to_grade"]) for row in report["movements"]] == [("C0001", "A"), ("C0004", "C")]
    now = dict(made(desks, "grades", asked(desks, monday, TODAY, today=TODAY)))
    assert [count_of(now, letter)["now"] for letter in "ABC"] == [1, 1, 2]
    with pytest.raises(UsageRefused, match="still to come"):
        made(desks, "grades", asked(desks, TODAY + timedelta(days=1), TODAY + timedelta(days=1), today=TODAY))


def test_the_check_of_a_past_saturday_goes_by_the_count_before_it(desks: Desks) -> None:
    with desks(SATURDAY) as at:
        register(at, "甲", "B")
        keep_grade_counts(at)
    with desks(SATURDAY + timedelta(days=4)) as at:
        set_grade(at, customer(at, "C0001"), "A")
    with desks(SATURDAY + timedelta(days=7)) as at:
        keep_grade_counts(at)
        register(at, "乙", "B")
    with desks(TODAY) as at:
        set_grade(at, customer(at, "C0001"), "B")
    day = SATURDAY + timedelta(days=7)
    report = dict(made(desks, "grades", asked(desks, day, day, today=TODAY)))
    assert [(count_of(report, letter)["before"], count_of(report, letter)["now"]) for letter in "AB"] == [
        (0, 1),
        (1, 0),
    ]


def test_a_count_kept_twice_on_a_day_is_the_last(desks: Desks) -> None:
    with desks() as at:
        register(at, "甲", "B")
        keep_grade_counts(at)
    with desks() as at:
        register(at, "乙", "B")
        keep_grade_counts(at)
    assert desks.row("select sum(customers), count(*) from grade_count") == (2, 5)


def test_a_card_that_was_changed_behind_the_program_disagrees(desks: Desks) -> None:
    with desks() as at:
        register(at, "甲", "B")
        register(at, "乙", "B")
        log_visit(at, customer(at, "C0002"), NewVisit("visit", TODAY, grade="C"))
    connection = desks.connect()
    connection.execute("update customer set grade = 'A' where code = 'C0001'")
    connection.execute("update visit set grade_after = 'D'")
    connection.close()
    rows = made(desks, "grades", asked(desks, TODAY, TODAY, today=TODAY))["disagreements"]
    assert [(row["code"], row["differs"]) for row in rows] == [("C0001", "change"), ("C0002", "visit")]


def test_a_grade_given_after_the_contact_agrees(desks: Desks) -> None:
    with desks() as at:
        one: Customer = register(at, "甲", "B")
        log_visit(at, one, NewVisit("visit", TODAY, grade="C"))
        set_grade(at, one, "A")
    assert made(desks, "grades", asked(desks, TODAY, TODAY, today=TODAY))["disagreements"] == []


def test_coaching_is_of_somebody_else(team: Desks) -> None:
    with team(actor="王主任") as at:
        record_coaching(at, require_staff(at.writing, "张三"), kind=11, point=5, text="找客户", on=TODAY)
        with pytest.raises(RuleRefused, match="oneself"):
            record_coaching(at, at.me, kind=12, point=None, text="x", on=TODAY)
    (row,) = made(team, "coaching", asked(team, TODAY, TODAY, today=TODAY))["results"]
    assert (row["staff"], row["kind"], row["point"], row["by"]) == ("张三", "11", "5", "王主任")


def test_what_is_handed_up_is_frozen_with_its_digest(team: Desks) -> None:
    with team(actor="张三") as at:
        submit_report(at, handed_up())
        with pytest.raises(RuleRefused, match="number 1"):
            submit_report(at, handed_up())
        submit_report(at, handed_up(mapping={"report": "weekly", "people": [{"staff": "张三"}]}))
    content, digest = team.row("select content, digest from report_submission where id = 1")
    assert json.loads(content) == {"report": "weekly", "people": []}
    assert digest == digest_of(content)


def test_two_levels_write_on_it(team: Desks) -> None:
    team_on(team)
    with team(actor="张三") as at:
        submit_report(at, handed_up())
    with team(actor="李四") as at, pytest.raises(ApprovalNeeded):
        annotate_report(at, 1, "好", Task())
    with team(actor="王主任") as at:
        assert annotate_report(at, 1, "跟进", Task()).level == 1
        with pytest.raises(NotFound):
            annotate_report(at, 9, "x", Task())
    with team() as at:
        assert annotate_report(at, 1, "同意", Task()).level == 2


def team_on(team: Desks) -> None:
    connection = team.connect()
    connection.execute("insert into policy_value (key, value) values ('policy', 'team')")
    connection.close()


def due(team: Desks) -> list[tuple[object, ...]]:
    return team.rows(
        "select coalesce(d.branch, s.name), d.due_on, d.title from duty d join staff s on s.id = d.owner_id"
        " where d.kind = 'annotation' order by s.name"
    )


def test_a_task_is_due_until_it_is_done(team: Desks) -> None:
    later = TODAY + timedelta(days=2)
    with team() as at:
        submit_report(at, handed_up())
        with pytest.raises(RuleRefused):
            annotate_report(at, 1, "跟进", Task(for_branch="郑州", due_on=TODAY - timedelta(days=1)))
        annotate_report(at, 1, "跟进", Task(for_branch="郑州", due_on=later))
    assert due(team) == [("郑州", str(later), "跟进")]
    with team(actor="李四") as at:
        finish_task(at, 1, "已办")
    assert due(team) == []
    with team() as at, pytest.raises(RuleRefused):
        finish_task(at, 1, None)
    with team() as at, pytest.raises(NotFound):
        finish_task(at, 7, None)


@pytest.mark.parametrize(
    ("task", "who", "may"),
    [
        ("张三", "张三", True),
        ("张三", "王主任", True),  # who wrote it
        ("张三", "lily", True),  # a manager
        ("张三", "李四", False),
        ("张三", "赵主管", False),
        ("郑州", "李四", True),
        ("郑州", "赵主管", False),
    ],
)
def test_a_task_is_finished_by_those_it_is_for(team: Desks, task: str, who: str, may: bool) -> None:
    with team() as at:
        add_staff(at.writing, "赵主管", role="supervisor", branch="洛阳")
        submit_report(at, handed_up())
    team_on(team)
    with team(actor="王主任") as at:
        person = None if task == "郑州" else require_staff(at.writing, task).id
        annotate_report(at, 1, "跟进", Task(person, None if person else task))
    with team(actor=who) as at:
        if may:
            finish_task(at, 1, "已办")
        else:
            with pytest.raises(ApprovalNeeded):
                finish_task(at, 1, "已办")


def test_who_joined_later_or_left_is_not_expected(team: Desks) -> None:
    with team() as at:
        member = require_staff(at.writing, "张三")
        member.added_at, member.left_on = "2026-11-10T09:00:00+08:00", date(2026, 11, 12)
        at.session.add(member)
    about = asked(team, date(2026, 11, 9), date(2026, 11, 15), today=TODAY)
    rows = [row for row in made(team, "missing", about)["days"] if row["staff"] == "张三"]
    assert [row["date"] for row in rows] == ["2026-11-10", "2026-11-11", "2026-11-12"]


def test_a_contact_told_late_is_told_late(team: Desks) -> None:
    with team(date(2026, 11, 13), actor="李四") as at:
        member = at.me
        member.added_at = "2026-11-01T09:00:00+08:00"
        log_visit(at, register(at, "甲", "B"), NewVisit("visit", date(2026, 11, 12)))
    about = asked(team, date(2026, 11, 12), date(2026, 11, 12), today=TODAY)
    rows = [row for row in made(team, "missing", about)["days"] if row["staff"] == "李四"]
    assert rows == [{"date": "2026-11-12", "staff": "李四", "state": "late", "logged_on": "2026-11-13"}]


def test_whoever_scouts_us_is_no_customer(desks: Desks) -> None:
    with desks() as at:
        register(at, "客户", "B", source="路过")
        scout = register(at, "探子", "B", source="路过")
        log_visit(at, scout, NewVisit("reception", TODAY, told=Particulars(is_scout=True)))
        log_visit(at, customer(at, "C0001"), NewVisit("visit", TODAY))
        assert keep_grade_counts(at) == 1
    about = asked(desks, TODAY, TODAY, today=TODAY)
    (daily,) = made(desks, "daily", about)["counts"]
    assert (daily["visits"], daily["customers"], daily["receptions"], daily["new_customers"]) == (2, 1, 1, 1)
    assert [row["special"] for row in made(desks, "daily", about)["visits"]] == ["scout", None]
    (weekly,) = made(desks, "weekly", about)["total"]
    assert (weekly["visits"], weekly["customers"], weekly["new_customers"]) == (2, 1, 1)
    assert count_of(dict(made(desks, "grades", about)), "B")["now"] == 1
    days = {"load": asked(desks, TODAY, TODAY + timedelta(days=29), today=TODAY)}
    for report, section in (("sources", "came"), ("funnel", "grades"), ("load", "people")):
        (row,) = made(desks, report, days.get(report, about))[section]
        assert row["customers"] == 1, report
    (given,) = [row for row in made(desks, "calibration", about)["grades"] if row["grade"] == "B"]
    assert given["given"] == 1


@pytest.mark.parametrize("report", ["daily", "supervisor-daily"])
def test_who_scouts_us_once_is_no_customer_of_any_contact(team: Desks, report: str) -> None:
    with team(actor="王主任" if report == "supervisor-daily" else "张三") as at:
        name = at.me.name
        scout, other = register(at, "赵强", "B"), register(at, "李丽", "B")
        log_visit(at, scout, NewVisit("reception", TODAY, told=Particulars(is_short=True)))
        log_visit(at, scout, NewVisit("reception", TODAY, told=Particulars(is_scout=True)))
        log_visit(at, other, NewVisit("call", TODAY))
    about = asked(team, TODAY, TODAY, today=TODAY)
    for counts in (made(team, report, about)["counts"], made(team, "weekly", about)["people"]):
        (row,) = [row for row in counts if row["staff"] == name]
        assert (row["visits"], row["customers"]) == (3, 1)


def test_a_daily_report_has_all_that_was_recorded(desks: Desks) -> None:
    with desks() as at:
        new = NewVisit(
            "visit",
            TODAY,
            summary="谈了价格",
            told=Particulars(
                purposes=("collect_overdue", "看样品"),
                aspects={"concerns": "售后", "competitor": "别家便宜"},
                line="公司座机",
                satisfaction=4,
            ),
        )
        log_visit(at, register(at, "客户", "B"), new)
    (row,) = made(desks, "daily", asked(desks, TODAY, TODAY, today=TODAY))["visits"]
    assert dict(row["record"]) == {
        "summary": "谈了价格",
        "purpose": "collect_overdue; 看样品",
        "concerns": "售后",
        "competitor": "别家便宜",
        "line": "公司座机",
        "satisfaction": "4",
    }
    assert str(row["record"]).startswith("谈了价格; Purpose: collect overdue, 看样品; Concerns: 售后")
