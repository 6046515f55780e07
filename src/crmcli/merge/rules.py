"""When two cards may be one customer's. Rules: docs/rules.md#duplicates."""

from collections.abc import Iterable, Iterator, Mapping

SHORTEST_SURE_STEM = 4
SHORTEST_SIMILAR = 4


def alike_pairs(names: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs of ids whose names (of 4 characters or more) differ in one character: put in, left out or another.

    Each name is looked up under itself with one character left out, so that a whole book takes seconds.
    """
    seen: dict[str, list[int]] = {}
    found: set[tuple[int, int]] = set()
    for one, name in names.items():
        if len(name) < SHORTEST_SIMILAR:
            continue
        for variant in {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}:
            for other in seen.setdefault(variant, []):
                pair = (min(one, other), max(one, other))
                if pair not in found and one_edit_apart(names[one], names[other]):
                    found.add(pair)
                    yield pair
            seen[variant].append(one)


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one edit makes one name the other; equal names are none apart."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or one == other:
        return False
    place = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = short[place + 1 :] if len(short) == len(long) else short[place:]
    return rest == long[place + 1 :]


def first_with_each(groups: Iterable[list[int]]) -> Iterator[tuple[int, int]]:
    """Of each group the oldest card with every other."""
    for group in groups:
        first, *others = sorted(set(group))
        yield from ((first, other) for other in others)
