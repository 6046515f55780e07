"""Help in both languages, and what is said where the words are wrong."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from syrupy.assertion import SnapshotAssertion

from crmcli.app import VERBS
from crmcli.kit.shown import display_width
from tests.inside import Inside
from tests.program import Program
from tools import make_help_pages

ROOT = Path(__file__).parents[2]
HAN = re.compile("[\u4e00-\u9fff]")
COMMAND = re.compile(r"crm( [a-z]+)+")
SENTENCE = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}")


class Page(NamedTuple):
    path: str
    text: str
    explanations: list[str]


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pages(language: str) -> list[Page]:
    return [Page(_line(path), text, told) for path, text, told in make_help_pages.told(language)]


def _line(path: str) -> str:
    return "crm help all" if path == make_help_pages.ALL else f"crm {path}".strip()


def test_every_page_fits_80_columns(pages: list[Page]) -> None:
    assert [line for page in pages for line in page.text.splitlines() if display_width(line) > 80] == []


def test_the_front_page_is_one_screen(pages: list[Page]) -> None:
    assert pages[0].path == "crm"
    assert len(pages[0].text.splitlines()) <= 40
    assert all(re.search(rf"\b{verb}\b", pages[0].text) for verb in VERBS)


def test_help_all_has_a_line_for_each_verb(pages: list[Page]) -> None:
    assert all(re.search(rf"^  {verb} +\S", pages[1].text, re.MULTILINE) for verb in VERBS)


def test_everything_is_explained(pages: list[Page]) -> None:
    assert [page.path for page in pages if not all(page.explanations)] == []


def english(text: str) -> bool:
    """Whether there are words of an English sentence in it, beside commands to type."""
    return bool(SENTENCE.search(COMMAND.sub("", text)))


def test_nothing_is_left_in_english(pages: list[Page], language: str) -> None:
    explanations = [text for page in pages for text in page.explanations]
    if language == "en":
        assert sum(map(english, explanations)) > 50, "the test can fail"
        return
    assert {text for text in explanations if english(text) or (" " in text and not HAN.search(text))} == set()
    assert {line for page in pages for line in page.text.splitlines() if english(line)} == set()


def test_pages_look_as_they_were_last_looked_at(
    pages: list[Page], language: str, snapshot: SnapshotAssertion
) -> None:
    """One page of each kind; docs/commands.md holds them all.

    Changed on purpose: `pytest tests/cli/test_help.py --snapshot-update`, then read the difference.
    """
    by_path = {page.path: page.text for page in pages}
    for path in ("crm", "crm help all", "crm contact", "crm contact add", "crm list"):
        assert by_path[path] == snapshot(name=f"{path} {language}")


def test_the_installed_program_shows_the_same_pages(crm: Program, language: str, pages: list[Page]) -> None:
    by_path = {page.path: page.text for page in pages}
    for words, path in (
        (["--help"], "crm"),
        (["help"], "crm"),
        (["help", "all"], "crm help all"),
        (["add", "--help"], "crm add"),
        (["add", "王小明", "--help"], "crm add"),
        (["help", "contact", "add"], "crm contact add"),
        (["contact", "--help"], "crm contact"),
    ):
        ran = crm(*words, lang=language)
        assert (ran.code, ran.err, ran.out) == (0, "", by_path[path] + "\n")


def test_help_needs_no_book_and_no_right_one(crm: Program) -> None:
    ran = crm("list", "--help", "--db", "/nowhere/crm.db")
    assert (ran.code, ran.err) == (0, "")


def test_the_version(crm: Program) -> None:
    ran = crm("--version")
    assert ran.code == 0
    assert re.fullmatch(r"crm \d+\.\d+\.\d+\n", ran.out)


@pytest.mark.parametrize(
    ("words", "in_english", "in_chinese"),
    [
        (["fnd", "x"], "find", "find"),
        (["Due"], "due", "due"),
        (["show", "x", "--formt", "json"], "--format", "--format"),
        (["list", "--regoin", "x"], "--region", "--region"),
        (["contact", "drp", "x", "y"], "drop", "drop"),
        (["contact"], "add, edit, drop", "add"),
        (["help", "frob"], "crm help all", "crm help all"),
        (["show"], "CUSTOMER is missing", "缺少"),
        (["show", "a", "b (c)"], "Too many words: b (c)", "b (c)"),
        (["list", "--overdue=1"], "takes no value", "不"),
        (["list", "--grade"], "needs a value", "需要"),
        (["list", "-x"], "-x", "-x"),
    ],
)
def test_usage_errors_say_what_was_meant(
    inside: Inside, words: list[str], in_english: str, in_chinese: str
) -> None:
    for language, said in (("en", in_english), ("zh", in_chinese)):
        ran = inside(*words, lang=language)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert bool(HAN.search(ran.err)) == (language == "zh")
        assert language == "en" or not english(ran.err)
