"""Definitions of fields in files of ours, as they are read: they are checked as those of a playbook are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.text import clean_line
from crmcli.kit.toml_models import what_is_wrong
from crmcli.policy.consistency import column_faults, field_faults
from crmcli.policy.field_schema import ColumnSection, FieldSection, SourceSection
from crmcli.policy.fields import ORIGIN, SEPARATOR, FieldDefinition, SourceDefinition
from crmcli.policy.rules import CARD_COLUMNS
from crmcli.policy.sections import columns_of_section, definition_of
from crmcli.transfer.definitions import SOURCE

MOST = 1_000
LONGEST_TEXT = 500
_LONGEST_ORIGIN = 64
_ORIGIN = re.compile("-|[a-z][a-z0-9-]{0,59}")
_GROUP = "other"  # a field that is kept beside the playbook in force has no place in its groups


def read_definitions(cell: object) -> list[FieldDefinition]:
    """The definitions of a file, a list before its columns. Raises ValueRefused, as for a playbook that is wrong."""
    return [one for told in _listed(cell) if not _is_source(told) for one in _read(told)]


def read_sources(cell: object) -> list[SourceDefinition]:
    """The sources that a file tells of, as those of playbooks of before. Raises ValueRefused."""
    return [_read_source(told) for told in _listed(cell) if _is_source(told)]


def _is_source(told: object) -> bool:
    return isinstance(told, Mapping) and SOURCE in told


def _read_source(told: Any) -> SourceDefinition:
    content = {("name" if key == SOURCE else str(key)): value for key, value in told.items()}
    if any(not _is_plain(one) for one in _texts(content)):
        raise _wrong(str(told[SOURCE]), _("it holds characters that are no text"))
    try:
        one = SourceSection.model_validate(content)
    except ValidationError as error:
        raise _wrong(str(told[SOURCE]), what_is_wrong(error)) from error
    words = (one.title.en, one.title.zh, one.definition.en, one.definition.zh)
    return SourceDefinition(one.name, *words, tuple(one.also), one.precedence, retired=True)


def _read(told: object) -> list[FieldDefinition]:
    parts = [_taken_apart(told)]
    parts += [_taken_apart(one) for one in _listed(parts[0].content.pop("columns", []))]
    field, *columns = parts
    try:
        sections = [ColumnSection.model_validate(one.section()) for one in columns]
        plain = [one for one, part in zip(sections, columns, strict=True) if not part.mark]
        verification = field.content.get("verification", "quarterly")
        of_field = {**field.section(), "group": _GROUP, "verification": verification}
        whole = FieldSection.model_validate({**of_field, "column": plain or sections[:1]})
    except ValidationError as error:
        raise _wrong(field.name, what_is_wrong(error)) from error
    marked = (one for one, part in zip(sections, columns, strict=True) if part.mark)
    for fault in (
        *field_faults((), whole),
        *(fault for one in marked for fault in column_faults((), one, one.name)),
    ):
        raise _wrong(field.name, fault.words)
    if whole.card_column is not None or whole.computed_from is not None:
        raise _wrong(field.name, _("{key} is not of the right form").format(key="card_column"))
    if field.name in CARD_COLUMNS:
        raise _wrong(field.name, _("{name} is a field of every card").format(name=field.name))
    first = _definition(field, whole, whole, None)
    return [
        first,
        *(
            _definition(one, whole, section, first.key)
            for one, section in zip(columns, sections, strict=True)
        ),
    ]


def _listed(cell: object) -> list[object]:
    if not isinstance(cell, list) or len(cell) > MOST:
        raise ValueRefused(_("a list of definitions of fields belongs here."))
    return cell


class _Part(NamedTuple):
    """A field or a column as a file tells of it: its key without and with its mark, its playbook, and the rest."""

    name: str
    mark: str
    playbook: str
    content: dict[str, Any]

    def section(self) -> dict[str, Any]:
        """What a playbook says of a column."""
        return {**{key: one for key, one in self.content.items() if key != "verification"}, "name": self.name}


def _taken_apart(told: object) -> _Part:
    if not isinstance(told, Mapping):
        raise ValueRefused(_("a list of definitions of fields belongs here."))
    content = {str(key): value for key, value in told.items()}
    name, sign, origin = str(content.pop("key", "")).partition(ORIGIN)
    playbook = content.pop("playbook", "")
    if not (
        _ORIGIN.fullmatch(str(playbook) or "-") and _ORIGIN.fullmatch(origin.partition(ORIGIN)[0] or "-")
    ):
        raise _wrong(name, _("{key} is not of the right form").format(key="playbook"))
    if len(origin) > _LONGEST_ORIGIN or any(not _is_plain(one) for one in _texts(content)):
        raise _wrong(name, _("it holds characters that are no text"))
    for bound in ("min", "max"):
        if isinstance(content.get(bound), str):  # a number is kept as it is written
            content[bound] = _number(content[bound])
    return _Part(name, sign + origin, str(playbook), content)


def _is_plain(text: str) -> bool:
    return clean_line(text, LONGEST_TEXT).text == text


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for value in told.values():
            yield from _texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _wrong(name: str, why: str) -> ValueRefused:
    return ValueRefused(
        _("the definition of the field {field} is wrong: {why}."), field=excerpt(name) or "-", why=why
    )


def _definition(
    part: _Part, field: FieldSection, section: ColumnSection, parent: str | None
) -> FieldDefinition:
    one = definition_of(columns_of_section(0, part.playbook, field, section))
    key = part.name + part.mark
    return one._replace(key=f"{parent}{SEPARATOR}{key}" if parent else key, parent_key=parent, retired=True)
