"""Options that commands of several files have, each written once."""

from typing import Annotated

import typer

from crmcli.kit.i18n import _

EmailOption = Annotated[str | None, typer.Option("--email", metavar="MAIL", help=_("Mail address."))]
WechatOption = Annotated[str | None, typer.Option("--wechat", metavar="ID", help=_("WeChat."))]
BirthdayOption = Annotated[
    str | None,
    typer.Option("--birthday", metavar="DATE", help=_("Birthday: 1980-05-17, 05-17, 农历八月十五, 闰4-1.")),
]
LunarOption = Annotated[bool, typer.Option("--lunar", help=_("The birthday is by the lunar calendar."))]
MetOnOption = Annotated[
    str | None, typer.Option("--met-on", metavar="DATE", help=_("When the business card came."))
]
MetAtOption = Annotated[str | None, typer.Option("--met-at", metavar="PLACE", help=_("Where you met."))]
OccasionOption = Annotated[
    str | None, typer.Option("--occasion", metavar="TEXT", help=_("At what occasion you met."))
]
OfGradesOption = Annotated[
    str | None, typer.Option("--grade", metavar="AB", help=_("Of these grades; - is no grade."))
]
OfOwnerOption = Annotated[str | None, typer.Option("--owner", metavar="S|me", help=_("Of this owner."))]
LimitOption = Annotated[str | None, typer.Option("--limit", metavar="N", help=_("At most N rows."))]
ReasonOption = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=_("Why."))]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help=_("When it was; today unless said."))
]
NeedOption = Annotated[
    str | None, typer.Option("--need", metavar="NEED", help=_("target, potential or none."))
]
NewNameOption = Annotated[str | None, typer.Option("--name", metavar="NAME", help=_("A new name."))]
