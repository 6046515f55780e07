"""Cards that may be of one customer, with what speaks for it."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crmcli.customer.company_names import company_stem
from crmcli.merge.rules import SHORTEST_SURE_STEM, alike_pairs, first_with_each

SURE = ("mobile", "id_number", "licence_number", "company_name")


class Pair(NamedTuple):
    """Two cards, the older first, and the evidence; it is sure where one item of SURE is among it."""

    code: str
    name: str
    other_code: str
    other_name: str
    evidence: list[str]

    @property
    def is_sure(self) -> bool:
        """Whether more than sound or likeness speaks for it."""
        return any(item in SURE for item in self.evidence)


def duplicate_pairs(book: sqlite3.Connection) -> list[Pair]:
    """Pairs of cards that are not archived and were not accepted as two; the sure ones first."""
    cards = {
        row[0]: row
        for row in book.execute(
            "select id, code, name, kind, name_folded, pinyin_keys, duplicate_accepted_of from customer"
            " where archived_on is null order by id"
        )
    }
    evidence: dict[tuple[int, int], list[str]] = defaultdict(list)
    for item, pairs in _evidence(book, cards):
        for one, other in pairs:
            if one in cards and other in cards and not _accepted(cards[one], cards[other]):
                evidence[one, other].append(item)
    found = [
        Pair(cards[one][1], cards[one][2], cards[other][1], cards[other][2], items)
        for (one, other), items in evidence.items()
    ]
    return sorted(found, key=lambda pair: (not pair.is_sure, pair.code, pair.other_code))


Card = tuple[int, str, str, str, str, str, str | None]


def _evidence(
    book: sqlite3.Connection, cards: dict[int, Card]
) -> Iterator[tuple[str, Iterable[tuple[int, int]]]]:
    mobiles = book.execute(
        "select p.number, p.customer_id from customer_phone p join customer c on c.id = p.customer_id"
        " where p.kind = 'mobile' and c.archived_on is null"
    )
    yield "mobile", first_with_each(_groups(mobiles))
    for column in ("id_number", "licence_number"):
        numbers = book.execute(
            f"select {column}, id from customer where {column} is not null and archived_on is null"
        )
        yield column, first_with_each(_groups(numbers))
    stems = {one: company_stem(card[2]) for one, card in cards.items()}
    companies = {one for one, card in cards.items() if card[3] == "company"}
    # A company's name without its legal form may have been taken for a person's.
    groups = _groups((stem, one) for one, stem in stems.items() if stem)
    same = list(first_with_each(group for group in groups if companies.intersection(group)))
    # A short stem is that of several companies, a name that is the same to the letter is not.
    exact = set(first_with_each(_groups((cards[one][4], one) for one in companies)))
    sure = {pair for pair in same if len(stems[pair[0]]) >= SHORTEST_SURE_STEM} | exact
    yield "company_name", sorted(sure)
    yield "short_company_name", [pair for pair in same if pair not in sure]
    people = [(card[4], one) for one, card in cards.items() if card[3] != "company"]
    yield "same_name", first_with_each(_groups(people))
    sounds = [(card[5], one) for one, card in cards.items() if card[5].strip()]
    yield (
        "same_pinyin",
        [(one, other) for one, other in first_with_each(_groups(sounds)) if cards[one][4] != cards[other][4]],
    )
    yield "similar_name", alike_pairs({one: stem for one, stem in stems.items() if one in companies})


def _groups(rows: Iterable[tuple[str, int]]) -> Iterator[list[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for key, one in rows:
        groups[key].add(one)
    return (sorted(group) for group in groups.values() if len(group) > 1)


def _accepted(one: Card, other: Card) -> bool:
    """Somebody registered one knowingly beside the other."""
    return one[1] in (other[6] or "").split(";") or other[1] in (one[6] or "").split(";")
