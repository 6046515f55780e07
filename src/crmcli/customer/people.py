"""The people at a customer: added and changed with their phones, and taken off the card."""

from collections.abc import Mapping
from typing import NamedTuple

from crmcli.customer.card import parse_email
from crmcli.customer.confirming import note_changed_columns
from crmcli.customer.rules import parse_line, parse_name, pinyin_column
from crmcli.customer.service import (
    add_contact,
    add_phone,
    contacts_of,
    drop_contact,
    find_contact,
    phones_of,
    refuse_namesake,
    touch,
    unkey,
)
from crmcli.customer.tables import Contact, Customer
from crmcli.kit.phones import parse_phone
from crmcli.kit.text import fold
from crmcli.staff.desk import Desk


class PersonChange(NamedTuple):
    """What is said of a person, as typed; None leaves a thing as it is, an empty text takes it away."""

    name: str | None
    position: str | None
    phones: tuple[str, ...]
    email: str | None
    wechat: str | None
    key: bool
    columns: Mapping[str, object] = {}  # those of `birthday_columns` and `met_columns`, parsed


def add_person(desk: Desk, customer: Customer, name: str, change: PersonChange) -> None:
    """One more person at the customer. Raises RuleRefused where there is one of that name."""
    was = _to_ask_for(desk, customer)
    person = add_contact(desk, customer, name, key=change.key)
    _apply(desk, customer, person, change)
    _note_change(desk, customer, was)


def edit_person(desk: Desk, customer: Customer, name: str, change: PersonChange) -> None:
    """Change a person. Raises NotFound with the names there are."""
    was = _to_ask_for(desk, customer)
    person = find_contact(desk, customer, name)
    if change.name is not None:
        _rename(desk, customer, person, parse_name(change.name))
    if change.key:
        unkey(desk, contacts_of(desk, customer))
        person.is_key = True
    _apply(desk, customer, person, change)
    _note_change(desk, customer, was)


def drop_person(desk: Desk, customer: Customer, name: str) -> None:
    """Take a person off the card. Raises NotFound with the names there are."""
    was = _to_ask_for(desk, customer)
    drop_contact(desk, customer, find_contact(desk, customer, name))
    _note_change(desk, customer, was)


def _to_ask_for(desk: Desk, customer: Customer) -> tuple[str | None, int]:
    """The name of the key contact, and how many phones there are."""
    people = contacts_of(desk, customer)
    return people[0].name if people else None, len(phones_of(desk, customer))


def _note_change(desk: Desk, customer: Customer, was: tuple[str | None, int]) -> None:
    """The person to ask for and the phones are values of the card, too."""
    desk.session.flush()
    now = _to_ask_for(desk, customer)
    changed = [
        column
        for column, before, after in zip(("contact", "phone"), was, now, strict=True)
        if before and before != after
    ]
    note_changed_columns(desk, customer, changed)


def _rename(desk: Desk, customer: Customer, person: Contact, name: str) -> None:
    refuse_namesake(customer, [other for other in contacts_of(desk, customer) if other is not person], name)
    person.name, person.name_folded, person.pinyin_keys = name, fold(name), pinyin_column(name)


def _apply(desk: Desk, customer: Customer, person: Contact, change: PersonChange) -> None:
    if change.position is not None:
        person.position = parse_line(change.position)
    if change.email is not None:
        person.email = parse_email(change.email) if change.email.strip() else None
    if change.wechat is not None:
        person.wechat = parse_line(change.wechat)
    for column, value in change.columns.items():
        setattr(person, column, value)
    for typed in change.phones:
        add_phone(desk, customer, parse_phone(typed), person.id)
    desk.session.add(person)
    touch(desk, customer)
