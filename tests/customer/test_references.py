"""CUSTOMER on the command line: whatever the user remembers, tier by tier."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crmcli.customer.rules import code_key
from tests.inside import Inside
from tests.program import Program

ID_NUMBER = "11010519491231002X"
CREDIT_CODE = "91350100M000100Y43"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """C0001 王小明, C0002 王小明 (another), C0003 a company with every number, C0004 李四, C0005 archived."""
    inside = Inside(Program(tmp_path_factory.mktemp("references")))
    inside.add("王小明", "--phone", "13812345678")
    inside.add("王小明", "--phone", "13900001111")
    inside.add(
        "河南华信商贸（集团）有限公司", "--phone", "021-62345678转801", "--licence", CREDIT_CODE,
        "--contact", "赵婷",
    )  # fmt: skip
    inside.add("李四", "--id", ID_NUMBER, "--phone", "+852 2345 6789")
    inside.add("李四光", "--phone", "13712344321")
    inside.must("archive", "C0005")
    return inside


def with_codes(inside: Inside, *codes: str) -> None:
    """Customers whose numbers come from the user's own files."""
    for code in codes:
        own_code = inside.add(f"名 {code}")
        with closing(sqlite3.connect(inside.book)) as connection, connection:
            connection.execute(
                "update customer set code = ?, code_key = ? where code = ?", (code, code_key(code), own_code)
            )


def found(book: Inside, typed: str) -> str:
    """The code of the one customer that a reference gives."""
    ran = book("show", "-f", "codes", "--", typed)
    assert ran.code == 0, ran.err
    return ran.out.strip()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("C0003", "C0003"),
        ("c0003", "C0003"),
        ("c3", "C0003"),
        ("C00000003", "C0003"),
        (" c3 ", "C0003"),
        ("Ｃ０００３", "C0003"),
        ("河南华信商贸（集团）有限公司", "C0003"),
        ("河南华信商贸(集团)有限公司", "C0003"),
        ("河南 华信商贸集团 有限公司", "C0003"),
        ("李四", "C0004"),
        ("13812345678", "C0001"),
        ("138 1234 5678", "C0001"),
        ("+86-138-1234-5678", "C0001"),
        ("0086 13812345678", "C0001"),
        ("１３８１２３４５６７８", "C0001"),
        ("02162345678", "C0003"),
        ("(021) 6234-5678", "C0003"),
        ("021-62345678-801", "C0003"),
        ("+852-2345-6789", "C0004"),
        (ID_NUMBER, "C0004"),
        (ID_NUMBER.lower(), "C0004"),
        ("110105 19491231 002x", "C0004"),
        ("110105-19491231-002X", "C0004"),
        ("１１０１０５１９４９１２３１００２Ｘ", "C0004"),
        (CREDIT_CODE, "C0003"),
        (CREDIT_CODE.lower(), "C0003"),
        ("9135 0100 M000 100Y 43", "C0003"),
        ("lisi", "C0004"),
        ("LiSi", "C0004"),
        ("Li Si", "C0004"),
        ("ls", "C0004"),
        ("hnhxsmjtyxgs", "C0003"),
        ("henanhuaxinshangmaojituanyouxiangongsi", "C0003"),
        ("0000 1111", "C0002"),
        ("6234", "C0003"),
        ("华信", "C0003"),
        ("商贸(集", "C0003"),
    ],
)  # fmt: skip
def test_each_tier_finds_its_customer(book: Inside, typed: str, code: str) -> None:
    assert found(book, typed) == code


def test_tiers_are_asked_in_order(inside: Inside) -> None:
    assert inside.add("wxm") == "C0001"
    assert inside.add("王小明", "--phone", "13812345678") == "C0002"
    assert inside.add("c2") == "C0003"
    assert inside.add("13812345678") == "C0004"
    assert inside.add("李1381", "--phone", "13912340000") == "C0005"
    assert inside.add("王小") == "C0006"
    assert found(inside, "wxm") == "C0001", "an exact name before initials"
    assert found(inside, "c2") == "C0002", "a code before an exact name"
    assert found(inside, "13812345678") == "C0004", "an exact name before a phone"
    assert found(inside, "+86 13812345678") == "C0002", "a phone where no name reads like it"
    assert found(inside, "1381") == "C0002", "digits of a phone before a part of a name"
    assert found(inside, "王小") == "C0006", "an exact name before a part of a name"


@pytest.mark.parametrize(
    ("typed", "code"), [("KH00001", "KH00001"), ("kh1", "KH00001"), ("kh007", "KH7"), ("KH7", "KH7")]
)
def test_codes_of_the_users_own_files(inside: Inside, typed: str, code: str) -> None:
    with_codes(inside, "KH00001", "KH7")
    assert found(inside, typed) == code


def test_zeros_may_only_be_left_out_where_that_is_unique(inside: Inside) -> None:
    with_codes(inside, "KH001", "KH1", "KH01")
    assert found(inside, "kh1") == "KH1"
    assert found(inside, "kh001") == "KH001"
    ran = inside("show", "kh0001")
    assert (ran.code, ran.out) == (4, "")
    assert all(code in ran.err for code in ("KH001", "KH1", "KH01"))


@pytest.mark.parametrize(
    "typed",
    ["C0005", "c5", "李四光", "13712344321", "lisiguang", "lsg"],
)
def test_archived_customers_answer_to_what_is_exact(book: Inside, typed: str) -> None:
    assert found(book, typed) == "C0005"


@pytest.mark.parametrize("typed", ["4321", "四光"])
def test_archived_customers_never_answer_to_a_part(book: Inside, typed: str) -> None:
    assert book("show", typed).code == 3


def test_an_archived_namesake_stays_out_of_the_way(book: Inside, tmp_path: Path) -> None:
    book = book.elsewhere(tmp_path)
    book.must("archive", "C0002")
    assert found(book, "王小明") == "C0001"
    assert found(book, "C0002") == "C0002"


def test_several_answers_are_refused_with_lines_that_tell_them_apart(book: Inside) -> None:
    ran = book("show", "王小明")
    assert (ran.code, ran.out) == (4, "")
    first, second = ran.err.splitlines()[1:]
    assert ("C0001" in first, "13812345678" in first) == (True, True)
    assert ("C0002" in second, "13900001111" in second) == (True, True)


def test_no_answer_names_the_nearest(book: Inside) -> None:
    ran = book("show", "王小朋")
    assert (ran.code, ran.out) == (3, "")
    assert "王小明" in ran.err
    assert "(C000" in ran.err


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "\\",
        "王%明",
        "王_明",
        "1_8",
        "%138%",
        "李\\光",
        "'",
        "x' or '1'='1",
        "?1",
        "*",
        "(",
        "。",
        "-5",
    ],
)
def test_wildcards_and_quotes_are_only_characters(book: Inside, typed: str) -> None:
    assert book("show", "--", typed).code == 3


@pytest.mark.parametrize("name", ["100%股份", "a_b", "back\\slash"])
def test_names_with_wildcards_are_found_by_them(inside: Inside, name: str) -> None:
    inside.add("100元股份")
    inside.add("acb")
    inside.add("backslash")
    code = inside.add(name + "甲")
    assert found(inside, name + "甲") == code


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\u202e\u202c", "\x07"])
def test_a_reference_without_characters_is_refused(book: Inside, typed: str) -> None:
    ran = book("show", "--", typed)
    assert ran.code in (2, 3)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("verb", ["show", "note", "visit", "grade", "why", "snooze", "archive", "edit"])
def test_a_typo_never_creates_anything(book: Inside, verb: str) -> None:
    words = {"note": ["text"], "grade": ["A"], "snooze": ["+1d"], "edit": ["--region", "x"]}.get(verb, [])
    before = book.book.read_bytes()
    assert book(verb, "王晓明", *words).code == 3
    assert book.book.read_bytes() == before
