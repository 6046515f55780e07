"""Which customers a command means: one by reference, or several by --where or by codes on stdin."""

from typing import Annotated

import typer

from crmcli.customer.meant import (
    customers_where,
    describe,
    one_customer,
    say_who_has_it_too,
    several_customers,
)
from crmcli.kit.i18n import _

__all__ = [
    "CustomerArgument",
    "ManyCustomers",
    "WhereOption",
    "customers_where",
    "describe",
    "one_customer",
    "say_who_has_it_too",
    "several_customers",
]


CustomerArgument = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help=_("A code, a name, a phone, pinyin or its initials."))
]
ManyCustomers = Annotated[
    str | None,
    typer.Argument(metavar="CUSTOMER", help=_("A code, a name, a phone, pinyin; - takes codes from stdin.")),
]
WhereOption = Annotated[
    str | None,
    typer.Option("--where", metavar="EXPR", help=_("All customers that fit: grade=B and region=郑州.")),
]
