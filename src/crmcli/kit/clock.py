"""The one clock: nothing else in the program asks the system what day it is."""

from __future__ import annotations

import os

from crmcli.kit.days import EARLIEST_YEAR, date, datetime, time, tzinfo
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping

_PIN_LENGTHS = (len("2026-11-22"), len("2026-11-22T09:30"), len("2026-11-22T09:30:00"))


class Clock:
    """Tells the day and the moment in one time zone; `on` pins the day, `at` the time of day too.

    A command asks once and hands the answer on, so that it does not change its mind at midnight.
    """

    __slots__ = ("_at", "_on", "_zone_name")

    def __init__(self, on: date | None, at: time | None, zone_name: str | None) -> None:
        self._on = on
        self._at = at
        self._zone_name = zone_name

    @property
    def knows_the_hour(self) -> bool:
        """False where only the day is pinned: the time of day is then nobody's business."""
        return self._on is None or self._at is not None

    def today(self) -> date:
        """The local day, or the pinned one."""
        if self._on is not None:
            return self._on
        zone = self._zone()
        return date.today() if zone is None else datetime.now(zone).date()

    def today_iso(self) -> str:
        """The day as `2026-11-22`."""
        return self.today().isoformat()

    def now(self) -> datetime:
        """The moment with its offset, in whole seconds; a pinned day keeps the real time of day."""
        zone = self._zone()
        real = datetime.now().astimezone() if zone is None else datetime.now(zone)
        if self._on is None:
            return real.replace(microsecond=0)
        pinned = datetime.combine(self._on, self._at or real.time()).replace(microsecond=0)
        return _local(pinned, real.tzinfo) if zone is None else pinned.replace(tzinfo=zone)

    def _zone(self) -> tzinfo | None:
        """The zone, or None where the system's own local time is the same or the name is unknown."""
        if self._zone_name is None or self._zone_name == system_zone_name():
            return None
        from zoneinfo import ZoneInfo  # 10 ms that most runs never need

        try:
            return ZoneInfo(self._zone_name)
        except (KeyError, ValueError, OSError):
            return None


def clock(environ: Mapping[str, str], time_zone: str | None) -> Clock:
    """The clock for a book in `time_zone` (an IANA name, None: the system's), pinned by `CRM_TODAY`.

    A wrong `CRM_TODAY` raises UsageRefused.
    """
    typed = environ.get("CRM_TODAY", "").strip()
    if not typed:
        return Clock(None, None, time_zone or None)
    pinned = _pinned(typed)
    at = pinned.time() if len(typed) > _PIN_LENGTHS[0] else None
    return Clock(pinned.date(), at, time_zone or None)


def system_zone_name() -> str | None:
    """The IANA name of the system's zone, as `TZ` or /etc/localtime tell it; None when neither does."""
    name = os.environ.get("TZ", "").lstrip(":")
    if not name:
        try:
            name = os.readlink("/etc/localtime")
        except OSError:
            return None
    return name.rpartition("zoneinfo/")[2] or None


def _pinned(typed: str) -> datetime:
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise _wrong_pin(typed) from None
    # fromisoformat takes week dates, offsets and fractions too; only what it writes back the same is ours.
    same = moment.isoformat()[: len(typed)] == typed.replace(" ", "T")
    if not same or len(typed) not in _PIN_LENGTHS or moment.year < EARLIEST_YEAR:
        raise _wrong_pin(typed)
    return moment


def _wrong_pin(typed: str) -> UsageRefused:
    return UsageRefused(
        _("CRM_TODAY is a date such as 2026-11-22 or a local time such as 2026-11-22T09:30, not {typed}."),
        typed=ascii(typed[:40]),
    )


def _local(pinned: datetime, today_offset: tzinfo | None) -> datetime:
    """The system's offset on that day; today's where the system cannot reckon so far."""
    try:
        return pinned.astimezone()
    except (OverflowError, ValueError, OSError):
        return pinned.replace(tzinfo=today_offset)
