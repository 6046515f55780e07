"""What makes a card good, in points of a hundred, and what is wrong with one (docs/rules.md#cleaning)."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from crmcli.kit.identity import parse_id_number

OLDEST = 120


class CardFacts(NamedTuple):
    """What of a card counts. Days as ISO text; `mobiles_wrong` how many mobiles have another length than 11.

    `missing` has the names of required values that are not there, of `asked` in all, `missing_keys` their keys.
    """

    customer_id: int
    code: str
    name: str
    owner: str
    branch: str | None
    phone: str | None
    grade: str | None
    birthday: str | None
    birthday_is_lunar: bool
    id_number: str | None
    registered_on: str
    last_contact_on: str | None
    met_on: str | None
    next_follow_up_on: str | None
    confirmed_on: str | None
    mobiles_wrong: int
    same_number: str | None
    findings: int
    missing: tuple[str, ...]
    asked: int
    missing_keys: tuple[str, ...] = ()


def impossible(facts: CardFacts, today: date) -> list[str]:
    """What cannot be: a day to come, an age, a mobile, a birthday that the ID number contradicts."""
    days = {name: getattr(facts, name) for name in ("registered_on", "last_contact_on", "met_on")}
    found = [name for name, day in days.items() if day and day > today.isoformat()]
    birthday = facts.birthday if facts.birthday and len(facts.birthday) > 6 else None
    if birthday and not facts.birthday_is_lunar and birthday > today.isoformat():
        found.append("birthday")
    elif birthday and int(birthday[:4]) < today.year - OLDEST:
        found.append("age")
    if (
        birthday
        and facts.id_number
        and not facts.birthday_is_lunar
        and _born(facts.id_number) not in (None, birthday)
    ):
        found.append("id_birthday")
    return [*found, "mobile"] if facts.mobiles_wrong else found


def _born(id_number: str) -> str | None:
    """The day of birth that an ID number of 18 characters names."""
    try:
        digits = parse_id_number(id_number)[6:14]
    except Exception:  # an old or foreign number says nothing of it
        return None
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def is_dead(facts: CardFacts, worst_grade: str, dead_before: date) -> bool:
    """Without any chance, and without a contact for as long as the playbook says."""
    last = facts.last_contact_on or facts.registered_on
    return facts.grade == worst_grade and last < dead_before.isoformat()


def parts_of(facts: CardFacts, today: date, confirmed_since: date) -> dict[str, float]:
    """How much of each part of the quality is there, from 0 to 1."""
    late = facts.next_follow_up_on is not None and facts.next_follow_up_on < today.isoformat()
    confirmed = facts.confirmed_on or facts.registered_on
    return {
        "required": 1 - len(facts.missing) / max(facts.asked, 1),
        "reachable": float(bool(facts.phone)),
        "confirmed": float(confirmed >= confirmed_since.isoformat()),
        "followed": float(not late and facts.next_follow_up_on is not None),
        "sound": float(not (impossible(facts, today) or facts.same_number or facts.findings)),
    }


def score_of(parts: Mapping[str, float], points: Mapping[str, int]) -> int:
    """The points of a card, 0 to 100."""
    return round(sum(points[name] * share for name, share in parts.items()))


def lost_points(parts: Mapping[str, float], points: Mapping[str, int]) -> list[tuple[str, int]]:
    """What would raise the points, the most first."""
    lost = [(name, round(points[name] * (1 - share))) for name, share in parts.items()]
    return sorted((one for one in lost if one[1]), key=lambda one: (-one[1], one[0]))
