"""A backlog spread over the coming days: the best grades first, a fixed number a day."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from crmcli.customer.bulk import change_several
from crmcli.customer.queries import Match
from crmcli.customer.rules import parse_line
from crmcli.due.asking import asked_for
from crmcli.due.queries import CODE, DUE_ON, GRADE, NAME, PHONE, Asked, due_rows
from crmcli.due.service import snooze
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import confirm
from crmcli.kit.cli.results import Text
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _

MOST_PER_DAY = 10_000


def plan_backlog(
    run: Invocation,
    *,
    per_day: str,
    first_day: str,
    grades: str | None,
    owner: str | None,
    reason: str | None,
) -> Record | Text | None:
    """Give every overdue follow-up a day of its own, show the plan, ask, and write it as one entry."""
    if not (per_day.isascii() and per_day.isdigit() and 1 <= int(per_day[:9]) <= MOST_PER_DAY):
        raise UsageRefused(_("--per-day is a number from 1 to {most}."), most=MOST_PER_DAY)
    start = parse_date(first_day, run.today, "future")
    if start < run.today:
        raise UsageRefused(_("--from {day} has passed."), day=start)
    with run.reading() as book:
        asked = asked_for(run, book, "overdue", kinds=["follow_up"], grades=grades, owner=owner)
        backlog = due_rows(book, asked)
        days = spread(len(backlog), int(per_day), start, _taken(book, asked))
        ids = dict(book.execute("select code, id from customer").fetchall()) if backlog else {}
    if not backlog:
        run.say(_("Nothing is overdue; there is nothing to plan."))
        return None
    _show(run, backlog, days)
    if not confirm(_("Move these {count} follow-ups?").format(count=len(backlog))):
        raise RuleRefused(_("Nothing was changed."))
    day_of = {ids[row[CODE]]: day for row, day in zip(backlog, days, strict=True)}
    because = parse_line(reason or "") or _("backlog plan, {count} a day").format(count=per_day)
    matches = [Match(ids[row[CODE]], row[CODE], row[NAME], row[PHONE], row[GRADE], None) for row in backlog]
    quiet, run.quiet = run.quiet, True  # the plan has been shown and agreed to
    yes, run.yes = run.yes, True
    try:
        return change_several(
            run, "plan", matches, True, lambda at, one: snooze(at, one, day_of[one.id or 0], because), because
        )
    finally:
        run.quiet, run.yes = quiet, yes


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
    """How many follow-ups each day to come has already."""
    later = Asked(
        asked.today, date.max, since=asked.today, kinds=asked.kinds, grades=asked.grades, owner=asked.owner
    )
    return Counter(date.fromisoformat(row[DUE_ON]) for row in due_rows(book, later))


def _show(run: Invocation, backlog: Sequence[tuple[object, ...]], days: Sequence[date]) -> None:
    by_day: dict[date, Counter[str]] = {}
    for row, day in zip(backlog, days, strict=True):
        by_day.setdefault(day, Counter())[str(row[GRADE] or "-")] += 1
    for day, grades in by_day.items():
        shown = "  ".join(f"{grade} {count}" for grade, count in sorted(grades.items()))
        run.say(f"{describe_date(day)}  {shown}")
