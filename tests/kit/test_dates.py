"""Dates as people type them: what each form means on a Sunday and on a Thursday, and what is refused."""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from subprocess import run

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crmcli.kit import i18n
from crmcli.kit.dates import (
    Direction,
    describe_date,
    grammar,
    parse_date,
    parse_table_date,
    short_date,
    tokens,
    weekday_name,
)
from crmcli.kit.dates.refusals import DateError
from crmcli.kit.errors import ValueRefused

SUNDAY = date(2026, 11, 22)
THURSDAY = date(2024, 2, 29)
DIRECTIONS: tuple[Direction, ...] = ("past", "future")
directions = st.sampled_from(DIRECTIONS)
days = st.dates(min_value=date(1900, 1, 1))


@pytest.fixture
def chinese() -> Iterator[None]:
    i18n.set_language("zh")
    yield
    i18n.set_language("en")


WRITTEN_OUT = {
    "2026-12-01", "2026-12-1", "2026/12/1", "2026/12/01", "2026.12.1", "20261201", "2026年12月1日",
    "2026年12月1号", "２０２６年１２月１日", "2026 年 12 月 1 日", "二〇二六年十二月一日",
    "二零二六年12月1日", "2026-12-01 Tue", "2026-12-01 周二", "2026年12月1日 星期二",
    "2026-12-01（周二）", "1 Dec 2026", "Dec 1, 2026", "dec 1 2026", "December 1, 2026", "1-Dec-2026",
    " 2026-12-01 ",
}  # fmt: skip


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("typed", sorted(WRITTEN_OUT))
def test_a_date_with_its_year_is_that_day(typed: str, direction: Direction) -> None:
    assert parse_date(typed, SUNDAY, direction) == date(2026, 12, 1)
    assert parse_table_date(typed) == date(2026, 12, 1)


# Said on Sunday 2026-11-22; the direction plays no part.
FIXED_ON_SUNDAY = {
    "today": "2026-11-22", "TODAY": "2026-11-22", "今天": "2026-11-22", "今日": "2026-11-22",
    "yesterday": "2026-11-21", "昨天": "2026-11-21", "前天": "2026-11-20", "大前天": "2026-11-19",
    "tomorrow": "2026-11-23", "明天": "2026-11-23", "后天": "2026-11-24", "後天": "2026-11-24",
    "大后天": "2026-11-25", "+3d": "2026-11-25", "3d": "2026-11-25", "-1d": "2026-11-21",
    "−1d": "2026-11-21", "+ 3 d": "2026-11-25", "0d": "2026-11-22", "2w": "2026-12-06",
    "1m": "2026-12-22", "1y": "2027-11-22", "-1y": "2025-11-22", "in 3 days": "2026-11-25",
    "in 1 week": "2026-11-29", "3 days ago": "2026-11-19", "2 months ago": "2026-09-22",
    "3天后": "2026-11-25", "三天后": "2026-11-25", "３天後": "2026-11-25", "十天以后": "2026-12-02",
    "二十一天后": "2026-12-13", "廿一天后": "2026-12-13", "一百天后": "2027-03-02",
    "一百零五天后": "2027-03-07", "3天前": "2026-11-19", "两天前": "2026-11-20",
    "两周后": "2026-12-06", "兩週後": "2026-12-06", "2个星期后": "2026-12-06",
    "一个礼拜之前": "2026-11-15", "1个月后": "2026-12-22", "半个月后": "2026-12-07",
    "半个月前": "2026-11-07", "半年后": "2027-05-22", "一年后": "2027-11-22", "next mon": "2026-11-23",
    "下周一": "2026-11-23", "下星期一": "2026-11-23", "下个礼拜一": "2026-11-23",
    "next sunday": "2026-11-29", "下周日": "2026-11-29", "下周5": "2026-11-27",
    "下下周三": "2026-12-02", "last fri": "2026-11-13", "上周五": "2026-11-13",
    "上上周五": "2026-11-06", "this fri": "2026-11-20", "这周五": "2026-11-20", "本周五": "2026-11-20",
    "本周日": "2026-11-22", "下月5号": "2026-12-05", "下个月五号": "2026-12-05",
    "下月31日": "2026-12-31", "上月5号": "2026-10-05", "本月5号": "2026-11-05",
    "明年3月1日": "2027-03-01", "去年12月5号": "2025-12-05", "今年十二月五日": "2026-12-05",
    "本月底": "2026-11-30", "下月底": "2026-12-31", "下个月底": "2026-12-31", "上月底": "2026-10-31",
    "下月初": "2026-12-01", "今年底": "2026-12-31", "明年底": "2027-12-31", "明年初": "2027-01-01",
}  # fmt: skip

# Open dates said on Sunday 2026-11-22: the latest past one, the next to come.
OPEN_ON_SUNDAY = {
    "fri": ("2026-11-20", "2026-11-27"), "Friday": ("2026-11-20", "2026-11-27"),
    "周五": ("2026-11-20", "2026-11-27"), "星期五": ("2026-11-20", "2026-11-27"),
    "禮拜五": ("2026-11-20", "2026-11-27"), "周一": ("2026-11-16", "2026-11-23"),
    "sun": ("2026-11-22", "2026-11-22"), "周日": ("2026-11-22", "2026-11-22"),
    "礼拜天": ("2026-11-22", "2026-11-22"), "12-01": ("2025-12-01", "2026-12-01"),
    "12/1": ("2025-12-01", "2026-12-01"), "12月5日": ("2025-12-05", "2026-12-05"),
    "12月5号": ("2025-12-05", "2026-12-05"), "十二月五号": ("2025-12-05", "2026-12-05"),
    "12月5": ("2025-12-05", "2026-12-05"), "Dec 1": ("2025-12-01", "2026-12-01"),
    "1 december": ("2025-12-01", "2026-12-01"), "11-22": ("2026-11-22", "2026-11-22"),
    "11-21": ("2026-11-21", "2027-11-21"), "2-29": ("2024-02-29", "2028-02-29"),
    "5号": ("2026-11-05", "2026-12-05"), "五号": ("2026-11-05", "2026-12-05"),
    "5th": ("2026-11-05", "2026-12-05"), "22日": ("2026-11-22", "2026-11-22"),
    "31号": ("2026-10-31", "2026-12-31"), "eom": ("2026-10-31", "2026-11-30"),
    "月底": ("2026-10-31", "2026-11-30"), "月末": ("2026-10-31", "2026-11-30"),
    "月初": ("2026-11-01", "2026-12-01"), "季末": ("2026-09-30", "2026-12-31"),
    "eoy": ("2025-12-31", "2026-12-31"), "年底": ("2025-12-31", "2026-12-31"),
    "年初": ("2026-01-01", "2027-01-01"),
}  # fmt: skip

# Said on Thursday 2024-02-29, the last day of its month.
FIXED_ON_LEAP_DAY = {
    "1y": "2025-02-28", "4y": "2028-02-29", "12m": "2025-02-28", "1m": "2024-03-29",
    "-1m": "2024-01-29", "下周一": "2024-03-04", "next thu": "2024-03-07", "last thu": "2024-02-22",
    "this thu": "2024-02-29", "本周一": "2024-02-26", "上月底": "2024-01-31", "本月底": "2024-02-29",
    "半年前": "2023-08-29",
}  # fmt: skip
OPEN_ON_LEAP_DAY = {
    "thu": ("2024-02-29", "2024-02-29"), "wed": ("2024-02-28", "2024-03-06"),
    "周五": ("2024-02-23", "2024-03-01"), "2月29日": ("2024-02-29", "2024-02-29"),
    "30号": ("2024-01-30", "2024-03-30"), "月底": ("2024-02-29", "2024-02-29"),
    "12-31": ("2023-12-31", "2024-12-31"),
}  # fmt: skip


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(
    ("today", "typed", "expected"),
    [(SUNDAY, *row) for row in FIXED_ON_SUNDAY.items()]
    + [(THURSDAY, *row) for row in FIXED_ON_LEAP_DAY.items()],
)
def test_a_relative_date(today: date, typed: str, expected: str, direction: Direction) -> None:
    assert parse_date(typed, today, direction).isoformat() == expected


@pytest.mark.parametrize(
    ("today", "typed", "past", "future"),
    [(SUNDAY, typed, *both) for typed, both in OPEN_ON_SUNDAY.items()]
    + [(THURSDAY, typed, *both) for typed, both in OPEN_ON_LEAP_DAY.items()],
)
def test_an_open_date_follows_the_direction(today: date, typed: str, past: str, future: str) -> None:
    assert parse_date(typed, today, "past").isoformat() == past
    assert parse_date(typed, today, "future").isoformat() == future


REFUSED = {
    "no such day": (
        "2026-02-30", "2026/13/1", "2025-02-29", "20260230", "13月5日", "12月32日", "2-30", "32号",
        "0号", "12-00", "2026年0月5日", "明年2月30日", "30 Feb 2026",
    ),
    "not understood": (
        "soon", "11", "5", "2026-12", "2026", "12.5", "2026-012-01", "2026 12 01", "x2026-12-01",
        "2026-12-01x", "周八", "周7", "周十", "星期", "下周", "+d", "+3", "++3d", "3h", "1年2年后",
        "十十天后", "二十十天后", "一2天后", "#月#日", "@#", "#", "3d 4d", "dec", "tuesday 2026-12-01",
        "12/1/", "today today", "\x00", "\ud800", "9" * 64 + "d",
    ),
    "more than one way": ("5/12/2026", "05-12-2026", "1/2/3", "26-12-01", "26年12月1日", "5.12.2026"),
    "missing": ("", " ", "\u3000\n"),
    "1900 to 9999": ("1899-12-31", "0001-01-01", "9999999d", "99999999999y", "-200y", "+8000y", "9000年后"),
    "do not agree": ("2026-12-01 Wed", "2026年12月1日星期一"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "typed"), [(reason, typed) for reason in REFUSED for typed in REFUSED[reason]]
)
def test_a_refusal_says_why_and_gives_examples(reason: str, typed: str) -> None:
    with pytest.raises(ValueRefused, match=reason) as refusal:
        parse_date(typed, SUNDAY, "future")
    sentence = str(refusal.value)
    assert "2026-12-0" in sentence or reason == "do not agree"
    assert len(sentence) < 250
    assert sentence.isprintable()


@pytest.mark.parametrize("today", [date(1900, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("typed", [*FIXED_ON_SUNDAY, *OPEN_ON_SUNDAY])
def test_the_ends_of_the_calendar_refuse_and_never_fail(today: date, typed: str) -> None:
    for direction in DIRECTIONS:
        try:
            assert parse_date(typed, today, direction).year >= 1900
        except ValueRefused as refusal:
            assert "1900 to 9999" in str(refusal) or "no such day" in str(refusal)  # noqa: PT017


@pytest.mark.parametrize(
    ("away", "words"),
    [(-2, "2 days ago"), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (9, "in 9 days")],
)
def test_an_echo_names_the_weekday_and_the_distance(away: int, words: str) -> None:
    day = SUNDAY + timedelta(days=away)
    assert describe_date(day, SUNDAY) == f"{day} {day:%a} ({words})"


def test_a_date_in_words() -> None:
    assert describe_date(date(2026, 12, 1)) == "2026-12-01 Tue"
    assert short_date(date(2026, 12, 1), SUNDAY) == "12-01 Tue"
    assert short_date(date(2027, 1, 1), SUNDAY) == "2027-01-01 Fri"


def test_a_date_in_chinese_words(chinese: None) -> None:
    assert describe_date(date(2026, 12, 1)) == "2026-12-01 周二"
    assert [weekday_name(SUNDAY + timedelta(days=away)) for away in range(3)] == ["周日", "周一", "周二"]


def test_dates_are_read_without_slow_modules() -> None:
    program = (
        "import sys; import crmcli.kit.errors, crmcli.kit.i18n\n"
        "for slow in ('re', 'typing', 'enum', 'dataclasses', 'dateutil'): sys.modules[slow] = None\n"
        "from datetime import date; from crmcli.kit.dates import parse_date\n"
        "assert parse_date('2026-12-01', date(2026, 11, 22), 'past') == date(2026, 12, 1)\n"
        "assert parse_date('+7d', date(2026, 11, 22), 'future') == date(2026, 11, 29)\n"
        "assert 'crmcli.kit.dates.grammar' not in sys.modules\n"
        "assert parse_date('下周一', date(2026, 11, 22), 'past') == date(2026, 11, 23)\n"
    )
    done = run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@given(days, days, directions)
@example(date(1900, 1, 1), date(9999, 12, 31), "past")
def test_what_is_written_out_is_read_back(day: date, today: date, direction: Direction) -> None:
    for form in ("{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}",
                 "{0.year}年{0.month}月{0.day}日", "{0.day} {0:%b} {0.year}", "{0:%B} {0.day}, {0.year}",
                 "{0:%Y-%m-%d %A}"):  # fmt: skip
        typed = form.format(day)
        assert parse_date(typed, today, direction) == day
        assert parse_table_date(typed) == day
    assert parse_date(describe_date(day), today, direction) == day


@given(st.dates(date(1910, 1, 1), date(9900, 1, 1)), st.sampled_from(sorted(OPEN_ON_SUNDAY)))
def test_past_is_never_later_and_future_never_earlier_than_today(today: date, typed: str) -> None:
    past, future = parse_date(typed, today, "past"), parse_date(typed, today, "future")
    assert past <= today <= future
    assert (past == today) == (future == today)


@given(st.dates(date(1910, 1, 1), date(9900, 1, 1)), directions)
def test_month_and_day_are_kept(today: date, direction: Direction) -> None:
    day = parse_date("2-29", today, direction)
    assert (day.month, day.day) == (2, 29)
    assert parse_date(f"{today.month}月{today.day}日", today, direction) == today
    assert parse_date(f"{today.day}号", today, direction) == today


@given(st.dates(date(1910, 1, 1), date(9900, 1, 1)), st.integers(0, 999), directions)
def test_days_are_counted_both_ways(today: date, count: int, direction: Direction) -> None:
    later = parse_date(f"+{count}d", today, direction)
    assert later == parse_date(f"{count}天后", today, direction) == today + timedelta(days=count)
    assert (
        parse_date(f"-{count}d", later, direction)
        == parse_date(f"{count} days ago", later, direction)
        == today
    )


@given(days, st.from_regex(r"[+-]{1,2}[0-9]{0,5}d", fullmatch=True))
@example(date(9999, 12, 25), "+7d")
@example(date(1900, 1, 7), "-7d")
def test_what_is_read_without_the_grammar_means_the_same_in_it(today: date, typed: str) -> None:
    try:
        meant = grammar.read_date(tokens.folded(typed), today, "future")
    except DateError:
        with pytest.raises(ValueRefused):
            parse_date(typed, today, "future")
    else:
        assert parse_date(typed, today, "future") == meant


pieces = st.sampled_from(
    [
        *"0123456789一二十百零两半年月日号天周点时分前后上下本底初:-/. +#@TdwmyZ()",
        "星期",
        "个月",
        "next",
        "ago",
        "dec",
        "pm",
    ]
)
texts = st.one_of(st.text(), st.lists(pieces, max_size=12).map("".join), st.characters().map("3{}".format))


@given(texts, days, directions)
@example("#月#日", SUNDAY, "past")
@example("②月½日", SUNDAY, "past")
@example("天" * 1_000_000, SUNDAY, "past")
def test_any_text_is_a_date_or_a_refusal(typed: str, today: date, direction: Direction) -> None:
    try:
        assert parse_date(typed, today, direction).year >= 1900
    except ValueRefused as refusal:
        assert str(refusal).isprintable()  # noqa: PT017
