"""What a greeting is for, and in which words; the list of those that are coming and those that were given."""

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta

from crmcli.customer.queries import Match
from crmcli.customer.vocabulary import labels
from crmcli.greeting.queries import given_greetings, occasions, phone_to_greet
from crmcli.greeting.rules import MOST_DAYS_LATE, Occasion, chosen_occasions, is_open
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import NotFound, UsageRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _, language
from crmcli.kit.shown import excerpt
from crmcli.kit.where.fields import folded
from crmcli.policy.greetings import ALWAYS, BIRTHDAY, GreetingPolicy, greeting_policy
from crmcli.staff.queries import owner_asked

USUAL_DAYS_AHEAD = 30


def occasions_meant(
    book: sqlite3.Connection, match: Match, typed: str | None, person: str | None, day: date
) -> list[Occasion]:
    """What a greeting on a day is for; one that was named counts whether the policy asks for it or not.

    Raises UsageRefused for an occasion that there is not, NotFound, RuleRefused.
    """
    policy = greeting_policy(book)
    ids = (match.customer_id, match.customer_id)
    name = occasion_named(policy, typed) if typed is not None else None
    wanted = policy._replace(conditions={name: ALWAYS}) if name is not None else policy
    year = (day - timedelta(days=MOST_DAYS_LATE)).year
    found = occasions(book, wanted, ids, year)
    if person is not None:
        found = _of_person(found, person, match.name)
    given = given_greetings(book, ids, date(year, 1, 1) - timedelta(days=policy.lead_days))
    still = [one for one in found if is_open(one, given.get(match.customer_id, ()), policy.lead_days)]
    return chosen_occasions(found, still, day, policy.lead_days, match.name)


def _of_person(found: Sequence[Occasion], typed: str, customer: str) -> list[Occasion]:
    """Those of one person. Raises NotFound with the people there are."""
    people = [one.person or customer for one in found]
    if people and folded(typed) not in map(folded, people):
        raise NotFound(
            _("{name}: nobody called {typed} is to be greeted; there are: {people}."),
            name=customer,
            typed=excerpt(typed),
            people=_(", ").join(dict.fromkeys(people)),
        )
    return [one for one, who in zip(found, people, strict=True) if folded(who) == folded(typed)]


def occasion_named(policy: GreetingPolicy, typed: str) -> str:
    """`birthday` or the name of a festival, by any of its names. Raises UsageRefused with those that there are."""
    names = {folded(word): BIRTHDAY for word in (BIRTHDAY, "生日")}
    for festival in policy.festivals.values():
        for word in (festival.name, festival.title_en, festival.title_zh, *festival.also):
            names.setdefault(folded(word), festival.name)
    if folded(typed) not in names:
        raise UsageRefused(
            _("There is no occasion {typed}; there are: {known}."),
            typed=typed[:40],
            known=", ".join([_("birthday"), *(one.title for one in policy.festivals.values())]),
        )
    return names[folded(typed)]


def occasion_title(policy: GreetingPolicy, name: str) -> str:
    """What an occasion is called in the language in force; one that is no longer known by its name."""
    if name == BIRTHDAY:
        return _("birthday")
    return policy.festivals[name].title if name in policy.festivals else name


def greeting_text(policy: GreetingPolicy, one: Occasion, match: Match, owner: str) -> str:
    """What to say, from the template of the occasion in the language in force."""
    template = (
        policy.birthday_text[language() == "zh"]
        if one.occasion == BIRTHDAY
        else policy.festivals[one.occasion].text
    )
    return template.format(
        name=one.person or match.name,
        customer=match.name,
        owner=owner,
        festival=occasion_title(policy, one.occasion),
    )


_COMING = """
select d.due_on, d.code, d.name, {words}, d.title, s.name, d.customer_id, null, null, null, null
from duty d join staff s on s.id = d.owner_id
where d.kind = 'greeting' and d.due_on between ? and ? {owner} order by d.due_on, d.code
"""
_WHOM = 6  # of a row of _COMING: the customer, in whose place the phone comes
_GIVEN = """
select g.occasion_on, c.code, c.name, g.person, g.occasion, s.name, null, g.greeted_on, g.how, g.by, g.note
from greeting_list g join customer c on c.id = g.customer_id join staff s on s.id = c.owner_id
where g.greeted_on between ? and ? {owner} order by g.greeted_on desc, c.code
"""


def greetings_listing(
    run: Invocation, *, until: date | None, occasion: str | None, given: bool, owner: str | None
) -> Listing:
    """Whom to greet until a day; or, `given`, who was greeted this year. `owner` as it was typed."""
    last = until or run.today + timedelta(days=USUAL_DAYS_AHEAD)
    first = run.today.replace(month=1, day=1) if given else run.today
    window = (first.isoformat(), (run.today if given else last).isoformat())
    with run.reading() as book:
        asked = owner_asked(run, book, owner)
        test = "and s.name = ? collate nocase" if asked is not None else ""
        values = [*window, *([asked] if asked is not None else [])]
        policy = greeting_policy(book)
        name = occasion_named(policy, occasion) if occasion is not None else None
        if given:
            rows = [
                (*row[:3], _given_words(policy, row[4], row[3]), *row[4:])
                for row in book.execute(_GIVEN.format(owner=test), values)
            ]
        else:
            words = "d.words_zh" if language() == "zh" else "d.words_en"
            found = book.execute(_COMING.format(words=words, owner=test), values).fetchall()
            rows = [
                (
                    *row[:_WHOM],
                    phone_to_greet(book, policy, row[_WHOM], date.fromisoformat(row[0])),
                    *row[_WHOM + 1 :],
                )
                for row in found
            ]
    kept = [row for row in rows if name is None or name in (row[4] or "").split(",")]
    return Listing(
        _columns(given), kept, empty=_("Nobody is to be greeted.") if not given else _("None yet.")
    )


def _given_words(policy: GreetingPolicy, occasion: str | None, person: str | None) -> str:
    if occasion is None:
        return _("contact with that purpose")
    title = occasion_title(policy, occasion)
    return f"{title} ({person})" if person else title


def _columns(given: bool) -> Sequence[Column]:
    return [
        Column("on_date", _("Day"), "date"),
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("words", _("Occasion")),
        Column("occasion", _("Kind"), tables=False),
        Column("owner", _("Owner"), line=2),
        Column("phone", _("Phone"), "phone", tables=not given),
        Column("greeted_on", _("Greeted"), "date", tables=given),
        Column("how", _("How"), "words", labels=labels("contact_kind"), tables=given),
        Column("by", _("By"), tables=given),
        Column("note", _("Note"), tables=given, line=2),
    ]
