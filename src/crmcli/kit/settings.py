"""The user's config file, and where things lie when it says nothing."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from crmcli.kit.errors import RuleRefused, system_reason
from crmcli.kit.i18n import _
from crmcli.kit.surroundings import config_folder, default_book, language_meant
from crmcli.kit.toml_faults import toml_fault

if TYPE_CHECKING:
    from crmcli.kit.i18n import Language

__all__ = [
    "FORMATS",
    "Settings",
    "check_settings",
    "check_value",
    "choose_language",
    "config_folder",
    "default_book",
    "load_settings",
]


class Settings(NamedTuple):
    """What `config.toml` may say; empty means: not said."""

    db: str = ""
    lang: str = ""
    format: str = ""
    user: str = ""
    playbook: str = "general"
    mine: bool = False
    notify_desktop: bool = False
    notify_mail: str = ""
    notify_webhook: str = ""
    notify_webhook_kind: str = ""
    notify_names: bool = False


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The config file, checked. Raises RuleRefused naming file, key and the nearest valid key."""
    path = os.path.join(config_folder(environ), "config.toml")
    if not os.path.exists(path):
        return Settings()
    import tomllib

    try:
        with open(path, "rb") as file:
            document = tomllib.loads(file.read().decode("utf-8-sig"))
    except OSError as error:
        raise RuleRefused(_("{path} cannot be read: {why}."), path=path, why=system_reason(error)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise RuleRefused(_("{path} is not valid TOML: {why}."), path=path, why=toml_fault(error)) from error
    return check_settings(document, path)


def check_settings(document: Mapping[str, object], path: str) -> Settings:
    """Settings from a parsed file. Raises RuleRefused on an unknown key or a value of the wrong kind."""
    defaults = Settings()._asdict()
    for key, value in document.items():
        if key not in defaults:
            import difflib

            near = difflib.get_close_matches(key, defaults, n=1, cutoff=0.5) or [", ".join(defaults)]
            raise RuleRefused(
                _("{path}: {key} is not a key here; did you mean {near}?"), path=path, key=key, near=near[0]
            )
        check_value(key, value, path)
    return Settings(**{**defaults, **document})


def check_value(key: str, value: object, path: str) -> None:
    """Whether a setting may have that value. Raises RuleRefused with what it may be."""
    wanted = type(Settings()._asdict()[key])
    if type(value) is not wanted or "\0" in str(value):
        words = _("true or false") if wanted is bool else _("text in quotes")
        raise RuleRefused(_("{path}: {key} must be {wanted}."), path=path, key=key, wanted=words)
    choices = _CHOICES.get(key)
    if choices and value not in choices:
        raise RuleRefused(
            _("{path}: {key} must be one of: {choices}."),
            path=path,
            key=key,
            choices=", ".join(word for word in choices if word),
        )


FORMATS = ("table", "plain", "tsv", "csv", "json", "jsonl", "markdown", "codes")
# Formats of files; only a verb that writes files takes them.
FILE_ONLY_FORMATS = ("xlsx", "vcf", "ics")
_CHOICES = {
    "lang": ("", "zh", "en"),
    "format": ("", *FORMATS),
    "notify_webhook_kind": ("", "wecom", "dingtalk", "feishu"),
}


def choose_language(typed: str | None, settings: Settings, environ: Mapping[str, str]) -> "Language":
    """zh or en: the option, CRM_LANG, the config file, the locale."""
    return language_meant(typed, settings.lang, environ)
