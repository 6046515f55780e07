"""Phrases by name and by number."""

import pytest

from crmcli.kit.errors import ValueRefused
from crmcli.visit.phrases import chosen, expanded
from tests.inside import Inside

PHRASES = {"concerns": {"price": "嫌价格高", "loan": "担心贷款"}}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("@price", "嫌价格高"),
        (" @price  @loan ", "嫌价格高\n担心贷款"),
        ("问了 @price", "问了 @price"),
        ("@@price", "@price"),
        ("价格", "价格"),
        ("", ""),
    ],
)
def test_a_phrase_stands_for_its_text_where_nothing_else_is_typed(typed: str, text: str) -> None:
    assert expanded("concerns", typed, PHRASES) == text


@pytest.mark.parametrize(
    ("aspect", "typed", "told"),
    [("concerns", "@prise", "price"), ("concerns", "@", "price, loan"), ("problems", "@price", "no phrases")],
)
def test_an_unknown_phrase_is_refused_with_the_nearest(aspect: str, typed: str, told: str) -> None:
    with pytest.raises(ValueRefused, match=told):
        expanded(aspect, typed, PHRASES)


@pytest.mark.parametrize(
    ("typed", "text"),
    [("1", "嫌价格高"), ("2，1", "担心贷款\n嫌价格高"), ("1 个问题", "1 个问题"), ("@loan", "担心贷款")],
)
def test_on_a_terminal_numbers_choose(typed: str, text: str) -> None:
    assert chosen("concerns", typed, PHRASES) == text


@pytest.mark.parametrize("typed", ["3", "0", "1 9", "99999999999999999999"])
def test_a_number_that_is_not_offered_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused, match="1 to 2"):
        chosen("concerns", typed, PHRASES)


def test_where_no_phrases_are_a_number_is_a_text() -> None:
    assert chosen("problems", "3", PHRASES) == "3"


def test_ones_own_phrases_stand_beside_the_config(inside: Inside) -> None:
    inside.add("王小明")
    inside.config.with_name("phrases.toml").write_text(
        '["关注点"]\nprice = "嫌价格高"\n[summary]\nsite = "看了现场"\n', encoding="utf-8"
    )
    rows = inside.must("playbook", "phrases", "-f", "json").json
    assert [(row["aspect"], row["name"], row["own"]) for row in rows] == [
        ("concerns", "@price", True),
        ("summary", "@site", True),
    ]
    inside.must("visit", "王小明", "@site", "--concerns", "@price")
    (visit,) = inside.must("show", "王小明", "-f", "json").json["visits"]
    assert (visit["summary"], visit["aspects"]) == ("看了现场", {"concerns": "嫌价格高"})


@pytest.mark.parametrize("content", ['[weather]\nx = "y"\n', "[concerns]\nx = 3\n", "[concerns\n", "x = 3\n"])
def test_a_wrong_file_of_phrases_is_named(inside: Inside, content: str) -> None:
    inside.add("王小明")
    inside.config.with_name("phrases.toml").write_text(content, encoding="utf-8")
    ran = inside("visit", "王小明", "x", "--concerns", "@price")
    assert (ran.code, "phrases.toml" in ran.err) == (5, True)
    assert inside("visit", "王小明", "x").code == 0, "who takes no phrase is not kept from working"
