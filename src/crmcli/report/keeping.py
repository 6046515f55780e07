"""From typed words to what is kept beside reports: counts of grades, and coaching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.customer.rules import parse_note
from crmcli.kit.cli.results import Text
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.i18n import _, _n
from crmcli.policy.report_policy import report_policy_in_force
from crmcli.report.coaching_words import lost_words
from crmcli.report.rules import check_coaching

if TYPE_CHECKING:
    from crmcli.kit.cli.invocation import Invocation
    from crmcli.report.asking import Typed


def keep_counts(run: Invocation, typed: Typed) -> None:
    """Keep today's count of grades, of everybody. Raises UsageRefused where another day was named."""
    if not typed.is_of(run.today):
        raise UsageRefused(_("--keep keeps the count of today; leave the days out."))
    from crmcli.report.service import keep_grade_counts
    from crmcli.staff.desk import desk

    with desk(run, "report grades") as at:
        count = keep_grade_counts(at)
    run.say(
        _n(
            "The count of {day} is kept: {count} customer.",
            "The count of {day} is kept: {count} customers.",
            count,
        ).format(day=describe_date(run.today), count=count)
    )


def record_typed_coaching(
    run: Invocation, staff: str, text: str, *, kind: int, point: int | None, on: str | None
) -> Text:
    """Record a result of coaching; the text is needed, for it is what is read later."""
    from crmcli.report.service import record_coaching
    from crmcli.staff.desk import desk, owner_meant

    day = parse_date(on, run.today, "past") if on else run.today
    check_coaching(kind, point, day, run.today)
    if not text.strip():
        raise ValueRefused(_("Say what came of the coaching."))
    clean = parse_note(text)
    with desk(run, "team coach") as at:
        coached = record_coaching(at, owner_meant(at, staff), kind=kind, point=point, text=clean, on=day)
        number, lost = coached.id, lost_words(report_policy_in_force(at.writing.reading()), kind)
    if lost is not None:
        run.say(lost)
    run.say(_("Coaching of {day} is recorded.").format(day=describe_date(day)))
    return Text(str(number), {"coaching": number, "kind": kind, "point": point, "on": day.isoformat()})
