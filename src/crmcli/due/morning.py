"""`crm` alone: the screen for the morning. What is due, what waits for one's yes, what was promised, which visits are
planned for the week, and who has no report of the last working day.
"""

from __future__ import annotations

from crmcli.due.arms import ARMS
from crmcli.due.asking import answer_due
from crmcli.due.planned import planned_rows
from crmcli.due.queries import Asked, count_due, due_rows, several_owners
from crmcli.due.wording import people_listing
from crmcli.kit.cli.results import Pages, Text
from crmcli.kit.dates import describe_date, short_date
from crmcli.kit.days import date
from crmcli.kit.formats import PEOPLE_FORMATS, Column, Listing
from crmcli.kit.i18n import _
from crmcli.policy.in_force import is_team

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from typing import Any

    from crmcli.kit.cli.invocation import Invocation

MOST_SHOWN = 20
MOST_NAMED = 5
WAITING = ("approval",)
PROMISED = ("promise", "complaint")


def answer_morning(run: Invocation) -> object:
    """The screen; for programs it is the due list."""
    if run.chosen_format is not None and run.chosen_format not in PEOPLE_FORMATS:
        return answer_due(run)
    with run.reading() as book:
        together = is_team(book)
        owner = run.actor_name if together or run.settings.mine else None
        others = [kind for kind in ARMS if kind not in (*WAITING, *PROMISED)]
        due = _Part(book, _asked(run.today, others, owner, MOST_SHOWN))
        waiting = _Part(book, _asked(run.today, WAITING, owner, MOST_SHOWN)) if together else None
        promised = _Part(book, _asked(run.today, PROMISED, owner, MOST_SHOWN))
        planned = planned_rows(book, run.today, _sunday(run.today), owner, MOST_SHOWN)
        missing = _without_report(run, book, together=together)
        parts = [(due, "crm due"), (waiting, "crm team approvals"), (promised, "crm owe list")]
        rows = [row for part, _more in parts if part is not None for row in part.rows]
        owners = several_owners(book, rows, owner)
    pages: list[object] = [
        sentence for part, more in parts if part is not None for sentence in part.rest(more)
    ]
    if planned:
        pages.append(_planned_listing(planned, run.today))
    if missing is not None:
        pages.append(Text(missing))
    if rows or not pages:  # that nothing is due is said where there is nothing else to say
        pages.insert(0, people_listing(rows, run.today, owners=owners, headings=_headings()))
    return Pages(pages)


def _headings() -> dict[str, str]:
    """What has a section of its own, whether late or not."""
    return {
        **dict.fromkeys(WAITING, _("Waiting for your yes")),
        **dict.fromkeys(PROMISED, _("Promises, complaints, messages")),
    }


class _Part:
    """Some rows of the due list, and how many there are in all."""

    def __init__(self, book: sqlite3.Connection, asked: Asked) -> None:
        self.rows = due_rows(book, asked)
        full = len(self.rows) == asked.limit
        asked.limit = None
        self.count = count_due(book, asked) if full else len(self.rows)

    def rest(self, command: str) -> list[Text]:
        """Where the others are, if there are any."""
        more = self.count - len(self.rows)
        sentence = _("… and {count} more: {command}")
        return [Text(sentence.format(count=more, command=command))] if more > 0 else []


def _asked(today: date, kinds: Sequence[str], owner: str | None, limit: int) -> Asked:
    return Asked(today, today, kinds=kinds, owner=owner, limit=limit)


def _sunday(today: date) -> date:
    """The last day of the week, or of the next one where the week is over."""
    left = 6 - today.weekday()
    return date.fromordinal(today.toordinal() + (left if left > 1 else left + 7))


def _planned_listing(rows: Sequence[tuple[Any, ...]], today: date) -> Listing:
    """Agreed dates that are still to come."""
    columns = [
        Column("agreed_on", _("Day"), "date", wording=lambda day: short_date(date.fromisoformat(day), today)),
        Column("name", _("Customer")),
        Column("code", _("Code")),
        Column("phone", _("Phone"), "phone"),
        Column("topic", _("Topic"), line=2),
    ]
    return Listing(columns, rows, section=lambda _row: _("Planned"))


def _without_report(run: Invocation, book: sqlite3.Connection, *, together: bool) -> str | None:
    """Who of oneself and one's people logged nothing on the last working day, where the team's rules ask for it."""
    if not together:
        return None
    from crmcli.policy.queries import calendar_in_force, policy_in_force
    from crmcli.visit.queries import without_visit

    if policy_in_force(book).team.mode("missing_report") != "warn":
        return None
    day = calendar_in_force(book).previous_workday(date.fromordinal(run.today.toordinal() - 1))
    names = without_visit(book, day, run.actor_name)
    if not names:
        return None
    shown = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    return _("No report of {day}: {names}").format(day=describe_date(day), names=shown)
