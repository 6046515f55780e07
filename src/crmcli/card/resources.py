"""The second page of a card: what the relationship is worth, who knows whom, how contact stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import col, select

from crmcli.customer.acquaintance import (
    REFERRED_BY,
    RELATIONS_QUERY,
    RESOURCE_KEYS,
    referrer_words,
    relation_columns,
    relation_row,
    resource_block,
)
from crmcli.customer.queries import Match, find_customers
from crmcli.customer.rules import parse_line
from crmcli.customer.service import contacts_of, touch
from crmcli.customer.tables import Customer
from crmcli.filing.referral import WhoReferred, set_referrer
from crmcli.filing.tables import CustomerRelation
from crmcli.kit.errors import NotFound, RuleRefused, UsageRefused
from crmcli.kit.formats import Block, Field, Listing, Record
from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.staff.desk import Desk
from crmcli.staff.tables import Staff

_REFERRERS = frozenset({"referred_by", "referrer", "介绍人", "推荐人"})


class Known(NamedTuple):
    """One who knows one, as typed: `person` there (None: the customer), `who` on the other side, and how."""

    person: str | None
    who: str
    relation: str


def parse_known(typed: str) -> Known:
    """`李丽=同学`, or `李丽/周主管=老乡` where one of several people at the customer is meant. Raises UsageRefused."""
    sides, sign, relation = typed.partition("=")
    if not sign or not sides.strip() or not relation.strip():
        raise UsageRefused(
            _("--knows takes WHO=HOW, or PERSON/WHO=HOW: --knows 李丽=同学; not {typed}."), typed=typed[:40]
        )
    person, slash, who = sides.partition("/")
    if not slash:
        person, who = "", sides
    line = REFERRED_BY if fold(relation.strip()) in _REFERRERS else parse_line(relation)
    name = parse_line(who)
    if not name or not line:
        raise UsageRefused(
            _("--knows takes WHO=HOW, or PERSON/WHO=HOW: --knows 李丽=同学; not {typed}."), typed=typed[:40]
        )
    return Known(parse_line(person), name, line)


def change_resource(
    at: Desk,
    customer: Customer,
    columns: Mapping[str, object],
    known: Sequence[Known],
    dropped: Sequence[str],
) -> bool:
    """Write what was said of the relationship; whether anything changed. Raises NotFound, RuleRefused."""
    changed = False
    for column, value in columns.items():
        if getattr(customer, column) != value:
            setattr(customer, column, value)
            changed = True
    for typed in dropped:
        changed = _drop(at, customer, typed) or changed
    for one in known:
        changed = _add(at, customer, one) or changed
    if changed:
        touch(at, customer)
    return changed


def _add(at: Desk, customer: Customer, known: Known) -> bool:
    assert customer.id is not None
    person = _person(at, customer, known.person) if known.person else None
    other_id, staff_id, who = _other_side(at, customer, known.who)
    if known.relation == REFERRED_BY:
        return set_referrer(at, customer, WhoReferred(other_id, staff_id, who, person))
    same = (
        select(CustomerRelation)
        .where(
            CustomerRelation.customer_id == customer.id,
            CustomerRelation.person == person,
            CustomerRelation.other_id == other_id,
            CustomerRelation.staff_id == staff_id,
            CustomerRelation.who == who,
        )
        .order_by(col(CustomerRelation.relation) == REFERRED_BY, col(CustomerRelation.id))
    )
    there = at.session.exec(same).first()
    if there is not None and there.relation == known.relation:
        return False
    row = there or CustomerRelation(
        customer_id=customer.id, person=person, other_id=other_id, staff_id=staff_id, who=who, relation=""
    )
    row.relation = known.relation
    at.session.add(row)
    at.session.flush()
    return True


def _person(at: Desk, customer: Customer, typed: str) -> str:
    people = contacts_of(at, customer)
    for one in people:
        if one.name_folded == fold(typed):
            return one.name
    raise NotFound(
        _("{customer} has no contact {name}; there are: {names}."),
        customer=customer.name,
        name=typed[:60],
        names=", ".join(one.name for one in people) or "-",
    )


def _other_side(at: Desk, customer: Customer, typed: str) -> tuple[int | None, int | None, str | None]:
    """A colleague by name, a customer by code or whole name, else somebody whom the book does not know."""
    staff = at.session.exec(select(Staff).where(Staff.name_folded == fold(typed))).first()
    if staff is not None:
        return None, staff.id, None
    found = [
        match
        for match in find_customers(at.writing.reading(), typed)
        if fold(typed) in (fold(match.code), fold(match.name))
    ]
    if any(match.customer_id == customer.id for match in found):
        raise RuleRefused(_("{name} cannot be related to itself."), name=customer.name)
    if len(found) > 1:
        codes = ", ".join(match.code for match in found)
        raise RuleRefused(
            _("Several customers are called {name}; say a code: {codes}."), name=typed, codes=codes
        )
    return (found[0].customer_id, None, None) if found else (None, None, typed)


def _drop(at: Desk, customer: Customer, typed: str) -> bool:
    rows = relation_rows(at.writing.reading(), customer.id or 0)
    gone = [
        row for row in rows if fold(typed) in (fold(str(row["other"])), fold(str(row["other_code"] or "")))
    ]
    if not gone:
        names = ", ".join(str(row["other"]) for row in rows) or "-"
        raise NotFound(
            _("Nobody called {name} is known here; there are: {names}."), name=typed[:40], names=names
        )
    for row in gone:
        at.session.delete(at.session.get(CustomerRelation, row["id"]))
    at.session.flush()
    return True


def relation_rows(book: sqlite3.Connection, customer_id: int) -> list[dict[str, Any]]:
    """Who knows whom, seen from this customer."""
    cursor = book.execute(RELATIONS_QUERY, (customer_id,))
    keys = [column[0] for column in cursor.description]
    return [dict(zip(keys, row, strict=True)) for row in cursor]


def resource_record(book: sqlite3.Connection, match: Match) -> Record:
    """The second page alone."""
    row = book.execute(
        f"select {', '.join(RESOURCE_KEYS)}, importance, last_contact_on, next_follow_up_on from customer_list"
        " where id = ?",
        (match.customer_id,),
    ).fetchone()
    keys = (*RESOURCE_KEYS, "importance", "last_contact_on", "next_follow_up_on")
    mapping: dict[str, Any] = {"code": match.code, "name": match.name, **dict(zip(keys, row, strict=True))}
    mapping["relations"] = relation_rows(book, match.customer_id)
    for one in mapping["relations"]:
        del one["id"]
    page = resource_block(mapping)
    assert isinstance(page.content, list)
    contact = [
        Field(_("Referred by"), referrer_words(mapping["relations"])),
        Field(_("Last contact"), mapping["last_contact_on"], "date"),
        Field(_("Next follow-up"), mapping["next_follow_up_on"], "date"),
    ]
    columns = relation_columns()
    shown = [relation_row(one) for one in mapping["relations"]]
    blocks = [
        Block(f"{match.name}  {match.code}  {page.heading}", [*page.content, *contact]),
        Block(_("Who knows whom"), Listing(columns, shown)),
    ]
    return Record(mapping, blocks)
