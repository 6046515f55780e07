"""From typed options to the due list: what the command and the quick answer both call."""

from __future__ import annotations

from crmcli.due.arms import ARMS
from crmcli.due.queries import Asked, count_due, due_rows, several_owners
from crmcli.due.rules import is_date, parse_when
from crmcli.kit.cli.counts import parse_count
from crmcli.kit.cli.results import Answer, Text
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date

    from crmcli.kit.cli.invocation import Invocation
    from crmcli.kit.formats import Listing

PEOPLE_FORMATS = ("table", "plain", "markdown")


def answer_due(
    run: Invocation,
    when: str = "today",
    *,
    from_: str | None = None,
    kind: Sequence[str] | None = None,
    grade: str | None = None,
    owner: str | None = None,
    limit: str | None = None,
    count: bool = False,
    notify: bool = False,
    exit_code: bool = False,
) -> Answer | Listing | Text | None:
    """What `crm due` prints, by its options as typed. Raises whatever is wrong with them."""
    with run.reading() as book:
        if not book.in_transaction:
            book.execute("begin")  # all of one moment, and locked once
        asked = asked_for(
            run, book, when, since=from_, kinds=kind or (), grades=grade, owner=owner, limit=limit
        )
        if count:
            number = count_due(book, asked)
            return _answer(Text(str(number), number), bool(number), exit_code)
        rows = due_rows(book, asked)
        for_people = not notify and (run.chosen_format is None or run.chosen_format in PEOPLE_FORMATS)
        owners = for_people and several_owners(book, rows, asked.owner)
    if notify:
        from crmcli.due.notifying import send_notice

        send_notice(run, rows)
        return _answer(None, bool(rows), exit_code)
    if for_people:
        from crmcli.due.wording import people_listing

        listing = people_listing(rows, run.today, owners=owners, narrowed=asked.narrowed)
    else:
        from crmcli.due.columns import machine_listing

        listing = machine_listing(rows)
    return _answer(listing, bool(rows), exit_code)


def _answer(result: Listing | Text | None, found: bool, exit_code: bool) -> Answer | Listing | Text | None:
    return Answer(result, 0 if found else 1) if exit_code else result


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
    until, late_only = parse_when(when, run.today)
    if is_date(when):
        from crmcli.kit.dates import describe_date

        run.say(_("Until {day}.").format(day=describe_date(until)))
    for kind in kinds:
        if kind not in ARMS:
            raise UsageRefused(
                _("There is no kind {kind}; there are: {kinds}."), kind=kind[:40], kinds=", ".join(ARMS)
            )
    return Asked(
        run.today,
        until,
        since=_first_day(run, since) if since else None,
        late_only=late_only,
        kinds=kinds,
        grades=_letters(book, grades) if grades is not None else None,
        owner=_owner(run, book, owner),
        limit=parse_count(limit, "--limit") if limit is not None else None,
    )


def _first_day(run: Invocation, typed: str) -> date:
    from crmcli.kit.dates import describe_date, parse_date

    day = parse_date(typed, run.today, "past")
    run.say(_("From {day}.").format(day=describe_date(day)))
    return day


# What a plain `crm due` does not need is not loaded for it.


def _letters(book: sqlite3.Connection, typed: str) -> Sequence[str | None]:
    from crmcli.policy.in_force import letters_in_force
    from crmcli.policy.letters import parse_grades

    return parse_grades(typed, letters_in_force(book))


def _owner(run: Invocation, book: sqlite3.Connection, typed: str | None) -> str | None:
    if typed is None and not run.settings.mine:
        return None
    if typed in (None, "me"):  # staff.rules.ME, which a plain `--owner me` need not load to be answered
        return run.actor_name
    from crmcli.staff.queries import owner_asked

    return owner_asked(run, book, typed)
