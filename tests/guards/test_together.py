"""Modules from one file answer as modules from their own do, and never for another source than theirs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import crmcli
from crmcli import bundling
from tests.inside import Inside
from tests.program import Program

LINES = [
    "due -f tsv",
    "due -f json",
    "due week --grade AB --owner me",
    "due --lang zh",
    "show C0001",
    "show C0001 -f json --lang zh",
    "find 王小 -f json",
    "find wxm",
    "list --overdue -f csv",
    "due --help --lang zh",
    "--version",
    "_complete zsh show wx",
    "due nonsense",
]
# Runs the copy's program; at the end stderr has what was loaded from the file, and what was not.
RUNNER = """
import os, sys
sys.path.insert(0, os.environ["COPY"])
end = os._exit
def told(code):
    from crmcli.together import NEVER_TOGETHER, Together
    ours = [name for name in sys.modules if name.startswith("crmcli.") and name not in NEVER_TOGETHER]
    kept = [name for name in ours if isinstance(sys.modules[name].__spec__.loader, Together)]
    os.write(2, f"\\n{len(kept)} {len(ours) - len(kept)}".encode())
    end(code)
os._exit = told
from crmcli.__main__ import main
main()
"""
EACH_ALONE = """
import os, sys
sys.path.insert(0, os.environ["COPY"])
from crmcli.together import NEVER_TOGETHER, Together, load_together
together = load_together()
for name in together.index:
    for other in [each for each in sys.modules if each.startswith("crmcli.") and each not in NEVER_TOGETHER]:
        del sys.modules[other]
    __import__(name)
    module = sys.modules[name]
    assert isinstance(module.__spec__.loader, Together), name
    assert module.__file__ == together.path(name) and os.path.exists(module.__file__), name
    parent, _dot, last = name.rpartition(".")
    assert getattr(sys.modules[parent], last) is module, name
from importlib.resources import files
assert "complete" in files("crmcli.completion").joinpath("scripts", "crm.bash").read_text()
assert isinstance(sys.modules["crmcli.completion"].__spec__.loader, Together)
print(len(together.index))
"""


class Copy:
    """The program's sources in a folder of their own, and somebody who runs them."""

    def __init__(self, folder: Path) -> None:
        self.person = Program(folder)
        self.place = folder / "copy"
        self.package = self.place / "crmcli"
        shutil.copytree(
            Path(crmcli.__file__).parent, self.package, ignore=shutil.ignore_patterns("__pycache__")
        )
        (self.package / "__pycache__").mkdir()

    @property
    def file(self) -> Path:
        """The one file."""
        return self.package / "__pycache__" / f"together.{sys.implementation.cache_tag}"

    def run(self, line: str, code: str = RUNNER, **env: str) -> subprocess.CompletedProcess[str]:
        """A run of the copy."""
        environ = {**self.person.environ, "COPY": str(self.place), **env}
        return subprocess.run(
            [sys.executable, "-c", code, *line.split()],
            env=environ,
            cwd=self.person.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def loaded(self, line: str) -> tuple[int, int]:
        """How many modules came from the file, and how many did not."""
        kept, others = self.run(line).stderr.splitlines()[-1].split()
        return int(kept), int(others)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """One customer, who is overdue, and no run of the copy so far that wrote the file."""
    copy = Copy(tmp_path_factory.mktemp("together"))
    Inside(copy.person).add("王小明", "--grade", "B", "--phone", "13812345678")
    Inside(copy.person).must("visit", "C0001", "看样品", "--at", "2026-11-01")
    return copy


@pytest.fixture
def fresh(copy: Copy) -> Copy:
    """The same without the file."""
    copy.file.unlink(missing_ok=True)
    return copy


def test_every_answer_is_the_same_and_the_file_grows_with_what_is_asked(fresh: Copy) -> None:
    as_ever = {line: fresh.run(line, PYTHONPYCACHEPREFIX=str(fresh.place / "caches")) for line in LINES}
    assert not fresh.file.exists()
    for again in (False, True):
        for line in LINES:
            ran = fresh.run(line)
            *said, counts = ran.stderr.splitlines()
            assert (ran.returncode, ran.stdout) == (as_ever[line].returncode, as_ever[line].stdout), line
            assert said == as_ever[line].stderr.splitlines()[:-1], line
            if again and line != LINES[-1]:
                kept, others = map(int, counts.split())
                assert kept > 0
                assert others == 0, line
    alone = fresh.run("", EACH_ALONE)
    assert alone.returncode == 0, alone.stderr
    assert int(alone.stdout) > 50


def test_a_source_that_has_changed_is_loaded_as_ever_and_kept_anew(fresh: Copy) -> None:
    source = fresh.package / "due" / "columns.py"
    before = source.read_text(encoding="utf-8")
    fresh.run("due -f tsv")
    kept, _others = fresh.loaded("due -f tsv")
    source.write_text(before.replace('Column("kind"', 'Column("a_kind"'), encoding="utf-8")
    try:
        assert fresh.run("due -f tsv").stdout.startswith("a_kind\t")
        assert fresh.run("due -f tsv").stdout.startswith("a_kind\t")
        assert fresh.loaded("due -f tsv") == (kept, 0)
    finally:
        source.write_text(before, encoding="utf-8")
    assert fresh.run("due -f tsv").stdout.startswith("kind\t")


def test_a_package_that_has_changed_alone_is_loaded_as_ever(fresh: Copy) -> None:
    """Its modules come from the file while it is loaded itself, each behind what it needs."""
    package = fresh.package / "kit" / "where" / "__init__.py"
    before = package.stat()
    first = fresh.run("list --where grade=B -f tsv")
    assert first.returncode == 0, first.stderr
    os.utime(package, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000_000))
    again = fresh.run("list --where grade=B -f tsv")
    assert (again.returncode, again.stdout) == (0, first.stdout), again.stderr


def test_each_module_stands_behind_whatever_it_imports() -> None:
    """Whichever of them is asked for first; a package that imports its own modules among them."""
    root = Path(crmcli.__file__).parents[1]
    parts = {}
    for path in (root / "crmcli" / "kit").rglob("*.py"):
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        parts[name] = bundling._Part(name, str(path))
    for name in parts:
        order = bundling._needs(name, parts)
        assert name in order
        for place, each in enumerate(order):
            needs = {need for need in parts[each].imports if need in parts and not each.startswith(need)}
            assert needs <= set(order[:place]), (name, each)


def test_a_damaged_file_is_as_good_as_none_and_written_anew(fresh: Copy) -> None:
    fresh.run("due -f tsv")
    whole, kept = fresh.file.read_bytes(), fresh.loaded("due -f tsv")
    for damaged in (b"", whole[:3], whole[:7], whole[:500], whole[: len(whole) // 2], b"other" + whole[5:]):
        fresh.file.write_bytes(damaged)
        assert fresh.run("due -f tsv").stdout.startswith("kind\t")
        assert fresh.loaded("due -f tsv") == kept


def test_a_copy_elsewhere_does_not_load_from_where_it_was(fresh: Copy, tmp_path: Path) -> None:
    fresh.run("due -f tsv")
    shutil.copytree(fresh.place, tmp_path / "copy")
    moved = fresh.run("due -f tsv", COPY=str(tmp_path / "copy"))
    assert moved.stderr.splitlines()[-1].startswith("0 ")
    again = fresh.run("due -f tsv", COPY=str(tmp_path / "copy"))
    assert again.stderr.splitlines()[-1].endswith(" 0")


def test_where_python_keeps_no_caches_none_is_made(fresh: Copy, tmp_path: Path) -> None:
    shutil.copytree(fresh.place, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__"))
    ran = fresh.run("due -f tsv", COPY=str(tmp_path / "copy"), PYTHONDONTWRITEBYTECODE="1")
    assert ran.stdout.startswith("kind\t")
    assert not (tmp_path / "copy" / "crmcli" / "__pycache__").exists()
    assert fresh.run("due -f tsv", PYTHONDONTWRITEBYTECODE="1").stdout == ran.stdout
    assert fresh.file.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_may_be_written_the_answer_is_the_same(fresh: Copy) -> None:
    fresh.file.parent.chmod(0o500)
    try:
        assert fresh.run("due -f tsv").stdout.startswith("kind\t")
    finally:
        fresh.file.parent.chmod(0o700)
    assert not fresh.file.exists()
