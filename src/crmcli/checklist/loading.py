"""Templates as they lie in files: shipped ones, and the user's own, which override them."""

import difflib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from crmcli.checklist.schema import TemplateFile
from crmcli.checklist.template import Template, template_from
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.policy_files import check_name, find_file, own_files, shipped_files
from crmcli.kit.settings import config_folder
from crmcli.kit.text import fold
from crmcli.kit.toml_models import nearest_word, parse_model


def templates_folder(environ: Mapping[str, str]) -> str:
    """Where the user's own templates lie."""
    return os.path.join(config_folder(environ), "checklists")


def shipped_templates() -> list[str]:
    """The templates that come with the program."""
    return shipped_files(_shipped())


def _shipped() -> Traversable:
    return resources.files("crmcli.playbooks") / "checklists"


def _names(folder: str) -> list[str]:
    return sorted({*own_files(folder), *shipped_templates()})


class Loaded:
    """A template as it was read: its plain form, and the document that the book keeps."""

    def __init__(self, file: TemplateFile) -> None:
        self.document: dict[str, Any] = file.model_dump(mode="json", exclude_defaults=True)
        self.template: Template = template_from(self.document)

    @property
    def text(self) -> str:
        """The document as JSON, the same for the same template."""
        return json.dumps(self.document, ensure_ascii=False, sort_keys=True)


def load_template(name: str, folder: str) -> Loaded:
    """The template of that name; one in the user's `folder` overrides a shipped one.

    Raises NotFound with the nearest names; RuleRefused naming file and key where the file is wrong.
    """
    found = find_file(name, folder, _shipped())
    if found is None:
        near = difflib.get_close_matches(name, _names(folder), n=3, cutoff=0.5) or _names(folder)
        raise NotFound(
            _("There is no checklist template {name}. Nearest: {names}."),
            name=name[:60],
            names=", ".join(near),
        )
    path, content = found
    file = parse_model(TemplateFile, content, path)
    check_name(path, file.name, name)
    _check_holders(file, path, _names(folder))
    return Loaded(file)


def _check_holders(file: TemplateFile, path: str, names: Sequence[str]) -> None:
    """Whoever hands in a list of their own needs one that there is."""
    for holder in file.holder:
        for name in (holder.person, holder.company):
            if name not in names:
                raise RuleRefused(
                    _("{path}: holder {role}: there is no template {name}; did you mean {near}?"),
                    path=path,
                    role=holder.role,
                    name=name,
                    near=nearest_word(name, names),
                )


def template_called(typed: str, folder: str) -> Loaded:
    """The template of that name, or the only one with these words in its title; else as `load_template`."""
    names = _names(folder)
    if typed in names:
        return load_template(typed, folder)
    found = []
    for name in names:
        with suppress(RuleRefused):  # a wrong file of one's own hides no other
            loaded = load_template(name, folder)
            if len(typed.strip()) > 1 and any(fold(typed) in fold(title) for title in loaded.template.title):
                found.append(loaded)
    return found[0] if len(found) == 1 else load_template(typed, folder)
