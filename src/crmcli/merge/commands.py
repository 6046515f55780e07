"""`crm duplicates` and `crm merge`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from crmcli.customer.options import ReasonOption
from crmcli.customer.selection import CustomerArgument
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.formats import Column, Listing, Record
from crmcli.kit.i18n import N_, _

commands = command_set()
_EVIDENCE = {
    "mobile": N_("same mobile"),
    "id_number": N_("same ID number"),
    "licence_number": N_("same licence number"),
    "company_name": N_("same company name"),
    "short_company_name": N_("same short company name"),
    "same_name": N_("same name"),
    "same_pinyin": N_("sounds the same"),
    "similar_name": N_("one character apart"),
}


@verb(
    commands,
    "duplicates",
    _("Cards of one customer: same mobile, ID, licence number or company, with the command to join them."),
)
def duplicates(
    hints: Annotated[
        bool, typer.Option("--hints", help=_("Also those that only look or sound alike."))
    ] = False,
) -> Listing:
    from crmcli.merge.queries import duplicate_pairs

    run = current()
    with run.reading() as book:
        pairs = duplicate_pairs(book)
    shown = [pair for pair in pairs if hints or pair.is_sure]
    if len(shown) < len(pairs):
        run.say(
            _("{count} more only look or sound alike: crm duplicates --hints").format(
                count=len(pairs) - len(shown)
            )
        )
    words = {item: _(said) for item, said in _EVIDENCE.items()}
    columns = [
        Column("code", _("Code")),
        Column("name", _("Name")),
        Column("other_code", _("Other")),
        Column("other_name", _("Name")),
        Column(
            "evidence",
            _("Evidence"),
            "list",
            wording=lambda items: _(", ").join(words[item] for item in items),
        ),
        Column("sure", _("Sure"), "bool", tables=False),
        Column("command", _("Command"), line=2),
    ]
    rows = [(*pair, pair.is_sure, f"crm merge {pair.code} {pair.other_code}") for pair in shown]
    return Listing(columns, rows, empty=_("No customer is there twice."), section=_section if hints else None)


def _section(row: Sequence[object]) -> str:
    return _("The same") if row[5] else _("Only a hint")


@verb(
    commands,
    "merge",
    _("Join two cards of one customer: A stays with everything of both, B's code goes on finding it."),
)
def merge(
    customer: CustomerArgument,
    other: Annotated[str, typer.Argument(metavar="OTHER", help=_("The card that goes into the first."))],
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            "--prefer",
            metavar="CODE",
            help=_("Whose value counts where both say something else; or FIELD=CODE."),
        ),
    ] = None,
    reason: ReasonOption = None,
) -> Record:
    from crmcli.merge.merging import merge_customers

    return merge_customers(current(), customer, other, prefer or [], reason)
