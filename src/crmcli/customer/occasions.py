"""The coming birthdays as days that can be asked for: kept in step with the cards by every write that touches them.

What follows from the cards is no part of the history: `change.service` calls `follow_birthdays` before it ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from crmcli.customer.birthday import Birthday, birthdays_between

if TYPE_CHECKING:
    from crmcli.change.service import Writing

YEARS_AHEAD = 2
_BATCH = 400
_SETTING = "birthdays_from_year"


class _Occasion(NamedTuple):
    customer_id: int
    contact_id: int | None
    on_date: str


def follow_birthdays(writing: Writing) -> None:
    """Bring `customer_occasion` in step: for the customers touched, or for all when a new year has begun."""
    book = writing.reading()
    today = date.fromisoformat(writing.command.at[:10])
    if writing.setting(_SETTING) != str(today.year):
        touched: Iterable[int] = _with_birthdays(book)
        writing.set_setting(_SETTING, str(today.year))
    else:
        touched = _touched_customers(writing, book)
    ids = iter(touched)
    while batch := list(islice(ids, _BATCH)):
        _follow(book, batch, today.year)


def stale_birthdays(book: sqlite3.Connection) -> list[int]:
    """The customers whose coming birthdays are not those on their cards, as of the year they were last reckoned in."""
    year = book.execute("select value from book_setting where key = ?", (_SETTING,)).fetchone()
    stale: list[int] = []
    ids = iter(_with_birthdays(book) if year else [])
    while batch := list(islice(ids, _BATCH)):
        stale += _out_of_step(book, batch, int(year[0]))[0]
    return stale


def forget_birthdays(writing: Writing) -> None:
    """Have all of them reckoned anew when the command ends."""
    writing.set_setting(_SETTING, "0")
    writing.session.flush()
    follow_birthdays(writing)


def _touched_customers(writing: Writing, book: sqlite3.Connection) -> list[int]:
    ids = set(chain.from_iterable(writing.touched_ids("customer")))
    people = chain.from_iterable(writing.touched_ids("contact"))
    while batch := list(islice(people, _BATCH)):
        query = f"select distinct customer_id from contact where id in ({_marks(batch)})"
        ids.update(customer_id for (customer_id,) in book.execute(query, batch))
    return sorted(ids)


def _with_birthdays(book: sqlite3.Connection) -> list[int]:
    rows = book.execute(
        "select id from customer where birthday is not null"
        " union select customer_id from contact where birthday is not null"
        " union select customer_id from customer_occasion where kind = 'birthday'"
    )
    return [customer_id for (customer_id,) in rows.fetchall()]


def _follow(book: sqlite3.Connection, ids: Sequence[int], year: int) -> None:
    """Write the occasions of these customers anew where they are not as they should be."""
    wrong, wanted = _out_of_step(book, ids, year)
    if wrong:
        book.execute(
            f"delete from customer_occasion where kind = 'birthday' and customer_id in ({_marks(wrong)})",
            wrong,
        )
        book.executemany(
            "insert into customer_occasion (customer_id, contact_id, kind, on_date) values (?, ?, 'birthday', ?)",
            (occasion for one in wrong for occasion in wanted.get(one, [])),
        )


def _out_of_step(
    book: sqlite3.Connection, ids: Sequence[int], year: int
) -> tuple[list[int], dict[int, list[_Occasion]]]:
    """The customers whose occasions are not as they should be, and how all of them should be."""
    stored: dict[int, list[_Occasion]] = {}
    for row in book.execute(
        "select customer_id, contact_id, on_date from customer_occasion"
        f" where kind = 'birthday' and customer_id in ({_marks(ids)}) order by contact_id, on_date",
        ids,
    ):
        stored.setdefault(row[0], []).append(_Occasion(*row))
    wanted: dict[int, list[_Occasion]] = {}
    for occasion in _wanted(book, ids, _marks(ids), year):
        wanted.setdefault(occasion.customer_id, []).append(occasion)
    return [one for one in stored.keys() | wanted.keys() if stored.get(one) != wanted.get(one)], wanted


def _wanted(book: sqlite3.Connection, ids: Sequence[int], marks: str, year: int) -> Iterator[_Occasion]:
    people = book.execute(
        "select id, null, birthday, birthday_is_lunar from customer"
        f" where birthday is not null and id in ({marks})"
        " union all select customer_id, id, birthday, birthday_is_lunar from contact"
        f" where birthday is not null and customer_id in ({marks}) order by 2",
        [*ids, *ids],
    )
    for customer_id, contact_id, text, is_lunar in people.fetchall():
        for day in birthdays_between(Birthday(text, bool(is_lunar)), date(year, 1, 1), year + YEARS_AHEAD):
            yield _Occasion(customer_id, contact_id, day.isoformat())


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
