"""Whether papers that came are enough: how many, valid when they came, the whole period (docs/rules.md#periods)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from crmcli.checklist.periods import Period, required_periods, uncovered
from crmcli.checklist.records import Receipt
from crmcli.checklist.template import Requirement
from crmcli.kit.cadence import parse_cadence
from crmcli.kit.dates.arithmetic import shifted


class Shortfall(NamedTuple):
    """Why papers that came are not enough: `kind` is copies, period, unknown_period, expired or too_old."""

    kind: str
    lacking: int = 0
    periods: tuple[Period, ...] = ()
    day: date | None = None


def shortfalls(
    requirement: Requirement, receipts: Sequence[Receipt], applied_on: date
) -> tuple[Shortfall, ...]:
    """What papers that came lack: enough of them, each valid when it came, the whole period (docs/rules.md#periods)."""
    expired = [Shortfall("expired", day=one.expires_on) for one in receipts if _was_expired(one)]
    old = [one for one in receipts if not _was_expired(one) and _is_too_old(requirement, one, applied_on)]
    too_old = [Shortfall("too_old", day=one.issued_on) for one in old]
    valid = [one for one in receipts if not _was_expired(one) and one not in old]
    lacking = requirement.at_least - copies_of(valid)
    gaps = _period_shortfalls(requirement, valid, applied_on) if valid else []
    if lacking <= 0 and not gaps:
        return ()  # an expired paper beside enough good ones takes nothing away
    # Of one paper that does not count it says enough why.
    more = (
        [Shortfall("copies", lacking)] if lacking > 0 and (requirement.at_least > 1 or not receipts) else []
    )
    return (*more, *gaps, *expired, *too_old)


def _period_shortfalls(
    requirement: Requirement, receipts: Sequence[Receipt], applied_on: date
) -> list[Shortfall]:
    if not requirement.covers:
        return []
    required = required_periods(requirement.covers, applied_on)
    gaps = uncovered(required, [one.period for one in receipts if one.period])
    if not gaps:
        return []
    unknown = all(one.period is None for one in receipts)
    return [Shortfall("unknown_period" if unknown else "period", periods=tuple(gaps))]


def copies_of(receipts: Iterable[Receipt]) -> int:
    return sum(one.copies for one in receipts)


def _was_expired(receipt: Receipt) -> bool:
    return receipt.expires_on is not None and receipt.expires_on < receipt.received_on


def _is_too_old(requirement: Requirement, receipt: Receipt, applied_on: date) -> bool:
    if not requirement.max_age or receipt.issued_on is None:
        return False
    age = parse_cadence(requirement.max_age)
    return receipt.issued_on < shifted(applied_on, -age.count, age.unit)


def first_enough(requirement: Requirement, live: Sequence[Receipt], applied_on: date) -> date:
    """The day on which what had come until then was first enough."""
    days = sorted({one.received_on for one in live})
    return next(
        day
        for day in days
        if not shortfalls(requirement, [one for one in live if one.received_on <= day], applied_on)
    )


def valid_until(requirement: Requirement, receipts: Sequence[Receipt]) -> date | None:
    """The last day on which enough of these papers are valid; None where none of them ends."""
    live = [one for one in receipts if one.state != "rejected" and not _was_expired(one)]
    ends = sorted({one.expires_on for one in live if one.expires_on is not None})
    for day in ends:
        left = [one for one in live if one.expires_on is None or one.expires_on > day]
        if copies_of(left) < requirement.at_least:
            return day
    return None
