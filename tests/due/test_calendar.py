"""The calendar of what is due: as a phone reads it, day after day."""

import os
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from crmcli.due.calendar import book_identity
from crmcli.kit.storage.reading import reading
from tests.inside import Inside
from tests.once import made_once

TODAY = date(2026, 11, 23)
KHAL_CONFIG = """
[calendars]
[[due]]
path = {folder}/calendar
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


@made_once
def salesperson(inside: Inside) -> None:
    """Somebody with a customer of grade B since today, and one who is hardly ever called."""
    inside.environ["CRM_TODAY"] = f"{TODAY}T08:00"
    inside.add("王小明", "--grade", "B", "--phone", "13812345678")
    inside.add("李丽", "--grade", "E", "--birthday", "1980-12-01")


def events(inside: Inside, *options: str, on: date = TODAY) -> dict[str, Any]:
    """The events by their summaries, as another program reads them."""
    env = {"CRM_TODAY": f"{on}T08:00"}
    ran = inside("export", "due", "-f", "ics", *options, env=env)
    assert ran.code == 0, ran.err
    return {str(event["summary"]): event for event in Calendar.from_ical(ran.out).walk("VEVENT")}


def test_an_item_is_an_event_of_the_whole_day_with_an_alarm(salesperson: Inside) -> None:
    event = events(salesperson)["B 王小明"]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 11, 30), date(2026, 12, 1))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert str(event["description"]) == "13812345678"
    assert str(event["transp"]) == "TRANSPARENT"
    [alarm] = event.walk("VALARM")
    assert (str(alarm["action"]), alarm.decoded("trigger")) == ("DISPLAY", timedelta(hours=9))


def test_birthdays_are_events_too(salesperson: Inside) -> None:
    birthday = events(salesperson)["Birthday: 李丽, turns 46"]
    assert birthday.decoded("dtstart") == date(2026, 12, 1)
    assert birthday["dtstart"].params["VALUE"] == "DATE"
    assert [str(name) for name in events(salesperson, "--grade", "B")] == ["B 王小明"]
    assert [str(name) for name in events(salesperson, "--owner", "me", "--to", "+7d")] == ["B 王小明"]


def test_an_event_keeps_its_uid_and_moves_while_it_is_late(salesperson: Inside) -> None:
    before = events(salesperson)["B 王小明"]
    again = events(salesperson, on=TODAY + timedelta(days=1))["B 王小明"]
    assert again["uid"] == before["uid"]
    assert again.decoded("dtstart") == before.decoded("dtstart")
    late = events(salesperson, on=date(2026, 12, 2))["B 王小明 (2 days late)"]
    assert (late["uid"], late.decoded("dtstart")) == (before["uid"], date(2026, 12, 2))


def test_what_is_done_is_gone(salesperson: Inside) -> None:
    before = {str(event["uid"]) for event in events(salesperson, "--to", "+7d").values()}
    tomorrow = TODAY + timedelta(days=1)
    salesperson.environ["CRM_TODAY"] = f"{tomorrow}T08:00"
    salesperson.must("visit", "王小明", "看样品")
    assert events(salesperson, "--to", "+6d", on=tomorrow) == {}
    after = events(salesperson, "--to", "+7d", on=tomorrow)
    assert {str(event["uid"]) for event in after.values()} >= before
    salesperson.must("archive", "王小明")
    salesperson.must("archive", "李丽")
    assert events(salesperson, on=tomorrow) == {}


def test_a_year_ahead_unless_something_else_is_said(salesperson: Inside) -> None:
    days = [event.decoded("dtstart") for event in events(salesperson).values()]
    assert max(days) <= date(2027, 11, 23)
    later = [event.decoded("dtstart") for event in events(salesperson, "--to", "2027-12-31").values()]
    assert max(later) == date(2027, 12, 1)


def test_every_uid_is_there_once(salesperson: Inside) -> None:
    salesperson.must("contact", "add", "李丽", "张强", "--birthday", "1980-12-01")
    found = [str(event["uid"]) for event in events(salesperson, "--to", "all").values()]
    assert len(found) == len(set(found)) == 8


def test_a_file_keeps_its_mode(salesperson: Inside) -> None:
    path = salesperson.folder / "due.ics"
    told = salesperson.must("export", "due", "-o", path)
    assert told.err == f"Events in {path}: 3.\n"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    path.chmod(0o644)
    salesperson.must("export", "due", "-o", path)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o644
    assert b"\r\n" in path.read_bytes()


def test_an_empty_book_is_an_empty_calendar(inside: Inside) -> None:
    assert events(inside) == {}


def test_the_last_day_there_is(salesperson: Inside) -> None:
    salesperson.add("末", "--grade", "E")
    salesperson.must("snooze", "末", "9999-12-31", "--reason", "never")
    assert events(salesperson, "--to", "all")["E 末"].decoded("dtstart") == date.max


def test_a_book_without_an_id_is_told_by_its_first_entry(salesperson: Inside) -> None:
    import sqlite3

    with sqlite3.connect(salesperson.book) as book:
        book.execute("delete from book_setting where key = 'book_id'")
    book.close()
    with reading(str(salesperson.book)) as found:
        first = book_identity(found)
    assert len(first) == 32
    salesperson.must("note", "王小明", "x")
    with reading(str(salesperson.book)) as found:
        assert book_identity(found) == first


@pytest.mark.slow
def test_khal_opens_it(salesperson: Inside, tmp_path: Path) -> None:
    """A real calendar program, installed for this test alone."""
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    installed = subprocess.run([python, "-m", "pip", "install", "-q", "khal"], capture_output=True, text=True)
    if installed.returncode:
        pytest.skip(f"khal cannot be installed here: {installed.stderr.strip()[-200:]}")
    config, calendar = tmp_path / "khal.conf", tmp_path / "due.ics"
    config.write_text(KHAL_CONFIG.format(folder=tmp_path), encoding="utf-8")
    (tmp_path / "calendar").mkdir()
    salesperson.must("export", "due", "-o", calendar)
    environ = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    def khal(*words: str | Path) -> str:
        command: list[str | Path] = [python.with_name("khal"), "-c", config, *words]
        return subprocess.run(
            command, env=environ, check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout

    khal("import", "--batch", "-a", "due", calendar)
    listed = khal("list", TODAY.isoformat(), "14d")
    assert "B 王小明" in listed
    assert "Birthday: 李丽, turns 46" in listed
