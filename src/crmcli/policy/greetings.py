"""Whom to greet on which days, as the policy in force has it (docs/greetings.md)."""

from __future__ import annotations

from crmcli.kit.i18n import language

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple

BIRTHDAY = "birthday"
ALWAYS, NEVER = "always", "never"
PLACES = ("name", "customer", "owner", "festival")
USUAL_LEAD_DAYS = 3


class Festival(NamedTuple):
    """A day of the year in its own calendar: what it is called, and what is said on it."""

    name: str
    title_en: str
    title_zh: str
    also: tuple[str, ...]
    is_lunar: bool
    month_day: str
    text_en: str
    text_zh: str

    @property
    def title(self) -> str:
        """What it is called in the user's language."""
        return self.title_zh if language() == "zh" else self.title_en

    @property
    def text(self) -> str:
        """What is said, in the user's language."""
        return self.text_zh if language() == "zh" else self.text_en


class GreetingPolicy(NamedTuple):
    """`conditions` by occasion (a festival's name, or `birthday`): always, or what `--where` takes; never: left out."""

    lead_days: int
    conditions: Mapping[str, str]
    festivals: Mapping[str, Festival]
    birthday_text: tuple[str, str]  # English, Chinese


def greeting_policy(book: sqlite3.Connection) -> GreetingPolicy:
    """What is in force; what somebody set for the book counts before the playbook."""
    values = dict(
        book.execute(
            "select key, value from policy_value where key like 'greet.%' or key like 'own.greet.%'"
            " or key like 'festival.%'"
        )
    )
    asked = {key.removeprefix("greet."): value for key, value in values.items() if key.startswith("greet.")}
    asked |= {
        key.removeprefix("own.greet."): value for key, value in values.items() if key.startswith("own.greet.")
    }
    texts, festivals = _told(
        {key.removeprefix("festival."): value for key, value in values.items() if key.startswith("festival.")}
    )
    lead_days = int(asked.pop("lead_days", USUAL_LEAD_DAYS))
    conditions = {
        name: text for name, text in asked.items() if text != NEVER and name in (BIRTHDAY, *festivals)
    }
    return GreetingPolicy(lead_days, conditions, festivals, texts)


def _told(stored: Mapping[str, str]) -> tuple[tuple[str, str], dict[str, Festival]]:
    import json

    texts, festivals = ("", ""), {}
    for name in sorted(stored):
        told = json.loads(stored[name])
        text = told["text"]["en"], told["text"]["zh"]
        if name == BIRTHDAY:
            texts = text
            continue
        titles = told["title"]["en"], told["title"]["zh"]
        is_lunar = told["calendar"] == "lunar"
        festivals[name] = Festival(name, *titles, tuple(told["also"]), is_lunar, told["date"], *text)
    return texts, festivals
