"""`crm doctor`."""

from typing import Annotated

import typer

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Answer
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.i18n import _

commands = command_set()
UNWELL = 5


@verb(
    commands,
    "doctor",
    _(
        "Check the file, its history, facts, attached files, rights and backups; exit 5 where something is wrong."
    ),
)
def doctor(
    fix: Annotated[
        bool, typer.Option("--fix", help=_("Mend what is safe; changes of the content can be undone."))
    ] = False,
) -> Answer:
    from crmcli.doctor.examining import examine, findings_listing, refuse_missing

    run = current()
    refuse_missing(run)
    findings = examine(run)
    mended = []
    if fix and findings:
        from crmcli.doctor.service import mend

        mended = mend(run, findings)
        still_there = {finding.said for finding in examine(run)}
        mended = [finding for finding in mended if finding.said not in still_there]
    left = [finding for finding in findings if finding not in mended]
    if left and not fix and any(finding.mending for finding in left):
        run.say(_("crm doctor --fix mends some of this."))
    return Answer(findings_listing(findings, mended), UNWELL if left else 0)
