"""The program as users install it, and books of any size, kept under build/benchmarks/ until they are removed."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.make_customers import rows
from crmcli.kit.storage.schema import SCHEMA_VERSION

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "build" / "benchmarks"
TODAY = "2026-11-22"  # on this day a little more than half of the customers are overdue


class Installed(NamedTuple):
    """The program in an environment of its own."""

    python: str
    crm: str
    environ: dict[str, str]


def install() -> Installed:
    """Install the working tree, not editable, and compile it."""
    folder = PLACE / "installed"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--constraint",
        ROOT / "constraints.txt",
    ]
    subprocess.run([*pip, ROOT], check=True)
    subprocess.run([*pip, "--force-reinstall", "--no-deps", ROOT], check=True)
    home = PLACE / "home"
    home.mkdir(exist_ok=True)
    environ = {
        "PATH": os.defpath,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "CRM_TODAY": TODAY,
    }
    return Installed(str(python), str(folder / "bin" / "crm"), environ)


def customers_csv(count: int) -> Path:
    """The customers as a file of the sample's shape."""
    path = PLACE / f"{count}.csv"
    if not path.exists():
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file, lineterminator="\r\n").writerows(rows(count))
    return path


def customers_xlsx(count: int) -> Path:
    """The same as a workbook."""
    path = PLACE / f"{count}.xlsx"
    if not path.exists():
        from xlsxwriter import Workbook

        book = Workbook(path, {"constant_memory": True})
        sheet = book.add_worksheet()
        for line, row in enumerate(rows(count)):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
        book.close()
    return path


def book_of(program: Installed, count: int) -> Path:
    """A book of so many customers, made by importing their file; one of an earlier schema is not used again."""
    path = PLACE / f"{count}.v{SCHEMA_VERSION}.db"
    if not path.exists():
        passing = path.with_suffix(".making")
        passing.unlink(missing_ok=True)
        words: list[str | Path] = [program.crm, "--db", passing, "--yes", "import", customers_csv(count)]
        subprocess.run(
            words, env=program.environ, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        passing.rename(path)
    return path


def copy_of(book: Path) -> Path:
    """A book to write into."""
    path = book.with_suffix(".written.db")
    shutil.copyfile(book, path)
    return path
