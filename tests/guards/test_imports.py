"""What a run loads. Import-linter cannot see that a lazy import never happens; `sys.modules` at the end can."""

import subprocess
import sys

import pytest

from tests.inside import Inside
from tests.program import Program

# The program ends by os._exit: the list of modules is written in its place, as the last line on stderr.
RUNNER = """
import os, sys
end = os._exit
def told(code):
    os.write(2, ("\\n" + " ".join(sys.modules)).encode())
    end(code)
os._exit = told
from crmcli.together import Together
Together.missing = lambda _self: []  # nothing is written after the answer, which would load more
from crmcli.__main__ import main
main()
"""
ORM = {"sqlmodel", "sqlalchemy"}
STORAGE = ORM | {"pydantic"}
READ = STORAGE | {
    "tomllib",
    "importlib.metadata",
    "dateutil",
    "phonenumbers",
    "openpyxl",
    "python_calamine",
    "xlsxwriter",
}
MACHINE = READ | {"rich"}


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Somebody with one customer, who is overdue."""
    program = Program(tmp_path_factory.mktemp("person"))
    Inside(program).add("王小明", "--grade", "B", "--phone", "13812345678")
    Inside(program).must("visit", "C0001", "看样品", "--at", "2026-11-01")
    return program


def loaded(person: Program, *words: str) -> set[str]:
    """The modules that a run of `crm WORDS` has loaded when it ends; the run must succeed."""
    ended = subprocess.run(
        [sys.executable, "-c", RUNNER, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=person.environ,
        cwd=person.folder,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return set(ended.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("words", "never"),
    [
        ("due", MACHINE),
        ("due -f json", MACHINE),
        ("due all -f tsv --grade AB --owner lily", MACHINE),
        ("due --count", MACHINE),
        ("due -f table", READ),
        ("list -f json", MACHINE),
        ("list -f csv --where grade=B", MACHINE),
        ("find wxm -f codes", MACHINE),
        ("show C0001 -f json", MACHINE),
        ("why C0001 -f json", MACHINE),
        ("grade C0001 -f json", MACHINE),
        ("date +3d", MACHINE),
        ("export customers -f csv", STORAGE),
        ("export due -f json", STORAGE),
        ("export visits -f jsonl", STORAGE),
        ("card list -f json", STORAGE),
        ("card show C0001 -f json", STORAGE),
        ("card quality C0001", STORAGE),
        ("card clean", STORAGE),
        ("greet -f json", STORAGE),
        ("history -f json", STORAGE),
        ("report weekly -f json", ORM),
        ("card checks", STORAGE),
        ("card progress -f json", STORAGE),
        ("team staff list -f json", STORAGE),
        ("playbook show -f json", ORM),
        ("export all -f json", ORM),
        ("doctor", ORM),
        ("--help", MACHINE),
        ("due --help", MACHINE),
        ("visit --help", MACHINE),
        ("import --help", MACHINE),
        ("help all", MACHINE),
    ],
)
def test_reading_and_help_load_nothing_heavy(person: Program, words: str, never: set[str]) -> None:
    assert loaded(person, *words.split()) & never == set()


def test_the_runner_sees_what_a_write_loads(person: Program) -> None:
    assert loaded(person, "note", "C0001", "喜欢红色") >= STORAGE
