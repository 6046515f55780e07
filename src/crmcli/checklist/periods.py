"""Which days a paper must cover, seen from the application, and which of them it does not (docs/rules.md#periods)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.checklist.template import Span
from crmcli.kit.dates.arithmetic import shifted

ONE_DAY = timedelta(days=1)


class Period(NamedTuple):
    """Days from the first to the last, both included."""

    first: date
    last: date


def required_periods(spans: Iterable[Span], applied_on: date) -> list[Period]:
    """What the spans of a template mean for an application of that day, in order of time.

    `months`: up to the day before; `calendar_months`, `calendar_years`: whole ones before this one;
    `year_ends`: the balance day of each of the last years.
    """
    return sorted(period for span in spans for period in _periods(span, applied_on))


def _periods(span: Span, applied_on: date) -> list[Period]:
    if span.unit == "months":
        return [Period(shifted(applied_on, -span.number, "m"), applied_on - ONE_DAY)]
    if span.unit == "calendar_months":
        this_month = applied_on.replace(day=1)
        return [Period(shifted(this_month, -span.number, "m"), this_month - ONE_DAY)]
    if span.unit == "calendar_years":
        return [Period(date(applied_on.year - span.number, 1, 1), date(applied_on.year - 1, 12, 31))]
    ends = [date(applied_on.year - back, 12, 31) for back in range(1, span.number + 1)]
    return [Period(end, end) for end in ends]


def uncovered(required: Iterable[Period], held: Iterable[Period]) -> list[Period]:
    """The days of the required periods that none of those held covers, as periods in order of time."""
    gaps = joined(required)
    for have in held:
        gaps = [piece for gap in gaps for piece in _without(gap, have)]
    return gaps


def joined(periods: Iterable[Period]) -> list[Period]:
    """The same days as periods that neither overlap nor touch."""
    found: list[Period] = []
    for period in sorted(periods):
        if found and period.first <= found[-1].last + ONE_DAY:
            found[-1] = Period(found[-1].first, max(found[-1].last, period.last))
        else:
            found.append(period)
    return found


def _without(gap: Period, have: Period) -> list[Period]:
    if have.last < gap.first or have.first > gap.last:
        return [gap]
    before = [Period(gap.first, have.first - ONE_DAY)] if have.first > gap.first else []
    after = [Period(have.last + ONE_DAY, gap.last)] if have.last < gap.last else []
    return before + after
