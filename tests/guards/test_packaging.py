"""What `pip install .` installs is the whole product, and runs far from its source."""

import os
import subprocess
import venv
from pathlib import Path

import pytest

import crmcli

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SOURCE = Path(crmcli.__file__).parent


def run(folder: Path, *words: str | Path, **variables: str) -> str:
    """stdout of a command that succeeds, run in `folder` as its home, with nothing of this environment but PATH."""
    environ = {
        "HOME": str(folder),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "CRM_TODAY": "2026-11-22",
        **variables,
    }
    ended = subprocess.run(
        words,
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the product in it, installed as a user would. Needs a package index."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=True)
    ended = subprocess.run(
        [
            folder / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--constraint",
            ROOT / "constraints.txt",
            ROOT,
        ],
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return folder / "bin"


def test_every_file_of_the_package_is_there(installed: Path, tmp_path: Path) -> None:
    where = run(tmp_path, installed / "python", "-c", "import crmcli; print(crmcli.__path__[0])").strip()
    assert not Path(where).is_relative_to(ROOT)
    assert files(Path(where)) == files(SOURCE)


def files(package: Path) -> set[str]:
    """The files of a package besides what Python compiled: SQL, policies and catalogues among them."""
    found = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name}


@pytest.mark.parametrize("name", ["crm", "crmcli"])
def test_both_names_and_the_module_are_the_program(installed: Path, tmp_path: Path, name: str) -> None:
    told = run(tmp_path, installed / name, "--version")
    assert told == f"crm {crmcli.__version__}\n"
    assert run(tmp_path, installed / "python", "-m", "crmcli", "--version") == told


def test_a_day_with_the_installed_program(installed: Path, tmp_path: Path) -> None:
    crm = installed / "crm"
    assert "客户" in run(tmp_path, crm, "--help", CRM_LANG="zh")
    run(tmp_path, crm, "add", "王小明", "--phone", "13812345678", "--grade", "B")
    run(tmp_path, crm, "visit", "wxm", "看样品", "--at", "2026-11-01")
    assert '"C0001"' in run(tmp_path, crm, "due", "-f", "json")


def test_only_what_the_product_needs_is_installed(installed: Path, tmp_path: Path) -> None:
    listed = (
        run(tmp_path, installed / "python", "-m", "pip", "list", "--format", "freeze").lower().splitlines()
    )
    names = {line.partition("==")[0] for line in listed}
    assert "crmcli" in names
    assert not names & {"pytest", "hypothesis", "mypy", "ruff", "pypinyin", "babel", "openpyxl", "cogapp"}


@pytest.mark.parametrize("name", ["crm", "crmcli"])
def test_the_command_is_the_one_that_we_ship(installed: Path, tmp_path: Path, name: str) -> None:
    """An installer that writes its own loads `re`; ours keeps its mode, and gets the path of its Python."""
    first, *rest = (installed / name).read_text(encoding="utf-8").splitlines()
    assert first == f"#!{installed / 'python'}" or first.startswith("#!/")
    assert rest == (ROOT / "scripts" / name).read_text(encoding="utf-8").splitlines()[1:]
    assert run(tmp_path, installed / name, "--version") == f"crm {crmcli.__version__}\n"
