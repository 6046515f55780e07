"""The days on which customers are greeted, and whom the playbook has greeted (docs/greetings.md)."""

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from string import Formatter
from typing import Literal

from pydantic import Field, field_validator, model_validator

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.policy_files import ENDING, own_files, shipped_files
from crmcli.kit.toml_models import Frozen, Wording, parse_model, raise_together, read_file
from crmcli.kit.where.parser import parse
from crmcli.policy.greetings import ALWAYS, BIRTHDAY, NEVER, PLACES

_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST_LUNAR_MONTH = 30


def check_condition(text: str) -> str:
    """always, never, or what `--where` takes. Raises ValueError."""
    if text not in (ALWAYS, NEVER):
        try:
            parse(text)
        except UsageRefused as refusal:
            raise ValueError(str(refusal)) from refusal
    return text


class GreetingsSection(Frozen):
    """`[greetings]`: whom to greet on which day, and how many days before it stands in the list."""

    lead_days: int = Field(default=3, ge=0, le=30)
    birthday: str = NEVER
    festivals: dict[str, str] = Field(default={})

    @field_validator("birthday")
    @classmethod
    def _is_condition(cls, text: str) -> str:
        return check_condition(text)

    @field_validator("festivals")
    @classmethod
    def _are_conditions(cls, conditions: dict[str, str]) -> dict[str, str]:
        problems: list[str] = []
        for name, text in conditions.items():
            try:
                check_condition(text)
            except ValueError as error:
                problems.append(f"{name}: {error}")
        raise_together(problems)
        return conditions

    def values(self) -> dict[str, str]:
        """As the book stores them."""
        conditions = {BIRTHDAY: self.birthday, **self.festivals}
        return {
            "greet.lead_days": str(self.lead_days),
            **{f"greet.{name}": text for name, text in conditions.items()},
        }


def _only_known_places(text: Wording) -> Wording:
    """Nothing but `{name}` and its like: a text is filled in, never carried out."""
    for wording in (text.en, text.zh):
        try:
            parts = list(Formatter().parse(wording))
        except ValueError as error:
            raise ValueError(_("a bracket of {text} is not closed").format(text=wording[:40])) from error
        for _literal, place, form, conversion in parts:
            if place is not None and (place not in PLACES or form or conversion):
                known = ", ".join(f"{{{one}}}" for one in PLACES)
                raise ValueError(
                    _("there is no place {{{place}}}; there are: {known}").format(place=place, known=known)
                )
    return text


class BirthdaySection(Frozen):
    """`[birthday]`: what is said on one."""

    text: Wording

    _places = field_validator("text")(_only_known_places)


class FestivalSection(Frozen):
    """One `[[festival]]`: its day in its own calendar, and what is said on it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Wording
    also: list[str] = Field(default=[])
    calendar: Literal["solar", "lunar"]
    date: str = Field(pattern=r"^[01][0-9]-[0-3][0-9]$")
    text: Wording

    _places = field_validator("text")(_only_known_places)

    @model_validator(mode="after")
    def _day_there_is(self) -> "FestivalSection":
        month, day = int(self.date[:2]), int(self.date[3:])
        solar_last = dict(enumerate(_LAST_DAYS, start=1)).get(month, 0)
        last = _LONGEST_LUNAR_MONTH if self.calendar == "lunar" else solar_last
        if self.name in (BIRTHDAY, "lead_days"):
            raise ValueError(_("{name} is the name of something else").format(name=self.name))
        if not (1 <= month <= 12 and 1 <= day <= last):
            raise ValueError(_("{name}: there is no day {day}").format(name=self.name, day=self.date))
        return self


class FestivalFile(Frozen):
    """A file of festivals."""

    birthday: BirthdaySection | None = None
    festival: list[FestivalSection] = Field(default=[])


def festivals_folder(config_folder: str) -> str:
    """Where the user's own files of festivals lie."""
    return os.path.join(config_folder, "festivals")


def festival_values(folder: str | None) -> dict[str, str]:
    """The shipped festivals and those of the user's folder, which have the last word, as the book stores them.

    Raises RuleRefused naming file and key where a file is wrong.
    """
    values: dict[str, str] = {}
    for file in _files(folder):
        if file.birthday:
            values[f"festival.{BIRTHDAY}"] = _stored({"text": file.birthday.text.model_dump()})
        for festival in file.festival:
            values[f"festival.{festival.name}"] = _stored(festival.model_dump(exclude={"name"}))
    return values


def _stored(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _files(folder: str | None) -> Iterator[FestivalFile]:
    own = own_files(folder) if folder else []
    yield from (file for name, file in _shipped() if name not in own)
    for name in own:
        path = os.path.join(str(folder), name + ENDING)
        yield parse_model(FestivalFile, read_file(path), path)


@cache
def _shipped() -> tuple[tuple[str, FestivalFile], ...]:
    folder = resources.files("crmcli.playbooks") / "festivals"
    return tuple(
        (name, parse_model(FestivalFile, (folder / (name + ENDING)).read_bytes(), name + ENDING))
        for name in shipped_files(folder)
    )
