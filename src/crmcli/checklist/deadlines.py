"""Until when: a day, or working days by the calendar as the holiday files have it now (docs/rules.md#working-days)."""

from datetime import date

from crmcli.checklist.template import Template
from crmcli.checklist.typed import Deadline, parse_deadline
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.policy.choosing import calendar_for, policy_for


def first_deadline(
    run: Invocation, typed: str | None, template: Template, applied_on: date
) -> tuple[date | None, str | None]:
    """As typed, else as the template has it; the day and its rule."""
    if typed is not None:
        return deadline_meant(run, typed, applied_on)
    days = template.deadline_working_days
    return deadline_on(run, Deadline(f"{days}wd", None, days), applied_on) if days else (None, None)


def deadline_meant(run: Invocation, typed: str, applied_on: date) -> tuple[date | None, str | None]:
    """The deadline that was typed: a day, working days from the application, or `none`."""
    if typed.strip().lower() in ("none", "无", "不限"):
        return None, None
    return deadline_on(run, parse_deadline(typed, run.today), applied_on)


def deadline_on(run: Invocation, deadline: Deadline, applied_on: date) -> tuple[date, str]:
    """The day and its rule. Counted from the day after the application; a year without holidays is said."""
    if deadline.on is not None:
        if deadline.on < applied_on:
            raise RuleRefused(
                _("The deadline {day} lies before the application of {applied}."),
                day=describe_date(deadline.on),
                applied=describe_date(applied_on),
            )
        return deadline.on, deadline.rule
    with run.reading() as book:
        days_a_week = policy_for(run, book).workdays_a_week
    calendar = calendar_for(run, days_a_week)
    day = calendar.after(applied_on, deadline.working_days or 1)
    for year in calendar.unknown_years(applied_on, day):
        sentence = _(
            "The holidays of {year} are not known: the week alone was counted. A file in holidays/ adds them."
        )
        run.warn(sentence.format(year=year))
    return day, deadline.rule
