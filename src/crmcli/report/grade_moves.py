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


OWNER_THEN, OWNER_NOW = owner_on("g.changed_on"), "c.owner_id"


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


def moves(book: sqlite3.Connection, asked: Asked, owner: str = OWNER_THEN) -> list[Move]:
    """The changes of the asked days at the customers whom the asked people had on that day, as they came."""
    return _moves(book, asked, owner, "g.changed_on between ? and ?", *asked.days)


def moves_since(
    book: sqlite3.Connection, asked: Asked, change_id: int | None, days: int, until: date
) -> list[Move]:
    """The changes that came after that one until that day; without one, those of the days before it.

    They stand beside counts by the present owners, and go by those too.
    """
    if change_id is not None:
        return _moves(book, asked, OWNER_NOW, "g.id > ? and g.changed_on <= ?", change_id, until.isoformat())
    first = until - timedelta(days=days)
    return _moves(
        book, asked, OWNER_NOW, "g.changed_on > ? and g.changed_on <= ?", first.isoformat(), until.isoformat()
    )


def _moves(book: sqlite3.Connection, asked: Asked, owner: str, when: str, *bounds: Any) -> list[Move]:
    condition, values = counted(asked.people, owner)
    found = rows(book, _MOVES.format(when=when, people=condition, owner=owner), *bounds, *values)
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
