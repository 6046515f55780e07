"""Fields of a file that the playbook in force does not have, or has as something else: read by their own definitions.

They stay beside those in force as they do after another playbook was put in force (policy/succession.py).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.policy.fields import CardDefinition, FieldDefinition, SourceDefinition
from crmcli.policy.succession import Succession, successions
from crmcli.transfer.definitions import FILE_NAME, KEY
from crmcli.transfer.foreign_headers import by_headers, masked_as_here
from crmcli.transfer.headers import people_header
from crmcli.transfer.reading_definitions import read_definitions, read_sources
from crmcli.transfer.sources import RowProblem, Table


class Foreign(NamedTuple):
    """What a file is read by besides the card in force.

    `card` is that card with what is kept beside it, `kept` what the book gets, `changes` by the key that the file
    uses, `told` the fields as the file has them.
    """

    card: CardDefinition
    kept: Sequence[FieldDefinition]
    changes: Mapping[str, Succession]
    told: CardDefinition


def foreign(card: CardDefinition, told: Iterable[FieldDefinition]) -> Foreign:
    """What becomes of the definitions of a file beside those of the book; of two under one key the first counts."""
    by_key: dict[str, FieldDefinition] = {}
    for one in told:
        by_key.setdefault(one.key, one)
    changes = successions(by_key.values(), card, are_of_a_file=True)
    kept = {one.kept.key: one.kept for one in changes if one.kept.key not in card.by_key}
    whole = CardDefinition([*card.by_key.values(), *kept.values()], card.groups)
    as_told = CardDefinition(by_key.values(), ())
    return Foreign(whole, list(kept.values()), {one.old.key: one for one in changes}, as_told)


class Definitions(NamedTuple):
    """What a file says of the fields and sources of its cards."""

    fields: Sequence[FieldDefinition] = ()
    sources: Sequence[SourceDefinition] = ()


def definitions_of(run: Invocation, path: str, table: Table, card: CardDefinition) -> Definitions:
    """What a file tells of its fields: in its cards, in the file of definitions beside it, or by its headers.

    Raises ValueRefused where that is wrong.
    """
    if table.format in ("json", "jsonl"):
        return _read(run, list(_in_cards(table)) if KEY in table.headers else [])
    if not _is_ours(table.headers):
        return Definitions()
    beside = _beside(path)
    if beside is not None:
        run.say(_("The fields are read as {path} defines them.").format(path=beside))
        return _read(run, [_from_file(beside)])
    return Definitions(list(by_headers(run, table.headers, card)))


def _read(run: Invocation, cells: Sequence[object]) -> Definitions:
    fields: dict[str, FieldDefinition] = {}
    for one in (one for cell in cells for one in read_definitions(cell)):
        if fields.setdefault(one.key, one) != one:
            raise ValueRefused(_("{key} is defined twice, and not alike"), key=excerpt(one.key))
    return Definitions(
        list(masked_as_here(run, fields.values())), [one for cell in cells for one in read_sources(cell)]
    )


def _in_cards(table: Table) -> Iterator[object]:
    place = table.headers.index(KEY)
    with table.looked_over() as rows:
        for row in rows:
            cell = "" if isinstance(row, RowProblem) else row.cells[place]
            if cell not in ("", []):
                yield cell


def _is_ours(headers: Sequence[str]) -> bool:
    ours = {"code", people_header("code", "en"), people_header("code", "zh")}
    return not ours.isdisjoint(headers)


def _beside(path: str) -> str | None:
    """The file of definitions in the folder of an export of everything."""
    folder, name = os.path.split(path)
    beside = os.path.join(folder, FILE_NAME)
    return beside if name.partition(".")[0] == "customers" and os.path.isfile(beside) else None


def _from_file(path: str) -> object:
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError, RecursionError) as error:
        raise ValueRefused(_("{path} holds no definitions of fields."), path=path) from error
