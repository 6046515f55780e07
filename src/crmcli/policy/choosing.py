"""Which policy counts: the book's, or the one that a new book will get."""

import os
import sqlite3

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RuleRefused
from crmcli.kit.settings import config_folder
from crmcli.kit.workdays import WorkCalendar
from crmcli.policy.queries import build_policy, policy_in_force
from crmcli.policy.rules import Policy


def playbooks_folder(run: Invocation) -> str:
    """The folder of the user's own playbooks."""
    return os.path.join(config_folder(run.environ), "playbooks")


def calendar_for(run: Invocation, days_a_week: int) -> WorkCalendar:
    """The working days as the holiday files have them now. Raises RuleRefused where one is wrong."""
    from crmcli.policy.holidays import holidays_folder, work_calendar

    return work_calendar(holidays_folder(config_folder(run.environ)), days_a_week)


def festivals_for(run: Invocation) -> dict[str, str]:
    """The festivals as their files have them now. Raises RuleRefused where one is wrong."""
    from crmcli.policy.festivals import festival_values, festivals_folder

    return festival_values(festivals_folder(config_folder(run.environ)))


def with_calendar_of_today(run: Invocation, policy: Policy) -> Policy:
    """The policy with the working days as the files have them now, where a grade asks for them at all.

    A wrong file is said, and what is in the book counts: nobody is kept from logging a visit by it.
    """
    if policy.calendar is None:
        return policy
    try:
        return policy._replace(calendar=calendar_for(run, policy.workdays_a_week))
    except RuleRefused as refusal:
        run.warn(str(refusal))
        return policy


def policy_for(run: Invocation, book: sqlite3.Connection) -> Policy:
    """The policy in force, or where there is no book yet that of the playbook which the settings name."""
    if not run.book_missing:
        return policy_in_force(book)
    from crmcli.policy.schema import load_playbook, policy_rows

    return build_policy(*policy_rows(load_playbook(run.settings.playbook, playbooks_folder(run))))
