"""Dates in the cells of spreadsheets."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.dates import parse_table_date
from crmcli.kit.errors import ValueRefused

CELLS: list[tuple[object, date | None]] = [
    *((empty, None) for empty in (None, "", "  ", "\t")),
    (date(2026, 11, 20), date(2026, 11, 20)),
    (datetime(2026, 11, 20, 23, 59), date(2026, 11, 20)),
    (46346, date(2026, 11, 20)),
    (46346.99, date(2026, 11, 20)),
    (20000, date(1954, 10, 3)),
    (2958465, date(9999, 12, 31)),
    (20261120, date(2026, 11, 20)),
    (20261120.0, date(2026, 11, 20)),
    *(
        (text, date(2026, 11, 20))
        for text in (
            "2026-11-20 14:30", "2026/11/20 14:30:00", "2026-11-20 00:00:00", "2026-11-20T14:30:00.000Z",
            "2026-11-20T14:30:00.5+08:00", "2026-11-20T14:30:00-08:00", "2026年11月20日 下午3:30",
            "2026/11/20 3:30 PM", "2026年11月20日 星期五", "２０２６／１１／２０", "2026年11月20日14点30分",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_a_cell(cell: object, expected: date | None) -> None:
    assert parse_table_date(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        *("tomorrow", "明天", "+3d", "周五", "12月5日", "12-05", "14:30", "46346", "2026-02-30", "5/12/2026"),
        *("2026-11-22:30", "2026-11-20 25:00", "2026-11-20 soon", "2026-11-20+08:00", "46346d"),
        *("2026-11-20T14:30:00.x", "2026-11-20T14:30+soon", "1899-12-31"),
        *(True, 0, -1, 19999, 2958466, 20261345, float("nan"), float("inf")),
        *(46346j, [], b"2026-11-20"),
        date(1899, 12, 31),
        pytest.param(10**5000, id="a number of 5001 digits"),
        pytest.param("x" * 1_000_000, id="a cell of 1 MB"),
    ],
)
def test_a_cell_is_refused(cell: object) -> None:
    with pytest.raises(ValueRefused) as refusal:
        parse_table_date(cell)
    assert len(str(refusal.value)) < 250


@given(st.dates(min_value=date(1900, 1, 1)), st.times())
def test_what_spreadsheets_write_is_read_back(day: date, at: time) -> None:
    for form in ("{0} {1:%H:%M}", "{0}T{1:%H:%M:%S}Z", "{0}T{1}", "{0.year}/{0.month}/{0.day} {1:%H:%M:%S}",
                 "{0.year}年{0.month}月{0.day}日 {1.hour}时{1.minute}分"):  # fmt: skip
        assert parse_table_date(form.format(day, at)) == day
    assert parse_table_date(datetime.combine(day, at)) == day
    assert parse_table_date(int(f"{day:%Y%m%d}")) == day


@given(st.dates(min_value=date(1960, 1, 1)))
def test_serial_numbers_count_the_days(day: date) -> None:
    assert parse_table_date(float((day - date(1899, 12, 30)).days)) == day


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes()))
def test_any_cell_is_a_date_or_a_refusal(cell: object) -> None:
    try:
        assert parse_table_date(cell) is None or cell
    except ValueRefused as refusal:
        assert str(refusal).isprintable()  # noqa: PT017
