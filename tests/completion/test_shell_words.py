"""Bash's quoting, measured by bash itself."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.completion.shell_words import replacement, split_line

NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
TRICKY = st.text("ab'\"\\$`!(){}*?~#&;|<>=: 王", min_size=1, max_size=12)


def bash_words(words: str) -> list[str]:
    """What a program gets when bash reads these words."""
    script = f"printf '%s\\0' {words}"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    return ended.stdout.decode().split("\0")[:-1]


def as_readline_leaves_it(value: str, quote: str) -> str:
    """The whole word: readline closes an open quote, unless the text ends with that sign."""
    inserted = replacement(value, quote, "")
    assert inserted is not None
    return quote + inserted + (quote if quote and not inserted.endswith(quote) else "")


@settings(max_examples=25)
@given(st.lists(NAMES | TRICKY, min_size=1, max_size=20), st.sampled_from(["", "'", '"']))
def test_any_name_stays_one_word(names: list[str], quote: str) -> None:
    assert bash_words(" ".join(as_readline_leaves_it(name, quote) for name in names)) == names


@settings(max_examples=25)
@given(st.lists(NAMES | TRICKY, min_size=1, max_size=20), st.sampled_from(["", "'", '"']))
def test_lines_are_split_as_bash_does(names: list[str], quote: str) -> None:
    line = " ".join(as_readline_leaves_it(name, quote) for name in names)
    assert split_line(line).words == names


@pytest.mark.parametrize(
    ("line", "words", "raw"),
    [
        ("crm show ", ["crm", "show", ""], ""),
        ("crm  show\twx", ["crm", "show", "wx"], "wx"),
        ("crm show 'a b", ["crm", "show", "a b"], "'a b"),
        ('crm show "a\\"b\\c', ["crm", "show", 'a"b\\c'], '"a\\"b\\c'),
        ("crm show a\\", ["crm", "show", "a"], "a\\"),
        ("crm show '' x", ["crm", "show", "", "x"], "x"),
        ("crm list --owner=li", ["crm", "list", "--owner=li"], "--owner=li"),
        ("crm list 2>err -f", ["crm", "list", "-f"], "-f"),
        ("crm list > out -f", ["crm", "list", "-f"], "-f"),
    ],
)
def test_unfinished_lines(line: str, words: list[str], raw: str) -> None:
    split = split_line(line)
    assert (split.words, split.raw, split.in_redirection) == (words, raw, False)


@pytest.mark.parametrize("line", ["crm list > ", "crm list >ou", "crm list 2> x", "crm import < c"])
def test_a_redirection_names_a_file(line: str) -> None:
    assert split_line(line).in_redirection


@pytest.mark.parametrize(
    ("lead", "value", "raw", "word", "inserted"),
    [
        ("--owner=", "lily", "--owner=li", "li", "lily"),
        ("--owner=", "lily", "--owner=", "", "lily"),
        ("--owner=", "lily", "--owner=li", "--owner=li", "--owner=lily"),
        ("--owner=", "a b", '--owner="a', "a", "a b"),
        ("", "a:b", "a\\:", "a\\:", "a\\:b"),
        ("", "王小明", "wx", "wx", "王小明"),
        ("", "王小明", "a:wx", "wx", None),
        ("", "王小明", 'w"x', "x", None),
    ],
)
def test_only_what_readline_replaces_is_given(
    lead: str, value: str, raw: str, word: str, inserted: str | None
) -> None:
    assert replacement(value, raw, word, lead) == inserted
