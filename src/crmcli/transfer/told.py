"""What a file tells of a customer who is in the book by now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from crmcli.transfer.cards import PastFact

IdOf = Callable[[str | None], int]
Row = dict[str, Any]


class Told(NamedTuple):
    """What is told of one customer, and who stands for a name that the file leaves out."""

    customer_id: int
    owner_id: int
    facts: Sequence[PastFact]


def told_of(name: str, told: Iterable[Told]) -> list[tuple[Told, Row]]:
    """What is told of one part, each with whom it is told of."""
    return [(one, dict(fact.told)) for one in told for fact in one.facts if fact.part == name]


def with_ids(row: Row, keys: Sequence[str], id_of: IdOf) -> Row:
    """The row with ids where it has names; nobody is nobody."""
    ids = {f"{key}_id": None if row[key] is None else id_of(row[key]) for key in keys}
    return {key: value for key, value in row.items() if key not in keys} | ids
