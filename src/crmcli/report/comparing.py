"""What has changed between a report as it was handed up and the same report now (docs/rules.md#handing-up). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Rows = Sequence[Mapping[str, Any]]
Key = tuple[Any, ...]


class Difference(NamedTuple):
    """One number or word that is another now, or a whole row that came or went (`field` is empty then)."""

    section: str
    row: str
    what: str  # changed, added, gone
    field: str
    before: Any
    after: Any


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], about: Mapping[str, Sequence[str]]
) -> Iterator[Difference]:
    """Section by section; `about` says for each by which keys its rows are found again."""
    for section, keys in about.items():
        yield from _of_section(section, keys, before.get(section) or [], after.get(section) or [])


def _of_section(section: str, keys: Sequence[str], before: Rows, after: Rows) -> Iterator[Difference]:
    old, new = _by_key(before, keys), _by_key(after, keys)
    for key, row in old.items():
        label = _label(key)
        if key not in new:
            yield Difference(section, label, "gone", "", None, None)
            continue
        for field in dict.fromkeys([*row, *new[key]]):
            if row.get(field) != new[key].get(field):
                yield Difference(section, label, "changed", field, row.get(field), new[key].get(field))
    for key in new:
        if key not in old:
            yield Difference(section, _label(key), "added", "", None, None)


def _by_key(rows: Rows, keys: Sequence[str]) -> dict[Key, Mapping[str, Any]]:
    """Rows that say the same of themselves are told apart by their order."""
    found: dict[Key, Mapping[str, Any]] = {}
    times: dict[Key, int] = {}
    for row in rows:
        key = tuple(row.get(name) for name in keys)
        times[key] = times.get(key, 0) + 1
        found[(*key, times[key])] = row
    return found


def _label(key: Key) -> str:
    """The words of a row's key; its order only where it is not the first."""
    *words, time = key
    said = " ".join(str(word) for word in words if word is not None)
    return said if time == 1 else f"{said} ({time})"
