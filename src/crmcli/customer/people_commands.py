"""The people at a customer: `crm contact add`, `edit`, `drop`."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli.customer.options import (
    BirthdayOption,
    EmailOption,
    LunarOption,
    MetAtOption,
    MetOnOption,
    NewNameOption,
    OccasionOption,
    WechatOption,
)
from crmcli.customer.selection import CustomerArgument, one_customer, say_who_has_it_too
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import VerbGroup, verb
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.phones import parse_phone

if TYPE_CHECKING:
    from crmcli.customer.tables import Customer
    from crmcli.staff.desk import Desk

people = typer.Typer(
    cls=VerbGroup, add_completion=False, rich_markup_mode=None, help=_("The people at a customer.")
)

PhoneOption = Annotated[
    list[str] | None, typer.Option("--phone", metavar="P", help=_("A phone of this person."))
]
PositionOption = Annotated[
    str | None, typer.Option("--position", metavar="TEXT", help=_("What this person does there."))
]
KeyOption = Annotated[bool, typer.Option("--key", help=_("The one who decides."))]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=_("The person's name."))]


@verb(people, "add", _("Add a person at a customer."))
def contact_add(
    customer: CustomerArgument,
    name: NameArgument,
    position: PositionOption = None,
    phone: PhoneOption = None,
    email: EmailOption = None,
    wechat: WechatOption = None,
    birthday: BirthdayOption = None,
    lunar: LunarOption = False,
    met_on: MetOnOption = None,
    met_at: MetAtOption = None,
    occasion: OccasionOption = None,
    key: KeyOption = False,
) -> Record:
    from crmcli.customer.people import PersonChange, add_person

    columns = {**_birthday_columns(birthday, lunar), **_met_columns(met_on, met_at, occasion)}
    change = PersonChange(None, position, tuple(phone or ()), email, wechat, key, columns)
    return _person(customer, lambda at, one: add_person(at, one, name, change), "contact add", change.phones)


@verb(people, "edit", _("Change what is known of a person at a customer."))
def contact_edit(
    customer: CustomerArgument,
    name: NameArgument,
    new_name: NewNameOption = None,
    position: PositionOption = None,
    phone: PhoneOption = None,
    email: EmailOption = None,
    wechat: WechatOption = None,
    birthday: BirthdayOption = None,
    lunar: LunarOption = False,
    met_on: MetOnOption = None,
    met_at: MetAtOption = None,
    occasion: OccasionOption = None,
    key: KeyOption = False,
) -> Record:
    from crmcli.customer.people import PersonChange, edit_person

    columns = {**_birthday_columns(birthday, lunar), **_met_columns(met_on, met_at, occasion)}
    change = PersonChange(new_name, position, tuple(phone or ()), email, wechat, key, columns)
    return _person(
        customer, lambda at, one: edit_person(at, one, name, change), "contact edit", change.phones
    )


def _birthday_columns(typed: str | None, lunar: bool) -> dict[str, object]:
    from crmcli.customer.birthday_words import birthday_columns

    return birthday_columns(current(), typed, lunar)


def _met_columns(on: str | None, at: str | None, occasion: str | None) -> dict[str, object]:
    from crmcli.customer.acquaintance import met_columns

    return met_columns(current(), {"met_on": on, "met_place": at, "met_occasion": occasion})


@verb(people, "drop", _("Take a person off the card."))
def contact_drop(customer: CustomerArgument, name: NameArgument) -> Record:
    from crmcli.customer.people import drop_person

    return _person(customer, lambda at, one: drop_person(at, one, name), "contact drop")


def _person(
    customer: str, change: "Callable[[Desk, Customer], object]", command: str, phones: Iterable[str] = ()
) -> Record:
    from crmcli.customer.service import load_customer
    from crmcli.customer.showing import written_record
    from crmcli.staff.desk import desk

    run = current()
    with run.reading() as book:
        match = one_customer(run, book, customer)
    with desk(run, command) as at:
        change(at, load_customer(at, match.customer_id))
    say_who_has_it_too(run, match.customer_id, map(parse_phone, phones))
    return written_record(run, match.customer_id, match.code)
