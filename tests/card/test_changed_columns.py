"""A column of the card that has changed, by whatever way, is to be confirmed where its class is "at once"."""

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.playbook.own_playbook import field, in_force

FIELDS = "".join(
    field(key, title, f'card_column = "{column}"\nverification = "at_once"\n')
    for key, title, column in (
        ("where_it_is", "在哪里", "region"),
        ("called", "叫什么", "phone"),
        ("asked_for", "找谁", "contact"),
        ("weight", "分量", "importance"),
    )
)


@made_once
def shop(inside: Inside) -> None:
    in_force(inside, FIELDS)
    inside.must("config", "rule.verification", "due")
    for name, phone in (("甲店", "13812345601"), ("乙店", "13812345602")):
        inside.add(
            name,
            "--kind",
            "company",
            "--phone",
            phone,
            "--region",
            "东区",
            "--contact",
            "老王",
            "--grade",
            "B",
        )
    inside.must("edit", "--where", "region=东区", "--importance", "ordinary")
    assert asked(inside) == {}


def asked(inside: Inside) -> dict[str, str]:
    rows = inside.must("due", "all", "--kind", "verification", "-f", "json").json
    return {row["name"]: row["due_on"] for row in rows}


BOTH = {"甲店": "2026-11-29", "乙店": "2026-11-29"}


def test_by_one_edit_of_several(shop: Inside) -> None:
    shop.must("edit", "--where", "region=东区", "--region", "西区", "--yes")
    assert asked(shop) == BOTH
    shop.must("card", "verify", "甲店", "在哪里")
    assert asked(shop) == {"乙店": "2026-11-29"}


def test_importance_is_a_column_of_another_name(shop: Inside) -> None:
    shop.must("edit", "--where", "region=东区", "--importance", "key", "--yes")
    assert asked(shop) == BOTH


@pytest.mark.parametrize(
    "told", ["编号,名称,地区\nC0001,甲店,西区\n", "编号,名称,电话\nC0001,甲店,13812345699\n"]
)
def test_by_import(shop: Inside, told: str) -> None:
    path = shop.folder / "news.csv"
    path.write_text(told, encoding="utf-8")
    shop.must("card", "verify", "甲店")
    shop.must("import", path, "--update")
    assert asked(shop) == {"甲店": "2026-11-29"}
    shop.must("import", path, "--update")
    shop.must("card", "verify", "甲店")
    shop.must("import", path, "--update")  # it says nothing new
    assert asked(shop) == {}
    shop.must("undo", "--yes")
    assert asked(shop) == {"甲店": "2026-11-29"}


def test_what_came_where_nothing_stood_has_replaced_nothing(shop: Inside) -> None:
    path = shop.folder / "news.csv"
    path.write_text("编号,名称,地区\nC0003,丙店,西区\n", encoding="utf-8")
    shop.must("import", path)
    assert asked(shop) == {}


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "add", "甲店", "老李", "--key"),
        ("contact", "edit", "甲店", "老王", "--name", "王老板"),
        ("contact", "drop", "甲店", "老王"),
        ("contact", "edit", "甲店", "老王", "--phone", "13812345688"),
    ],
)
def test_the_person_to_ask_for(shop: Inside, words: tuple[str, ...]) -> None:
    if words[1] == "drop":
        shop.must("contact", "add", "甲店", "老张")
        assert asked(shop) == {}
    shop.must(*words)
    assert asked(shop) == {"甲店": "2026-11-29"}


def test_one_more_person_replaces_nobody(shop: Inside) -> None:
    shop.must("contact", "add", "甲店", "老李")
    shop.must("contact", "edit", "甲店", "老李", "--position", "店员")
    assert asked(shop) == {}
