"""The user's config file, and where things lie when it says nothing."""

from __future__ import annotations

import os

from crmcli.kit.errors import RuleRefused, system_reason
from crmcli.kit.i18n import _
from crmcli.kit.surroundings import config_folder, default_book, language_meant

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping

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


class Settings:
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

    def __init__(self, **said: object) -> None:
        self.__dict__.update(said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self.values() == other.values()

    __hash__ = None  # type: ignore[assignment]

    def values(self) -> dict[str, str | bool]:
        """Every setting by its key, said or not."""
        return {key: getattr(self, key) for key in DEFAULTS}


DEFAULTS: Mapping[str, str | bool] = {
    key: value for key, value in vars(Settings).items() if isinstance(value, (str, bool)) and key[0] != "_"
}


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The config file, checked. Raises RuleRefused naming file, key and the nearest valid key."""
    path = os.path.join(config_folder(environ), "config.toml")
    if not os.path.exists(path):
        return Settings()
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise RuleRefused(_("{path} cannot be read: {why}."), path=path, why=system_reason(error)) from error
    from crmcli.kit.flat_toml import flat_values

    flat = flat_values(content)
    return check_settings(_parsed(content, path) if flat is None else flat, path)


def _parsed(content: bytes, path: str) -> Mapping[str, object]:
    import tomllib

    from crmcli.kit.toml_faults import toml_fault

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise RuleRefused(_("{path} is not valid TOML: {why}."), path=path, why=toml_fault(error)) from error


def check_settings(document: Mapping[str, object], path: str) -> Settings:
    """Settings from a parsed file. Raises RuleRefused on an unknown key or a value of the wrong kind."""
    for key, value in document.items():
        if key not in DEFAULTS:
            import difflib

            near = difflib.get_close_matches(key, DEFAULTS, n=1, cutoff=0.5) or [", ".join(DEFAULTS)]
            raise RuleRefused(
                _("{path}: {key} is not a key here; did you mean {near}?"), path=path, key=key, near=near[0]
            )
        check_value(key, value, path)
    return Settings(**document)


def check_value(key: str, value: object, path: str) -> None:
    """Whether a setting may have that value. Raises RuleRefused with what it may be."""
    wanted = type(DEFAULTS[key])
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
FILE_ONLY_FORMATS = ("xlsx", "vcf", "ics", "html")
_CHOICES = {
    "lang": ("", "zh", "en"),
    "format": ("", *FORMATS),
    "notify_webhook_kind": ("", "wecom", "dingtalk", "feishu"),
}


def choose_language(typed: str | None, settings: Settings, environ: Mapping[str, str]) -> Language:
    """zh or en: the option, CRM_LANG, the config file, the locale."""
    return language_meant(typed, settings.lang, environ)
