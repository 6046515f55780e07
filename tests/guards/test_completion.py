"""Completion is quick, and knows the commands as they are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crmcli.app import VERBS
from crmcli.completion import words
from crmcli.completion.queries import OF_THE_BOOK
from tests.guards.test_imports import RUNNER
from tests.inside import Inside
from tests.program import Program
from tools import make_completion

ROOT = Path(__file__).parents[2]
AT_RUN_TIME = {"", "text", "commands", "files", "setting"}


def test_the_words_are_those_of_the_commands() -> None:
    # Help texts are built as modules load: a test before this one may have loaded them in Chinese.
    script = "import sys; from tools.make_completion import module_text; sys.stdout.write(module_text())"
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    assert make_completion.MODULE.read_text(encoding="utf-8") == ended.stdout.decode(), "run make docs"


def test_every_verb_is_completed() -> None:
    assert {*VERBS, "help"} <= set(words.COMMANDS)


def test_every_source_of_values_is_there() -> None:
    named = {source.rstrip("…") for _told, _options, sources in words.COMMANDS.values() for source in sources}
    named |= {
        source for _told, options, _sources in words.COMMANDS.values() for source, _said in options.values()
    }
    assert named - AT_RUN_TIME - set(words.CHOICES) - set(OF_THE_BOOK) == set()


@pytest.mark.parametrize(
    "request_",
    [
        ["zsh", "show", "wxm"],
        ["bash", "crm show 'w", "w", "9"],
        ["fish", "due", "--"],
        ["zsh", "list", "--owner", ""],
        ["zsh", "playbook", "use", ""],
    ],
)
def test_an_answer_loads_next_to_nothing(crm: Program, request_: list[str]) -> None:
    Inside(crm).add("王小明", "--grade", "B")
    crm.config.write_text('lang = "zh"\n', encoding="utf-8")
    ran = _modules(crm, RUNNER, ["_complete", *request_])
    unavoidable = _modules(crm, "import sqlite3, sys, os; os.write(2, ' '.join(sys.modules).encode())", [])
    added = {name for name in ran - unavoidable if not name.startswith("crmcli")}
    assert added <= {"__future__", "errno", "gc", "unicodedata"}
    ours = {name for name in ran if name.startswith("crmcli.") and name.count(".") > 1}
    assert not {name for name in ours if name.split(".")[1] not in ("completion", "kit", "locale")}


def _modules(program: Program, script: str, arguments: list[str]) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        env=program.environ,
        check=True,
    )
    assert ended.stdout or not arguments, json.dumps(arguments)
    return set(ended.stderr.splitlines()[-1].split())
