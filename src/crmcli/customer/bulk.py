"""One change to several customers: preview, one transaction, one entry in the history."""

from collections.abc import Callable, Sequence

from crmcli.customer.queries import Match
from crmcli.customer.selection import describe
from crmcli.customer.service import load_customer
from crmcli.customer.showing import written_record
from crmcli.customer.tables import Customer
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import confirm
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk, desk

PREVIEW_ROWS = 10


def change_several(
    run: Invocation,
    command: str,
    matches: Sequence[Match],
    bulk: bool,
    change: Callable[[Desk, Customer], bool],
    reason: str | None = None,
) -> Record | Text:
    """Apply a change to the customers. Several are shown first, and on a terminal asked about."""
    if bulk:
        preview(run, matches)
    with desk(run, command, reason) as at:
        asked = bulk and run.interactive and not run.yes
        changed = sum(_change_one(at, match, change, bulk, asked) for match in matches)
    if not bulk:
        if not changed and not at.writing.waits_for:
            run.say(_("{name} is so already; nothing changed.").format(name=matches[0].name))
        return written_record(run, matches[0].customer_id, matches[0].code)
    return summary(changed, len(matches) - changed)


def _change_one(
    at: Desk, match: Match, change: Callable[[Desk, Customer], bool], bulk: bool, asked: bool
) -> bool:
    try:
        return change(at, load_customer(at, match.customer_id, match.rev if asked else None))
    except RuleRefused as refusal:
        if not bulk:
            raise
        raise RuleRefused(
            _("{name} ({code}): {refusal}"), name=match.name, code=match.code, refusal=refusal
        ) from refusal


def preview(run: Invocation, matches: Sequence[Match]) -> None:
    """Say whom a bulk command means and ask; a no ends it. Raises RuleRefused."""
    for match in matches[:PREVIEW_ROWS]:
        run.say(describe(match))
    if len(matches) > PREVIEW_ROWS:
        run.say(_("… and {count} more").format(count=len(matches) - PREVIEW_ROWS))
    if matches and not confirm(_("Go ahead with {count}?").format(count=len(matches))):
        raise RuleRefused(_("Nothing was changed."))


def summary(changed: int, same: int) -> Text:
    """The one line that a bulk write prints."""
    text = _("{changed} changed, {same} unchanged").format(changed=changed, same=same)
    return Text(text, {"changed": changed, "unchanged": same})
