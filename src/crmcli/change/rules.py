"""How entries are chained and what counts as a change."""

import hashlib
import json
from collections.abc import Iterable, Mapping


def entry_digest(
    previous: str,
    at: str,
    by: str,
    command: str,
    reason: str | None,
    payload_digest: str,
    undoes_id: int | None = None,
) -> str:
    """SHA-256 over the entry before and everything this entry says."""
    undoes = [] if undoes_id is None else [undoes_id]
    return _sha256([previous, at, by, command, reason, payload_digest, *undoes])


def payload_digest(rows: Iterable[tuple[str, int, int | None, str | None, str | None]]) -> str:
    """SHA-256 over (table, row id, last row id, before, after) of each touched row, in order.

    The chain holds this digest and not the rows, so that erasing a person's data leaves it whole.
    """
    digest = hashlib.sha256()
    for row in rows:
        digest.update(_sha256(list(row)).encode())
    return digest.hexdigest()


def canonical(values: Mapping[str, object]) -> str:
    """The columns of a row as JSON that is the same every time."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _sha256(values: list[str | int | None]) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
