"""Birthdays between the card, the terminal and JSON."""

from __future__ import annotations

from crmcli.customer.birthday import (
    Birthday,
    describe_birthday,
    describe_next,
    next_birthday,
    parse_birthday,
)
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from crmcli.kit.cli.invocation import Invocation


def birthday_columns(run: Invocation, typed: str | None, lunar: bool) -> dict[str, object]:
    """The columns of a typed birthday, said back with the day on which it comes next; empty takes it away.

    None where nothing is said of it: no columns. Raises ValueRefused, UsageRefused.
    """
    if typed is None:
        if lunar:
            raise UsageRefused(_("--lunar says how a birthday is meant; say --birthday DATE too."))
        return {}
    if not typed.strip():
        return {"birthday": None, "birthday_is_lunar": False}
    birthday = parse_birthday(typed, lunar, run.today)
    run.say(
        _("Birthday {birthday}, next {day}.").format(
            birthday=describe_birthday(birthday), day=describe_next(birthday, run.today)
        )
    )
    return {"birthday": birthday.text, "birthday_is_lunar": birthday.is_lunar}


def tell_birthday(person: dict[str, Any], today: date) -> None:
    """Add when the birthday comes next, as a day for machines and in words for people."""
    person["birthday_is_lunar"] = bool(person["birthday_is_lunar"])
    birthday = birthday_of(person)
    coming = birthday and next_birthday(birthday, today)
    person["next_birthday_on"] = coming.isoformat() if coming else None


def birthday_of(person: Mapping[str, Any]) -> Birthday | None:
    """The birthday of a customer's mapping, or of one of its people."""
    return Birthday(person["birthday"], person["birthday_is_lunar"]) if person["birthday"] else None


def birthday_words(person: Mapping[str, Any], today: date) -> str | None:
    """`lunar 1982-08-15, next 2027-09-15 Wed (in 297 days), turns 45`."""
    birthday = birthday_of(person)
    if birthday is None:
        return None
    words, coming = describe_birthday(birthday), describe_next(birthday, today)
    return _("{birthday}, next {day}").format(birthday=words, day=coming) if coming else words
