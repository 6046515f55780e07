"""Whether a playbook file is right: its keys, and that what it names is there."""

import contextlib
from collections.abc import Iterator

from crmcli.checklist.loading import shipped_templates, templates_folder
from crmcli.customer.field_problems import field_problems
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.policy_files import own_files
from crmcli.kit.toml_models import nearest_word
from crmcli.kit.where.fields import folded
from crmcli.policy.choosing import playbooks_folder
from crmcli.policy.schema import Playbook, load_playbook, shipped_names


def checked_playbook(run: Invocation, name: str) -> Playbook:
    """The playbook of that name. Raises NotFound; RuleRefused naming file and key where something is wrong."""
    playbook = load_playbook(_name_meant(run, name), playbooks_folder(run))
    told = [f"{playbook.name}.toml: {key}: {problem}" for key, problem in _problems(run, playbook)]
    if told:
        raise RuleRefused("{problems}", problems="\n".join(told))
    return playbook


def _name_meant(run: Invocation, typed: str) -> str:
    """The name of the playbook that is called so: by its name, else by its title in either language."""
    folder = playbooks_folder(run)
    names = sorted({*shipped_names(), *own_files(folder)})
    if typed in names:
        return typed
    found = []
    for name in names:
        with contextlib.suppress(RuleRefused):  # a wrong file of one's own is not what was asked for
            title = load_playbook(name, folder).title
            if folded(typed.strip()) in (folded(name), folded(title.en), folded(title.zh)):
                found.append(name)
    return found[0] if len(found) == 1 else typed


def _problems(run: Invocation, playbook: Playbook) -> Iterator[tuple[str, str]]:
    known = [*shipped_templates(), *own_files(templates_folder(run.environ))]
    for place, checklist in enumerate(playbook.checklists, start=1):
        if checklist not in known:
            yield (
                f"checklists.{place}",
                _("there is no checklist {name}; did you mean {near}?").format(
                    name=checklist, near=nearest_word(checklist, known)
                ),
            )
    yield from field_problems(playbook, run.today)
