"""From typed words to what a report is about: which days, whose, seen from when."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.text import clean_line
from crmcli.policy.choosing import calendar_for, policy_for
from crmcli.policy.report_policy import report_policy_in_force
from crmcli.report.model import Asked
from crmcli.report.queries import people_of

if TYPE_CHECKING:
    from crmcli.kit.cli.invocation import Invocation

_WORDS = {
    "day": ("day", "today", "日", "天", "今天", "当天"),
    "yesterday": ("yesterday", "last-day", "昨天"),
    "week": ("week", "this-week", "周", "本周", "这周"),
    "last-week": ("last-week", "上周"),
    "month": ("month", "this-month", "月", "本月", "这个月"),
    "last-month": ("last-month", "上月", "上个月"),
    "quarter": ("quarter", "this-quarter", "季度", "季", "本季度", "本季"),
    "last-quarter": ("last-quarter", "上季度", "上季"),
    "year": ("year", "this-year", "年", "今年", "本年"),
    "last-year": ("last-year", "去年"),
    "next-30-days": ("next-30-days", "未来30天", "今后30天"),
}
_WRITTEN_MONTH = re.compile(r"([12][0-9]{3})(?:-|年)(0?[1-9]|1[0-2])月?")
BRANCH_LIMIT = 200
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Typed(NamedTuple):
    """The options of a report as typed."""

    period: str | None = None
    since: str | None = None
    until: str | None = None
    staff: str | None = None
    branch: str | None = None

    def is_of(self, today: date) -> bool:
        """Whether no other day than today was named."""
        if self.since or self.until:
            return False
        return self.period is None or parse_period(self.period, today) == (today, today)


def asked_of(run: Invocation, book: sqlite3.Connection, typed: Typed, usual_period: str) -> Asked:
    """Parse the options. Raises UsageRefused, ValueRefused for days, NotFound for people nobody knows."""
    first, last = _days(run, typed, usual_period)
    policy = policy_for(run, book)
    calendar = calendar_for(run, policy.workdays_a_week)
    asked = Asked(first, last, run.today, policy, calendar, report_policy_in_force(book))
    return _narrowed(run, book, asked, typed)


def _days(run: Invocation, typed: Typed, usual_period: str) -> tuple[date, date]:
    if typed.period is not None and (typed.since or typed.until):
        raise UsageRefused(_("Say --period, or --from and --to, not both."))
    if typed.since or typed.until:
        first = parse_date(typed.since, run.today, "past") if typed.since else None
        last = parse_date(typed.until, run.today, "past") if typed.until else run.today
        days = (first or last, last)
    else:
        days = parse_period(usual_period if typed.period is None else typed.period, run.today)
    if days[1] < days[0]:
        raise UsageRefused(
            _("The period ends ({last}) before it begins ({first})."),
            first=describe_date(days[0]),
            last=describe_date(days[1]),
        )
    if typed != Typed(staff=typed.staff, branch=typed.branch):
        shown = [describe_date(day) for day in days]
        sentence = _("Of {first}.") if shown[0] == shown[1] else _("From {first} to {last}.")
        run.say(sentence.format(first=shown[0], last=shown[1]))
    return days


def parse_period(typed: str, today: date) -> tuple[date, date]:
    """`week`, `上周`, `2026-11`, `DATE..DATE` or one DATE: the first and the last day. Raises UsageRefused."""
    word = "-".join(typed.strip().lower().split())
    for name, written in _WORDS.items():
        if word in written:
            return named_period(name, today)
    first, dots, last = typed.partition("..")
    if dots:
        return parse_date(first, today, "past"), parse_date(last, today, "past")
    if month := _WRITTEN_MONTH.fullmatch(word):
        begin = int(month[1]) * 12 + int(month[2]) - 1
        return _first_of(begin), _first_of(begin + 1) - timedelta(days=1)
    try:
        day = parse_date(typed, today, "past")
    except ValueRefused as refusal:
        raise UsageRefused(
            _("There is no period {typed}; type {words}, a month (2026-11), a date, or DATE..DATE."),
            typed=excerpt(typed),
            words=", ".join(_WORDS),
        ) from refusal
    return day, day


def is_named(typed: Typed) -> bool:
    """Whether a running period is meant, such as this week, and no day was said."""
    word = "-".join((typed.period or "day").strip().lower().split())
    return not (typed.since or typed.until) and any(word in written for written in _WORDS.values())


def named_period(name: str, today: date) -> tuple[date, date]:
    """The days of a named period around `today`: weeks begin on Monday, quarters in January, April, July, October."""
    if name == "next-30-days":
        return today, today + timedelta(days=29)
    if name in ("day", "yesterday"):
        day = today - timedelta(days=name == "yesterday")
        return day, day
    earlier, _dash, unit = name.rpartition("-")
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + (7 if earlier else 0))
        return monday, monday + timedelta(days=6)
    months = _MONTHS[unit]
    begin = (today.year * 12 + today.month - 1) // months * months - (months if earlier else 0)
    return _first_of(begin), _first_of(begin + months) - timedelta(days=1)


def _first_of(month_number: int) -> date:
    return date(month_number // 12, month_number % 12 + 1, 1)


def _narrowed(run: Invocation, book: sqlite3.Connection, asked: Asked, typed: Typed) -> Asked:
    from crmcli.staff.queries import owner_asked

    name = owner_asked(run, book, typed.staff)
    if typed.branch is not None:
        branch = clean_line(typed.branch, BRANCH_LIMIT).text
        asked = asked._replace(people=people_of(book, branch), branch=branch)
    if name is None:
        return asked
    found = book.execute("select id from staff where name = ? collate nocase", (name,)).fetchall()
    people = tuple(number for (number,) in found if asked.people is None or number in asked.people)
    return asked._replace(people=people, staff=name)
