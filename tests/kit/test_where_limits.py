"""Filters of any size and any text: what the compiler takes SQLite takes, all else is refused."""

import sqlite3
from contextlib import closing, suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import UsageRefused
from crmcli.kit.where import Field, Fields, compile_where

FIELDS = Fields(
    [
        Field("name", "name", "text", ("姓名",), ordered=True),
        Field("grade", "grade", "word", ("等级",), {"A": "A", "b": "B"}),
        Field("visits", "visits", "int"),
        Field("amount", "amount", "money"),
        Field("met_on", "met_on", "date"),
        Field("vip", "vip", "bool"),
        Field(
            "tag", "", "set", ("标签",), exists_sql="exists (select 1 from tag where owner = name and {test})"
        ),
    ]
)
BOOK = """
    create table customer (name text, grade text, visits integer, amount integer, met_on text, vip integer);
    create table tag (owner text, value text);
    insert into customer values ('Wang', 'A', 3, 100, '2026-11-20', 1);
    insert into tag values ('Wang', 'VIP');
"""


def passes(text: str) -> bool:
    """Whether Wang passes the filter, in a real SQLite with its limits."""
    condition = compile_where(text, FIELDS, date(2026, 11, 22))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(BOOK)
        found = connection.execute(f"select 1 from customer where {condition.sql}", condition.parameters)
        return found.fetchone() is not None


def balanced(levels: int) -> str:
    """Brackets on both sides of every joint, `levels` deep; Wang does not pass."""
    if not levels:
        return "visits = 1"
    joint = "and" if levels % 2 else "or"
    return f"({balanced(levels - 1)} {joint} {balanced(levels - 1)})"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(" * 50 + "visits = 3" + ")" * 50, True),
        ("not (visits = 1 or " * 50 + "visits = 3" + ")" * 50, True),
        ("visits = 1 or tag = VIP and (" * 50 + "not tag = VIP" + ")" * 50, False),
        ("visits = 1 or tag = VIP and (" * 50 + "not tag = q" + ")" * 50, True),
        ("not (visits = 1 or tag = VIP and " * 50 + "tag = VIP" + ")" * 50, True),
        (f"({balanced(3)} or visits = 3 and " * 20 + balanced(5) + ")" * 20, False),
        (f"({balanced(3)} or visits = 3 and " * 20 + "not " + balanced(5) + ")" * 20, True),
        (balanced(8), False),
        (" or ".join(["visits = 1"] * 499 + ["visits = 3"]), True),
        (" and ".join(["not visits = 1"] * 500), True),
        ("visits in 3" + ",1" * 4_900, True),
        ("name ~ " + "%" * 9_900, False),
        ('name ~ "' + "𠮷" * 9_900 + '"', False),
        ("name < " + "9" * 9_900, False),
    ],
)
def test_the_largest_filters_fit_sqlite(text: str, expected: bool) -> None:
    assert passes(text) == expected


FRAGMENTS = st.sampled_from(
    [
        "name", "姓名", "grade", "visits", "amount", "met_on", "vip", "tag", "标签", "标签为空", "nobody",
        "=", "!=", "<", ">=", "~", "≥", "！", "(", ")", "（", "）", ",", "、", "'", '"', "“", "”", "「", "」",
        "and", "or", "not", "in", "is", "empty", "且", "或", "非", "和", "属于", "为空", "不为空",
        "A", "12", "1.2万", "2026-12-01", "fri", "yes", "{x}", "%", "\\", "\0", "\u202e", "\ud800",
    ]
)  # fmt: skip


@given(
    st.text(st.characters(exclude_categories=()))
    | st.lists(FRAGMENTS, max_size=12).map(" ".join)
    | st.lists(FRAGMENTS, max_size=12).map("".join)
)
def test_any_text_runs_or_is_refused(text: str) -> None:
    with suppress(UsageRefused):
        passes(text)


@given(st.sampled_from(["name", "grade", "visits", "amount", "met_on", "vip", "tag"]), st.text(min_size=1))
def test_any_value_runs_or_is_refused(field: str, value: str) -> None:
    doubled = value.replace('"', '""')
    with suppress(UsageRefused):
        passes(f'{field} in "{doubled}"')
