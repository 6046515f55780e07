"""`crm config greet.NAME`: whom to greet on which day, for the whole book."""

import sqlite3
from collections.abc import Iterable

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.policy.greetings import ALWAYS, BIRTHDAY, NEVER, GreetingPolicy, greeting_policy

GREETING = "greet."
LEAD_DAYS = "lead_days"
MOST_LEAD_DAYS = 30
# Festivals are the user's to add; these are settings of every book.
GREETING_KEYS = (GREETING + LEAD_DAYS, GREETING + BIRTHDAY)


def greeting_settings(book: sqlite3.Connection) -> dict[str, str]:
    """What is in force for each occasion that the book knows."""
    policy = greeting_policy(book)
    names = [BIRTHDAY, *policy.festivals]
    conditions = {GREETING + name: policy.conditions.get(name, NEVER) for name in names}
    return {GREETING + LEAD_DAYS: str(policy.lead_days), **conditions}


def change_greeting_setting(run: Invocation, key: str, typed: str) -> Text:
    """Set one in the book, as an entry of its history; an empty value gives it back to the playbook."""
    from crmcli.policy.service import set_for_the_book
    from crmcli.staff.desk import desk
    from crmcli.staff.members import check_manages

    name = key.removeprefix(GREETING)
    with desk(run, "config") as at:
        check_manages(at)
        book = at.writing.reading()
        _check(run, book, name, typed, greeting_policy(book))
        if not set_for_the_book(at.writing, f"own.greet.{name}", typed.strip()):
            run.say(_("{key} is {value} already; nothing changed.").format(key=key, value=typed or "-"))
        shown = greeting_settings(at.writing.reading())[key]
    return Text(shown, shown)


def no_occasion(typed: str, known: Iterable[str]) -> UsageRefused:
    """The refusal of a name that is none."""
    return UsageRefused(
        _("There is no occasion {typed}; there are: {known}."), typed=excerpt(typed), known=", ".join(known)
    )


def _check(run: Invocation, book: sqlite3.Connection, name: str, typed: str, policy: GreetingPolicy) -> None:
    if name not in (LEAD_DAYS, BIRTHDAY, *policy.festivals):
        raise no_occasion(name, [LEAD_DAYS, BIRTHDAY, *policy.festivals])
    if not typed.strip():
        return
    if name == LEAD_DAYS:
        if not (typed.isascii() and typed.isdigit() and int(typed) <= MOST_LEAD_DAYS):
            raise ValueRefused(
                _("lead_days is a number of days from 0 to {most}, not {typed}."),
                most=MOST_LEAD_DAYS,
                typed=typed[:40],
            )
    elif typed.strip() not in (ALWAYS, NEVER):
        from crmcli.customer.fields import customer_fields
        from crmcli.kit.where import compile_where

        compile_where(typed, customer_fields(book, run.today), run.today)
