"""How grades moved in some days, by whose customers they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.contacts import movement_labels
from crmcli.report.model import Section
from crmcli.report.queries import counted, owner_on, rows
from crmcli.report.rules import direction

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from crmcli.report.model import Asked

_MOVES = """
select g.changed_on, o.name, c.code, c.name, g.from_grade, g.to_grade, g.reason, b.name
from grade_change g join customer c on c.id = g.customer_id join staff o on o.id = {owner}
join staff b on b.id = g.by_id
where {when} and {people}
order by g.changed_on, g.id
"""


_OWNER_THEN = owner_on("g.changed_on")


class Move(NamedTuple):
    """One change of grade; `direction` as `rules.direction` says it."""

    on: str
    owner: str
    code: str
    name: str
    before: str | None
    after: str | None
    reason: str | None
    by: str
    direction: str


def moves(book: sqlite3.Connection, asked: Asked) -> list[Move]:
    """The changes of the asked days at the customers whom the asked people had on that day, as they came."""
    return _moves(book, asked, "g.changed_on between ? and ?", *asked.days)


def moves_since(
    book: sqlite3.Connection, asked: Asked, since_id: int | None, days: int, until: date, until_id: int | None
) -> list[Move]:
    """The changes that came after that one; without one, those of the days before. Until that day, or that change."""
    first = until - timedelta(days=days)
    begin = ("g.changed_on > ?", first.isoformat()) if since_id is None else ("g.id > ?", since_id)
    end = ("g.changed_on <= ?", until.isoformat()) if until_id is None else ("g.id <= ?", until_id)
    return _moves(book, asked, f"{begin[0]} and {end[0]}", begin[1], end[1])


def _moves(book: sqlite3.Connection, asked: Asked, when: str, *bounds: Any) -> list[Move]:
    condition, values = counted(asked.people, _OWNER_THEN)
    found = rows(book, _MOVES.format(when=when, people=condition, owner=_OWNER_THEN), *bounds, *values)
    return [Move._make([*row, direction(asked.policy.letters, row[4], row[5])]) for row in found]


def move_section(key: str, title: str, found: list[Move], empty: str) -> Section:
    """Changes of grade as a table."""
    columns = [
        Column("date", _("Date"), "date"),
        Column("owner", _("Owner")),
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("from_grade", _("From")),
        Column("to_grade", _("To")),
        Column("reason", _("Reason"), line=2),
        Column("by", _("By")),
        Column("movement", _("Movement"), "words", labels=movement_labels()),
    ]
    return Section(key, title, columns, found, about=("date", "code", "to_grade"), empty=empty)
