"""Settings that belong to the book and not to whoever reads it: whether people sell together, and by which rules."""

import sqlite3
from collections.abc import Sequence

from crmcli.admin.greeting_settings import (
    GREETING,
    GREETING_KEYS,
    change_greeting_setting,
    greeting_settings,
    no_occasion,
)
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.policy.queries import RULES_SINCE, TOGETHER, policy_in_force
from crmcli.policy.rules import OFF, TEAM_RULES, check_rule
from crmcli.policy.visit_record import visit_record_in_force

RULE = "rule."
BOOK_KEYS = (TOGETHER, *(RULE + rule for rule in TEAM_RULES), *GREETING_KEYS)


def is_of_the_book(key: str) -> bool:
    """Whether a setting is kept in the book."""
    return key == TOGETHER or key.startswith((RULE, GREETING))


def check_book_key(key: str) -> str:
    """The key, where there is such a setting. Raises UsageRefused with the nearest rule."""
    if key.startswith(RULE):
        try:
            check_rule(key.removeprefix(RULE), OFF)
        except ValueRefused as refusal:  # a word of the command line, like any other key
            raise UsageRefused(refusal.message, **refusal.values) from refusal
    return key


def book_settings(run: Invocation) -> dict[str, str]:
    """Solo or team, and what each rule does now; of a book that is not there yet what it would be."""
    with run.reading_or_empty() as book:
        return _settings_of(book)


def _settings_of(book: sqlite3.Connection) -> dict[str, str]:
    team, greetings = policy_in_force(book).team, greeting_settings(book)
    rules = {RULE + rule: team.mode(rule) for rule in TEAM_RULES}
    return {TOGETHER: "team" if team.together else "solo", **rules, **greetings}


def book_setting(run: Invocation, key: str) -> str:
    """One of them. Raises ValueRefused, UsageRefused where there is none of that name."""
    with run.reading() as book:
        settings = _settings_of(book)
    if key.startswith(GREETING) and key not in settings:
        known = [name.removeprefix(GREETING) for name in settings if name.startswith(GREETING)]
        raise no_occasion(key.removeprefix(GREETING), known)
    return settings[check_book_key(key)]


def change_book_setting(run: Invocation, key: str, typed: str) -> Text:
    """Set one in the book, as an entry of its history; an empty value gives a rule back to the playbook."""
    from crmcli.policy.service import set_for_the_book
    from crmcli.staff.desk import desk
    from crmcli.staff.members import check_manages

    if key.startswith(GREETING):
        return change_greeting_setting(run, key, typed)
    stored = _stored(check_book_key(key), typed)
    with desk(run, "config") as at:
        check_manages(at)
        if not set_for_the_book(at.writing, stored, typed if typed != "solo" else ""):
            run.say(
                _("{key} is {value} already; nothing changed.").format(key=key, value=book_settings(run)[key])
            )
        team = policy_in_force(at.writing.reading()).team
        if team.modes and team.since is None:
            set_for_the_book(at.writing, RULES_SINCE, run.today.isoformat())
        shown = team.mode(key.removeprefix(RULE)) if key != TOGETHER else "team" if team.together else "solo"
        if key == RULE + "private_line" and shown != OFF:
            _say_without_lines(run, visit_record_in_force(at.writing.reading()).company_lines)
        if key == TOGETHER and team.together:
            _say_what_is_missing(run, at.writing.reading().execute(_MANAGERS).fetchone()[0])
    return Text(shown, shown)


_MANAGERS = "select count(*) from staff where role = 'manager' and left_on is null"


def _say_what_is_missing(run: Invocation, managers: int) -> None:
    if not managers:
        run.say(_("Nobody is a manager yet: crm team staff edit NAME --role manager"))


def _say_without_lines(run: Invocation, lines: Sequence[str]) -> None:
    if not lines:
        run.say(_("The playbook in force has no company_lines; without them no line is private."))


def _stored(key: str, typed: str) -> str:
    """The key as the policy has it, once the value is known to be right."""
    if key == TOGETHER:
        if typed not in ("", "solo", "team"):
            raise ValueRefused(_("{key} is solo or team, not {typed}."), key=key, typed=typed[:40])
        return key
    rule = key.removeprefix(RULE)
    if typed:
        check_rule(rule, typed)
    return f"own.{rule}"
