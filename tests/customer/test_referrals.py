"""Who referred a customer: on both cards, in lists, through merges, exports and the history."""

import pytest

from tests.inside import Inside


@pytest.fixture
def book(inside: Inside) -> Inside:
    inside.add("王小明", "--phone", "13812345678")
    inside.add("李丽", "--source", "朋友介绍", "--referred-by", "wxm")
    inside.add("张三")
    return inside


def referred_by(inside: Inside, customer: str) -> object:
    return inside.card(customer)["referred_by"]


def test_it_stands_on_both_cards(book: Inside) -> None:
    assert referred_by(book, "李丽") == {"code": "C0001", "name": "王小明"}
    assert referred_by(book, "王小明") is None
    assert [one["relation"] for one in book.card("王小明")["relations"]] == ["referred"]  # type: ignore[attr-defined]
    assert "王小明（C0001）" in book("show", "李丽", lang="zh").out
    assert "由本客户介绍" in book("show", "王小明", lang="zh").out
    assert "介绍人  王小明（C0001）" in book("card", "resource", "李丽", lang="zh").out
    assert "王小明" in book("brief", "李丽").out
    assert "王小明 referred this customer" in book("history", "李丽").out


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("referred_by = C0001", ["李丽"]),
        ("介绍人 ~ 小明", ["李丽"]),
        ("referred_by = 王小明", ["李丽"]),
        ("referred_by is empty", ["王小明", "张三"]),
        ("referred_by = C0003", []),
    ],
)
def test_who_came_by_whom(book: Inside, expression: str, names: list[str]) -> None:
    assert book.names("list", "--where", expression) == names


def test_it_is_changed_and_taken_away(book: Inside) -> None:
    book.must("edit", "李丽", "--referred-by", "张三")
    assert referred_by(book, "李丽") == {"code": "C0003", "name": "张三"}
    book.must("undo", "--yes")
    assert referred_by(book, "李丽") == {"code": "C0001", "name": "王小明"}
    book.must("edit", "李丽", "--referred-by", "")
    assert referred_by(book, "李丽") is None
    assert "nothing changed" in book("edit", "李丽", "--referred-by", "").err
    book.must("edit", "--where", "code in C0002,C0003", "--referred-by", "C0001", "--yes")
    assert book.names("list", "--where", "referred_by = C0001") == ["李丽", "张三"]


def test_somebody_who_is_no_customer(book: Inside) -> None:
    book.must("card", "resource", "张三", "--knows", "老同学=介绍人")
    assert referred_by(book, "张三") == {"code": None, "name": "老同学"}
    assert book.names("list", "--where", "referred_by = 老同学") == ["张三"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("edit", "王小明", "--referred-by", "王小明"), 5),
        (("edit", "王小明", "--referred-by", "李丽"), 5),
        (("edit", "王小明", "--referred-by", "没有这人"), 3),
        (("add", "新客", "--referred-by", "没有这人"), 3),
        (("add", "新客", "--referred-by", "\u202e\x1b[31m"), 3),
        (("add", "新客", "--referred-by", "x" * 5000), 5),
    ],
)
def test_what_cannot_be_is_refused(book: Inside, words: tuple[str, ...], code: int) -> None:
    before = book.must("export", "all").out
    for lang in ("en", "zh"):
        ran = book(*words, lang=lang)
        assert (ran.code, ran.out) == (code, "")
        assert len(ran.err.strip().splitlines()) == 1
    assert book.must("export", "all").out == before


def test_no_circle_at_second_hand(book: Inside) -> None:
    book.must("edit", "张三", "--referred-by", "李丽")
    assert book("edit", "王小明", "--referred-by", "张三").code == 5


def test_a_merge_moves_it_along(book: Inside) -> None:
    book.must("merge", "张三", "王小明", "--prefer", "a", "--yes")
    assert referred_by(book, "李丽") == {"code": "C0003", "name": "张三"}
    book.must("merge", "张三", "李丽", "--prefer", "a", "--yes")
    assert referred_by(book, "张三") is None
    assert book.names("list", "--where", "referred_by is not empty") == []
    assert book("doctor").code == 0


def test_it_comes_back_from_an_export(book: Inside, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = book.folder / "all.json"
    book.must("export", "all", "-o", path)
    book.must("edit", "李丽", "--referred-by", "")
    book.must("import", path, "--update")
    assert referred_by(book, "李丽") == {"code": "C0001", "name": "王小明"}
