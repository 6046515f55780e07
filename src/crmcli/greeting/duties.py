"""Whom to greet on which day, as due items that expire (docs/rules.md#greetings)."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from crmcli.customer.birthday import Birthday, age_on
from crmcli.duty.service import DutyRow, year_reckoned
from crmcli.duty.sources import Range
from crmcli.greeting.queries import given_greetings, occasions
from crmcli.greeting.rules import Occasion, is_open
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.greetings import BIRTHDAY, GreetingPolicy, greeting_policy

KIND = "greeting"


def greeting_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for each customer and day on which somebody is still to be greeted."""
    policy, year = greeting_policy(book), year_reckoned(book)
    if not policy.conditions or year is None:
        return
    for ids in ranges:
        yield from _of_range(book, policy, ids, year)


def _of_range(book: sqlite3.Connection, policy: GreetingPolicy, ids: Range, year: int) -> Iterator[DutyRow]:
    found = occasions(book, policy, ids, year)
    if not found:
        return
    given = given_greetings(book, ids, date(year, 1, 1) - timedelta(days=policy.lead_days))
    still = [one for one in found if is_open(one, given.get(one.customer_id, ()), policy.lead_days)]
    owners = dict(book.execute("select id, owner_id from customer where id between ? and ?", ids))
    words = _Words(book, policy)
    still.sort(key=lambda one: (one.customer_id, one.on_date, one.occasion, one.person or ""))
    for (customer_id, day), group in groupby(still, lambda one: (one.customer_id, one.on_date)):
        together = list(group)
        en, zh = in_both_languages(lambda: "; ".join(map(words.of, together)))  # noqa: B023 - called at once
        title = ",".join(dict.fromkeys(one.occasion for one in together))
        first = (day - timedelta(days=policy.lead_days)).isoformat()
        yield DutyRow(KIND, owners[customer_id], first, day.isoformat(), title, en, zh, customer_id)


class _Words:
    """What an occasion is called in the language in force; birthdays with the age where it is known."""

    def __init__(self, book: sqlite3.Connection, policy: GreetingPolicy) -> None:
        self._book = book
        self._policy = policy

    def of(self, one: Occasion) -> str:
        if one.occasion != BIRTHDAY:
            return self._policy.festivals[one.occasion].title
        born = self._born(one)
        age = age_on(born, one.on_date) if born else None
        who = one.person
        if age:
            words = _("birthday of {who}, turns {age}") if who else _("birthday, turns {age}")
        else:
            words = _("birthday of {who}") if who else _("birthday")
        return words.format(who=who, age=age)

    def _born(self, one: Occasion) -> Birthday | None:
        query, values = "select birthday, birthday_is_lunar from customer where id = ?", [one.customer_id]
        if one.person is not None:
            query = "select birthday, birthday_is_lunar from contact where customer_id = ? and name = ?"
            values.append(one.person)  # type: ignore[arg-type]
        found = self._book.execute(query, values).fetchone()
        return Birthday(found[0], bool(found[1])) if found and found[0] else None
