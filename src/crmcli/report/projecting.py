"""Which follow-ups the present grades make in the days to come: docs/rules.md#load. Pure."""

from collections.abc import Iterator
from datetime import date
from math import ceil
from typing import NamedTuple

from crmcli.grade.rules import ceiling_on
from crmcli.kit.workdays import WorkCalendar
from crmcli.policy.rules import Policy


class Pending(NamedTuple):
    """A customer with a next follow-up."""

    owner_id: int
    grade: str | None
    status: str
    next_on: date


def calls(
    policy: Policy, calendar: WorkCalendar, pending: Pending, today: date, last: date
) -> Iterator[date]:
    """The working days up to `last` on which the customer is called, if every call is made when it is due.

    What falls on a rest day, or is overdue, is made on the next working day; then the rhythm of the grade goes on.
    """
    day = calendar.next_workday(max(pending.next_on, today))
    while day <= last:
        yield day
        ceiling = ceiling_on(policy, pending.grade, pending.status, day)
        if ceiling is None:
            return
        day = calendar.next_workday(max(ceiling, date.fromordinal(day.toordinal() + 1)))


class Fewer(NamedTuple):
    """So many customers of a grade fewer, and the load fits."""

    grade: str | None
    customers: int


def fewer_customers(excess_a_day: float, by_grade: list[tuple[str | None, int, float]]) -> Iterator[Fewer]:
    """Which customers are too many, the costliest grade first; `by_grade`: grade, customers, calls a day of them all.

    A hundredth of a call is no excess: it comes of dividing.
    """
    for grade, customers, calls_a_day in sorted(by_grade, key=lambda row: -row[2] / max(row[1], 1)):
        if excess_a_day <= 0.01 or not customers or calls_a_day <= 0:
            continue
        needed = min(customers, ceil(excess_a_day / (calls_a_day / customers) - 1e-9))
        yield Fewer(grade, needed)
        excess_a_day -= needed * calls_a_day / customers
