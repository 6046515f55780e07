"""What of a card is worth reading before a visit (docs/rules.md#brief). A card is what `crm show -f json` gives."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from crmcli.customer.birthday import Birthday, age_on, next_birthday
from crmcli.customer.rules import OPEN_STATUSES

Card = Mapping[str, Any]

LAST_CONTACTS = 3
LAST_MARKS = 3
QUESTIONS = 3
NO_TITLES: Mapping[str, str] = {}
DAYS_NEAR = 30
_QUESTION_WORDS = (
    *("question", "concern", "objection", "doubt", "worry", "open point", "to clarify"),
    *("问题", "疑问", "顾虑", "担心", "异议", "疑虑", "待确认", "待解决"),
)


class NearDate(NamedTuple):
    """A birthday within DAYS_NEAR days: whose, and the age where the year is known."""

    kind: str
    person: str
    on_date: str
    age: int | None


class WhomToAsk(NamedTuple):
    """The person to ask for, and the number to call (`number` or `number-extension`)."""

    name: str
    position: str | None
    phone: str | None


def whom_to_ask(card: Card) -> WhomToAsk:
    """The key contact with a phone of theirs, else the customer's first; without people the customer itself."""
    first = next((_with_extension(phone) for phone in card["phones"]), None)
    person = next((person for person in card["contacts"] if person["is_key"]), None)
    if person is None:
        return WhomToAsk(card["name"], None, first)
    return WhomToAsk(person["name"], person["position"], next(iter(person["phones"]), first))


def _with_extension(phone: Mapping[str, Any]) -> str:
    return f"{phone['number']}-{phone['extension']}" if phone["extension"] else str(phone["number"])


def open_questions(card: Card, titles: Mapping[str, str] = NO_TITLES) -> list[str]:
    """Fields called a question or a concern, then notes that are one; the newest note first.

    `titles` are what fields of the playbook are called: for machines they have their keys.
    """
    fields = [
        f"{titles.get(name, name)}: {value}" for name, value in card["fields"].items() if _is_question(name)
    ]
    notes = [str(note["text"]) for note in card["notes"] if _is_question(note["text"])]
    return [*fields, *notes][:QUESTIONS]


def _is_question(text: str) -> bool:
    lowered = text.casefold()
    return text.rstrip().endswith(("?", "？")) or any(word in lowered for word in _QUESTION_WORDS)


class ToSolve(NamedTuple):
    """What the last visits left to do: what the customer cares about, what to solve next time, and how."""

    concerns: str | None
    next_problem: str | None
    next_measure: str | None


def to_solve(card: Card) -> ToSolve:
    """The concerns that were told last, and what the last visit with a full record left to solve."""
    records = [visit["aspects"] for visit in card["visits"] if visit["aspects"]]
    concerns = next((said["concerns"] for said in records if "concerns" in said), None)
    last = records[0] if records else {}
    return ToSolve(concerns, last.get("next_problem"), last.get("next_measure"))


def near_dates(card: Card, today: date) -> list[NearDate]:
    """The birthdays of the next DAYS_NEAR days, the nearest first."""
    return sorted(_near_birthdays(card, today), key=lambda near: (near.on_date, near.person))


def _near_birthdays(card: Card, today: date) -> Iterator[NearDate]:
    for person in (card, *card["contacts"]):
        if not person["birthday"]:
            continue
        birthday = Birthday(person["birthday"], person["birthday_is_lunar"])
        day = next_birthday(birthday, today)
        if day is not None and day - today <= timedelta(days=DAYS_NEAR):
            yield NearDate("birthday", person["name"], day.isoformat(), age_on(birthday, day))


def missing(card: Card) -> list[str]:
    """What one would need and the card has not: phone, contact, grade, expected_close_on, next_follow_up_on."""
    is_open = card["status"] in OPEN_STATUSES
    asked = {
        "phone": not card["phones"],
        "contact": card["kind"] == "company" and not card["contacts"],
        "grade": is_open and not card["grade"],
        "expected_close_on": is_open and card["need"] != "none" and not card["expected_close_on"],
        "next_follow_up_on": not card["archived_on"]
        and not card["is_scout"]
        and not card["next_follow_up_on"],
    }
    return [thing for thing, is_missing in asked.items() if is_missing]
