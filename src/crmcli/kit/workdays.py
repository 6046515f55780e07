"""Working days: a week of five or six of them, less public holidays, plus the weekend days worked instead."""

from __future__ import annotations

from crmcli.kit.days import date, timedelta

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple

ONE_DAY = timedelta(days=1)


class WorkCalendar(NamedTuple):
    """Which days are worked. `years` are those whose holidays are known; in any other the week alone decides."""

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()  # days that a holiday moved to the weekend
    years: frozenset[int] = frozenset()
    days_a_week: int = 5

    def is_workday(self, day: date) -> bool:
        """A day worked instead of another is one, even on a Sunday; a holiday never is."""
        if day in self.worked:
            return True
        return day not in self.holidays and day.weekday() < self.days_a_week

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted; 9999-12-31 at the latest."""
        for place, found in enumerate(self._workdays_after(day), start=1):
            if place == count:
                return found
        return date.max

    def next_workday(self, day: date) -> date:
        """The day itself or the first working day after it; 9999-12-31 at the latest."""
        return day if self.is_workday(day) else self.after(day, 1)

    def previous_workday(self, day: date) -> date:
        """The day itself or the last working day before it."""
        while not self.is_workday(day) and day > date.min:
            day -= ONE_DAY
        return day

    def unknown_years(self, first: date, last: date) -> list[int]:
        """The years between two days, both included, whose holidays are not known."""
        return [year for year in range(first.year, last.year + 1) if year not in self.years]

    def _workdays_after(self, day: date) -> Iterator[date]:
        while day < date.max:
            day += ONE_DAY
            if self.is_workday(day):
                yield day
