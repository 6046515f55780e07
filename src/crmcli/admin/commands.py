"""`crm init`, `demo`, `config` and `date`."""

from typing import Annotated

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Listing
from crmcli.kit.i18n import _

commands = command_set()


@verb(commands, "init", _("Make an empty book. The first customer makes one too; this one says where."))
def init() -> Text:
    from crmcli.kit.storage.reading import reading
    from crmcli.staff.desk import open_book

    run = current()
    path = run.book_path
    if not run.book_missing:
        with reading(path):  # a file that is no book, or a newer one, is another refusal
            pass
        raise RuleRefused(_("There is a file at {path} already; it was left as it is."), path=path)
    if run.dry_run:
        run.say(_("A dry run: nothing was changed."))
    else:
        open_book(run, path, run.clock.now().isoformat())
    return Text(path, {"path": path})


@verb(commands, "demo", _("Make a demonstration book in a place of its own and show its due list."))
def demo(
    path: Annotated[
        str | None,
        typer.Argument(metavar="PATH", help=_("The file to make; demo.db beside your book unless said.")),
    ] = None,
) -> Listing:
    from crmcli.admin.demonstration import make_demonstration

    return make_demonstration(current(), path)


@verb(
    commands, "config", _("Show the settings, or set one: crm config lang zh. An empty value takes it away.")
)
def config(
    key: Annotated[
        str | None,
        typer.Argument(metavar="KEY", help=_("lang, user, playbook, mine …; policy, rule.NAME.")),
    ] = None,
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help=_("What to set it to."))] = None,
) -> Listing | Text:
    from crmcli.admin.configuring import change_setting, settings_listing, show_setting

    run = current()
    if key is None:
        return settings_listing(run)
    return show_setting(run, key) if value is None else change_setting(run, key, value)


@verb(commands, "date", _("Say which day a date means: crm date 下周一, crm date fri --past."))
def date(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help=_("A date in any form."))],
    past: Annotated[bool, typer.Option("--past", help=_("An open date is the latest past one."))] = False,
) -> Text:
    from crmcli.kit.dates import describe_date, parse_moment

    run = current()
    moment = parse_moment(" ".join(text), run.today, "past" if past else "future")
    shown = describe_date(moment.on) + (f" {moment.at:%H:%M}" if moment.at else "")
    return Text(
        shown,
        {
            "date": moment.on.isoformat(),
            "time": moment.at.isoformat(timespec="minutes") if moment.at else None,
        },
    )
