"""The shape of the source: what a folder listing promises, and the sizes that keep it readable."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import crmcli
from crmcli.app import VERBS

ROOT = Path(__file__).parents[2]
PACKAGE = Path(crmcli.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
CAPABILITIES = sorted(folder.parent for folder in PACKAGE.glob("*/__init__.py") if folder.parent.name not in
                      ("kit", "locale", "playbooks"))  # fmt: skip
LONGEST_FILE = 300
LONGEST_BODY = 40
EMPTY_NAMES = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "manager",
    "misc",
    "stuff",
    "lib",
    "core",
    "data",
}
# Folders of whoever works on it, and what lies beside the repository, mean nothing to its readers.
PLACES = re.compile(r"(?<![\w.~-])/(?:work|root|opt|Users|mnt|workspace)/\w|\.\./shared\b")
WRITTEN = {".py", ".md", ".toml", ".sql", ".sh", ".txt", ".po", ".cfg", ""}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_table_of_data(node: ast.stmt) -> bool:
    """A module-level assignment: what a data module consists of, as long as its subject is."""
    return isinstance(node, ast.Assign | ast.AnnAssign)


def lines_of_code(tree: ast.Module, length: int) -> int:
    return length - sum(
        node.end_lineno - node.lineno for node in tree.body if is_table_of_data(node) and node.end_lineno
    )


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines a function does something on: without its docstring and its signature, which Typer makes long."""
    told = 1 if ast.get_docstring(function) is not None else 0
    body = function.body[told:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert lines_of_code(tree, len(text.splitlines())) <= LONGEST_FILE
    assert [
        f"{one.name}: {body_lines(one)}" for one in functions(tree) if body_lines(one) > LONGEST_BODY
    ] == []


def test_every_name_says_something() -> None:
    paths = [path for path in PACKAGE.rglob("*") if "__pycache__" not in path.parts]
    assert [named(path) for path in paths if EMPTY_NAMES & set(path.stem.lower().split("_"))] == []


def test_every_module_and_folder_says_what_it_holds() -> None:
    assert [
        named(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ] == []


def test_every_verb_is_in_the_commands_of_its_capability() -> None:
    assert {entry.capability for entry in VERBS.values()} <= {folder.name for folder in CAPABILITIES}
    assert [
        name
        for name in {entry.capability for entry in VERBS.values()}
        if not (PACKAGE / name / "commands.py").exists()
    ] == []


def test_commands_load_what_writes_only_when_they_run() -> None:
    """The help page of a verb imports its `commands.py`; what that imports at its top must be light."""
    heavy = re.compile(r"^(?:sqlmodel|sqlalchemy|pydantic|rich|crmcli\.\w+\.(?:service|tables))\b")
    found = []
    for path in PACKAGE.glob("*/commands.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = [node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
        found += [f"{named(path)}: {module}" for module in modules if heavy.match(module)]
    assert found == []


def test_sql_files_lie_where_they_are_looked_for() -> None:
    places = {named(path.parent) for path in PACKAGE.rglob("*.sql") if path.name != "views.sql"}
    assert places == {"src/crmcli/kit/storage/migrations"}
    assert [named(path) for path in PACKAGE.rglob("views.sql") if path.parent not in CAPABILITIES] == []


def test_nothing_speaks_of_the_machine_it_was_written_on() -> None:
    paths = [
        path
        for folder in ("src", "tests", "tools", "docs", "benchmarks", ".ci")
        for path in (ROOT / folder).rglob("*")
    ]
    texts = [path for path in [*paths, *ROOT.iterdir()] if path.is_file() and path.suffix in WRITTEN]
    # In a working tree of its own `.git` is a file with a place in it.
    texts = [path for path in texts if "data" not in path.parts and path.name != ".git"]
    assert len(texts) > len(MODULES)
    assert [named(path) for path in texts if PLACES.search(path.read_text(encoding="utf-8"))] == []


def test_no_module_hides_a_function_of_its_package() -> None:
    """A submodule, once loaded, takes the place of whatever its package calls by the same name."""
    hidden = []
    for path in PACKAGE.rglob("__init__.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named_here = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        imported = {
            alias.asname or alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        hidden += [
            named(found)
            for found in path.parent.iterdir()
            if found.stem in named_here | imported - {"__init__"}
        ]
    assert hidden == []
