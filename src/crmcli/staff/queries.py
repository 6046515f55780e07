"""Who is on the staff."""

from __future__ import annotations

from crmcli.kit.days import date
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.policy.in_force import is_team
from crmcli.staff.rules import ME, STAFF_NAME_LIMIT, check_works, nobody_called

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from typing import Any

    from crmcli.kit.cli.invocation import Invocation


STAFF_KEYS = (
    "name",
    "role",
    "branch",
    "territory",
    "supervisor",
    "capacity_a_day",
    "left_on",
    "customers",
)


def staff_rows(book: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Rows of STAFF_KEYS, by name; customers that are not archived are counted."""
    return book.execute(f"select {', '.join(STAFF_KEYS)} from staff_list order by name").fetchall()


def staff_names(book: sqlite3.Connection) -> list[str]:
    """Everybody's name, those who have left too."""
    return [name for (name,) in book.execute("select name from staff order by name")]


def check_may_read(run: Invocation, book: sqlite3.Connection) -> None:
    """In a team a name that was said is somebody's who works here; whoever has left reads no more.

    Raises NotFound with the nearest names, ApprovalNeeded.
    """
    from crmcli.kit.text import fold

    found = book.execute(
        "select name, left_on from staff where name_folded = ?", (fold(run.actor_name),)
    ).fetchone()
    if found is not None:
        left_on = date.fromisoformat(found[1]) if found[1] else None
        check_works(found[0], left_on, run.today)
    elif run.named_actor and is_team(book):
        raise nobody_called(run.named_actor, staff_names(book), reading=True)


def owner_asked(run: Invocation, book: sqlite3.Connection, typed: str | None) -> str | None:
    """Whose customers a list means: a name, `me`, one's own where the config says `mine`, or anybody's (None).

    Raises NotFound with the nearest names; oneself need not be on the staff yet.
    """
    if typed == ME or (typed is None and run.settings.mine):
        return run.actor_name
    return None if typed is None else _staff_name(book, typed)


def _staff_name(book: sqlite3.Connection, typed: str) -> str:
    found = book.execute("select name from staff where name = ?", (typed,)).fetchone()
    return str(found[0]) if found is not None else _staff_name_alike(book, typed)


def _staff_name_alike(book: sqlite3.Connection, typed: str) -> str:
    """The name that is meant by one in another case or width."""
    from crmcli.kit.text import clean_line, fold  # a name as the book has it does without

    name = clean_line(typed, STAFF_NAME_LIMIT).text
    if not name:
        raise ValueRefused(_("A name is missing."))
    found = book.execute("select name from staff where name_folded = ?", (fold(name),)).fetchone()
    if found is None:
        raise nobody_called(name, staff_names(book), reading=True)
    return str(found[0])
