"""Completion as people meet it: a Tab in a real bash, zsh or fish on a terminal."""

from collections.abc import Callable, Iterator

import pytest

from tests.completion.conftest import HOSTILE, Shell, shell_or_skip
from tests.program import Program

pytestmark = pytest.mark.slow
Opened = Callable[[str], Shell]


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, seller: Program) -> Iterator[Shell]:
    shell_or_skip(request.param)
    opened = Shell(request.param, seller)
    yield opened
    opened.close()


def test_initials_become_the_name(shell: Shell) -> None:
    shell.tab("crm show wxm", "王小明")
    shell.run("-f codes", "C0001")


def test_both_names_of_the_program(shell: Shell) -> None:
    shell.tab("crmcli show wangxiao", "王小明")
    shell.run("-f codes", "C0001")


def test_a_name_with_space_quote_and_parentheses_works(shell: Shell) -> None:
    shell.tab("crm show hx", "商贸")
    shell.run("-f codes", "C0005")


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_name_inside_quotes_works(shell: Shell, quote: str) -> None:
    shell.tab(f"crm show {quote}hx", "商贸")
    shell.run(" -f codes", "C0005")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("crm due tomo", "rrow"),
        ("crm due --no-i", "nput"),
        ("crm list --need pot", "ential"),
        ("crm play", "book"),
        ("crm list --region=郑", "州"),
    ],
)
def test_words_options_and_closed_sets(shell: Shell, typed: str, completed: str) -> None:
    shell.tab(typed, completed)


def test_files_are_left_to_the_shell(shell: Shell, seller: Program) -> None:
    (seller.folder / "my customers.csv").write_text("name\n", encoding="utf-8")
    shell.tab("crm import my", "customers.csv")


def test_namesakes_are_listed_by_code(shell: Shell) -> None:
    shell.child.send("crm show lil\t\t")
    shell.child.expect_exact("13712345678")


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_hostile_names_are_words_and_nothing_else(shell: Shell, seller: Program, quote: str) -> None:
    for number, name in enumerate(HOSTILE, start=6):
        shell.tab(f"crm show {quote}{name[:2]}", name[-3:-2])
        shell.run(" -f codes", f"C{number:04d}")
    assert not list(seller.folder.rglob("pwned"))
