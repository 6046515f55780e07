"""Registering a customer, changing a card, and refusing the one that is there already."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import or_
from sqlmodel import col, select

from crmcli.customer.confirming import note_changed_columns
from crmcli.customer.field_values import FieldSetting, set_fields
from crmcli.customer.rules import code_key, likely_kind, pinyin_column
from crmcli.customer.service import (
    add_contact,
    add_note,
    add_phone,
    change_tags,
    next_code,
    touch,
)
from crmcli.customer.tables import Customer, CustomerPhone
from crmcli.grade.service import reschedule, set_grade
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.phones import Phone
from crmcli.kit.text import fold
from crmcli.staff.desk import Desk


class NewCustomer(NamedTuple):
    """A card as registered: `columns` are parsed columns (`customer.card.PARSERS`), the rest has its own tables."""

    columns: Mapping[str, object]
    owner_id: int
    grade: str | None = None
    phones: Sequence[Phone] = ()
    contacts: Sequence[str] = ()
    notes: Sequence[str] = ()
    tags: Sequence[str] = ()
    own_fields: Sequence[FieldSetting] = ()
    allow_duplicate: bool = False


def register_customer(desk: Desk, new: NewCustomer) -> Customer:
    """Make the card and everything on it. Raises RuleRefused where mobile, ID or licence number is known already."""
    known = duplicates_of(desk, new)
    if known and not new.allow_duplicate:
        raise _duplicate(known[0])
    if new.grade is not None:
        desk.policy.grade(new.grade)  # the policy that counts is the book's
    name = str(new.columns["name"])
    code = next_code(desk.writing)
    columns: dict[str, Any] = {"kind": likely_kind(name), **new.columns}
    customer = Customer(
        **columns,
        code=code,
        code_key=code_key(code),
        name_folded=fold(name),
        pinyin_keys=pinyin_column(name),
        owner_id=new.owner_id,
        registered_on=desk.today,
        rhythm_from_on=desk.today,
        duplicate_accepted_of=";".join(other.code for other in known) or None,
    )
    desk.session.add(customer)
    desk.session.flush()
    if new.grade is not None:
        set_grade(desk, customer, new.grade)
    _fill_card(desk, customer, new)
    desk.session.flush()
    return customer


def _fill_card(desk: Desk, customer: Customer, new: NewCustomer) -> None:
    people = [add_contact(desk, customer, name) for name in new.contacts]
    for phone in new.phones:
        contact_id = people[0].id if len(people) == 1 and phone.kind == "mobile" else None
        add_phone(desk, customer, phone, contact_id)
    for note in new.notes:
        add_note(desk, customer, note)
    change_tags(desk, customer, list(new.tags), [])
    set_fields(desk, customer, new.own_fields)
    customer.rev = 1


def duplicates_of(desk: Desk, new: NewCustomer) -> list[Customer]:
    """Customers with the same mobile, ID or licence number; a switchboard is shared by many and proves nothing."""
    mobiles = [phone.number for phone in new.phones if phone.kind == "mobile"]
    with_mobile = select(CustomerPhone.customer_id).where(col(CustomerPhone.number).in_(mobiles))
    same = [col(Customer.id).in_(with_mobile)] if mobiles else []
    for column in ("id_number", "licence_number"):
        if new.columns.get(column):
            same.append(getattr(Customer, column) == new.columns[column])
    if not same:
        return []
    return list(desk.session.exec(select(Customer).where(or_(*same)).order_by(Customer.code)))


def namesakes_of(desk: Desk, customer: Customer) -> list[Customer]:
    """Other customers of the same name: two people may have one, so it is only worth a hint."""
    query = select(Customer).where(Customer.name_folded == customer.name_folded, Customer.id != customer.id)
    return list(desk.session.exec(query.order_by(Customer.code)))


def _duplicate(known: Customer) -> RuleRefused:
    if known.archived_on is not None:
        return RuleRefused(
            _(
                "{name} ({code}) has the same mobile, ID or licence number and is archived: crm archive {code} --back "
                "brings it back, --allow-duplicate registers another."
            ),
            name=known.name,
            code=known.code,
        )
    return RuleRefused(
        _(
            "{name} ({code}) has the same mobile, ID or licence number. "
            "If it is somebody else, say --allow-duplicate."
        ),
        name=known.name,
        code=known.code,
    )


def edit_columns(desk: Desk, customer: Customer, columns: Mapping[str, object]) -> bool:
    """Write parsed card columns; whether anything changed. The stored names and dates follow."""
    changed = {column: value for column, value in columns.items() if getattr(customer, column) != value}
    if not changed:
        return False
    replaced = [column for column in changed if getattr(customer, column) not in (None, "")]
    note_changed_columns(
        desk, customer, replaced
    )  # first: it reads, and a card half written would be kept twice
    for column, value in changed.items():
        setattr(customer, column, value)
    if "name" in changed:
        customer.name_folded = fold(customer.name)
        customer.pinyin_keys = pinyin_column(customer.name)
    reschedule(desk, customer)
    touch(desk, customer)
    return True
