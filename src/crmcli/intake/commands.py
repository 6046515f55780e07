"""`crm add` and `crm edit`."""

from typing import Annotated

import typer

from crmcli.customer.options import (
    BirthdayOption,
    EmailOption,
    LunarOption,
    MetAtOption,
    MetOnOption,
    NeedOption,
    NewNameOption,
    OccasionOption,
    WechatOption,
)
from crmcli.customer.selection import ManyCustomers, WhereOption
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _

commands = command_set()

Kind = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help=_("person or company; guessed from the name."))
]
Phone = Annotated[
    list[str] | None, typer.Option("--phone", metavar="P", help=_("A phone; several times for several."))
]
Grade = Annotated[str | None, typer.Option("--grade", metavar="G", help=_("A to E."))]
Close = Annotated[
    str | None, typer.Option("--close", metavar="DATE", help=_("When the deal is expected to close."))
]
Amount = Annotated[
    str | None, typer.Option("--amount", metavar="MONEY", help=_("Possible amount in yuan: 12000, 1.2万."))
]
Source = Annotated[str | None, typer.Option("--source", metavar="S", help=_("How the customer came to us."))]
ReferredBy = Annotated[
    str | None,
    typer.Option("--referred-by", metavar="CUSTOMER", help=_("The customer who referred this one to us.")),
]
Region = Annotated[str | None, typer.Option("--region", metavar="R", help=_("Region."))]
Industry = Annotated[str | None, typer.Option("--industry", metavar="I", help=_("Industry."))]
Owner = Annotated[str | None, typer.Option("--owner", metavar="S", help=_("Who looks after the customer."))]
Address = Annotated[str | None, typer.Option("--address", metavar="TEXT", help=_("Address."))]
IdNumber = Annotated[str | None, typer.Option("--id", metavar="N", help=_("ID number, 18 digits."))]
Licence = Annotated[
    str | None,
    typer.Option("--licence", metavar="N", help=_("Unified social credit code or licence number.")),
]
Importance = Annotated[
    str | None, typer.Option("--importance", metavar="I", help=_("key or ordinary, set by hand."))
]
Channel = Annotated[
    str | None, typer.Option("--channel", metavar="KIND", help=_("Preferred channel: call, wechat …"))
]
Time = Annotated[
    str | None, typer.Option("--time", metavar="TEXT", help=_("Preferred time to be contacted."))
]
SetField = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help=_("Any field, one of your own too."))
]


@verb(commands, "add", _("Register a customer. On a terminal it asks for what is missing."))
def add(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=_("The customer's name."))] = None,
    kind: Kind = None,
    phone: Phone = None,
    grade: Grade = None,
    need: NeedOption = None,
    close: Close = None,
    amount: Amount = None,
    source: Source = None,
    referred_by: ReferredBy = None,
    region: Region = None,
    industry: Industry = None,
    owner: Owner = None,
    contact: Annotated[
        list[str] | None,
        typer.Option("--contact", metavar="NAME", help=_("A person there; the first is the key one.")),
    ] = None,
    address: Address = None,
    email: EmailOption = None,
    wechat: WechatOption = None,
    birthday: BirthdayOption = None,
    lunar: LunarOption = False,
    id_number: IdNumber = None,
    licence: Licence = None,
    importance: Importance = None,
    channel: Channel = None,
    time: Time = None,
    met_on: MetOnOption = None,
    met_at: MetAtOption = None,
    occasion: OccasionOption = None,
    note: Annotated[list[str] | None, typer.Option("--note", metavar="T", help=_("A note."))] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help=_("A tag."))] = None,
    set_: SetField = None,
    allow_duplicate: Annotated[
        bool,
        typer.Option("--allow-duplicate", help=_("Register although mobile, ID or licence number is known.")),
    ] = False,
) -> Record:
    from crmcli.intake.adding import TypedCard, add_customer

    typed = TypedCard(
        columns={
            "name": name,
            "kind": kind,
            "need": need,
            "expected_close_on": close,
            "amount_fen": amount,
            "source": source,
            "region": region,
            "industry": industry,
            "address": address,
            "email": email,
            "wechat": wechat,
            "birthday": birthday,
            "id_number": id_number,
            "licence_number": licence,
            "importance_set": importance,
            "preferred_channel": channel,
            "preferred_time": time,
            "met_on": met_on,
            "met_place": met_at,
            "met_occasion": occasion,
        },
        lunar=lunar,
        grade=grade,
        owner=owner,
        phones=phone or [],
        contacts=contact or [],
        notes=note or [],
        tags=tag or [],
        settings=set_ or [],
        referred_by=referred_by,
    )
    return add_customer(current(), typed, allow_duplicate)


@verb(commands, "edit", _("Change what a card says; an empty value takes a thing away: --region ''."))
def edit(
    customer: ManyCustomers = None,
    name: NewNameOption = None,
    kind: Kind = None,
    phone: Phone = None,
    drop_phone: Annotated[
        list[str] | None, typer.Option("--drop-phone", metavar="P", help=_("Take a phone off the card."))
    ] = None,
    need: NeedOption = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status", metavar="S", help=_("potential or negotiating; a deal is closed by crm deal.")
        ),
    ] = None,
    close: Close = None,
    amount: Amount = None,
    source: Source = None,
    referred_by: ReferredBy = None,
    region: Region = None,
    industry: Industry = None,
    owner: Owner = None,
    address: Address = None,
    email: EmailOption = None,
    wechat: WechatOption = None,
    birthday: BirthdayOption = None,
    lunar: LunarOption = False,
    id_number: IdNumber = None,
    licence: Licence = None,
    importance: Importance = None,
    channel: Channel = None,
    time: Time = None,
    met_on: MetOnOption = None,
    met_at: MetAtOption = None,
    occasion: OccasionOption = None,
    set_: SetField = None,
    unset: Annotated[
        list[str] | None, typer.Option("--unset", metavar="FIELD", help=_("Take a field off the card."))
    ] = None,
    where: WhereOption = None,
) -> Record | Text:
    from crmcli.intake.adding import TypedCard
    from crmcli.intake.editing import edit_customers

    typed = TypedCard(
        columns={
            "name": name,
            "kind": kind,
            "need": need,
            "status": status,
            "expected_close_on": close,
            "amount_fen": amount,
            "source": source,
            "region": region,
            "industry": industry,
            "address": address,
            "email": email,
            "wechat": wechat,
            "birthday": birthday,
            "id_number": id_number,
            "licence_number": licence,
            "importance_set": importance,
            "preferred_channel": channel,
            "preferred_time": time,
            "met_on": met_on,
            "met_place": met_at,
            "met_occasion": occasion,
        },
        lunar=lunar,
        owner=owner,
        phones=phone or [],
        settings=set_ or [],
        referred_by=referred_by,
        unset=unset or [],
    )
    return edit_customers(current(), customer, where, typed, drop_phone or [])
