"""`crm completion`: the script that connects a shell with `crm _complete`."""

from importlib import resources
from typing import Annotated

import typer

from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _

commands = command_set()
SHELLS = ("bash", "zsh", "fish")


@verb(
    commands,
    "completion",
    _('Print a script that completes commands, options and customers: eval "$(crm completion bash)".'),
)
def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help=_("bash, zsh or fish."))],
) -> Text:
    if shell not in SHELLS:
        raise UsageRefused(
            _("There is no completion for {shell}; there is for: {shells}."),
            shell=shell[:40],
            shells=", ".join(SHELLS),
        )
    script = resources.files("crmcli.completion") / "scripts" / f"crm.{shell}"
    return Text(script.read_text(encoding="utf-8").rstrip("\n"))
