"""On which days customers are greeted, and whether they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from crmcli.customer.birthday import Birthday, birthdays_between
from crmcli.customer.fields import customer_fields
from crmcli.greeting.rules import Given, Occasion, is_open
from crmcli.kit.errors import CrmError
from crmcli.kit.where import compile_where
from crmcli.policy.greetings import ALWAYS, BIRTHDAY, GreetingPolicy

Range = tuple[int, int]
YEARS_AHEAD = 1
_BIRTHDAYS = """
select o.customer_id, o.on_date, k.name from customer_occasion o left join contact k on k.id = o.contact_id
where o.kind = 'birthday' and o.customer_id between ? and ? and o.on_date between ? and ?
"""
_BORN = """
select id, null, birthday, birthday_is_lunar from customer where id between ? and ? and birthday is not null
union all
select customer_id, name, birthday, birthday_is_lunar from contact
where customer_id between ? and ? and birthday is not null
"""
_GIVEN = """
select customer_id, occasion, occasion_on, person, greeted_on from greeting_list
where customer_id between ? and ? and greeted_on >= ?
"""
_PHONE = """
select number || case extension when '' then '' else '-' || extension end
from customer_phone where customer_id = ? order by rank, id limit 1
"""
_PHONE_OF_PERSON = """
select number || case extension when '' then '' else '-' || extension end
from customer_phone p join contact k on k.id = p.contact_id
where k.customer_id = ? and k.name = ? order by rank, p.id limit 1
"""


class Festivity(NamedTuple):
    """A festival that is asked for: when it falls, and who is greeted on it."""

    name: str
    days: Sequence[date]
    customer_ids: set[int]


def occasions(book: sqlite3.Connection, policy: GreetingPolicy, ids: Range, year: int) -> list[Occasion]:
    """The days of that year and the next on which these customers are to be greeted, in any order."""
    found = birthdays(book, policy, ids, year)
    for festivity in festivities(book, policy, ids, year):
        for customer_id in festivity.customer_ids:
            found += [Occasion(customer_id, festivity.name, day) for day in festivity.days]
    return found


def birthdays(book: sqlite3.Connection, policy: GreetingPolicy, ids: Range, year: int) -> list[Occasion]:
    """The birthdays of that year and the next on which somebody is to be greeted."""
    if BIRTHDAY not in policy.conditions:
        return []
    rows = book.execute(_BIRTHDAYS, (*ids, f"{year}-01-01", f"{year + YEARS_AHEAD}-12-31")).fetchall()
    wanted = _fitting(book, policy.conditions[BIRTHDAY], ids, year) if rows else set()
    return [
        Occasion(customer_id, BIRTHDAY, date.fromisoformat(day), person)
        for customer_id, day, person in rows
        if customer_id in wanted
    ]


def festivities(book: sqlite3.Connection, policy: GreetingPolicy, ids: Range, year: int) -> list[Festivity]:
    """The festivals of that year and the next, and who of these customers is to be greeted."""
    names = sorted(policy.conditions.keys() & policy.festivals.keys())
    of_condition = {
        condition: _fitting(book, condition, ids, year)
        for condition in {policy.conditions[name] for name in names}
    }
    return [
        Festivity(name, festival_days(policy, name, year), of_condition[policy.conditions[name]])
        for name in names
    ]


def born_on(book: sqlite3.Connection, ids: Range) -> dict[tuple[int, str | None], Birthday]:
    """The birthdays on the cards of these customers: their own (None), and those of their people by name."""
    return {
        (customer_id, person): Birthday(text, bool(is_lunar))
        for customer_id, person, text, is_lunar in book.execute(_BORN, (*ids, *ids))
    }


def festival_days(policy: GreetingPolicy, name: str, year: int) -> list[date]:
    """When a festival falls in that year and the next."""
    festival = policy.festivals[name]
    day = Birthday(festival.month_day, festival.is_lunar)
    return birthdays_between(day, date(year, 1, 1), year + YEARS_AHEAD)


def _fitting(book: sqlite3.Connection, condition: str, ids: Range, year: int) -> set[int]:
    """The customers for whom a condition of the policy holds; one that the book cannot answer holds for nobody."""
    test, values = "1", tuple[object, ...]()
    if condition != ALWAYS:
        new_year = date(year, 1, 1)
        try:
            test, values = compile_where(condition, customer_fields(book, new_year), new_year)[:2]
        except CrmError:
            return set()
    query = f"select id from customer_list l where id between ? and ? and archived_on is null and ({test})"
    return {one for (one,) in book.execute(query, (*ids, *values))}


def given_greetings(book: sqlite3.Connection, ids: Range, since: date) -> dict[int, list[Given]]:
    """The greetings that these customers were given since a day."""
    found: dict[int, list[Given]] = {}
    for customer_id, occasion, occasion_on, person, greeted_on in book.execute(
        _GIVEN, (*ids, since.isoformat())
    ):
        day = date.fromisoformat(occasion_on) if occasion_on else None
        one = Given(customer_id, occasion, day, person, date.fromisoformat(greeted_on))
        found.setdefault(customer_id, []).append(one)
    return found


def phone_to_greet(
    book: sqlite3.Connection, policy: GreetingPolicy, customer_id: int, day: date
) -> str | None:
    """By which phone to reach whoever is greeted on a day: that of the person there, else the customer's first."""
    born = birthdays(book, policy, (customer_id, customer_id), day.year)
    given = given_greetings(book, (customer_id, customer_id), date(day.year - 1, 1, 1)).get(customer_id, ())
    whom = [one.person for one in born if one.on_date == day and is_open(one, given, policy.lead_days)]
    people = [person for person in whom if person is not None] if None not in whom else []
    for person in people:
        found = book.execute(_PHONE_OF_PERSON, (customer_id, person)).fetchone()
        if found is not None:
            return str(found[0])
    found = book.execute(_PHONE, (customer_id,)).fetchone()
    return str(found[0]) if found is not None else None
