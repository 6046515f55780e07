"""The settings: shown, and changed in the config file with its comments kept."""

import os

from crmcli.admin.book_settings import (
    BOOK_KEYS,
    book_setting,
    book_settings,
    change_book_setting,
    is_of_the_book,
)
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.files import replacing
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _
from crmcli.kit.settings import DEFAULTS, check_value, config_folder


def settings_listing(run: Invocation) -> Listing:
    """Every setting, the config file it comes from, the book, and what is set in the book itself."""
    path = _config_path(run)
    rows = [(key, _shown(value)) for key, value in run.settings.values().items()]
    rows += [("config_file", path), ("book", run.book_path)]
    rows += book_settings(run).items()
    return Listing([Column("key", _("Setting")), Column("value", _("Value"))], rows, code_key="key")


def show_setting(run: Invocation, key: str) -> Text:
    """One setting. Raises UsageRefused for an unknown key."""
    if is_of_the_book(key):
        set_to = book_setting(run, key)
        return Text(set_to, set_to)
    value = run.settings.values()[_known(key)]
    return Text(_shown(value), value)


def change_setting(run: Invocation, key: str, typed: str) -> Text:
    """Write one setting; an empty value takes it away. Raises UsageRefused, RuleRefused."""
    if is_of_the_book(key):
        return change_book_setting(run, key, typed)
    import tomlkit

    value = _parsed(_known(key), typed)
    path = _config_path(run)
    check_value(key, value, path)
    try:
        with open(path, encoding="utf-8") as file:
            document = tomlkit.parse(file.read())
    except FileNotFoundError:
        document = tomlkit.document()
    if typed:
        document[key] = value
    else:
        document.pop(key, None)
    if not run.dry_run:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with replacing(path) as file:
            file.write(tomlkit.dumps(document).encode())
        run.say(_("Written to {path}.").format(path=path))
    return Text(_shown(value), value)


def _config_path(run: Invocation) -> str:
    return os.path.join(config_folder(run.environ), "config.toml")


def _known(key: str) -> str:
    if key not in DEFAULTS:
        import difflib

        near = difflib.get_close_matches(key, [*DEFAULTS, *BOOK_KEYS], n=1, cutoff=0.5)
        raise UsageRefused(
            _("There is no setting {key}; did you mean {near}?"),
            key=key[:40],
            near=near[0] if near else ", ".join([*DEFAULTS, *BOOK_KEYS]),
        )
    return key


def _parsed(key: str, typed: str) -> str | bool:
    if not isinstance(DEFAULTS[key], bool):
        return typed
    from crmcli.customer.vocabulary import stored_word

    try:
        return stored_word("yes_no", typed or "no") == "yes"
    except RuleRefused:
        raise UsageRefused(_("{key} is yes or no, not {typed}."), key=key, typed=typed[:40]) from None


def _shown(value: object) -> str:
    return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value)
