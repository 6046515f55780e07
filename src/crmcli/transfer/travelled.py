"""A playbook of somebody's own that travels with everything: it was compiled into the book that wrote the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from crmcli.checklist.loading import shipped_templates, templates_folder
from crmcli.customer.field_problems import field_problems
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.policy_files import own_files
from crmcli.kit.text import clean_block
from crmcli.kit.toml_models import what_is_wrong
from crmcli.policy.consistency import playbook_faults
from crmcli.policy.schema import Playbook
from crmcli.transfer.own_playbook import KEY

_LONGEST_TEXT = 10_000


def told_playbook(text: str) -> Mapping[str, Any] | None:
    """The playbook in a file of everything; None where there is none."""
    if f'"{KEY}"' not in text:
        return None
    found = json.loads(text).get(KEY)
    return found if isinstance(found, dict) else None


def travelled_playbook(run: Invocation, told: Mapping[str, Any], name: str) -> Playbook:
    """The playbook of a file, without checklists that are not here. Raises RuleRefused, as for a file that is wrong."""
    try:
        playbook = Playbook.model_validate_json(json.dumps(_said(told)))
    except ValidationError as error:
        raise _wrong(name, what_is_wrong(error)) from error
    except RecursionError as error:
        raise _wrong(name, _("it is nested too deeply")) from error
    if playbook.name != name or not re.fullmatch("[a-z][a-z0-9-]{0,59}", name):
        raise _wrong(name, _("{key} is not of the right form").format(key="name"))
    if any(clean_block(one, _LONGEST_TEXT).text != one for one in _texts(told)):
        raise _wrong(name, _("it holds characters that are no text"))
    for fault in playbook_faults(playbook):
        raise _wrong(name, fault.words)
    for key, problem in field_problems(playbook, run.today):
        raise _wrong(name, f"{key}: {problem}")
    known = {*shipped_templates(), *own_files(templates_folder(run.environ))}
    return playbook.model_copy(update={"checklists": [one for one in playbook.checklists if one in known]})


def _said(told: Any) -> Any:
    """The same without what says nothing."""
    if isinstance(told, Mapping):
        return {key: _said(value) for key, value in told.items() if value is not None}
    return [_said(value) for value in told] if isinstance(told, list) else told


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for key, value in told.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)


def _wrong(name: str, why: str) -> RuleRefused:
    return RuleRefused(_("The playbook {name} in the file is wrong: {why}."), name=name, why=why)
