"""The birthdays of a window of days, narrowed as the due list is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from crmcli.customer.birthday import Birthday as Born
from crmcli.customer.birthday import age_on
from crmcli.due.queries import Asked
from crmcli.kit.i18n import _

_QUERY = """
select on_date, code, name, person, birthday, birthday_is_lunar from birthday_list
where on_date between ? and ? and ({grades}) and ({owner}) order by on_date, code, person
"""


class Birthday(NamedTuple):
    """A day on which the birthday of a customer, or of a person there, is kept."""

    on_date: date
    code: str
    name: str
    person: str
    born: Born

    def words(self) -> str:
        """`李丽, turns 45`; without the age where the year is not known."""
        age = age_on(self.born, self.on_date)
        return _("{person}, turns {age}").format(person=self.person, age=age) if age else self.person


def birthdays_within(book: sqlite3.Connection, asked: Asked) -> Iterator[Birthday]:
    """The birthdays from today to the end of the window, of the owner and grades asked for; soonest first."""
    grades, owner, values = "1", "1", list[str | None]([asked.today.isoformat(), asked.until.isoformat()])
    if asked.grades is not None:
        grades = " or ".join(["grade is ?"] * len(asked.grades))
        values += asked.grades
    if asked.owner is not None:
        owner = "owner_id in (select id from staff where name = ? collate nocase)"
        values.append(asked.owner)
    for on_date, code, name, person, text, is_lunar in book.execute(
        _QUERY.format(grades=grades, owner=owner), values
    ):
        yield Birthday(date.fromisoformat(on_date), code, name, person, Born(text, bool(is_lunar)))
