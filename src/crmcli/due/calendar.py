"""The due list as a calendar that a phone subscribes to: all-day events, an alarm in the morning, stable UIDs."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from crmcli import __version__
from crmcli.due.queries import CODE, DAYS_OVERDUE, DUE_ON, GRADE, KIND, NAME
from crmcli.due.wording import item_words
from crmcli.kit.i18n import _
from crmcli.kit.text import displayable

ALARM_AFTER_MIDNIGHT = timedelta(hours=9)
REFRESH_EVERY = timedelta(hours=1)


def due_calendar(rows: Iterable[Any], today: date, now: datetime, book_id: str) -> bytes:
    """The rows of `due.queries.KEYS` as an iCalendar file.

    What is late stands on today, where somebody looks. An event has one UID as long as its item is due, so that
    a rewritten file moves it, and what is done is gone.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//crm//crm {__version__}//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Follow-ups"))
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"value": "DURATION"})
    for row in rows:
        calendar.add_component(_event(row, today, now, book_id))
    return bytes(calendar.to_ical())


def _event(row: Any, today: date, now: datetime, book_id: str) -> Any:
    from icalendar import Event

    day = max(date.fromisoformat(row[DUE_ON]), today)
    words = item_words(row, today)
    event = Event()
    event.add("uid", f"{row[KIND]}-{row[CODE]}@{book_id}")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    late = f" ({words.due})" if row[DAYS_OVERDUE] > 0 else ""
    event.add("summary", displayable(f"{row[GRADE] or '-'} {row[NAME]}{late}"))
    event.add("description", "\n".join(displayable(line) for line in (words.phone, words.topic) if line))
    event.add("categories", [row[KIND]])
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(row))
    return event


def _alarm(row: Any) -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", displayable(row[NAME]))
    alarm.add("trigger", ALARM_AFTER_MIDNIGHT)
    return alarm
