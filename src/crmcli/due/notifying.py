"""The due list as a notice: by desktop, mail and webhook, whatever the settings name."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from crmcli.due.arms import DAYS_OVERDUE, GRADE
from crmcli.due.wording import people_line
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _, _n
from crmcli.kit.notices import Notice, NoticeFailed, notify_desktop, notify_mail, notify_webhook

MOST_NAMES = 30


def send_notice(run: Invocation, rows: Sequence[Any]) -> None:
    """Send what is due; nothing where nothing is. Every way is tried, then a failed one is refused.

    Raises UsageRefused where no way is set up, NoticeFailed.
    """
    settings = run.settings
    if not (settings.notify_desktop or settings.notify_mail or settings.notify_webhook):
        raise UsageRefused(
            _(
                "Say how to notify first: crm config notify_desktop yes, notify_mail ADDRESS, or notify_webhook URL."
            )
        )
    if not rows:
        run.say(_("Nothing is due; no notice was sent."))
        return
    notice = due_notice(run, rows, names=settings.notify_names)
    if run.dry_run:
        run.say(f"{notice.subject}\n{notice.text}")
        return
    ways: list[Callable[[], None]] = []
    if settings.notify_desktop:
        ways.append(lambda: notify_desktop(notice))
    if settings.notify_mail:
        ways.append(lambda: notify_mail(notice, settings.notify_mail, run.environ))
    if settings.notify_webhook:
        ways.append(lambda: notify_webhook(notice, settings.notify_webhook, settings.notify_webhook_kind))
    failed: NoticeFailed | None = None
    for way in ways:
        try:
            way()
        except NoticeFailed as failure:
            failed = failed or failure
    if failed is not None:
        raise failed
    run.say(_("The notice was sent."))


def due_notice(run: Invocation, rows: Sequence[Any], *, names: bool) -> Notice:
    """How many, and by grade; customers only where the settings say that their names may leave the book."""
    overdue = sum(row[DAYS_OVERDUE] > 0 for row in rows)
    subject = _n(
        "{day}: {count} follow-up, {overdue} overdue",
        "{day}: {count} follow-ups, {overdue} overdue",
        len(rows),
    ).format(day=describe_date(run.today), count=len(rows), overdue=overdue)
    grades = Counter(row[GRADE] or "-" for row in rows)
    lines = ["  ".join(f"{grade} {count}" for grade, count in sorted(grades.items()))]
    if names:
        lines += [people_line(row, run.today) for row in rows[:MOST_NAMES]]
        if len(rows) > MOST_NAMES:
            lines.append(_("… and {count} more").format(count=len(rows) - MOST_NAMES))
    return Notice(subject, "\n".join(lines))
