"""Where files of policy lie: some come with the program, and the user's own of the same name take their place."""

import os
from importlib.resources.abc import Traversable

from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.toml_models import read_file

ENDING = ".toml"


def shipped_files(folder: Traversable) -> list[str]:
    """The names, without ending, that come with the program."""
    return sorted(
        entry.name.removesuffix(ENDING) for entry in folder.iterdir() if entry.name.endswith(ENDING)
    )


def own_files(folder: str) -> list[str]:
    """The names in the user's folder; none where there is no such folder."""
    try:
        return sorted(name.removesuffix(ENDING) for name in os.listdir(folder) if name.endswith(ENDING))
    except OSError:
        return []


def find_file(name: str, own_folder: str, shipped: Traversable) -> tuple[str, bytes] | None:
    """Path and content of the user's own file of that name, else of the shipped one; None where there is neither."""
    if name in own_files(own_folder):
        path = os.path.join(own_folder, name + ENDING)
        return path, read_file(path)
    if name in shipped_files(shipped):
        return name + ENDING, (shipped / (name + ENDING)).read_bytes()
    return None


def check_name(path: str, name: str, wanted: str) -> None:
    """A file is called as it calls itself. Raises RuleRefused."""
    if name != wanted:
        raise RuleRefused(
            _('{path}: name is "{name}" and must be "{wanted}", as the file is called.'),
            path=path,
            name=name,
            wanted=wanted,
        )
