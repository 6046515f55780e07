"""The one clock: pinned by CRM_TODAY, else the time in the book's zone."""

import sys
import time as system_time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.clock import clock, system_zone_name
from crmcli.kit.errors import UsageRefused

SHANGHAI = "Asia/Shanghai"


@pytest.fixture
def zone_of_system(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    system_time.tzset()
    yield
    monkeypatch.undo()
    system_time.tzset()


@pytest.mark.parametrize("zone", [None, SHANGHAI, "America/New_York", "No/Such"])
def test_a_pinned_day_is_today_in_every_zone(zone: str | None) -> None:
    pinned = clock({"CRM_TODAY": "2026-11-22"}, zone)
    assert pinned.today() == date(2026, 11, 22)
    assert pinned.today_iso() == "2026-11-22"
    assert pinned.now().date() == date(2026, 11, 22)


def test_a_pinned_day_keeps_the_real_time_of_day() -> None:
    real = datetime.now(timezone(timedelta(hours=8)))
    told = clock({"CRM_TODAY": "2026-11-22"}, SHANGHAI).now()
    apart = (told.hour * 3600 + told.minute * 60 + told.second) - (
        real.hour * 3600 + real.minute * 60 + real.second
    )
    assert apart % 86_400 < 60


@pytest.mark.parametrize(
    "typed", ["2026-11-22T09:30", "2026-11-22 09:30", "2026-11-22T09:30:00", " 2026-11-22T09:30 "]
)
def test_a_pinned_moment_stands_still(typed: str) -> None:
    pinned = clock({"CRM_TODAY": typed}, SHANGHAI)
    assert pinned.now().isoformat() == "2026-11-22T09:30:00+08:00"
    assert pinned.today() == date(2026, 11, 22)


def test_a_pinned_moment_is_local_time_of_the_system_without_a_zone(zone_of_system: None) -> None:
    for zone in (None, "America/New_York", "No/Such", "../etc/passwd", "\x00", "\ud800", "Asia"):
        assert clock({"CRM_TODAY": "2026-07-01T09:30"}, zone).now().isoformat() == "2026-07-01T09:30:00-04:00"
        assert clock({"CRM_TODAY": "2026-12-01T09:30"}, zone).now().isoformat() == "2026-12-01T09:30:00-05:00"


@pytest.mark.parametrize("environ", [{}, {"CRM_TODAY": ""}, {"CRM_TODAY": " "}])
@pytest.mark.parametrize(("zone", "hours"), [("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12), (SHANGHAI, 8)])
def test_without_a_pin_it_is_now_in_the_zone_of_the_book(
    environ: dict[str, str], zone: str, hours: int
) -> None:
    there = timezone(timedelta(hours=hours))
    before = datetime.now(there).replace(microsecond=0)
    told = clock(environ, zone)
    now, today = told.now(), told.today()
    after = datetime.now(there)
    assert before <= now <= after
    assert now.utcoffset() == timedelta(hours=hours)
    assert now.microsecond == 0
    assert before.date() <= today <= after.date()


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "tomorrow",
            "2026-02-30",
            "20261122",
            "2026-11-22T",
            "2026-11-22T9:30",
            "2026-11-22T09",
            "2026-W47-7",
        ),
        *(
            "2026-11-22T09:30Z",
            "2026-11-22T09:30+08:00",
            "2026-11-22T09+08",
            "2026-11-22T24:00",
            "2026-11-22T0930",
        ),
        *("1899-12-31", "2026-11-22T093000.0", "２０２６-11-22", "x\x1b[31m", "\ud800"),
        pytest.param("9" * 100_000, id="100,000 digits"),
    ],
)
def test_a_wrong_pin_is_refused(typed: str) -> None:
    with pytest.raises(UsageRefused, match="CRM_TODAY") as refusal:
        clock({"CRM_TODAY": typed}, None)
    assert len(str(refusal.value)) < 400
    assert str(refusal.value).isprintable()


@given(st.datetimes(min_value=datetime(1900, 1, 1)), st.sampled_from([None, SHANGHAI, "America/New_York"]))
def test_any_pinned_moment_is_aware_and_on_its_day(moment: datetime, zone: str | None) -> None:
    pinned = clock({"CRM_TODAY": moment.isoformat(timespec="seconds")}, zone)
    assert pinned.today() == moment.date()
    assert pinned.now().replace(tzinfo=None) == moment.replace(microsecond=0) or zone is None
    assert pinned.now().utcoffset() is not None


def test_the_zone_of_the_system_has_a_name(zone_of_system: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert system_zone_name() == "America/New_York"
    monkeypatch.setenv("TZ", ":/usr/share/zoneinfo/Asia/Shanghai")
    assert system_zone_name() == SHANGHAI


def test_the_zone_of_the_system_comes_from_localtime(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr("os.readlink", lambda _path: "/var/db/timezone/zoneinfo/Asia/Shanghai")
    assert system_zone_name() == SHANGHAI


def test_todays_date_needs_no_zone_data() -> None:
    program = (
        "import os, sys; os.environ['TZ'] = 'Asia/Shanghai'; sys.modules['zoneinfo'] = None\n"
        "from crmcli.kit.clock import clock\n"
        "for zone in (None, 'Asia/Shanghai'): print(clock({}, zone).today_iso())\n"
    )
    done = run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
