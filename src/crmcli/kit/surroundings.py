"""What the environment says: where things lie, who works, and in which language to speak.

Quick answers ask here, so this imports nothing that takes time to load.
"""

from __future__ import annotations

import os

# `typing` costs more than a whole quick answer may; checkers take this name for theirs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.kit.i18n import Language


def config_folder(environ: Mapping[str, str]) -> str:
    """The folder of `config.toml` and of the user's playbooks."""
    return os.path.join(_xdg(environ, "XDG_CONFIG_HOME", ".config"), "crm")


def default_book(environ: Mapping[str, str]) -> str:
    """Where the book is when nobody names a place."""
    return os.path.join(_xdg(environ, "XDG_DATA_HOME", ".local/share"), "crm", "crm.db")


def _xdg(environ: Mapping[str, str], variable: str, below_home: str) -> str:
    # A relative path in these variables is to be ignored, says the XDG specification.
    named = environ.get(variable, "")
    return named if os.path.isabs(named) else os.path.join(os.path.expanduser("~"), below_home)


def language_meant(typed: str | None, configured: str | None, environ: Mapping[str, str]) -> Language:
    """zh or en: the option, CRM_LANG, the config file, the locale."""
    for named in (typed, environ.get("CRM_LANG"), configured):
        if named:
            return "zh" if named.lower().startswith(("zh", "cn")) else "en"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(variable):
            return "zh" if environ[variable].lower().startswith("zh") else "en"
    return "en"


def system_user() -> str:
    """As `getpass` finds it, without what that module loads for passwords."""
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        if os.environ.get(variable):
            return os.environ[variable]
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # no entry for this user id
        return str(os.getuid())
