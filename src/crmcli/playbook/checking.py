"""Whether a playbook file is right: its keys, and that what it names is there."""

import contextlib
from collections.abc import Collection, Iterable, Iterator

from crmcli.checklist.loading import shipped_templates, templates_folder
from crmcli.customer.field_problems import fields_with, taken_names, why_not
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.policy_files import own_files
from crmcli.kit.storage.migrating import empty_book
from crmcli.kit.toml_models import nearest_word, refuse_all, sentence_about
from crmcli.kit.toml_reading import ReadFile
from crmcli.kit.where.fields import folded
from crmcli.policy.choosing import festivals_for, playbooks_folder
from crmcli.policy.festivals import festival_values
from crmcli.policy.field_schema import ALWAYS
from crmcli.policy.greetings import BIRTHDAY, NEVER
from crmcli.policy.schema import Playbook, load_playbook, read_playbook, shipped_names


def checked_playbook(run: Invocation, name: str) -> Playbook:
    """The playbook of that name. Raises NotFound; RuleRefused naming file and key for all that is wrong."""
    read = read_playbook(name_meant(run, name), playbooks_folder(run))
    told = list(read.told)
    if read.model is not None:
        told += [
            sentence_about(read.path, (f"{key}:",), why) for key, why in _problems(run, read, read.model)
        ]
    if told or read.model is None:
        refuse_all(told)
    return read.model


def name_meant(run: Invocation, typed: str) -> str:
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


def _problems(run: Invocation, read: ReadFile[Playbook], playbook: Playbook) -> Iterator[tuple[str, str]]:
    """What names something that is not there, by the key under which it stands."""
    known = [*shipped_templates(), *own_files(templates_folder(run.environ))]
    for place, checklist in enumerate(playbook.checklists, start=1):
        if checklist not in known:
            yield (
                f"checklists.{place}",
                _("there is no checklist {name}; did you mean {near}?").format(
                    name=checklist, near=nearest_word(checklist, known)
                ),
            )
    fields = fields_with(playbook, empty_book(), run.today)
    doubtful = _doubtful_words(read)
    for place, field in enumerate(playbook.field):
        words = ("name", "title", "also", "card_column", "computed_from")
        if read.is_sure(*(("field", place, word) for word in words)):
            yield from ((f"field.{place + 1}", told) for told in taken_names(field, fields))
        if field.required_when not in (None, ALWAYS) and not _names_any(str(field.required_when), doubtful):
            told = why_not(str(field.required_when), fields, run.today)
            if told:
                yield f"field.{place + 1}", f"required_when: {told}"
    yield from _greeting_problems(run, playbook, doubtful)


def _greeting_problems(
    run: Invocation, playbook: Playbook, doubtful: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Festivals that nobody knows, and conditions that `--where` would refuse in this book."""
    greetings = playbook.greetings
    conditions = {"greetings.birthday": greetings.birthday}
    try:
        festivals = _festival_names({**festival_values(None), **festivals_for(run)})
    except RuleRefused as refusal:
        yield "greetings.festivals", str(refusal)
        festivals = list(greetings.festivals)
    for name, condition in greetings.festivals.items():
        key = f"greetings.festivals.{name}"
        conditions[key] = condition
        if name not in festivals:
            yield (
                key,
                _("there is no festival {name}; did you mean {near}?").format(
                    name=name, near=nearest_word(name, festivals)
                ),
            )
    with run.reading_or_empty() as book:
        fields = fields_with(playbook, book, run.today)
        for key, condition in conditions.items():
            if condition not in (ALWAYS, NEVER) and not _names_any(condition, doubtful):
                told = why_not(condition, fields, run.today)
                if told:
                    yield key, told


def _festival_names(values: Iterable[str]) -> list[str]:
    names = (key.removeprefix("festival.") for key in values)
    return [name for name in names if name != BIRTHDAY]


def _doubtful_words(read: ReadFile[Playbook]) -> list[str]:
    """What fields are called of which something is wrong: of a condition on one of them nothing is known."""
    words: list[str] = []
    sections = read.document.get("field")
    for place, raw in enumerate(sections if isinstance(sections, list) else ()):
        if not read.is_sure(("field", place)):
            words += map(folded, _texts(raw))
    return [word for word in words if word]


def _texts(raw: object) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict):
        for value in raw.values():
            yield from _texts(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _texts(value)


def _names_any(condition: str, words: Collection[str]) -> bool:
    text = folded(condition)
    return any(word in text for word in words)
