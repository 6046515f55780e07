"""Checks of what the book says: facts that cannot be, and what no longer follows from its facts."""

import sqlite3
from collections.abc import Iterator
from datetime import date

from crmcli.customer.occasions import stale_birthdays
from crmcli.customer.rules import code_key, pinyin_column
from crmcli.doctor.findings import Finding
from crmcli.duty.service import stale_kinds
from crmcli.filing.rules import came_by
from crmcli.grade.rules import ceiling_on, next_follow_up_on
from crmcli.kit.i18n import _, _n
from crmcli.kit.text import fold
from crmcli.policy.queries import policy_in_force


def check_follow_ups(book: sqlite3.Connection, _today: date) -> Iterator[Finding]:
    """The next date is what the rhythm, an agreement and its reason say."""
    policy = policy_in_force(book)
    for row in book.execute(
        "select id, code, grade, status, rhythm_from_on, agreed_on, agreed_reason, next_follow_up_on from customer"
    ):
        customer_id, code, grade, status, rhythm_from, agreed, reason, stored = row
        ceiling = ceiling_on(policy, grade, status, date.fromisoformat(rhythm_from))
        wanted = next_follow_up_on(ceiling, date.fromisoformat(agreed) if agreed else None, reason)
        if (wanted.isoformat() if wanted else None) == stored:
            continue
        if ceiling is not None and stored is not None and stored > ceiling.isoformat():
            sentence = _(
                "The next follow-up of {code} ({stored}) is later than the rhythm allows, without a reason."
            )
        else:
            sentence = _(
                "The next follow-up of {code} ({stored}) does not follow from its grade and contacts."
            )
        yield Finding("follow_up", sentence.format(code=code, stored=stored or "-"), "follow_up", customer_id)


def check_grades(book: sqlite3.Connection, _today: date) -> Iterator[Finding]:
    """A grade has a history that leads to it."""
    for code, grade, told in book.execute(
        "select c.code, c.grade, (select to_grade from grade_change g where g.customer_id = c.id"
        " order by g.id desc limit 1) as told from customer c where c.grade is not told"
    ):
        sentence = _("The grade of {code} is {grade}, but its history leads to {told}.")
        yield Finding("grade", sentence.format(code=code, grade=grade or "-", told=told or "-"))


def check_contacts(book: sqlite3.Connection, today: date) -> Iterator[Finding]:
    """No contact lies in the future, and the card knows of the latest."""
    for code, day in book.execute(
        "select c.code, v.contact_on from visit v join customer c on c.id = v.customer_id where v.contact_on > ?",
        (today.isoformat(),),
    ):
        yield Finding(
            "contact", _("A contact with {code} lies in the future ({day}).").format(code=code, day=day)
        )
    for code, last, seen in book.execute(
        "select code, last_contact_on, (select max(contact_on) from visit v where v.customer_id = c.id) as seen"
        " from customer c where seen is not null and coalesce(last_contact_on, '') < seen"
    ):
        sentence = _("The card of {code} says {last} for its last contact; there is one of {seen}.")
        yield Finding("contact", sentence.format(code=code, last=last or "-", seen=seen))


def check_people(book: sqlite3.Connection, _today: date) -> Iterator[Finding]:
    """One key person at a customer at the most."""
    for code, count in book.execute(
        "select c.code, count(*) from contact k join customer c on c.id = k.customer_id where k.is_key"
        " group by c.id having count(*) > 1"
    ):
        yield Finding("people", _("{code} has {count} key contacts.").format(code=code, count=count))


def check_referrals(book: sqlite3.Connection, _today: date) -> Iterator[Finding]:
    """A customer has one who referred, and nobody has referred whom they came by."""
    for code, count in book.execute(
        "select c.code, count(*) from customer_relation r join customer c on c.id = r.customer_id"
        " where r.relation = 'referred_by' and r.other_id is not c.id group by c.id having count(*) > 1"
    ):
        sentence = _("{code} was referred by {count}; crm edit {code} --referred-by CUSTOMER leaves one.")
        yield Finding("referrals", sentence.format(code=code, count=count))
    referrers: dict[int, list[int]] = {}
    for one, by in book.execute(
        "select customer_id, other_id from customer_relation where relation = 'referred_by'"
        " and other_id <> customer_id order by customer_id"
    ):
        referrers.setdefault(one, []).append(by)
    told: set[int] = set()
    for one in referrers:
        before = came_by(one, lambda customer_id: referrers.get(customer_id, ()))
        if one in before and one not in told:
            told |= before  # the others of the circle
            (code,) = book.execute("select code from customer where id = ?", (one,)).fetchone()
            sentence = _("{code} was referred by somebody who came by it, at first or second hand.")
            yield Finding("referrals", sentence.format(code=code))


def check_search_keys(book: sqlite3.Connection, _today: date) -> Iterator[Finding]:
    """What names and codes are found by is what they say now."""
    for customer_id, code, key, name, folded, pinyin in book.execute(
        "select id, code, code_key, name, name_folded, pinyin_keys from customer"
    ):
        if (key, folded, pinyin) != (code_key(code), fold(name), pinyin_column(name)):
            sentence = _("{code} cannot be found by all of its name or code.")
            yield Finding("search", sentence.format(code=code), "search_keys", customer_id)


def check_birthdays(book: sqlite3.Connection, _today: date) -> Iterator[Finding]:
    """The coming birthdays follow from the cards."""
    stale = stale_birthdays(book)
    if stale:
        sentence = _n(
            "The coming birthday of {count} customer is not that on the card.",
            "The coming birthdays of {count} customers are not those on their cards.",
            len(stale),
        )
        yield Finding("birthdays", sentence.format(count=len(stale)), "birthdays")


def check_duties(book: sqlite3.Connection, _today: date) -> Iterator[Finding]:
    """What is due follows from the facts of each capability."""
    for kind in stale_kinds(book):
        sentence = _("The due items of the kind {kind} are not those that follow from the book.")
        yield Finding("duties", sentence.format(kind=kind), "duties")


def check_campaigns(book: sqlite3.Connection, today: date) -> Iterator[Finding]:
    """Everybody is called on inside the campaign, and nobody was before it began or in the future."""
    for name, code, planned in book.execute(
        "select campaign, code, planned_on from campaign_member_list where state = 'open'"
        " and planned_on < from_on order by campaign, code"
    ):
        sentence = _("{code} is planned for {day}, before the campaign {name} begins.")
        yield Finding("campaign", sentence.format(code=code, day=planned, name=name))
    for name, code, done in book.execute(
        "select campaign, code, done_on from campaign_member_list where done_on > ? or done_on < from_on"
        " order by campaign, code",
        (today.isoformat(),),
    ):
        sentence = _("{code} is said to have been called on {day} in the campaign {name}; that cannot be.")
        yield Finding("campaign", sentence.format(code=code, day=done, name=name))


FACTS = (
    check_follow_ups,
    check_grades,
    check_contacts,
    check_people,
    check_referrals,
    check_search_keys,
    check_birthdays,
    check_duties,
    check_campaigns,
)
