"""What is written on a card besides its columns: phones, people, notes, tags, own fields; putting it away."""

from datetime import date

from sqlmodel import col, select

from crmcli.approval.kinds import ARCHIVED
from crmcli.change.service import Writing
from crmcli.customer.rules import (
    code_key,
    own_code,
    parse_line,
    parse_name,
    parse_note,
    parse_tag,
    pinyin_column,
)
from crmcli.customer.staleness import moved_since
from crmcli.customer.tables import (
    Contact,
    Customer,
    CustomerAlias,
    CustomerNote,
    CustomerPhone,
    CustomerTag,
)
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.phone_wording import format_phone, phone_digits
from crmcli.kit.phones import Phone
from crmcli.kit.text import clean_line, fold
from crmcli.staff.desk import Desk


def load_customer(
    desk: Desk, customer_id: int, seen_rev: int | None = None, yours: str | None = None
) -> Customer:
    """The customer of that id. Raises NotFound where it has gone meanwhile.

    With `seen_rev`, the revision that somebody was asked about, RuleRefused where the card has moved since;
    it names what moved, and `yours`, the command that says again what was answered.
    """
    customer = desk.session.get(Customer, customer_id)
    if customer is None:
        raise NotFound(_("The customer is no longer there."))
    if seen_rev is not None and customer.rev != seen_rev:
        raise _moved(desk, customer, seen_rev, yours)
    return customer


def _moved(desk: Desk, customer: Customer, seen_rev: int, yours: str | None) -> RuleRefused:
    by, moved = moved_since(desk.writing.reading(), customer.id or 0, seen_rev)
    sentence = _(
        "{name} has been changed meanwhile by {by} ({moved}); nothing of yours was written. "
        "Look again: crm show {code}"
    )
    if yours is not None:
        sentence += "\n" + _("Yours, to send again if it still holds: {yours}")
    return RuleRefused(
        sentence, name=customer.name, by=by, moved=moved, code=customer.code, yours=yours or ""
    )


def touch(desk: Desk, customer: Customer) -> None:
    """Count a change of the card."""
    customer.rev += 1
    desk.session.add(customer)


def next_code(writing: Writing) -> str:
    """The book's next own code; a number is never used twice."""
    number = int(writing.setting("next_customer_number") or "1")
    while _code_taken(writing, own_code(number)):
        number += 1
    writing.set_setting("next_customer_number", str(number + 1))
    return own_code(number)


def _code_taken(writing: Writing, code: str) -> bool:
    """C0007 is taken by c7 too: people leave the zeros out."""
    same = select(Customer.id).where(Customer.code_key == code_key(code))
    merged = select(CustomerAlias.id).where(CustomerAlias.code_key == code_key(code))
    return any(writing.session.exec(query).first() is not None for query in (same, merged))


def add_phone(desk: Desk, customer: Customer, phone: Phone, contact_id: int | None = None) -> None:
    """One more phone; the first is the one to call. A number that is there already is not added twice."""
    phones = phones_of(desk, customer)
    if any((known.number, known.extension) == (phone.number, phone.extension) for known in phones):
        return
    desk.session.add(
        CustomerPhone(
            customer_id=customer.id or 0,
            contact_id=contact_id,
            number=phone.number,
            extension=phone.extension,
            digits=phone_digits(phone.number),
            kind=phone.kind,
            rank=max((known.rank for known in phones), default=0) + 1,
        )
    )
    desk.session.flush()


def drop_phone(desk: Desk, customer: Customer, phone: Phone) -> None:
    """Take a phone off the card. Raises NotFound with the phones there are."""
    phones = phones_of(desk, customer)
    found = [known for known in phones if known.number == phone.number]
    if not found:
        raise NotFound(
            _("{name} has no phone {phone}; there are: {phones}."),
            name=customer.name,
            phone=format_phone(phone.number, phone.extension),
            phones=", ".join(format_phone(known.number, known.extension) for known in phones) or "-",
        )
    for known in found:
        desk.session.delete(known)
    touch(desk, customer)


def phones_of(desk: Desk, customer: Customer) -> list[CustomerPhone]:
    """The phones on the card, the one to call first."""
    query = (
        select(CustomerPhone)
        .where(CustomerPhone.customer_id == customer.id)
        .order_by(col(CustomerPhone.rank))
    )
    return list(desk.session.exec(query))


def add_contact(
    desk: Desk, customer: Customer, typed: str, *, position: str | None = None, key: bool = False
) -> Contact:
    """One more person at the customer; the first is the key contact. RuleRefused for a name that is there."""
    name = parse_name(typed)
    people = contacts_of(desk, customer)
    refuse_namesake(customer, people, name)
    person = Contact(
        customer_id=customer.id or 0,
        name=name,
        name_folded=fold(name),
        pinyin_keys=pinyin_column(name),
        position=parse_line(position or ""),
        is_key=key or not people,
    )
    if key:
        unkey(desk, people)
    desk.session.add(person)
    desk.session.flush()
    touch(desk, customer)
    return person


def refuse_namesake(customer: Customer, people: list[Contact], name: str) -> None:
    """Two people at one customer have two names, else nobody could say which. Raises RuleRefused."""
    if any(person.name_folded == fold(name) for person in people):
        raise RuleRefused(_("{customer} has a contact {name} already."), customer=customer.name, name=name)


def unkey(desk: Desk, people: list[Contact]) -> None:
    """Only one person is the key contact."""
    for person in people:
        if person.is_key:
            person.is_key = False
            desk.session.add(person)


def contacts_of(desk: Desk, customer: Customer) -> list[Contact]:
    """The people at the customer, the key contact first."""
    query = select(Contact).where(Contact.customer_id == customer.id)
    return list(desk.session.exec(query.order_by(col(Contact.is_key).desc(), col(Contact.id))))


def find_contact(desk: Desk, customer: Customer, typed: str) -> Contact:
    """The person of that name at the customer. Raises NotFound with the names there are."""
    people = contacts_of(desk, customer)
    for person in people:
        if person.name_folded == fold(typed):
            return person
    raise NotFound(
        _("{customer} has no contact {name}; there are: {names}."),
        customer=customer.name,
        name=clean_line(typed, 10_000).text[:60],
        names=", ".join(person.name for person in people) or "-",
    )


def drop_contact(desk: Desk, customer: Customer, person: Contact) -> None:
    """Take a person off the card; the phones stay with the customer."""
    for phone in phones_of(desk, customer):
        if phone.contact_id == person.id:
            phone.contact_id = None
            desk.session.add(phone)
    desk.session.flush()
    desk.session.delete(person)
    touch(desk, customer)


def add_note(desk: Desk, customer: Customer, typed: str) -> None:
    """A note, signed and dated."""
    note = CustomerNote(
        customer_id=customer.id or 0, text=parse_note(typed), noted_at=desk.now, by_id=desk.my_id
    )
    desk.session.add(note)
    touch(desk, customer)


def change_tags(desk: Desk, customer: Customer, add: list[str], drop: list[str]) -> bool:
    """Put tags on and take tags off; whether anything changed."""
    query = select(CustomerTag).where(CustomerTag.customer_id == customer.id)
    present = {tag.tag: tag for tag in desk.session.exec(query)}
    wanted = {parse_tag(typed) for typed in add} - set(present)
    unwanted = [present[tag] for tag in map(parse_tag, drop) if tag in present]
    for tag in sorted(wanted):
        desk.session.add(CustomerTag(customer_id=customer.id or 0, tag=tag))
    for row in unwanted:
        desk.session.delete(row)
    if wanted or unwanted:
        touch(desk, customer)
    return bool(wanted or unwanted)


def archive(desk: Desk, customer: Customer, on: date | None) -> bool:
    """Put the customer away as of a day, or bring it back (None); whether anything changed."""
    if (customer.archived_on is None) == (on is None):
        return False
    customer.archived_on = on
    touch(desk, customer)
    if on is not None and customer.id is not None:
        from crmcli.approval.service import withdraw_about

        withdraw_about(desk, customer.id, ARCHIVED)
    return True
