"""Which complaints are about the same thing: by their topic, else by the words they are told in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from unicodedata import normalize

from crmcli.kit.text import fold
from crmcli.owe.queries import Told

# Two texts are about the same where so much of the shorter one stands in the other too.
ALIKE = 0.6
FEWEST_PARTS = 2
SHORTEST_WORD = 3
FIRST_HAN = "\u3400"
_SAYS_NOTHING = frozenset(
    "the and was were are for with not has have had that this again too very our your".split()
)


class Recurring:
    """Items about one thing, the oldest first."""

    def __init__(self, first: Told) -> None:
        self.items = [first]

    @property
    def topic(self) -> str:
        """The topic that somebody gave, else the words of the first."""
        return next((one.topic for one in self.items if one.topic), self.items[0].text)

    @property
    def preventions(self) -> list[str]:
        """What was done to keep it from recurring, each once."""
        return list(dict.fromkeys(one.prevention for one in self.items if one.prevention))

    @property
    def since_prevention(self) -> int | None:
        """How often it came up again after something was last done about it; None where nothing was."""
        done = [(one.closed_on or one.opened_on, one.ref) for one in self.items if one.prevention]
        return sum((one.opened_on, one.ref) > max(done) for one in self.items) if done else None


def groups_of(items: Iterable[Told]) -> list[Recurring]:
    """Every item in one group: with those of its topic, else with the one whose words are most alike.

    Two topics are never one group, however alike they are told.
    """
    groups: list[Recurring] = []
    by_topic: dict[tuple[str, str], Recurring] = {}
    without: list[Told] = []
    with_part: dict[tuple[str, str], list[tuple[Recurring, frozenset[str]]]] = defaultdict(list)

    def put(item: Told, group: Recurring) -> None:
        parts = parts_of(item.text)
        for part in parts:
            with_part[item.kind, part].append((group, parts))

    for item in items:
        if not item.topic:
            without.append(item)
            continue
        group = by_topic.get((item.kind, fold(item.topic)))
        if group is None:
            group = by_topic[item.kind, fold(item.topic)] = Recurring(item)
            groups.append(group)
        else:
            group.items.append(item)
        put(item, group)
    for item in without:
        group = _named_in(item, by_topic) or _most_alike(item, with_part)
        if group is None:
            groups.append(group := Recurring(item))
        else:
            group.items.append(item)
        put(item, group)
    for group in groups:
        group.items.sort(key=lambda one: (one.opened_on, one.ref))
    return groups


def _named_in(item: Told, by_topic: dict[tuple[str, str], Recurring]) -> Recurring | None:
    """The group whose topic stands in the words; of several the longest."""
    folded = fold(item.text)
    named = [topic for kind, topic in by_topic if kind == item.kind and len(topic) > 1 and topic in folded]
    return by_topic[item.kind, max(named, key=len)] if named else None


def _most_alike(
    item: Told, with_part: dict[tuple[str, str], list[tuple[Recurring, frozenset[str]]]]
) -> Recurring | None:
    mine = parts_of(item.text)
    best, found = ALIKE, None
    seen: set[int] = set()
    for part in sorted(mine):
        for group, others in with_part.get((item.kind, part), ()):
            if id(others) in seen:
                continue
            seen.add(id(others))
            likeness = alike(mine, others)
            if likeness > best or (likeness == best and found is None):
                best, found = likeness, group
    return found


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: how much of the shorter text stands in the other one."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= FEWEST_PARTS else 0.0


def parts_of(text: str) -> frozenset[str]:
    """What a text is compared by: Han characters, alone and in pairs, and the words of other scripts."""
    parts: set[str] = set()
    for word in normalize("NFKC", text).casefold().split():
        for is_han, run in groupby(word, lambda letter: letter >= FIRST_HAN if letter.isalnum() else None):
            letters = "".join(run)
            if is_han:
                parts.update(letters, (letters[at : at + 2] for at in range(len(letters) - 1)))
            elif is_han is False and len(letters) >= SHORTEST_WORD and letters not in _SAYS_NOTHING:
                parts.add(letters)
    return frozenset(parts)


def same_thing(groups: Sequence[Recurring], ref: str) -> Recurring | None:
    """The group of one item."""
    return next((group for group in groups if any(one.ref == ref for one in group.items)), None)
