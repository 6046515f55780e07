"""Whether a playbook file is right: its keys, and that what it names is there."""

import contextlib
from collections.abc import Iterator

from crmcli.checklist.loading import shipped_templates, templates_folder
from crmcli.customer.fields import registry_with
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.policy_files import own_files
from crmcli.kit.storage.migrating import empty_book
from crmcli.kit.toml_models import nearest_word
from crmcli.kit.where import Fields, compile_where
from crmcli.kit.where.fields import folded
from crmcli.policy.choosing import playbooks_folder
from crmcli.policy.compiling import card_of
from crmcli.policy.field_schema import ALWAYS, FieldSection
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
    fields = registry_with(card_of(playbook), empty_book(), run.today)
    for place, field in enumerate(playbook.field, start=1):
        yield from ((f"field.{place}", problem) for problem in _problems_of(run, field, fields))


def _problems_of(run: Invocation, field: FieldSection, fields: Fields) -> Iterator[str]:
    for name in field.names():
        built_in = fields.built_in(name)
        is_its_name = built_in is not None and folded(built_in.name) == folded(name)
        if (
            built_in is not None
            and is_its_name
            and built_in.name not in (field.card_column, field.computed_from)
        ):
            yield _(
                '{name} is a field of every card; say card_column = "{column}", or call it otherwise'
            ).format(name=name, column=built_in.name)
    if field.required_when not in (None, ALWAYS):
        try:
            compile_where(str(field.required_when), fields, run.today)
        except UsageRefused as refusal:
            yield f"required_when: {refusal}"
