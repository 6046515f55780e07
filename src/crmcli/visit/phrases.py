"""Phrases that are said often: the playbook's and the user's own, typed by name (`@price`) or taken by number."""

import os
from collections.abc import Mapping
from difflib import get_close_matches

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RuleRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.settings import config_folder
from crmcli.kit.shown import excerpt
from crmcli.policy.visit_record import VisitRecord
from crmcli.visit.particulars import aspect_meant

Phrases = Mapping[str, Mapping[str, str]]  # aspect (or summary) -> name -> what is said
SUMMARY = "summary"
MARK = "@"


def own_phrases_path(run: Invocation) -> str:
    """Where the user's own phrases stand."""
    return os.path.join(config_folder(run.environ), "phrases.toml")


def own_phrases(run: Invocation, record: VisitRecord) -> Phrases:
    """The user's own phrases; none where there is no such file. RuleRefused naming file and key where it is wrong."""
    path = own_phrases_path(run)
    if not os.path.lexists(path):
        return {}
    from pydantic import RootModel

    from crmcli.kit.toml_models import parse_model, read_file

    said = parse_model(RootModel[dict[str, dict[str, str]]], read_file(path), path).root
    try:
        return {
            aspect if aspect == SUMMARY else aspect_meant(aspect, record): dict(named)
            for aspect, named in said.items()
        }
    except ValueRefused as refusal:
        raise RuleRefused("{path}: {what}", path=path, what=str(refusal)) from refusal


def known_phrases(run: Invocation, record: VisitRecord) -> Phrases:
    """The playbook's phrases with the user's own, which have the last word on a name."""
    own = own_phrases(run, record)
    return {
        aspect: {**record.phrases.get(aspect, {}), **own.get(aspect, {})}
        for aspect in dict.fromkeys((*record.phrases, *own))
    }


def expanded(aspect: str, typed: str, phrases: Phrases) -> str:
    """The text with `@name` as what it stands for, where nothing else is typed; `@@` begins a text with one `@`.

    Raises ValueRefused with the nearest for a name that is not there.
    """
    if typed.startswith(MARK * 2):
        return typed[1:]
    words = typed.split()
    if not words or not all(word.startswith(MARK) for word in words):
        return typed
    return "\n".join(_phrase(aspect, word[1:], phrases.get(aspect, {})) for word in words)


def _phrase(aspect: str, name: str, named: Mapping[str, str]) -> str:
    if name in named:
        return named[name]
    if not named:
        raise ValueRefused(
            _("There are no phrases for {aspect}. A text that begins with @ is typed with @@."), aspect=aspect
        )
    near = get_close_matches(name, named, n=1, cutoff=0.4) or [", ".join(named)]
    raise ValueRefused(
        _(
            "There is no phrase @{name} for {aspect}; did you mean {near}? A text that begins with @ is typed with @@."
        ),
        name=excerpt(name),
        aspect=aspect,
        near=near[0],
    )


def chosen(aspect: str, typed: str, phrases: Phrases) -> str:
    """On a terminal: the phrases of these numbers, else the text as in a script. Raises ValueRefused."""
    named = phrases.get(aspect, {})
    numbers = typed.replace(",", " ").replace("，", " ").replace("、", " ").split()
    if not named or not numbers or not all(number.isascii() and number.isdigit() for number in numbers):
        return expanded(aspect, typed, phrases)
    texts = list(named.values())
    if any(not 1 <= int(number) <= len(texts) for number in numbers):
        raise ValueRefused(_("Type a number from 1 to {most}, or your own words."), most=len(texts))
    return "\n".join(texts[int(number) - 1] for number in numbers)
