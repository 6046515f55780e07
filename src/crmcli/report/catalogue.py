"""Every report by its name: which days it is usually about, what it is called, and what it tells."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import N_, _
from crmcli.kit.shown import excerpt

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from crmcli.report.model import Asked, Sheet


class Entry(NamedTuple):
    """The period that is meant where none is said, what the report is called, and a line of help."""

    period: str
    title: str
    help: str
    is_ahead: bool = False  # whether it is about days to come


REPORTS = {
    "daily": Entry(
        "day",
        N_("Daily visit report"),
        N_("A salesperson's day: every visit with all that was recorded, falls, new customers."),
    ),
    "supervisor-daily": Entry(
        "day",
        N_("Supervisor's daily visit report"),
        N_("The contacts on which a supervisor went along, or was alone."),
    ),
    "weekly": Entry(
        "week",
        N_("Weekly report"),
        N_("Per person: visits, customers, new ones, kinds of contact, grades up and down."),
    ),
    "missing": Entry("week", N_("Who did not report"), N_("Who logged nothing, working day by working day.")),
    "grades": Entry(
        "day",
        N_("Check of grades"),
        N_("Customers of each grade in all and per person, beside the count kept before."),
    ),
    "calibration": Entry(
        "year", N_("Do grades come true?"), N_("Of those given a grade, how many closed within its time.")
    ),
    "sources": Entry("year", N_("Sources"), N_("Which source brings customers, and which brings deals.")),
    "funnel": Entry("year", N_("Sales funnel"), N_("How many customers reached each stage, by grade.")),
    "coverage": Entry(
        "month",
        N_("Follow-ups in time"),
        N_("Follow-ups made in time against those due, per grade and person."),
    ),
    "accompaniment": Entry(
        "month",
        N_("Accompaniment"),
        N_("Days on which supervisors went along, against the quota; and what for."),
    ),
    "coaching": Entry(
        "month", N_("Coaching"), N_("Coaching per salesperson, and the numbers to talk about.")
    ),
    "verification": Entry(
        "quarter",
        N_("Confirmed with the customers"),
        N_("Cards and single values that were confirmed with the customer, per person and branch."),
    ),
    "load": Entry(
        "next-30-days",
        N_("Follow-ups to come"),
        N_("Follow-ups of the next 30 days per person, against capacity, and what to change."),
        is_ahead=True,
    ),
    "route": Entry(
        "day", N_("Route of the day"), N_("The day's visits by region, address and grade."), is_ahead=True
    ),
}


def report_named(typed: str) -> str:
    """The report of that name. Raises UsageRefused with the nearest ones."""
    if typed in REPORTS:
        return typed
    near = get_close_matches(typed[:50], REPORTS, n=3, cutoff=0.4) or list(REPORTS)
    raise UsageRefused(
        _("There is no report {typed}; did you mean {near}?"), typed=excerpt(typed), near=", ".join(near)
    )


def title_of(name: str) -> str:
    """What a report is called in the language in force."""
    return _(REPORTS[name].title)


def maker(name: str) -> Callable[[sqlite3.Connection, Asked], Sheet]:
    """The function that makes the report of that name, loaded when it is asked for."""
    module = import_module(f"crmcli.report.sheets.{name.replace('-', '_')}")
    make: Callable[[sqlite3.Connection, Asked], Sheet] = module.make
    return make
