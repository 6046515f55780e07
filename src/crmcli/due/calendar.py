"""The due list as a calendar that a phone subscribes to: all-day events, an alarm in the morning, stable UIDs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zlib import crc32

from crmcli import __version__
from crmcli.due.arms import CODE, DAYS_OVERDUE, DUE_ON, GRADE, KIND, OWNER, TITLE, has_deadline
from crmcli.due.birthdays import Birthday
from crmcli.due.wording import item_words, shown_name
from crmcli.kit.i18n import _
from crmcli.kit.shown import displayable

if TYPE_CHECKING:
    from icalendar import Event

ALARM_AFTER_MIDNIGHT = timedelta(hours=9)
PAPER_KINDS = ("checklist", "document_expiry")
REFRESH_EVERY = timedelta(hours=1)


def due_calendar(
    rows: Iterable[Any], today: date, now: datetime, book_id: str, birthdays: Iterable[Birthday] = ()
) -> bytes:
    """The rows of `due.queries.KEYS` and coming birthdays as an iCalendar file.

    What is late stands on today, where somebody looks. An event has one UID as long as its item is due, so that
    a rewritten file moves it, and what is done is gone. `now` has its time zone.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//crm//crm {__version__}//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Follow-ups"))
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"value": "DURATION"})
    stamp, taken = now.astimezone(UTC), set[str]()
    for row in rows:
        # What is due on no day is no event, and birthdays have their own.
        if has_deadline(row) and not (row[KIND] == "greeting" and row[TITLE] == "birthday"):
            calendar.add_component(_item(row, today, stamp, f"{_own_name(row, taken)}@{book_id}"))
    for birthday in birthdays:
        calendar.add_component(_birthday(birthday, stamp, book_id))
    return bytes(calendar.to_ical())


def book_identity(book: sqlite3.Connection) -> str:
    """What tells this book from any other, for ever: its own id, or the seal of its first entry in the history."""
    found = book.execute("select value from book_setting where key = 'book_id'").fetchone()
    if found is None:
        found = book.execute("select substr(digest, 1, 32) from change_entry order by id limit 1").fetchone()
    return str(found[0]) if found else "crm"


def _own_name(row: Any, taken: set[str]) -> str:
    """What tells an item from every other of the file: kind and code, and of a greeting, which stays on its day, that.

    Two people may each have one of a kind to do for a customer: the second is told by whose it is.
    """
    name = f"{row[KIND]}-{row[CODE]}" + (f"-{row[DUE_ON]}" if row[KIND] == "greeting" else "")
    if name in taken:
        name = f"{name}-{crc32(str(row[OWNER]).encode(errors='replace')):08x}"
    number, own = 1, name
    while own in taken:
        number += 1
        own = f"{name}-{number}"
    taken.add(own)
    return own


def _item(row: Any, today: date, stamp: datetime, uid: str) -> Event:
    day = max(date.fromisoformat(row[DUE_ON]), today)
    words = item_words(row, today)
    late = f" ({words.due})" if row[DAYS_OVERDUE] > 0 else ""
    event = _all_day(uid, day, stamp)
    papers = f" {_('papers')}" if row[KIND] in PAPER_KINDS else ""
    event.add("summary", displayable(f"{row[GRADE] or '-'} {shown_name(row)}{papers}{late}"))
    lines = [displayable(line) for line in (words.phone, words.topic) if line]
    return _finished(event, lines, row[KIND], shown_name(row))


def _birthday(birthday: Birthday, stamp: datetime, book_id: str) -> Event:
    person = crc32(birthday.person.encode(errors="replace"))
    uid = f"birthday-{birthday.code}-{person:08x}-{birthday.on_date}@{book_id}"
    event = _all_day(uid, birthday.on_date, stamp)
    summary = displayable(_("Birthday: {person}").format(person=birthday.words()))
    event.add("summary", summary)
    lines = [] if birthday.person == birthday.name else [displayable(birthday.name)]
    return _finished(event, lines, "birthday", summary)


def _all_day(uid: str, day: date, stamp: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))
    return event


def _finished(event: Event, lines: list[str], kind: str, alarm: str) -> Event:
    from icalendar import Alarm

    if lines:
        event.add("description", "\n".join(lines))
    event.add("categories", [kind])
    event.add("transp", "TRANSPARENT")
    bell = Alarm()
    bell.add("action", "DISPLAY")
    bell.add("description", displayable(alarm))
    bell.add("trigger", ALARM_AFTER_MIDNIGHT)
    event.add_component(bell)
    return event
