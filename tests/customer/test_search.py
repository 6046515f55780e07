"""`crm find`: any word that stands on a card."""

import sqlite3
from contextlib import closing

import pytest

from crmcli.customer import search
from crmcli.kit.cli import invocation
from crmcli.kit.errors import BookUnusable
from tests.inside import Inside
from tests.program import Program


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """王小明 and 河南华信 with something in every place, 李四光 archived."""
    crm = Inside(Program(tmp_path_factory.mktemp("search")))
    crm.add(
        "王小明", "--phone", "13812345678", "--region", "郑州", "--address", "中原路1号", "--wechat", "wxm_1988",
        "--email", "wang@example.com", "--note", "喜欢钓鱼", "--tag", "展会", "--set", "车型=牵引车",
    )  # fmt: skip
    crm.add(
        "河南华信商贸有限公司", "--phone", "021-62345678", "--contact", "赵婷", "--industry", "建材",
        "--source", "老客户推荐",
    )  # fmt: skip
    crm.add("李四光", "--phone", "13700000000")
    crm.must("archive", "李四光")
    crm.must("visit", "王小明", "看过样品，等总经理定")
    return crm


WANG, HUAXIN = ["王小明"], ["河南华信商贸有限公司"]


@pytest.mark.parametrize("large", [20_000, 0])
@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["小明"], WANG), (["wxm"], WANG), (["xiaoming"], WANG), (["Wang"], WANG), (["5678"], [*WANG, *HUAXIN]),
        (["138 1234 5678"], WANG), (["138-1234-5678"], WANG), (["郑州"], WANG), (["中原路"], WANG),
        (["wxm_19"], WANG), (["example.com"], WANG), (["钓鱼"], WANG), (["展会"], WANG), (["牵引车"], WANG),
        (["样品"], WANG), (["C0001"], WANG), (["c1"], WANG), (["赵婷"], HUAXIN), (["zt"], HUAXIN),
        (["zhaoting"], HUAXIN), (["建材"], HUAXIN), (["推荐"], HUAXIN), (["lily"], [*WANG, *HUAXIN]),
        (["小明", "郑州"], WANG), (["小明", "建材"], []), (["小明 郑州"], WANG), (["商贸(有限"], HUAXIN),
        (["四光"], []), (["李四光"], ["李四光"]),
        (["四光", "--archived"], ["李四光"]), (["李四光", "--archived"], ["李四光"]),
        (["%"], []), (["_"], WANG), (["没有这个"], []),
        (["a'b"], []), (["\\"], []),
    ],
)  # fmt: skip
def test_find(
    book: Inside, words: list[str], names: list[str], large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As well in a large book, where a second connection helps."""
    monkeypatch.setattr(search, "LARGE", large)
    assert book.names("find", *words) == names


@pytest.mark.parametrize("word", ["张伟", "zhangwei", "1234", "a-b"])
def test_cards_are_looked_at_in_their_index(book: Inside, word: str) -> None:
    """The whole of it, and no card that the word is not on."""
    with closing(sqlite3.connect(book.book)) as connection:
        for sql, values in search._Word(word).on_card:
            plan = [step for *_rest, step in connection.execute(f"explain query plan {sql}", values)]
            assert "INDEX ix_customer" in plan[0], plan
            assert not any(step.startswith("SCAN") and step != "SCAN staff" for step in plan), plan


def test_what_is_changed_is_found_as_it_is_now(book: Inside) -> None:
    book.must("edit", "王小明", "--region", "开封")
    assert (book.names("find", "开封"), book.names("find", "郑州")) == (WANG, [])
    book.must("undo")
    assert (book.names("find", "开封"), book.names("find", "郑州")) == ([], WANG)


def test_what_goes_wrong_beside_ends_the_search(book: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_path: str) -> None:
        raise BookUnusable("The disk failed.")

    monkeypatch.setattr(search, "LARGE", 0)
    monkeypatch.setattr(invocation, "open_reading", fail)
    ran = book("find", "小明")
    assert (ran.code, ran.out, "The disk failed." in ran.err) == (7, "", True)


def test_nothing_found_is_an_empty_list(book: Inside) -> None:
    ran = book("find", "没有这个")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err


def test_find_gives_the_rows_of_list(book: Inside) -> None:
    assert book.must("find", "wxm", "-f", "json").json == book.must("list", "-f", "json", "--limit", "1").json


def test_limit(book: Inside) -> None:
    assert book.names("find", "5678", "--limit", "1") == WANG
    assert book("find", "5678", "--limit", "x").code == 2
