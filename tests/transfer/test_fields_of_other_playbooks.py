"""Values of playbooks that were in force before come back as what they were, whichever playbook is in force."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crmcli.policy.fields import CardDefinition, FieldDefinition
from crmcli.policy.schema import load_playbook
from crmcli.policy.sections import card_of
from tests.inside import Inside
from tests.playbook.two_trades import SETTINGS, written
from tests.program import Program

SHIPPED = ("retail", "property", "b2b", "loan", "real-estate")
VALUES = {
    "text": "文字, “引号”", "number": "3", "money": "1200.50", "date": "2020-03-01", "lunar_date": "闰四月初一",
    "phone": "010-62345678", "id_number": "110101199003070070", "licence": "91350100M000100Y43",
}  # fmt: skip
COUNTED = (
    "visits_this_quarter",
    "last_contact",
    "lawfulness",
    "purchase_quantity",
    "purchase_amount_fen",
    "average_purchase_price_fen",
)
NAMES = ("甲", "乙", "丙", "丁", "戊", "己", "庚")


def settings(card: CardDefinition) -> Iterator[str]:
    """A value of every field of the card that takes one, two records of each list."""
    for field in card.fields():
        if field.card_column is None and field.computed_from is None and field.type != "file":
            for record in ("+", "+"):
                for column in card.columns(field):
                    yield f"{field.key}.{record}.{column.own_key}={value(column)}"
            if field.type != "records":
                yield f"{field.key}={value(field)}"


def value(field: FieldDefinition) -> str:
    if field.type == "choices":
        return "、".join(choice.zh for choice in field.choices)
    return field.choices[-1].zh if field.choices else VALUES[field.type]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """A customer of each line of business, every field filled, one after the other; then of two of one's own."""
    book = Inside(Program(tmp_path_factory.mktemp("filled")))
    for name, playbook in zip(NAMES, SHIPPED, strict=False):
        book.must("playbook", "use", playbook)
        more = ["--source", "亲友推荐"] if playbook == "real-estate" else []
        book.add(
            name, *more, "--set", "自己的=一句话", *words(settings(card_of(load_playbook(playbook, ""))))
        )
    written(book)
    book.must("playbook", "use", "first")
    book.add("己", *words(SETTINGS))
    book.must("playbook", "use", "second")
    book.add("庚", "--set", "颜色=大", "--set", "收入=3万")
    return book


def words(typed: Iterator[str] | tuple[str, ...]) -> list[str]:
    return [word for one in typed for word in ("--set", one)]


@pytest.fixture
def book(filled: Inside, tmp_path: Path) -> Inside:
    (tmp_path / "book").mkdir()
    other = filled.elsewhere(tmp_path / "book")
    written(other)
    return other


@pytest.fixture
def empty(tmp_path: Path) -> Inside:
    """Another machine: no book, no playbook of one's own."""
    (tmp_path / "empty").mkdir()
    return Inside(Program(tmp_path / "empty"))


def cards(inside: Inside, *, reveal: bool = True) -> list[Any]:
    shown = ["--reveal"] if reveal else []
    told = [inside.must("show", name, *shown, "-f", "json").json["fields"] for name in NAMES]
    return [{key: one for key, one in fields.items() if key not in COUNTED} for fields in told]


def playbook_of(inside: Inside) -> str:
    with closing(sqlite3.connect(inside.book)) as connection:
        [(name,)] = connection.execute("select value from policy_value where key = 'playbook'")
    return str(name)


def exported(inside: Inside) -> Any:
    """What an export says of customers, the definitions in no order."""
    told = inside.must("export", "customers", "-f", "json").json
    for card in told:
        card["fields"] = {key: one for key, one in card["fields"].items() if key not in COUNTED}
    definitions = [json.dumps(one, sort_keys=True) for card in told for one in card.pop("definitions")]
    return told, sorted(definitions)


@pytest.mark.parametrize("in_force", [*SHIPPED, "general", "first", "second"])
@pytest.mark.parametrize("subject", ["all", "customers"])
def test_everything_comes_back(
    book: Inside, empty: Inside, tmp_path: Path, in_force: str, subject: str
) -> None:
    book.must("playbook", "use", in_force)
    path = tmp_path / "x.json"
    book.must("export", subject, "-o", path)
    ran = empty("import", path)
    assert ran.code == 0, ran.err
    assert cards(empty) == cards(book)
    assert cards(empty, reveal=False) == cards(book, reveal=False)
    source = [line for line in book("show", "戊", lang="zh").out.splitlines() if "来源" in line]
    assert "亲友推荐" in source[0]
    assert source[0] in empty("show", "戊", lang="zh").out
    ours, theirs = exported(book), exported(empty)
    assert theirs[0] == ours[0]
    assert theirs[1] == ours[1]
    assert empty.must("import", path, "--update", "-f", "json").json["updated"] == 0
    assert playbook_of(empty) == (in_force if subject == "all" else "general")
    if in_force not in ("first", "second"):
        before = cards(book)
        empty.must("playbook", "use", in_force)
        assert cards(empty) == before


@pytest.mark.parametrize("name", ["customers.csv", "customers.xlsx", "customers.jsonl", "keys.csv"])
def test_tables_of_a_folder_have_their_definitions_beside_them(
    book: Inside, empty: Inside, tmp_path: Path, name: str
) -> None:
    book.must("playbook", "use", "retail")
    folder = tmp_path / "folder"
    keys = ["--keys"] if name == "keys.csv" else []
    book.must("export", "all", *keys, "-f", name.rpartition(".")[2], "-o", folder)
    path = folder / name.replace("keys", "customers")
    ran = empty("import", path)
    assert ran.code == 0, ran.err
    assert cards(empty) == cards(book)
    assert cards(empty, reveal=False) == cards(book, reveal=False)


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "keys.csv"])
def test_a_table_alone_names_the_playbook_of_what_is_not_in_force(
    book: Inside, empty: Inside, tmp_path: Path, name: str
) -> None:
    book.must("playbook", "use", "retail")
    path = tmp_path / name
    book.must("export", "customers", *(["--keys"] if name == "keys.csv" else []), "-o", path)
    empty.must("playbook", "use", "retail")
    ran = empty("import", path)
    assert ran.code == 0, ran.err
    ours, theirs = cards(book), cards(empty)
    for told, wanted in zip(theirs[:5], ours[:5], strict=True):
        assert {key: one for key, one in told.items() if "@" not in key} == {
            key: one for key, one in wanted.items() if "@" not in key
        }
    # Nobody here knows the playbook of the others: they are texts, and masked because they may be sensitive.
    shown = empty("show", "己", lang="zh").out
    assert "Plate@first" in shown or "plate@first" in shown
    for words in ("Red", "red", "12,000", "12000", "沪A1", "远航"):
        assert words not in shown, words
    revealed = empty("show", "己", "--reveal", lang="zh").out
    assert "12000" in revealed or "12,000" in revealed


def test_what_is_sensitive_in_a_playbook_that_is_here_comes_back_masked(
    book: Inside, empty: Inside, tmp_path: Path
) -> None:
    book.must("playbook", "use", "loan")
    path = tmp_path / "x.csv"
    book.must("export", "customers", "-o", path)
    empty.must("init")
    assert empty("import", path).code == 0
    told = empty.must("show", "丁", "-f", "json").json["fields"]
    ours = book.must("show", "丁", "-f", "json").json["fields"]
    masked = {key: one for key, one in ours.items() if str(one).startswith("***")}
    assert masked
    assert masked.items() <= told.items()


@pytest.mark.parametrize("ours", ["second", "general"])
def test_a_book_that_means_something_else_by_a_key_keeps_both(
    book: Inside, empty: Inside, tmp_path: Path, ours: str
) -> None:
    book.must("playbook", "use", "first")
    path = tmp_path / "x.json"
    book.must("export", "all", "-o", path)
    written(empty)
    empty.must("playbook", "use", ours)
    (tmp_path / "first.csv").write_text("客户编号,客户名称\nKH1,先来\n", encoding="utf-8")
    empty.must("import", tmp_path / "first.csv")
    ran = empty("import", path)
    assert ran.code == 0, ran.err
    book.must("playbook", "use", ours)
    assert cards(empty) == cards(book)
    empty.must("playbook", "use", "first")
    book.must("playbook", "use", "first")
    assert cards(empty) == cards(book)


def test_who_confirmed_a_value_goes_with_it(book: Inside, empty: Inside, tmp_path: Path) -> None:
    book.must("playbook", "use", "first")
    book.must("card", "verify", "己", "颜色", "车.0.色", "--how", "call")
    path = tmp_path / "x.json"
    book.must("export", "customers", "-o", path)
    written(empty)
    empty.must("playbook", "use", "second")
    empty.must("import", path)
    told = empty.must("export", "customers", "-f", "json").json
    confirmed = {row["field"]: row["confirmed_how"] for card in told for row in card["confirmed_values"]}
    assert confirmed == {"color@first": "call", "cars.hue@first": "call"}


def test_a_playbook_of_the_same_name_takes_no_mask_away(book: Inside, empty: Inside, tmp_path: Path) -> None:
    book.must("playbook", "use", "first")
    path = tmp_path / "x.json"
    book.must("export", "all", "-o", path)
    written(empty)
    here = empty.config.parent / "playbooks" / "first.toml"
    here.write_text(here.read_text(encoding="utf-8").replace("sensitive = true", ""), encoding="utf-8")
    empty.must("playbook", "use", "first")
    empty.must("import", path)
    fields = empty.must("show", "己", "-f", "json").json["fields"]
    assert (fields["color"], fields["income@first_fen"], "income_fen" in fields) == ("red", "***", False)


GOOD: dict[str, Any] = {
    "key": "size",
    "playbook": "shop",
    "title": {"en": "Size", "zh": "大小"},
    "type": "number",
}


@pytest.mark.parametrize(
    "wrong",
    [
        "text",
        {"size": 1},
        [GOOD] * 1001,
        ["size"],
        [{**GOOD, "type": "numbers"}],
        [{**GOOD, "key": "Größe"}],
        [{**GOOD, "key": "a.b"}],
        [{**GOOD, "key": "size@Shop"}],
        [{**GOOD, "key": "size@"  + "x" * 80}],
        [{**GOOD, "key": 5}],
        [{**GOOD, "playbook": "../shop"}],
        [{**GOOD, "title": {"en": "Size"}}],
        [{**GOOD, "title": {"en": "Si\x1b[2Jze", "zh": "大"}}],
        [{**GOOD, "title": {"en": "Si\u202eze", "zh": "大"}}],
        [{**GOOD, "title": {"en": "S" * 600, "zh": "大"}}],
        [{**GOOD, "colour": "red"}],
        [{**GOOD, "min": "many"}],
        [{**GOOD, "min": 5, "max": 1}],
        [{**GOOD, "verification": "computed"}],
        [{**GOOD, "type": "records"}],
        [{**GOOD, "type": "records", "columns": [{**GOOD, "key": "a", "type": "records"}]}],
        [{**GOOD, "type": "records", "columns": "a"}],
        [{**GOOD, "type": "records", "columns": [GOOD, {**GOOD, "title": {"en": "Size", "zh": "另"}, "key": "b"}]}],
        [{**GOOD, "type": "choice"}],
        [{**GOOD, "type": "choice", "choices": [{"key": "a", "en": "A\tB", "zh": "甲"}]}],
        [{**GOOD, "type": "choice", "choices": [{"key": "a", "en": "A\nB", "zh": "甲"}]}],
        [{**GOOD, "also": ["a\nb"]}],
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
def test_a_definition_that_is_none_is_refused_and_nothing_is_done(
    empty: Inside, tmp_path: Path, wrong: object, name: str
) -> None:
    path = tmp_path / name
    card = {"code": "C0001", "name": "王小明", "definitions": wrong, "fields": {"size": 5}}
    path.write_text(json.dumps(card if name == "x.jsonl" else [card]), encoding="utf-8")
    ran = empty("import", path)
    assert ran.code == 5, ran.err
    assert "crm: a fault" not in ran.err
    assert not empty.book.exists()


def test_a_definition_makes_no_field_of_the_card_another(empty: Inside, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    told = {**GOOD, "title": {"en": "Phone", "zh": "客户等级"}, "sensitive": True}
    card = {
        "name": "王小明",
        "phone": "13812345678",
        "grade": "B",
        "definitions": [told],
        "fields": {"size": 5},
    }
    path.write_text(json.dumps([card]), encoding="utf-8")
    empty.must("import", path)
    assert empty.card("王小明")["grade"] == "B"
    assert empty.names("list", "--where", "等级 = B and phone = 13812345678") == ["王小明"]
    assert empty.names("list", "--where", "size = 5") == ["王小明"]
    assert empty.card("王小明")["fields"] == {"size": "***"}


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "third"},
        {"grade": []},
        {"colour": "red"},
        {"after_sale_cadence": "soon"},
        {"title": {"en": "A\x07", "zh": "甲"}},
        {"field": [{**GOOD, "name": "phone", "group": "every"}]},
        {"group": [1]},
    ],
)
def test_a_playbook_that_is_wrong_is_not_taken_over(
    book: Inside, empty: Inside, tmp_path: Path, changed: dict[str, object]
) -> None:
    book.must("playbook", "use", "first")
    path = tmp_path / "x.json"
    book.must("export", "all", "-o", path)
    told = json.loads(path.read_text(encoding="utf-8"))
    told["playbook_definition"] |= changed
    path.write_text(json.dumps(told), encoding="utf-8")
    ran = empty("import", path)
    assert ran.code == 5
    assert "first" in ran.err
    assert not empty.book.exists()


def test_checklists_that_are_not_here_are_left_out_of_a_playbook_that_travels(
    book: Inside, empty: Inside, tmp_path: Path
) -> None:
    book.must("playbook", "use", "first")
    path = tmp_path / "x.json"
    book.must("export", "all", "-o", path)
    told = json.loads(path.read_text(encoding="utf-8"))
    told["playbook_definition"]["checklists"] = ["nowhere"]
    path.write_text(json.dumps(told), encoding="utf-8")
    empty.must("import", path)
    assert playbook_of(empty) == "first"
    assert empty("doctor").code == 0
