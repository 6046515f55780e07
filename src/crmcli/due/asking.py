"""From typed options to what the due list is asked."""

import sqlite3
from collections.abc import Sequence
from datetime import date

from crmcli.due.queries import ARMS, Asked
from crmcli.due.rules import is_date, parse_when
from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.policy.queries import policy_in_force
from crmcli.staff.queries import owner_asked


def asked_for(
    run: Invocation,
    book: sqlite3.Connection,
    when: str,
    *,
    since: str | None = None,
    kinds: Sequence[str] = (),
    grades: str | None = None,
    owner: str | None = None,
    limit: str | None = None,
) -> Asked:
    """Parse the options of the due list. Raises UsageRefused, ValueRefused."""
    window = parse_when(when, run.today)
    if is_date(when):
        run.say(_("Until {day}.").format(day=describe_date(window.until)))
    for kind in kinds:
        if kind not in ARMS:
            raise UsageRefused(
                _("There is no kind {kind}; there are: {kinds}."), kind=kind[:40], kinds=", ".join(ARMS)
            )
    return Asked(
        run.today,
        window.until,
        since=_first_day(run, since) if since else None,
        late_only=window.late_only,
        kinds=kinds,
        grades=policy_in_force(book).parse_grades(grades) if grades is not None else None,
        owner=owner_asked(run, book, owner),
        limit=parse_count(limit, "--limit") if limit is not None else None,
    )


def _first_day(run: Invocation, typed: str) -> date:
    day = parse_date(typed, run.today, "past")
    run.say(_("From {day}.").format(day=describe_date(day)))
    return day
