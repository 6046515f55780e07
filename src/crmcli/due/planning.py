"""A backlog spread over the coming days: the best grades first, a fixed number a day."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from crmcli.customer.bulk import summary
from crmcli.customer.rules import parse_line
from crmcli.customer.service import load_customer
from crmcli.due.arms import CODE, DUE_ON, GRADE
from crmcli.due.asking import asked_for
from crmcli.due.queries import Asked, due_rows
from crmcli.due.service import snooze
from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import confirm
from crmcli.kit.cli.results import Text
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.i18n import _, _n
from crmcli.staff.desk import desk

MOST_PER_DAY = 10_000


def plan_backlog(
    run: Invocation,
    *,
    per_day: str,
    first_day: str,
    grades: str | None,
    owner: str | None,
    reason: str | None,
) -> Text:
    """Give every overdue follow-up a day of its own, show the plan, ask, and write it as one entry."""
    number = parse_count(per_day, "--per-day", least=1, most=MOST_PER_DAY)
    start = parse_date(first_day, run.today, "future")
    if start < run.today:
        raise UsageRefused(_("--from {day} has passed."), day=start)
    with run.reading() as book:
        asked = asked_for(run, book, "overdue", kinds=["follow_up"], grades=grades, owner=owner)
        backlog = due_rows(book, asked)
        days = spread(len(backlog), number, start, _taken(book, asked))
        seen = [_seen(book, row[CODE]) for row in backlog]
    if not backlog:
        run.say(_("Nothing is overdue; there is nothing to plan."))
        return summary(0, 0)
    _show(run, backlog, days)
    if not confirm(
        _n("Move this follow-up?", "Move these {count} follow-ups?", len(backlog)).format(count=len(backlog))
    ):
        raise RuleRefused(_("Nothing was changed."))
    because = parse_line(reason or "") or _("backlog plan, {count} a day").format(count=per_day)
    with desk(run, "plan", because) as at:
        moved = [
            snooze(at, load_customer(at, customer_id, rev if run.interactive else None), day, because)
            for (customer_id, rev), day in zip(seen, days, strict=True)
        ]
    return summary(sum(moved), moved.count(False))


def _seen(book: sqlite3.Connection, code: str) -> tuple[int, int]:
    """Id and revision of the customer that the plan was made for."""
    customer_id, rev = book.execute("select id, rev from customer where code = ?", (code,)).fetchone()
    return customer_id, rev


def spread(count: int, per_day: int, first: date, taken: Mapping[date, int]) -> list[date]:
    """A day for each of `count` items in order: at most `per_day` with what is due that day already."""
    days: list[date] = []
    day = first
    while len(days) < count:
        free = max(0, per_day - taken.get(day, 0))
        days += [day] * min(free, count - len(days))
        day += timedelta(days=1)
    return days


def _taken(book: sqlite3.Connection, asked: Asked) -> Mapping[date, int]:
    """How many follow-ups each day to come has already, of every grade: a day has room for so many and no more."""
    later = Asked(asked.today, date.max, since=asked.today, kinds=asked.kinds, owner=asked.owner)
    return Counter(date.fromisoformat(row[DUE_ON]) for row in due_rows(book, later))


def _show(run: Invocation, backlog: Sequence[tuple[object, ...]], days: Sequence[date]) -> None:
    by_day: dict[date, Counter[str]] = {}
    for row, day in zip(backlog, days, strict=True):
        by_day.setdefault(day, Counter())[str(row[GRADE] or "-")] += 1
    for day, grades in by_day.items():
        shown = "  ".join(f"{grade} {count}" for grade, count in sorted(grades.items()))
        run.say(f"{describe_date(day)}  {shown}")
