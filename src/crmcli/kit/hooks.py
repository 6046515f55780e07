"""The user's own programs in the config folder's `hooks/`, told what happens as JSON on stdin.

`pre-VERB` runs before anything is written and may refuse; `post-VERB` runs after, and can undo nothing.
"""

import json
import os
import stat
import subprocess
from collections.abc import Mapping

from crmcli.kit.errors import RuleRefused, system_reason
from crmcli.kit.i18n import _
from crmcli.kit.settings import config_folder
from crmcli.kit.shown import displayable

TIME_LIMIT_SECONDS = 30
EXCERPT_CHARACTERS = 300
_INSIDE = "CRM_INSIDE_HOOK"  # a hook that calls crm must not call itself


def hook_path(name: str, environ: Mapping[str, str]) -> str | None:
    """The program of that name, or None where there is none that may be run."""
    if environ.get(_INSIDE):
        return None
    path = os.path.join(config_folder(environ), "hooks", name)
    return path if os.path.isfile(path) else None


def run_hook(path: str, payload: Mapping[str, object], environ: Mapping[str, str]) -> str | None:
    """Run a hook with the payload on stdin; None where it ended well, else a sentence that says how it did not."""
    name = os.path.basename(path)
    found = os.stat(path)
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return _("The hook {name} can be changed by others and was not run: chmod go-w {path}").format(
            name=name, path=path
        )
    try:
        ended = subprocess.run(
            [path],
            input=json.dumps(payload, ensure_ascii=False, default=str).encode("utf-8", errors="replace"),
            capture_output=True,
            timeout=TIME_LIMIT_SECONDS,
            env={**environ, _INSIDE: "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _("The hook {name} took longer than {seconds} seconds and was ended.").format(
            name=name, seconds=TIME_LIMIT_SECONDS
        )
    except OSError as error:
        return _("The hook {name} cannot be run: {why}.").format(name=name, why=system_reason(error))
    if ended.returncode == 0:
        return None
    words = (ended.stderr or ended.stdout).decode("utf-8", errors="replace").strip()
    said = displayable(" ".join(words.split()))[:EXCERPT_CHARACTERS]
    return _("The hook {name} ended with {code}: {said}").format(
        name=name, code=ended.returncode, said=said or "-"
    )


def ask_hook(name: str, payload: Mapping[str, object], environ: Mapping[str, str]) -> None:
    """Let a pre-hook look at what is about to happen. Raises RuleRefused with its words where it says no."""
    path = hook_path(name, environ)
    if path is not None:
        refusal = run_hook(path, payload, environ)
        if refusal is not None:
            raise RuleRefused(_("{refusal} Nothing was changed."), refusal=refusal)
