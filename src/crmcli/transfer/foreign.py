"""Fields of a file that the playbook in force does not have, or has as something else: read by their own definitions.

They stay beside those in force as they do after another playbook was put in force (policy/succession.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.policy.fields import CardDefinition, FieldDefinition
from crmcli.policy.succession import Succession, successions
from crmcli.transfer.definitions import KEY, read_definitions
from crmcli.transfer.sources import RowProblem, Table


class Foreign(NamedTuple):
    """What a file is read by besides the card in force.

    `card` is that card with what is kept beside it, `kept` what the book gets, `changes` by the key that the file uses.
    """

    card: CardDefinition
    kept: Sequence[FieldDefinition] = ()
    changes: Mapping[str, Succession] = {}


def foreign(card: CardDefinition, told: Iterable[FieldDefinition]) -> Foreign:
    """What becomes of the definitions of a file beside those of the book; of two under one key the first counts."""
    by_key: dict[str, FieldDefinition] = {}
    for one in told:
        by_key.setdefault(one.key, one)
    changes = successions(by_key.values(), card)
    kept = {one.kept.key: one.kept for one in changes if one.kept.key not in card.by_key}
    if not changes:
        return Foreign(card)
    whole = CardDefinition([*card.by_key.values(), *kept.values()], card.groups)
    return Foreign(whole, list(kept.values()), {one.old.key: one for one in changes})


def definitions_of(run: Invocation, path: str, table: Table, card: CardDefinition) -> list[FieldDefinition]:
    """What a file tells of its fields: in its cards, in the file of definitions beside it, or by its headers.

    Raises ValueRefused where that is wrong.
    """
    if KEY in table.headers and table.format in ("json", "jsonl"):
        place = table.headers.index(KEY)
        with table.looked_over() as rows:
            cells = [row.cells[place] for row in rows if not isinstance(row, RowProblem)]
        return [one for cell in cells if cell not in ("", []) for one in read_definitions(cell)]
    return []
