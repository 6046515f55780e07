"""An empty word is seen in the sentence that refuses it."""

import pytest

from tests.inside import Inside

EMPTY = [
    ["team", "approvals", "grant", ""],
    ["report", "weekly", "-o", ""],
    ["report", "weekly", "--period", ""],
    ["report", "weekly", "--staff", ""],
    ["report", "review", ""],
    ["report", "done", ""],
    ["team", "staff", "edit", "lily", "--role", ""],
    ["grade", "王小明", ""],
    ["show", ""],
    ["due", "--kind", ""],
    ["due", "--owner", ""],
    ["checklist", "show", "王小明", ""],
    ["undo", ""],
    ["config", ""],
]


@pytest.mark.parametrize("words", EMPTY, ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_word_is_named_or_quoted(inside: Inside, words: list[str], lang: str) -> None:
    inside.add("王小明", "--grade", "B")
    ran = inside(*words, lang=lang)
    assert ran.code in (2, 3, 5), ran
    assert any(quoted in ran.err for quoted in ('""', "“”", "is missing", "缺少"))


def test_a_number_that_is_none_is_quoted(inside: Inside) -> None:
    assert "NUMBER takes a number" in inside("report", "review", "abc").err
    assert "not abc" in inside("report", "done", "abc").err
    ran = inside("team", "coach", "lily", "x", "--kind", "abc")
    assert (ran.code, "--kind does not take abc." in ran.err) == (2, True)
