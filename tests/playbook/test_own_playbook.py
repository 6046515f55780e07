"""A playbook of one's own does all that a shipped one does: from `new` to a book that takes an export of it."""

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.playbook.own_playbook import field, made
from tests.program import Program

VALUES = {
    "f_text": "一句话", "f_number": "12.5", "f_money": "1.2万", "f_date": "2026-11-01", "f_lunar_date": "闰四月初一",
    "f_choice": "乙", "f_choices": "甲、乙", "f_phone": "010-62345678", "f_id_number": "110101199003070070",
    "f_licence": "91350100M000100Y43", "f_records.+.amount": "3", "f_records.0.words": "三件",
}  # fmt: skip
TOLD = {
    "f_text": "一句话", "f_number": 12.5, "f_money_fen": 1200000, "f_date": "2026-11-01", "f_choice": "b",
    "f_choices": ["a", "b"], "f_phone": "+861062345678", "f_id_number": "110101199003070070",
    "f_licence": "91350100M000100Y43", "f_records": [{"record": 0, "amount": 3, "words": "三件"}], "f_seen": 0,
}  # fmt: skip
REQUIRED = field(
    "must",
    "必填项",
    'required_when = "f_number > 10"\nsensitive = true\nverification = "at_once"\n',
) + field("until", "有效期至", 'expires = true\nverification = "static"\n', type_="date")


@made_once
def book(inside: Inside) -> None:
    made(inside, REQUIRED)
    inside.add("王小明", "--phone", "13812345678", "--grade", "B")
    file = inside.folder / "照片.jpg"
    file.write_bytes(b"a photo")
    settings = [part for name, value in VALUES.items() for part in ("--set", f"{name}={value}")]
    inside.must("edit", "王小明", *settings, "--set", f"f_file={file}")


def test_values_of_every_type_are_kept_and_shown(book: Inside) -> None:
    fields = dict(book.card("王小明")["fields"])  # type: ignore[call-overload]
    assert fields.pop("f_file")["name"] == "照片.jpg"
    assert fields.pop("f_lunar_date")
    assert fields == TOLD
    shown = book("show", "王小明", lang="zh").out
    assert "各种类型" in shown
    for words in ("栏choices     甲、乙", "12,000", "闰四月初一", "照片.jpg", "三件"):
        assert words in shown, words


@pytest.mark.parametrize(
    "expression",
    [
        "f_text ~ 句", "栏number > 12 and 栏number < 13", "f_money >= 1.2万", "f_date < 2026-11-02",
        "f_lunar_date = 闰四月初一", "f_choice = 乙", "f_choices = 甲", "f_phone = 010-62345678",
        "f_id_number = 110101199003070070", "f_licence = 91350100M000100Y43", "f_records.0.amount = 3",
        "栏records.说明 ~ 件", "f_records is not empty", "f_seen = 0", "must is empty", "f_file is not empty",
    ],
)  # fmt: skip
def test_each_is_filtered_by(book: Inside, expression: str) -> None:
    assert book.names("list", "--where", expression) == ["王小明"]
    assert book.names("list", "--where", f"not ({expression})") == []


def test_what_it_requires_is_missed(book: Inside) -> None:
    assert "必填项" in book("card", "show", "王小明", lang="zh").out
    assert "必填项" in book("card", "clean", "--problem", "missing", lang="zh").out
    book.must("edit", "王小明", "--set", "f_number=9")
    assert "必填项" not in book("card", "show", "王小明", lang="zh").out


def test_what_it_verifies_is_due(book: Inside) -> None:
    book.must("config", "rule.verification", "due")
    book.must("edit", "王小明", "--set", "must=一", "--set", "until=2026-12-01")
    assert book.must("due", "all", "--kind", "card_expiry", "-f", "json").json[0]["due_on"] == "2026-12-01"
    book.must("edit", "王小明", "--set", "must=二")
    assert book.must("due", "--kind", "verification", "-f", "json").json[0]["due_on"] == "2026-11-29"
    book.must("card", "verify", "王小明", "必填项")
    assert book.must("due", "--kind", "verification", "-f", "json").json == []
    assert "二" not in book("show", "王小明").out.split("Must")[1].splitlines()[0]


@pytest.mark.parametrize("name", ["a.json", "a.csv", "a.xlsx"])
def test_another_book_with_it_takes_an_export(
    book: Inside, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = book.folder / name
    book.must("export", "customers", "-o", path)
    other = Inside(Program(tmp_path_factory.mktemp("other")))
    other.environ["CRM_TODAY"] = book.environ["CRM_TODAY"]
    made(other, REQUIRED)
    other.must("import", path)
    assert other.card("王小明")["fields"] == book.card("王小明")["fields"]


def test_what_its_file_says_anew_is_applied(book: Inside) -> None:
    path = book.config.parent / "playbooks" / "mine.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('name = "f_text"', 'name = "f_words"'), encoding="utf-8")
    book.must("playbook", "apply")
    assert dict(book.card("王小明")["fields"])["f_text"] == "一句话"  # type: ignore[call-overload]
    path.write_text(text + "\n[[field]]\nname = 5\n", encoding="utf-8")
    assert book("playbook", "apply").code == 5
    path.write_text(text, encoding="utf-8")
    book.must("playbook", "apply")
    assert dict(book.card("王小明")["fields"])["f_number"] == 12.5  # type: ignore[call-overload]


def test_the_form_asks_for_its_fields(book: Inside) -> None:
    words = ("card", "form", "王小明", "--group", "各种类型")
    ran = book.at_terminal(*words, stdin="另一句\n大\n20\n" + "\n" * 40, env={"CRM_LANG": "zh"})
    assert ran.code == 0, ran.out
    assert "栏text" in ran.out
    fields = dict(book.card("王小明")["fields"])  # type: ignore[call-overload]
    assert (fields["f_text"], fields["f_number"], fields["f_choice"]) == ("另一句", 20, "b")
    assert "见过几次 [" not in ran.out


def test_a_list_that_there_is_not_takes_no_record(book: Inside) -> None:
    for lang, said in (("en", "F records"), ("zh", "栏records")):
        ran = book("edit", "王小明", "--set", "报修.+.内容=漏水", lang=lang)
        assert ran.code == 5
        assert said in ran.err
    shown = book("show", "王小明", lang="zh").out
    assert "序号" in shown  # of the records, which are no visits
    assert "拜访记录" not in shown
