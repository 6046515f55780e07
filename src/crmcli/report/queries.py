"""What several reports ask of the book."""

from __future__ import annotations

import sqlite3
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.kit.errors import NotFound
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.report.model import Asked


class Member(NamedTuple):
    """Somebody on the staff, from the day of joining to that of leaving, both included."""

    id: int
    name: str
    added_on: date
    role: str
    branch: str | None
    supervisor_id: int | None
    capacity_a_day: int | None
    left_on: date | None

    @property
    def sells(self) -> bool:
        """Whether reports are expected of the person as of a salesperson."""
        return self.role == "salesperson"

    def works_in(self, month: str) -> bool:
        """Whether the person was there on any day of a month such as `2026-11`."""
        last = month if self.left_on is None else self.left_on.isoformat()[:7]
        return self.added_on.isoformat()[:7] <= month <= last


def members(book: sqlite3.Connection, asked: Asked) -> list[Member]:
    """The staff that a report is about, by name."""
    return [member for member in everybody(book) if asked.people is None or member.id in asked.people]


def everybody(book: sqlite3.Connection) -> list[Member]:
    """The whole staff by name, those who have left too."""
    found = book.execute(
        "select id, name, substr(added_at, 1, 10), role, branch, supervisor_id, capacity_a_day, left_on"
        " from staff order by name, id"
    )
    return [
        Member._make(
            [number, name, date.fromisoformat(added), *rest, date.fromisoformat(left) if left else None]
        )
        for number, name, added, *rest, left in found
    ]


def people_of(book: sqlite3.Connection, branch: str) -> tuple[int, ...]:
    """The staff of a branch, those who have left too. Raises NotFound with the branches there are."""
    found = tuple(member.id for member in everybody(book) if member.branch == branch)
    if not found:
        branches = sorted({member.branch for member in everybody(book) if member.branch})
        near = get_close_matches(branch, branches, n=3, cutoff=0.3) or branches[:5]
        raise NotFound(
            _("There is no branch {typed} (there are: {branches})."),
            typed=excerpt(branch),
            branches=", ".join(near) or "-",
        )
    return found


def among(column: str, people: Sequence[int] | None) -> tuple[str, list[int]]:
    """A condition that a column holds one of these people, and its values; everybody for None."""
    if people is None:
        return "1", []
    return f"{column} in ({', '.join('?' * len(people))})", list(people)


def owner_on(day: str) -> str:
    """SQL: whose a customer `c` was at the end of a day, by the history; a file that came in tells none of before."""
    return f"""coalesce((select json_extract(h.before, '$.owner_id') from change_row h
      join change_entry e on e.id = h.entry_id where h.table_name = 'customer' and h.row_id = c.id
      and substr(e.at, 1, 10) > {day} and json_extract(h.before, '$.owner_id') <> json_extract(h.after, '$.owner_id')
    order by h.id limit 1), c.owner_id)"""


def counted(people: Sequence[int] | None, owner: str = "c.owner_id") -> tuple[str, list[int]]:
    """A condition that a customer `c` belongs to one of these people, and is no visitor who only scouts us.

    `owner` is SQL for whose it is: the present owner's unless said.
    """
    condition, values = among(owner, people)
    return (
        f"{condition} and not exists (select 1 from visit x where x.customer_id = c.id and x.is_scout)",
        values,
    )


def scouts(book: sqlite3.Connection) -> frozenset[str]:
    """The codes of the visitors who only scout us: as `counted` has it, one contact that says so is enough."""
    found = book.execute(
        "select distinct c.code from visit x join customer c on c.id = x.customer_id where x.is_scout"
    )
    return frozenset(code for (code,) in found)


def rows(book: sqlite3.Connection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return book.execute(sql, values).fetchall()
