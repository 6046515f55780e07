"""Asking a person, on stderr, with line editing that is right for Chinese."""

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from crmcli.kit.cli.invocation import current
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import displayable

Value = TypeVar("Value")


def ask(question: str, default: str = "") -> str:
    """One line of answer; Enter gives the default. Raises EOFError and KeyboardInterrupt as typed."""
    # Without readline Backspace breaks Han cells and arrow keys end up in the answer.
    import readline  # noqa: F401

    shown = f"{question} [{default}]: " if default else f"{question}: "
    try:
        return _input(displayable(shown)).strip() or default
    except EOFError:
        sys.stderr.write("\n")
        raise


def _input(prompt: str) -> str:
    """`input`, which draws on stdout, with stdout kept clean for the data."""
    if sys.stdout.isatty():
        return input(prompt)
    data, sys.stdout = sys.stdout, sys.stderr
    try:
        return input(prompt)
    finally:
        sys.stdout = data


def ask_until(question: str, parse: Callable[[str], Value], default: str = "") -> Value:
    """Ask until the answer is right; what is wrong with one is said."""
    while True:
        answer = ask(question, default)
        try:
            return parse(answer)
        except RuleRefused as refusal:
            current().warn(str(refusal))


def confirm(question: str) -> bool:
    """Yes or no; `--yes` answers for the person, and so does having nobody to ask."""
    run = current()
    if run.yes or run.dry_run or not run.interactive:
        return True
    return ask(f"{question} {_('[Y/n]')}").lower() in ("", "y", "yes", "是", "好", "对")


def choose(question: str, lines: Sequence[str]) -> int | None:
    """A numbered choice; the index, or None where nothing was chosen."""
    for number, line in enumerate(lines, start=1):
        current().warn(f"{number:>3}  {line}")
    answer = ask(question)
    return (
        int(answer) - 1 if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(lines) else None
    )
