"""How reports count. Rules: docs/rules.md#reports."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from crmcli.kit.cadence import Cadence
from crmcli.kit.errors import ApprovalNeeded, RuleRefused
from crmcli.kit.i18n import _

# Of a normal distribution, 95 % lie within so many standard deviations.
CONFIDENCE_95 = 1.959963984540054
COACHING_KINDS = range(1, 13)
MEETING_KIND = 11
MEETING_POINTS = range(1, 9)


class Interval(NamedTuple):
    """The ends of a 95 % confidence interval of a share."""

    low: float
    high: float


def wilson(successes: int, trials: int) -> Interval | None:
    """Wilson's interval for `successes` of `trials`; None where nothing was tried."""
    if trials <= 0:
        return None
    z2 = CONFIDENCE_95**2
    share = successes / trials
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = CONFIDENCE_95 / (1 + z2 / trials) * sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == trials else middle + half
    return Interval(max(0.0, low), min(1.0, high))


def share(part: int, whole: int) -> float | None:
    """How much of the whole; None where there is none."""
    return part / whole if whole else None


def direction(letters: Sequence[str], before: str | None, after: str | None) -> str:
    """`up`, `down`, `given` (had none), `taken` (has none), `other` where the playbook does not know one of them."""
    if before is None or after is None:
        return "given" if before is None and after is not None else "taken"
    if before not in letters or after not in letters:
        return "other"
    return "up" if letters.index(after) < letters.index(before) else "down"


class Change(NamedTuple):
    """A change of grade as stored."""

    customer_id: int
    changed_on: date
    grade: str | None
    by_id: int


class Spell(NamedTuple):
    """A time during which a customer had a grade, from the day on which somebody gave it."""

    customer_id: int
    grade: str
    begun_on: date
    by_id: int


def spells(changes: Iterable[Change]) -> Iterator[Spell]:
    """Every spell of a grade: each grade that was given begins one, the same customer as often as it happens."""
    for change in changes:
        if change.grade is not None:
            yield Spell(change.customer_id, change.grade, change.changed_on, change.by_id)


def outcome_of(begun_on: date, within: Cadence, won_on: Sequence[date], today: date) -> str:
    """What became of a spell: `closed` within the grade's time or `not_closed`; `running` or `running_closed` before.

    Early deals of spells whose time still runs are counted apart: their failures are not known yet.
    """
    until = within.after(begun_on)
    closed = any(begun_on <= day <= until for day in won_on)
    if until >= today:
        return "running_closed" if closed else "running"
    return "closed" if closed else "not_closed"


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day, both ends included."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def is_expected(day: date, added_on: date, left_on: date | None) -> bool:
    """Whether somebody belonged to the staff on that day; the first and the last day count."""
    return added_on <= day and (left_on is None or day <= left_on)


def check_coaching(kind: int, point: int | None, on: date, today: date) -> None:
    """Whether there is such a result. Raises RuleRefused: an unknown kind or point, a day to come."""
    if kind not in COACHING_KINDS:
        raise RuleRefused(_("The kinds of coaching go from 1 to 12; there is no {kind}."), kind=kind)
    if point is not None and kind != MEETING_KIND:
        raise RuleRefused(
            _("Only a meeting, kind {meeting}, has points; leave --point out."), meeting=MEETING_KIND
        )
    if point is not None and point not in MEETING_POINTS:
        raise RuleRefused(_("The points of a meeting go from 1 to 8; there is no {point}."), point=point)
    if on > today:
        raise RuleRefused(_("Coaching cannot be dated {day}: that is still to come."), day=on)


def check_may_coach(my_role: str, their_role: str, *, together: bool) -> None:
    """In a team nobody coaches those above. Raises ApprovalNeeded."""
    if together and my_role == "salesperson" and their_role != "salesperson":
        raise ApprovalNeeded(_("A salesperson does not coach a supervisor or manager."))


class Written(NamedTuple):
    """An annotation that is there already."""

    level: int
    by_id: int


def annotation_level(
    written: Sequence[Written], role: str, *, together: bool, my_id: int, submitted_by_id: int
) -> int:
    """At which level somebody annotates a report: 1 first, then 2 (docs/rules.md#handing-up).

    In a team level 1 is for supervisors and managers, level 2 for a manager who did not write level 1; nobody annotates
    what they handed up themselves. One person alone may do everything. Raises ApprovalNeeded, RuleRefused.
    """
    first = [one.by_id for one in written if one.level == 1]
    if not together:
        return 2 if first else 1
    if role == "salesperson":
        raise ApprovalNeeded(_("Only a supervisor or a manager annotates a report."))
    if my_id == submitted_by_id:
        raise RuleRefused(_("Nobody annotates a report that they handed up themselves."))
    return 2 if role == "manager" and first and my_id not in first else 1


class ForWhom(NamedTuple):
    """Whom a task is for, a person or everybody of a branch, and who gave it."""

    for_id: int | None
    for_branch: str | None
    by_id: int


def check_may_finish(
    task: ForWhom, *, together: bool, my_id: int, my_role: str, my_branch: str | None
) -> None:
    """In a team a task is done by those it is for, who gave it, or a manager. Raises ApprovalNeeded."""
    if not together or my_role == "manager" or my_id in (task.for_id, task.by_id):
        return
    if task.for_branch is None or task.for_branch != my_branch:
        raise ApprovalNeeded(_("Only whom it is for, who wrote it, or a manager says that it is done."))


def digest_of(content: str) -> str:
    """SHA-256: what a report that was handed up is known by."""
    return hashlib.sha256(content.encode()).hexdigest()
