"""`crm backup` and `crm restore`."""

from typing import Annotated

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "backup",
    _("Copy the book while it is in use, and check the copy. One is made by itself each day, too."),
)
def backup(
    path: Annotated[
        str | None,
        typer.Argument(metavar="PATH", help=_("The file to write; in backups/ beside the book unless said.")),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help=_("List the backups there are."))] = False,
) -> Listing | Record:
    from crmcli.backup.keeping import back_up, backup_listing

    run = current()
    if not list_:
        return back_up(run, path)
    if path is not None:
        raise UsageRefused(_("Say either a file or --list, not both."))
    return backup_listing(run)


@verb(
    commands,
    "restore",
    _("Go back to a backup. It is checked first, and the book that it replaces is kept as a backup."),
)
def restore(
    backup: Annotated[
        str | None,
        typer.Argument(metavar="BACKUP", help=_("A file, or a name or number that crm backup --list shows.")),
    ] = None,
) -> Record:
    from crmcli.backup.service import restore_book

    return restore_book(current(), backup)
