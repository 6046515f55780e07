"""Whom to greet on which day, as due items that expire (docs/rules.md#greetings)."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from crmcli.customer.birthday import age_on
from crmcli.duty.service import DutyRow, year_reckoned
from crmcli.duty.sources import Range
from crmcli.greeting.queries import Festivity, birthdays, born_on, festivities, given_greetings
from crmcli.greeting.rules import Given, Occasion, is_open
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.greetings import BIRTHDAY, GreetingPolicy, greeting_policy

KIND = "greeting"


def greeting_duties(book: sqlite3.Connection, ranges: Sequence[Range], since: str) -> Iterator[DutyRow]:
    """An item for each customer and day from `since` on (ISO text) on which somebody is still to be greeted."""
    policy, year = greeting_policy(book), year_reckoned(book)
    if not policy.conditions or year is None:
        return
    for ids in ranges:
        yield from (row for row in _of_range(book, policy, ids, year) if row.due_on >= since)


def _of_range(book: sqlite3.Connection, policy: GreetingPolicy, ids: Range, year: int) -> Iterator[DutyRow]:
    festive = festivities(book, policy, ids, year)
    own: dict[int, list[Occasion]] = {}
    for one in birthdays(book, policy, ids, year):
        own.setdefault(one.customer_id, []).append(one)
    invited = sorted(own.keys() | set[int]().union(*(festivity.customer_ids for festivity in festive)))
    if not invited:
        return
    given = given_greetings(book, ids, date(year, 1, 1) - timedelta(days=policy.lead_days))
    greeted = _Greeted(_Words(book, policy, ids), policy.lead_days, given)
    owners = dict(book.execute("select id, owner_id from customer where id between ? and ?", ids))
    for customer_id in invited:
        owner_id = owners[customer_id]
        for item in greeted.items(customer_id, festive, own.get(customer_id, [])):
            yield DutyRow(KIND, owner_id, *item, customer_id)


class _Item(NamedTuple):
    """What a day's due item says of the day alone, in the order of `DutyRow`."""

    visible_on: str
    due_on: str
    title: str
    words_en: str
    words_zh: str


class _Greeted:
    """The items of one customer after another. Most have the same festivals and nothing else, and so the same items."""

    def __init__(self, words: "_Words", lead_days: int, given: dict[int, list[Given]]) -> None:
        self._words = words
        self._lead = timedelta(days=lead_days)
        self._given = given
        self._of_festivals: dict[tuple[str, ...], list[_Item]] = {}

    def items(
        self, customer_id: int, festive: Sequence[Festivity], own: Sequence[Occasion]
    ) -> Sequence[_Item]:
        """One for each day on which there is something left to greet the customer for."""
        asked = [festivity for festivity in festive if customer_id in festivity.customer_ids]
        if own or customer_id in self._given:
            return self._open_items(customer_id, asked, own)
        names = tuple([festivity.name for festivity in asked])
        if names not in self._of_festivals:
            self._of_festivals[names] = self._open_items(customer_id, asked, own)
        return self._of_festivals[names]

    def _open_items(
        self, customer_id: int, asked: Sequence[Festivity], own: Sequence[Occasion]
    ) -> list[_Item]:
        found = [*own, *(Occasion(customer_id, one.name, day) for one in asked for day in one.days)]
        given = self._given.get(customer_id, ())
        still = [one for one in found if is_open(one, given, self._lead.days)]
        still.sort(key=lambda one: (one.on_date, one.occasion, one.person or ""))
        return [self._item(day, list(group)) for day, group in groupby(still, lambda one: one.on_date)]

    def _item(self, day: date, together: Sequence[Occasion]) -> _Item:
        said = [self._words.of(one) for one in together]
        en, zh = ("; ".join(words) for words in zip(*said, strict=True))
        title = ",".join(dict.fromkeys(one.occasion for one in together))
        return _Item((day - self._lead).isoformat(), day.isoformat(), title, en, zh)


class _Words:
    """What an occasion is called in both languages; birthdays with the age where it is known."""

    def __init__(self, book: sqlite3.Connection, policy: GreetingPolicy, ids: Range) -> None:
        self._policy = policy
        self._born = born_on(book, ids)
        self._of_birthdays: dict[tuple[str | None, int | None], tuple[str, str]] = {}

    def of(self, one: Occasion) -> tuple[str, str]:
        """In English, in Chinese."""
        if one.occasion != BIRTHDAY:
            festival = self._policy.festivals[one.occasion]
            return festival.title_en, festival.title_zh
        born = self._born.get((one.customer_id, one.person))
        whose = one.person, age_on(born, one.on_date) if born else None
        if whose not in self._of_birthdays:
            self._of_birthdays[whose] = in_both_languages(lambda: _birthday_words(*whose))
        return self._of_birthdays[whose]


def _birthday_words(who: str | None, age: int | None) -> str:
    if age:
        words = _("birthday of {who}, turns {age}") if who else _("birthday, turns {age}")
    else:
        words = _("birthday of {who}") if who else _("birthday")
    return words.format(who=who, age=age)
