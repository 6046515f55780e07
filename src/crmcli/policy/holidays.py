"""The days on which nobody works: public holidays by year, shipped and the user's own (docs/rules.md#working-days)."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib import resources

from pydantic import Field, model_validator

from crmcli.kit.i18n import _
from crmcli.kit.policy_files import ENDING, own_files
from crmcli.kit.toml_models import Frozen, Wording, parse_model, read_file
from crmcli.kit.workdays import WorkCalendar

LONGEST_HOLIDAY_DAYS = 60


class HolidaySection(Frozen):
    """One `[[holiday]]`: its days, both ends included, and the weekend days worked instead."""

    name: Wording
    from_: date = Field(alias="from")
    to: date
    worked_instead: list[date] = Field(default=[])

    @model_validator(mode="after")
    def _in_order(self) -> "HolidaySection":
        if not 0 <= (self.to - self.from_).days < LONGEST_HOLIDAY_DAYS:
            raise ValueError(
                _("holiday {name}: `to` does not follow `from` within {days} days").format(
                    name=self.name.here, days=LONGEST_HOLIDAY_DAYS
                )
            )
        return self

    def days(self) -> Iterator[date]:
        """Every day of the holiday."""
        return (self.from_ + timedelta(days=place) for place in range((self.to - self.from_).days + 1))


class HolidayFile(Frozen):
    """The holidays of one year. Several files of one year add up."""

    year: int = Field(ge=1949, le=9999)
    holiday: list[HolidaySection] = Field(default=[])

    @model_validator(mode="after")
    def _of_this_year(self) -> "HolidayFile":
        for section in self.holiday:
            if self.year not in (section.from_.year, section.to.year):
                raise ValueError(
                    _("holiday {name} does not lie in {year}").format(name=section.name.here, year=self.year)
                )
        return self


def holidays_folder(config_folder: str) -> str:
    """Where the user's own holiday files lie."""
    return os.path.join(config_folder, "holidays")


def work_calendar(folder: str, days_a_week: int) -> WorkCalendar:
    """The shipped holidays with those of the user's `folder`, which have the last word on a day.

    Raises RuleRefused naming file and key where a file is wrong.
    """
    holidays: set[date] = set()
    worked: set[date] = set()
    years: set[int] = set()
    for file in (*_shipped(), *_own(folder)):
        years.add(file.year)
        for section in file.holiday:
            resting, working = set(section.days()), set(section.worked_instead)
            holidays = (holidays | resting) - working
            worked = (worked | working) - resting
    return WorkCalendar(frozenset(holidays), frozenset(worked), frozenset(years), days_a_week)


@cache
def _shipped() -> tuple[HolidayFile, ...]:
    """The years that come with the program, read once however many commands one start carries out."""
    folder = resources.files("crmcli.playbooks") / "holidays"
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return tuple(
        parse_model(HolidayFile, entry.read_bytes(), entry.name)
        for entry in entries
        if entry.name.endswith(ENDING)
    )


def _own(folder: str) -> Iterator[HolidayFile]:
    for name in own_files(folder):
        path = os.path.join(folder, name + ENDING)
        yield parse_model(HolidayFile, read_file(path), path)
