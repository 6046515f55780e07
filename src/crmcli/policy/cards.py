"""What the playbook in force says of cards: how often they are confirmed, what makes one good (docs/cards.md)."""

from __future__ import annotations

from crmcli.kit.cadence import Cadence, parse_cadence

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple

# What the book stores where a playbook says nothing else, under `card.NAME`.
USUAL: Mapping[str, str] = {
    "fill_within": "3d",
    "check_within": "7d",
    "static_every": "6m",
    "quarterly_every": "3m",
    "at_once_within": "7d",
    "confirm_every": "3m",
    "lead_days": "14",
    "dead_after": "1y",
}
# Points of a hundred for each thing that makes a card good.
USUAL_QUALITY: Mapping[str, int] = {
    "required": 30,
    "reachable": 20,
    "confirmed": 20,
    "followed": 15,
    "sound": 15,
}


MOST_LEAD_DAYS = 60  # as many as a playbook may say before something is to be confirmed


class CardPolicy(NamedTuple):
    """Times within which things are done to a card; `quality` has the points of each part."""

    fill_within: Cadence
    check_within: Cadence
    static_every: Cadence
    quarterly_every: Cadence
    at_once_within: Cadence
    confirm_every: Cadence
    lead_days: int
    dead_after: Cadence
    quality: Mapping[str, int]


def card_policy(book: sqlite3.Connection) -> CardPolicy:
    """What is in force."""
    stored = dict(book.execute("select key, value from policy_value where key like 'card.%'"))
    values = {name: stored.get(f"card.{name}", usual) for name, usual in USUAL.items()}
    points = {name: int(stored.get(f"card.quality.{name}", usual)) for name, usual in USUAL_QUALITY.items()}
    lead_days = int(values.pop("lead_days"))
    times = {name: parse_cadence(text) for name, text in values.items()}
    return CardPolicy(lead_days=lead_days, quality=points, **times)
