"""Books of a small team, made up from a number: whatever salespeople may do in some weeks."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlmodel import select

from crmcli.customer.tables import Customer
from crmcli.deal.service import close_deal
from crmcli.grade.service import set_grade
from crmcli.kit.errors import CrmError
from crmcli.policy.holidays import work_calendar
from crmcli.policy.queries import policy_in_force
from crmcli.policy.report_policy import report_policy_in_force
from crmcli.report.catalogue import maker
from crmcli.report.model import Asked
from crmcli.staff.desk import Desk
from crmcli.staff.service import add_staff, staff_named
from crmcli.visit.particulars import Particulars
from crmcli.visit.service import NewVisit, log_visit
from tests.desk import Desks, register

FIRST = date(2026, 9, 21)  # a Monday; the National Day and a weekend worked instead lie in these weeks
LAST = date(2026, 10, 18)
SELLERS, SUPERVISOR = ("张三", "李四"), "王主任"
KINDS = ("visit", "reception", "call", "wechat")
SOURCES = ("网络", "路过", "DM", None)
LETTERS = "ABCDE"


def make_book(desks: Desks, seed: int) -> None:
    """Four weeks of two salespeople and their supervisor."""
    random = Random(seed)
    with desks(FIRST, actor=SUPERVISOR) as at:
        at.me.role, at.me.branch = "supervisor", "郑州"
        for name in SELLERS:
            add_staff(
                at.writing, name, supervisor_id=at.me.id, branch="郑州", capacity_a_day=random.randint(1, 4)
            )
    day = FIRST
    while day <= LAST:
        for actor in (*SELLERS, SUPERVISOR):
            if random.random() < 0.5:
                _work(desks, random, day, actor)
        day += timedelta(days=1)


def _work(desks: Desks, random: Random, day: date, actor: str) -> None:
    # A refusal takes back what one desk did; so each act has a desk of its own.
    for _time in range(random.randint(1, 3)):
        act = random.choice((_register, _visit, _visit, _visit, _visit, _grade, _deal, _archive))
        try:
            with desks(day, actor=actor) as at:
                act(at, random, day)
        except CrmError:
            continue


def _register(at: Desk, random: Random, _day: date) -> None:
    grade = random.choice((*LETTERS[:4], None))
    register(at, f"客户{random.randint(1, 10**6)}", grade, source=random.choice(SOURCES), need="target")


def _any(at: Desk, random: Random) -> Customer:
    customers = at.session.exec(select(Customer).order_by(Customer.code)).all()
    if not customers:
        return register(at, "客户", "B")
    return random.choice(customers)


def _visit(at: Desk, random: Random, day: date) -> None:
    contact_on = day - timedelta(days=random.choice((0, 0, 0, 0, 1, 3)))
    next_on = day + timedelta(days=random.randint(0, 9)) if random.random() < 0.4 else None
    everybody = (*SELLERS, SUPERVISOR)
    companions = [name for name in everybody if name != at.me.name and random.random() < 0.2]
    log_visit(
        at,
        _any(at, random),
        NewVisit(
            random.choice(KINDS),
            contact_on,
            grade=random.choice((*LETTERS, None, None, None)),
            companions=companions,
            next_on=next_on,
            reason="客户要求" if random.random() < 0.5 else None,
            told=Particulars(purposes=random.choice((("close_new_customer",), ()))),
        ),
    )


def _grade(at: Desk, random: Random, _day: date) -> None:
    customer = _any(at, random)
    set_grade(at, customer, random.choice(LETTERS))
    at.session.add(customer)


def _deal(at: Desk, random: Random, day: date) -> None:
    outcome = random.choice(("won", "won", "lost"))
    on = day - timedelta(days=random.choice((0, 0, 2)))
    close_deal(
        at, _any(at, random), outcome, amount_fen=random.randint(1, 9) * 10000, closed_on=on, reason=None
    )


def _archive(at: Desk, random: Random, day: date) -> None:
    customer = _any(at, random)
    customer.archived_on = None if customer.archived_on else day
    at.session.add(customer)


def asked(
    desks: Desks, first: date, last: date, *, today: date, people: tuple[int, ...] | None = None
) -> Asked:
    """What a report is about, under the rules of the book."""
    with closing(desks.connect()) as book:
        policy = policy_in_force(book)
        return Asked(
            first,
            last,
            today,
            policy,
            work_calendar(str(desks.playbooks.with_name("holidays")), policy.workdays_a_week),
            report_policy_in_force(book),
            people,
        )


def made(desks: Desks, name: str, about: Asked) -> Mapping[str, Any]:
    """The report as machines get it."""
    with closing(desks.connect()) as book:
        return maker(name)(book, about).mapping()


def raw(desks: Desks, table: str) -> list[dict[str, Any]]:
    """Every row of a table, as it is stored."""
    with closing(desks.connect()) as book:
        book.row_factory = sqlite3.Row
        return [dict(row) for row in book.execute(f"select * from {table} order by id")]


def names(desks: Desks) -> dict[int, str]:
    """Everybody's name by id."""
    return {row["id"]: row["name"] for row in raw(desks, "staff")}


def staff_id(desks: Desks, name: str) -> int:
    """The id of somebody on the staff."""
    with desks() as at:
        member = staff_named(at.writing, name)
        assert member is not None
        assert member.id is not None
        return member.id


Recount = Callable[[Desks, date, date, date], Any]
