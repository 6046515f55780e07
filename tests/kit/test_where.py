"""The filter language: what it takes, what it refuses and where, and that SQL says what the words say."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date

import pytest

from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.i18n import set_language
from crmcli.kit.where import Field, Fields, compile_where

TODAY = date(2026, 11, 22)  # a Sunday

Value = str | int | None | tuple[str, ...]
Row = Mapping[str, Value]

COLUMNS = ("name", "grade", "kind", "visits", "amount", "last_on", "next_on", "vip")


def _digits(text: str) -> str:
    digits = "".join(character for character in text if character.isdigit())
    if not digits:
        raise ValueRefused("{typed} is no phone.", typed=text)
    return digits


def _custom(name: str) -> Field | None:
    """Custom fields live in a table of their own and are found by a bound name."""
    if name not in ("面积", "户型 (m2)", "Robert'); drop table customer; --"):
        return None
    sql = "(select value from custom where customer_id = customer.id and name = ?)"
    return Field(name, sql, "text", ordered=True, parameters=(name,))


GRADES = {letter: letter for letter in "ABCDE"}
KINDS = {"person": "person", "company": "company", "个人": "person", "企业": "company"}
TAGGED = "exists (select 1 from tag where customer_id = customer.id and {test})"
CALLED = "exists (select 1 from phone where customer_id = customer.id and {test})"
FIELDS = Fields(
    [
        Field("name", "name", "text", ("名称", "姓名")),
        Field("grade", "grade", "word", ("等级",), GRADES, ordered=True),
        Field("kind", "kind", "word", ("类型",), KINDS),
        Field("visits", "visits", "int", ("拜访次数",)),
        Field("amount", "amount", "money", ("金额",)),
        Field("last_contact_on", "last_on", "date", ("上次联系",)),
        Field("next_follow_up_on", "next_on", "date", ("下次跟进",), direction="future"),
        Field("vip", "vip", "bool", ("贵宾",)),
        Field("tag", "", "set", ("标签",), exists_sql=TAGGED),
        Field("phone", "", "set", ("电话",), exists_sql=CALLED, normalise=_digits),
    ],
    _custom,
    lambda: ["面积"],
)
EMPTY_ROW: Row = dict.fromkeys((*COLUMNS, "area"), None) | {"tags": (), "phones": ()}


def row(**values: Value) -> Row:
    return {**EMPTY_ROW, **values}


def matching(text: str, rows: list[Row]) -> list[int]:
    """The positions of the rows that pass the filter, through real SQLite."""
    condition = compile_where(text, FIELDS, TODAY)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "create table customer (id integer primary key, name text, grade text, kind text,"
            " visits integer, amount integer, last_on text, next_on text, vip integer);"
            "create table tag (customer_id integer, value text);"
            "create table phone (customer_id integer, value text);"
            "create table custom (customer_id integer, name text, value text);"
        )
        for at, values in enumerate(rows):
            _insert(connection, at, values)
        found = connection.execute(
            f"select id from customer where {condition.sql} order by id", condition.parameters
        )
        return [at for (at,) in found]


def _insert(connection: sqlite3.Connection, at: int, values: Row) -> None:
    places = ", ".join("?" * (len(COLUMNS) + 1))
    connection.execute(f"insert into customer values ({places})", (at, *(values[name] for name in COLUMNS)))
    for table in ("tag", "phone"):
        several = values[f"{table}s"]
        assert isinstance(several, tuple)
        connection.executemany(f"insert into {table} values (?, ?)", [(at, value) for value in several])
    if values["area"] is not None:
        connection.execute("insert into custom values (?, '面积', ?)", (at, values["area"]))


def refusal_of(text: str) -> UsageRefused:
    with pytest.raises(UsageRefused) as caught:
        compile_where(text, FIELDS, TODAY)
    return caught.value


@pytest.fixture
def _in_chinese() -> Iterator[None]:
    set_language("zh")
    yield
    set_language("en")


WANG: Row = row(
    name="Wang 100%", grade="A", kind="company", visits=3, amount=1_200_000, last_on="2026-11-20",
    next_on="2026-11-27", vip=1, tags=("VIP", "老客户"), phones=("13812345678",), area="90",
)  # fmt: skip
LI: Row = row(
    name="李四", grade="C", kind="person", visits=0, amount=0, last_on="2026-10-01", vip=0, area="120"
)
NOBODY: Row = row(name="")
BOOK = [WANG, LI, NOBODY]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("grade = A", [0]),
        ("grade=a", [0]),
        ("等级＝Ａ", [0]),
        ("grade != A", [1, 2]),
        ("等级≠A", [1, 2]),
        ("not grade = A", [1, 2]),
        ("grade <= B", [0]),
        ("等级≥B", [1]),
        ("grade in A, c", [0, 1]),
        ("等级 属于 A、C", [0, 1]),
        ("not grade in A，C", [2]),
        ("kind = 企业", [0]),
        ("KIND = Person OR 类型=company", [0, 1]),
        ("name ~ 100%", [0]),
        ("name ~ %", [0]),
        ("name ~ _", []),
        ("name ~ \\", []),
        ('name = "WANG 100%"', [0]),
        ("姓名～李", [1]),
        ("name is empty", [2]),
        ("name is not empty", [0, 1]),
        ("等级为空", [2]),
        ("等级 不为空", [0, 1]),
        ("visits > 2", [0]),
        ("拜访次数＞２", [0]),
        ("visits < 5", [0, 1]),
        ("not visits > 2", [1, 2]),
        ("visits = 0", [1]),
        ("visits is empty", [2]),
        ("金额 >= 1.2万", [0]),
        ('amount = "12,000.00"', [0]),
        ("amount is empty", [2]),
        ("last_contact_on >= fri", [0]),
        ("last_contact_on < 2026-11-01", [1]),
        ("上次联系 <= 周五", [0, 1]),
        ("next_follow_up_on <= fri", [0]),
        ("下次跟进 < 周五", []),
        ("vip = yes", [0]),
        ("贵宾 = 否", [1]),
        ("not vip = 否", [0, 2]),
        ("tag = vip", [0]),
        ("tag != vip", [1, 2]),
        ("tag ~ 客", [0]),
        ("tag in x, 老客户", [0]),
        ("tag is empty", [1, 2]),
        ("标签 不为空", [0]),
        ("phone = 138-1234-5678", [0]),
        ("phone ~ 1234", [0]),
        ("面积 < 100", [0]),
        ("面积 > 100.0", [1]),
        ("面积＜９０．５", [0]),
        ("面积 != 90", [1, 2]),
        ("面积 is empty", [2]),
        ("“户型 (m2)” 为空", [0, 1, 2]),
        ('"Robert\'); drop table customer; --" = x', []),
        ('name = "\'; drop table customer; --"', []),
        ("grade = A or grade = C and visits = 9", [0]),
        ("(grade = A or grade = C) and visits = 0", [1]),
        ("not (grade = A or visits = 0)", [2]),
        ("（等级=A 或者 等级=C）并且 非 金额 = 0", [0]),
        ("等级=A 和 标签=vip", [0]),
        ("等级=A 且 不 标签=vip", []),
        ("\u3000grade\u200b\t=\nA ", [0]),
    ],
)
def test_takes(text: str, expected: list[int]) -> None:
    assert matching(text, BOOK) == expected


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("O'Brien!", "O'Brien!"),
        ("a!b", "a!b"),
        ("not", "not"),
        ("in", "in"),
        ("为空", "为空"),
        ("-1.5%", "-1.5%"),
        ('"and"', "and"),
        ("'two words, (1) = 2'", "two words, (1) = 2"),
        ("“上海”", "上海"),
        ("‘x’", "x"),
        ("「a」」b」", "a」b"),
        ("'x''y'", "x'y"),
        ('""""', '"'),
        ("e\u0301", "é"),
        ("王\u200b明", "王明"),
    ],
)
def test_values_may_be_bare_or_quoted(typed: str, value: str) -> None:
    assert compile_where(f"name = {typed}", FIELDS, TODAY).parameters == (value,)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "the filter is empty"),
        ("   \u3000", 1, "the filter is empty"),
        ("grade", 6, "not the end"),
        ("grade =", 8, "a value must come here"),
        ("grade = A grade = B", 11, '"and" or "or" must come here, with spaces around it, not "grade"'),
        ("等级=A且金额>1万", 8, 'not ">"'),
        ("grade = A and", 14, "a field"),
        ("and grade = A", 1, 'not "and"'),
        ("not not grade = A", 5, 'not "not"'),
        ("grade = or", 9, "quotes make a value"),
        ("  grade == A", 10, 'a value must come here, not "="'),
        ("grade not in A", 7, "before the field"),
        ("grade in A,", 12, "a value must come here"),
        ("grade in (A,B)", 10, 'not "("'),
        ("grade is A", 10, '"empty" must come here'),
        ('name = ""', 8, "is empty"),
        ("(grade = A", 1, "never closed"),
        ("grade = A)", 10, "never opened"),
        ("(grade = A B)", 12, '"and" or "or"'),
        ("()", 2, "a field"),
        ('name = "abc', 8, "never closed"),
        ("name = “a””", 8, "never closed"),
        ("gradde = A", 1, "did you mean grade?"),
        ("等极 = A", 1, "did you mean 等级?"),
        ("面 积 = 1", 3, "after a field"),
        ("面枳 = 1", 1, "did you mean 面积?"),
        ("zzzzzz = 1", 1, "there are: name grade kind"),
        ("name = x and grade = F", 22, 'grade knows no "F"; it is one of: A B C D E'),
        ("kind = compny", 8, "did you mean company?"),
        ("name < x", 6, "name can be asked with = != in is ~, not with <"),
        ("vip ~ ye", 5, "vip can be asked with"),
        ("kind < person", 6, "kind can be asked with"),
        ("amount ~ 1", 8, "amount can be asked with"),
        ("vip > 0", 5, "vip can be asked with"),
        ("tag > 0", 5, "tag can be asked with"),
        ("vip = perhaps", 7, "yes or no"),
        ("visits = 1.5", 10, "a whole number"),
        ("visits = 1_0", 10, "a whole number"),
        ("visits = 9223372036854775808", 10, "a whole number"),
        ("amount > 12,000", 12, "commas"),
        ("amount > lots", 10, "lots is not an amount"),
        ("grade = A and last_contact_on = 2026-02-30", 33, "2026-02-30"),
        ("phone = none", 9, "none is no phone"),
        ("next_follow_up_on <= next mon", 27, "a value with spaces"),
        ("name = a\0b", 9, "U+0000"),
        ("name = \ud800", 8, "U+D800"),
        ("name = x\x1b[2J", 9, "U+001B"),
        ("(" * 10_000, 51, "at most 50 levels"),
        ("(" * 51 + "grade = A" + ")" * 51, 51, "at most 50 levels"),
        ("x" * 1_000_000, 10_001, "at most 10000 characters"),
        ("\U0001d160" * 10_000, 10_001, "at most 10000 characters"),
        (" or ".join(["vip = 1"] * 501), 5501, "at most 500 tests"),
        ("visits = " + "9" * 5_000, 10, "a whole number"),
        ("q" * 9_000 + " = 1", 1, "no field is called"),
    ],
)
def test_refuses_with_the_place_and_what_was_expected(text: str, column: int, words: str) -> None:
    refusal = refusal_of(text)
    assert refusal.values["column"] == column
    assert words in str(refusal)
    assert len(str(refusal)) < 300


@pytest.mark.usefixtures("_in_chinese")
def test_fields_are_listed_by_the_names_of_the_language() -> None:
    assert "名称 等级" in str(refusal_of("zzzzzz = 1"))


def test_two_fields_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="名称"):
        Fields([Field("name", "name", "text", ("名称",)), Field("title", "title", "text", ("名称",))])


def test_values_are_bound_in_the_order_of_their_places() -> None:
    compiled = compile_where("name = x and (面积 > 5 or tag in a,b)", FIELDS, TODAY)
    assert compiled.sql.count("?") == len(compiled.parameters)
    assert not any(str(value) in compiled.sql for value in ("'x'", "面积", "'a'"))


def test_a_positive_test_of_a_word_may_use_its_index() -> None:
    assert compile_where("grade = A", FIELDS, TODAY).sql == "(grade = ?)"
