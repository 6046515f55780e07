"""A quick answer loads what it needs and nothing else; what it may load is counted here, because time is not."""

import subprocess
import sys

import pytest

from tests.guards.test_imports import RUNNER
from tests.inside import Inside
from tests.program import Program

# Of the standard library, beside what starts every Python: the driver of SQLite and days.
KNOWN = {
    "__future__",
    "_datetime",
    "_functools",
    "_sqlite3",
    "gc",
    "itertools",
    "marshal",
}
MOST_OF_OURS = 43
MOST_OF_CUSTOMERS = 78
# What finds and shows customers compares texts, and remembers some answers by `functools`, which loads the rest.
FUNCTIONS = {
    "_collections",
    "_operator",
    "collections",
    "collections.abc",
    "functools",
    "keyword",
    "operator",
    "reprlib",
    "types",
    "unicodedata",
}


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Somebody with one customer, who is overdue, and with settings."""
    program = Program(tmp_path_factory.mktemp("person"))
    Inside(program).add("王小明", "--grade", "B", "--phone", "13812345678")
    Inside(program).must("visit", "C0001", "看样品", "--at", "2026-11-01")
    program.config.write_text('lang = "zh" # 中文\n', encoding="utf-8")
    return program


@pytest.fixture(scope="module")
def start(person: Program) -> set[str]:
    """What every Python loads."""
    return loaded(person, "import sys; sys.stderr.write(' '.join(sys.modules))")


def loaded(person: Program, code: str, *words: str) -> set[str]:
    """The modules at the end of a run that must succeed."""
    ended = subprocess.run(
        [sys.executable, "-c", code, *words], env=person.environ, capture_output=True, check=True, text=True
    )
    return set(ended.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "line",
    [
        "due",
        "due -f json",
        "due all -f tsv --limit 50",
        "due week --grade AB --owner me -f plain",
        "due overdue --count --exit-code",
        "due -f csv --kind follow_up --from 2026-11-01",
        "due -f codes",
        "due +7d --from -7d -f tsv",
        "due +2w -f tsv",
        "due 2026-12-01 -f json",
        "show C0001 -f json",
        "find 王小 -f json",
        "find wxm -f tsv",
        "find 1234 -f codes",
        "list -f json --limit 3",
        "list --grade AB --region 郑州 --overdue -f csv",
        "--version",
        "help",
        "due --help",
    ],
)
def test_a_quick_answer_loads_next_to_nothing(person: Program, start: set[str], line: str) -> None:
    added = loaded(person, RUNNER, *line.split()) - start
    ours = {name for name in added if name.partition(".")[0] == "crmcli"}
    assert "crmcli.locale.zh" not in ours, "say in tools/make_locale.py which modules quick answers load"
    is_of_customers = line.startswith(("show", "find", "list"))
    assert added - ours <= (KNOWN | FUNCTIONS if is_of_customers else KNOWN)
    assert len(ours) <= (MOST_OF_CUSTOMERS if is_of_customers else MOST_OF_OURS)


def test_rows_for_a_table_with_colours_are_handed_to_rich_alone(person: Program) -> None:
    code = RUNNER.replace(
        "from crmcli.__main__ import main",
        "from crmcli.kit.formats import terminal\n"
        "terminal.terminal_of = lambda _stream, _environ: terminal.Terminal(80, colour=True, is_tty=True)\n"
        "from crmcli.__main__ import main",
    )
    modules = loaded(person, code, "due", "-f", "table")
    assert "rich" in modules
    assert {"typer", "pydantic", "sqlalchemy", "sqlmodel"} & modules == set()
