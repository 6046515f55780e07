"""How a campaign is planned and counted. Rules: docs/rules.md#campaigns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from heapq import heapify, heapreplace
from typing import NamedTuple

from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.kit.workdays import WorkCalendar

USUAL_COUNTS = (
    "visit",
    "reception",
    "call",
)  # the contacts that make a member done: no greeting sent to everybody
DAYS_AFTER = 30  # how long after a campaign what it brings is counted
LONGEST_DAYS = 366


class Rank(NamedTuple):
    """Where a member stands among those of one owner: key customers first, then by grade and amount."""

    ordinary: bool
    grade_place: int
    less_amount_fen: int
    code: str


def rank(
    importance: str, grade: str | None, amount_fen: int | None, code: str, letters: Sequence[str]
) -> Rank:
    """The place of a customer; a grade that is none of `letters` (best first) comes last."""
    place = letters.index(grade) if grade in letters else len(letters)
    return Rank(importance != "key", place, -(amount_fen or 0), code)


def check_period(from_on: date, to_on: date, today: date) -> None:
    """A campaign ends after it begins, not before today, and within a year. Raises UsageRefused, RuleRefused."""
    if to_on < from_on:
        raise UsageRefused(
            _("The campaign would end ({to}) before it begins ({first})."), to=to_on, first=from_on
        )
    if to_on < today:
        raise RuleRefused(_("The campaign would be over already: it ends {to}."), to=to_on)
    if (to_on - from_on).days >= LONGEST_DAYS:
        raise RuleRefused(_("A campaign lasts {days} days at the most."), days=LONGEST_DAYS)


def working_days(calendar: WorkCalendar, first: date, last: date) -> list[date]:
    """The days of a period on which people work."""
    days = (first + timedelta(days=place) for place in range((last - first).days + 1))
    return [day for day in days if calendar.is_workday(day)]


def spread(
    count: int, days: Sequence[date], taken: Mapping[date, int], per_day: int | None
) -> list[date] | None:
    """A day for each of `count` members in order: always the day that has the least, the earliest of several.

    `taken` is what each day has already. None where some of them find no day on which there are fewer than `per_day`.
    """
    chosen: list[date] = []
    loads = [(taken.get(day, 0), day) for day in days]
    heapify(loads)
    while len(chosen) < count:
        if not loads or (per_day is not None and loads[0][0] >= per_day):
            return None
        load, day = loads[0]
        heapreplace(loads, (load + 1, day))
        chosen.append(day)
    return sorted(chosen)


def needed_per_day(count: int, days: Sequence[date], taken: Mapping[date, int]) -> int:
    """The least `per_day` with which everybody finds a day."""
    found = spread(count, days, taken, None) or []
    return max((taken.get(day, 0) + found.count(day) for day in set(found)), default=0)


def last_counted_on(to_on: date, ended_on: date | None) -> date:
    """The last day on which what happens is put down to the campaign."""
    return (ended_on or to_on) + timedelta(days=DAYS_AFTER)


def usual_due_on(to_on: date, today: date) -> date:
    """Until when an improvement is to be made where nobody says."""
    return max(to_on, today) + timedelta(days=DAYS_AFTER)


def is_rise(before: str | None, after: str | None, letters: Sequence[str]) -> bool:
    """Whether a customer moved to a better grade; a first grade is no rise."""
    return before in letters and after in letters and letters.index(after) < letters.index(before)


def parse_number(typed: str, sentence: str) -> int:
    """The number of an opinion or an improvement. Raises UsageRefused with the sentence."""
    digits = typed.strip().lstrip("#")
    if not (digits.isascii() and digits.isdigit() and 0 < len(digits) <= 9):
        raise UsageRefused(sentence, typed=typed[:40])
    return int(digits)


def check_free(name: str, known: Iterable[tuple[str, date, date]]) -> None:
    """No two campaigns have one name; `known` has name and period of each. Raises RuleRefused."""
    for other, first, last in known:
        if fold(other) == fold(name):
            raise RuleRefused(
                _("There is a campaign {name} already ({first} to {last}); choose another name."),
                name=other,
                first=first,
                last=last,
            )


def check_runs(name: str, ended_on: date | None) -> None:
    """What has ended is not changed any more. Raises RuleRefused."""
    if ended_on is not None:
        raise RuleRefused(
            _("{name} ended on {day}; crm team campaign end {name} --back opens it again."),
            name=name,
            day=ended_on,
        )


def check_day_within(day: date, from_on: date, to_on: date) -> None:
    """A visit is planned inside the campaign. Raises RuleRefused."""
    if not from_on <= day <= to_on:
        raise RuleRefused(
            _("{day} lies outside the campaign, {first} to {last}."), day=day, first=from_on, last=to_on
        )


def check_done_day(day: date, from_on: date, today: date) -> None:
    """What is done happened since the campaign began. Raises RuleRefused."""
    if day > today:
        raise RuleRefused(_("{day} is still to come."), day=day)
    if day < from_on:
        raise RuleRefused(_("The campaign began only on {first}."), first=from_on)
