"""A day with a time of day, as people type it."""

from datetime import date, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crmcli.kit.dates import Direction, Moment, parse_moment
from crmcli.kit.errors import ValueRefused

SUNDAY = date(2026, 11, 22)
DIRECTIONS: tuple[Direction, ...] = ("past", "future")
directions = st.sampled_from(DIRECTIONS)
days = st.dates(min_value=date(1900, 1, 1))

MOMENTS = {
    "2026-11-22T14:30": ("2026-11-22", "14:30"), "2026-11-22 14:30": ("2026-11-22", "14:30"),
    "2026-11-22 14:30:59": ("2026-11-22", "14:30"), "20261122 9:05": ("2026-11-22", "09:05"),
    "today 9:05": ("2026-11-22", "09:05"), "yesterday at 3pm": ("2026-11-21", "15:00"),
    "3pm": ("2026-11-22", "15:00"), "3:15 PM": ("2026-11-22", "15:15"),
    "12am": ("2026-11-22", "00:00"), "12pm": ("2026-11-22", "12:00"), "14:30": ("2026-11-22", "14:30"),
    "00:00": ("2026-11-22", "00:00"), "fri 9:05": ("2026-11-20", "09:05"),
    "11-20 9:05": ("2026-11-20", "09:05"), "1 Nov 9:05": ("2026-11-01", "09:05"),
    "sat9:05": ("2026-11-21", "09:05"), "昨天下午3点": ("2026-11-21", "15:00"),
    "明天下午3点半": ("2026-11-23", "15:30"), "昨天下午三点十分": ("2026-11-21", "15:10"),
    "下午三点零五分": ("2026-11-22", "15:05"), "昨天下午15点": ("2026-11-21", "15:00"),
    "昨晚8点": ("2026-11-21", "20:00"), "昨天晚上8:30": ("2026-11-21", "20:30"),
    "今早9点一刻": ("2026-11-22", "09:15"), "中午12点": ("2026-11-22", "12:00"),
    "中午1点": ("2026-11-22", "13:00"), "凌晨2点": ("2026-11-22", "02:00"),
    "上午10点钟": ("2026-11-22", "10:00"), "昨日9时30分": ("2026-11-21", "09:30"),
    "周二十点": ("2026-11-17", "10:00"), "周一10点": ("2026-11-16", "10:00"),
    "星期一三点": ("2026-11-16", "03:00"), "11月5日9点": ("2026-11-05", "09:00"),
    "十一月二十号十点": ("2026-11-20", "10:00"), "5号下午2點": ("2026-11-05", "14:00"),
    "昨天 14：30": ("2026-11-21", "14:30"), "2026-11-20 周五 14:30": ("2026-11-20", "14:30"),
    "昨天": ("2026-11-21", None), "2026-11-22": ("2026-11-22", None), "12-01": ("2025-12-01", None),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "day", "clock_time"), [(typed, *both) for typed, both in MOMENTS.items()])
def test_a_moment(typed: str, day: str, clock_time: str | None) -> None:
    at = time.fromisoformat(clock_time) if clock_time else None
    assert parse_moment(typed, SUNDAY, "past") == Moment(on=date.fromisoformat(day), at=at)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        *(
            (f"2026-11-22 {wrong}", "time of day")
            for wrong in ("25:00", "14:60", "24:00", "13pm", "0am", "14:30:60")
        ),
        *((wrong, "time of day") for wrong in ("晚上12点", "晚上1点", "上午15点", "3点四刻")),
        *(("2026-02-30 14:30", "no such day"), ("5/12/2026 9:00", "more than one way")),
        *((wrong, "not understood") for wrong in ("foo 3pm", "2026-11-22 1:2:3:4", "2026-11-22T", "14:300")),
        *((wrong, "not understood") for wrong in ("2026112214:30", "3点今天", "at", "#:#", "#点")),
        ("", "missing"),
    ],
)
def test_a_moment_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(ValueRefused, match=reason):
        parse_moment(typed, SUNDAY, "past")


@given(days, st.times(), directions)
def test_a_written_out_moment_is_read_back(day: date, at: time, direction: Direction) -> None:
    minute = at.replace(second=0, microsecond=0)
    for form in ("{0}T{1:%H:%M}", "{0} {1:%H:%M:%S}", "{0} {1.hour}点{1.minute}分"):
        typed = form.format(day, minute)
        assert parse_moment(typed, SUNDAY, direction) == Moment(day, minute)


pieces = st.sampled_from(
    [
        *"0123456789一十零两月日号天周点时分刻半:-/. #@Tapm",
        "星期",
        "下午",
        "晚上",
        "at",
        "2026-11-22",
        "今天",
        "昨晚",
    ]
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=8).map("".join)), days, directions)
@example("#:#", SUNDAY, "past")
@example("昨天" * 100_000, SUNDAY, "past")
def test_any_text_is_a_moment_or_a_refusal(typed: str, today: date, direction: Direction) -> None:
    try:
        assert parse_moment(typed, today, direction).on.year >= 1900
    except ValueRefused as refusal:
        assert str(refusal).isprintable()  # noqa: PT017
