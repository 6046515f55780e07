"""Definitions of fields in files of ours, as they are written: they go with the values."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator

from crmcli.policy.fields import (
    CardDefinition,
    FieldDefinition,
    SourceDefinition,
    card_definition,
    sources_in_force,
)

KEY = "definitions"
SOURCE = "source"  # in place of the key of a field: a source of a playbook
FILE_NAME = "definitions.json"  # in the folder of an export of everything


class Written:
    """Tells each definition once, with the first card that has a value of it."""

    def __init__(self, card: CardDefinition, sources: Iterable[SourceDefinition] = ()) -> None:
        self._card = card
        self._sources = {source.key: source for source in sources}
        self._told: set[str] = set()

    def of(self, keys: Iterable[str], source: str | None = None) -> list[dict[str, object]]:
        """What is to be told with a card that has values of these keys and came by that source."""
        new = [key for key in keys if key not in self._told]
        self._told.update(new)
        told = list(self._definitions(new)) if new else []
        of_source = self._sources.pop(source, None) if source else None
        return [*told, _written_source(of_source)] if of_source else told

    def everything(self) -> list[dict[str, object]]:
        """Every definition of the book."""
        sources = [_written_source(one) for one in self._sources.values()]
        return [*self.of(self._card.by_key), *sources]

    def _definitions(self, keys: Iterable[str]) -> Iterator[dict[str, object]]:
        for key in keys:
            field = self._card.by_key.get(key)
            if field is not None and field.parent_key is not None:
                field = self._card.by_key.get(field.parent_key)
            if field is None or field.computed_from is not None or field.card_column is not None:
                continue
            if field.key in self._told and field.key != key:
                continue
            self._told.add(field.key)
            columns = self._card.columns(field)
            self._told.update(one.key for one in columns)
            told = _written(field)
            yield {**told, "columns": [_written(one) for one in columns]} if columns else told


def write_definitions(book: sqlite3.Connection, folder: str) -> None:
    """What the fields in the tables of a folder are."""
    from crmcli.kit.files import replacing

    told = Written(card_definition(book), sources_in_force(book, retired=True)).everything()
    with replacing(os.path.join(folder, FILE_NAME)) as file:
        file.write(json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")


def _written(field: FieldDefinition) -> dict[str, object]:
    told: dict[str, object] = {
        "key": field.own_key,
        "playbook": field.playbook,
        "title": {"en": field.title_en, "zh": field.title_zh},
        "definition": {"en": field.definition_en, "zh": field.definition_zh},
        "also": list(field.also),
        "type": field.type,
        "choices": [one._asdict() for one in field.choices],
        "unit": {"en": field.unit_en, "zh": field.unit_zh} if field.unit_en else None,
        "sensitive": field.sensitive,
        "verification": field.verification,
        "expires": field.expires,
        "min": field.least and json.loads(field.least),
        "max": field.most and json.loads(field.most),
        "past": field.is_past,
    }
    empty: tuple[object, ...] = (None, False, [], {"en": "", "zh": ""})
    return {name: value for name, value in told.items() if value not in empty}


def _written_source(source: SourceDefinition) -> dict[str, object]:
    return {
        SOURCE: source.key,
        "title": {"en": source.title_en, "zh": source.title_zh},
        "definition": {"en": source.definition_en, "zh": source.definition_zh},
        "also": list(source.also),
        "precedence": source.precedence,
    }
