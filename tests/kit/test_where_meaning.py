"""SQL finds what a filter's words mean: random filters on random rows against an evaluation in Python."""

import operator
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.where import Field, Fields, compile_where

Value = str | int | None | tuple[str, ...]
Row = Mapping[str, Value]
Meaning = Callable[[Row], bool]
Drawn = tuple[str, Meaning]

COLUMNS = ("name", "grade", "visits", "amount", "last_on", "area")
FIELDS = Fields(
    [
        Field("name", "name", "text", ("姓名",)),
        Field("grade", "grade", "word", ("等级",), {letter: letter for letter in "ABCDE"}, ordered=True),
        Field("visits", "visits", "int", ("拜访次数",)),
        Field("amount", "amount", "money", ("金额",)),
        Field("last_contact_on", "last_on", "date", ("上次联系",)),
        Field(
            "tag", "", "set", ("标签",),
            exists_sql="exists (select 1 from tag where customer_id = customer.id and {test})",
        ),
    ],
    {"面积": Field("面积", "(area || ?)", "text", ordered=True, parameters=("",))}.get,
)  # fmt: skip


def matching(text: str, rows: list[Row]) -> list[int]:
    """The positions of the rows that pass the filter, through real SQLite."""
    condition = compile_where(text, FIELDS, date(2026, 11, 22))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "create table customer (id integer primary key, name text, grade text, visits integer,"
            " amount integer, last_on text, area text);"
            "create table tag (customer_id integer, value text);"
        )
        for at, values in enumerate(rows):
            columns = (values[column] for column in COLUMNS)
            connection.execute("insert into customer values (?, ?, ?, ?, ?, ?, ?)", (at, *columns))
            tags = values["tags"]
            assert isinstance(tags, tuple)
            connection.executemany("insert into tag values (?, ?)", [(at, tag) for tag in tags])
        found = connection.execute(
            f"select id from customer where {condition.sql} order by id", condition.parameters
        )
        return [at for (at,) in found]


TEXTS = st.text("abAB王é%_\\'\" ()，=", min_size=1, max_size=4).filter(lambda text: text.strip() == text)
GAPS = st.sampled_from([" ", "  ", "\u3000"])
DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(date.isoformat)
AREAS = st.sampled_from(["", "12", "3.5", "-7", "1e1", " 8 ", "abc", "12号", "B", "Infinity", "0x10"])
ORDERS: dict[str, tuple[list[str], Callable[[Any, Any], bool]]] = {
    "<": (["<", "＜"], operator.lt),
    "<=": (["<=", "＜＝", "≤"], operator.le),
    ">": ([">", "＞"], operator.gt),
    ">=": ([">=", "＞=", "≥"], operator.ge),
    "=": (["=", "＝"], operator.eq),
    "!=": (["!=", "！＝", "≠"], operator.ne),
}
ORDERED_VALUES: dict[str, st.SearchStrategy[str | int]] = {
    "grade": st.sampled_from("ABCDE"),
    "visits": st.integers(0, 4),
    "last_on": DATES,
}
QUOTES = [('"', '"'), ("'", "'"), ("“", "”"), ("「", "」"), ("‘", "’")]
NAMES = {
    "name": ["name", "姓名", "'Name'"],
    "grade": ["grade", "等级", "GRADE"],
    "visits": ["visits", "拜访次数"],
    "amount": ["amount", "金额"],
    "last_on": ["last_contact_on", "上次联系"],
    "tags": ["tag", "“标签”"],
    "area": ["面积", "「面积」"],
}


def ascii_lower(text: str) -> str:
    return "".join(character.lower() if character.isascii() else character for character in text)


def comparable(value: Value) -> object:
    """Texts without ASCII case; everything else as it is."""
    return ascii_lower(value) if isinstance(value, str) else value


def stored_number(text: str) -> float | None:
    try:
        return float(text) if not set(text) - set("0123456789.+-e ") else None
    except ValueError:
        return None


@st.composite
def quoted(draw: st.DrawFn, text: str) -> str:
    opening, closing_quote = draw(st.sampled_from(QUOTES))
    return opening + text.replace(closing_quote, closing_quote * 2) + closing_quote


@st.composite
def typed(draw: st.DrawFn, text: str) -> str:
    """The value bare where it may be, or in any quotes."""
    if text.isalnum() and draw(st.booleans()):
        return text
    return draw(quoted(text))


@st.composite
def comparisons(draw: st.DrawFn) -> Drawn:
    """FIELD OP VALUE for the fields with an order, money in yuan."""
    key = draw(st.sampled_from(["grade", "visits", "amount", "last_on"]))
    sign = draw(st.sampled_from(list(ORDERS)))
    spelling, compare = draw(st.sampled_from(ORDERS[sign][0])), ORDERS[sign][1]
    wanted: str | int
    if key == "amount":
        wanted = draw(st.integers(0, 500))
        text = f"{wanted // 100}.{wanted % 100:02}"
    else:
        wanted = draw(ORDERED_VALUES[key])
        text = str(wanted)

    def holds(values: Row) -> bool:
        value = values[key]
        return sign == "!=" if value is None else compare(value, wanted)

    gap = draw(st.sampled_from(["", " "]))
    return f"{draw(st.sampled_from(NAMES[key]))}{gap}{spelling}{gap}{draw(typed(text))}", holds


@st.composite
def text_tests(draw: st.DrawFn) -> Drawn:
    """= != ~ of free text and of tags."""
    key = draw(st.sampled_from(["name", "tags"]))
    sign = draw(st.sampled_from(["=", "!=", "~"]))
    wanted = draw(TEXTS)

    def passes(value: str | None) -> bool:
        if value is None:
            return False
        if sign == "~":
            return ascii_lower(wanted) in ascii_lower(value)
        return ascii_lower(wanted) == ascii_lower(value)

    def holds(values: Row) -> bool:
        value = values[key]
        found = any(map(passes, value)) if isinstance(value, tuple) else passes(value)  # type: ignore[arg-type]
        return found != (sign == "!=")

    return f"{draw(st.sampled_from(NAMES[key]))} {sign} {draw(typed(wanted))}", holds


@st.composite
def area_orders(draw: st.DrawFn) -> Drawn:
    """Orders of a custom field: numbers among numbers, texts among all."""
    sign = draw(st.sampled_from(["<", "<=", ">", ">="]))
    wanted = draw(st.sampled_from(["10", "3.5", "-7", "8", "abc", "b", "12号"]))
    limit = stored_number(wanted)

    def holds(values: Row) -> bool:
        value = values["area"]
        if not isinstance(value, str):
            return False
        if limit is None:
            return ORDERS[sign][1](ascii_lower(value), ascii_lower(wanted))
        amount = stored_number(value)
        return amount is not None and ORDERS[sign][1](amount, limit)

    return f"{draw(st.sampled_from(NAMES['area']))} {sign} {draw(quoted(wanted))}", holds


@st.composite
def memberships(draw: st.DrawFn) -> Drawn:
    key = draw(st.sampled_from(["grade", "name", "tags"]))
    wanted = draw(st.lists(st.sampled_from("ABCDE") if key == "grade" else TEXTS, min_size=1, max_size=3))
    among = {ascii_lower(text) for text in wanted}

    def holds(values: Row) -> bool:
        value = values[key]
        several = value if isinstance(value, tuple) else (value,)
        return any(comparable(each) in among for each in several)

    comma = draw(st.sampled_from([",", ", ", "，", " 、"]))
    listed = comma.join([draw(typed(text)) for text in wanted])
    return (
        f"{draw(st.sampled_from(NAMES[key]))} {draw(st.sampled_from(['in', 'IN', '属于']))} {listed}",
        holds,
    )


@st.composite
def emptiness(draw: st.DrawFn) -> Drawn:
    key = draw(st.sampled_from(list(NAMES)))
    negated = draw(st.booleans())
    words = ["is not empty", "IS NOT Empty", "不为空"] if negated else ["is empty", "为空"]

    def holds(values: Row) -> bool:
        return (values[key] in (None, "", ())) != negated

    return f"{draw(st.sampled_from(NAMES[key]))} {draw(st.sampled_from(words))}", holds


@st.composite
def joined(draw: st.DrawFn, parts: st.SearchStrategy[Drawn]) -> Drawn:
    """A chain of terms without inner brackets, meant as an "or" of "and"s, in brackets of its own."""
    alternatives = draw(st.lists(st.lists(parts, min_size=1, max_size=3), min_size=1, max_size=3))
    gap, or_word, and_word = (
        draw(GAPS),
        draw(st.sampled_from(["or", "OR", "或", "或者"])),
        draw(st.sampled_from(["and", "And", "且", "并且", "和"])),
    )
    text = f"{gap}{or_word} ".join(
        f"{gap}{and_word} ".join(term for term, _meaning in terms) for terms in alternatives
    )

    def holds(values: Row) -> bool:
        return any(all(meaning(values) for _term, meaning in terms) for terms in alternatives)

    negation = draw(st.sampled_from(["", "not ", "NOT", "非 ", "不"]))
    opening, closing_bracket = draw(st.sampled_from([("(", ")"), ("（", "）")]))
    return f"{negation}{opening}{text}{closing_bracket}", (
        (lambda values: not holds(values)) if negation else holds
    )


TESTS = comparisons() | text_tests() | area_orders() | memberships() | emptiness()
FILTERS = st.recursive(
    TESTS | TESTS.map(lambda drawn: (f"not {drawn[0]}", lambda values: not drawn[1](values))),
    joined,
    max_leaves=12,
)
ROWS = st.fixed_dictionaries(
    {
        "name": st.none() | st.just("") | TEXTS,
        "grade": st.none() | st.sampled_from("ABCDE"),
        "visits": st.none() | st.integers(0, 4),
        "amount": st.none() | st.integers(0, 500),
        "last_on": st.none() | DATES,
        "tags": st.lists(TEXTS, max_size=2).map(tuple),
        "area": st.none() | AREAS,
    }
)


@given(FILTERS, st.lists(ROWS, min_size=1, max_size=5))
def test_sql_finds_what_the_words_mean(drawn: Drawn, rows: list[Row]) -> None:
    text, meaning = drawn
    assert matching(text, rows) == [at for at, values in enumerate(rows) if meaning(values)]
