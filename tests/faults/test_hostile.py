"""Whatever is typed or imported: no traceback, no fault of ours, nothing that steers a terminal, a sound book."""

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.faults.hostile import command_lines, files, is_harmless
from tests.inside import Inside
from tests.program import Program, Ran

FAULT = 70
KNOWN = {0, 1, 2, 3, 4, 5, 6, 7, 75}


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Inside]:
    """A book with a few customers, in a folder deep enough for any `..`."""
    deep = tmp_path.joinpath(*"abcdefgh")
    deep.mkdir(parents=True)
    crm = Inside(Program(deep))
    crm.add("王小明", "--phone", "13812345678", "--grade", "B", "--contact", "李四")
    crm.add("河南华信商贸有限公司", "--grade", "A")
    crm.must("visit", "王小明", "谈了价格")
    with _inside(deep):
        yield crm


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def fuzz(
    strategy: Any, count: int, check: Callable[[Any], None], phases: Sequence[Phase] = tuple(Phase)
) -> None:
    """Try that many examples; the book keeps what each leaves, so that later ones meet it."""

    @settings(
        max_examples=count,
        phases=phases,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def one(example: Any) -> None:
        check(example)

    one()


def check(ran: Ran, words: object, *, streams: bool = True) -> None:
    assert ran.code in KNOWN, (words, ran)
    assert "Traceback" not in ran.err, (words, ran.err)
    if streams:
        assert is_harmless(ran.out), (words, ran.out)
        assert is_harmless(ran.err), (words, ran.err)
    if ran.code not in (0, 1):
        assert ran.err.strip() or ran.out.strip(), words


def check_line(crm: Inside) -> Callable[[list[str]], None]:
    def carry_out(words: list[str]) -> None:
        # Files of programs (calendar, workbook, vCard) may come to stdout: they are no terminal's matter.
        check(crm(*words), words, streams=words[0] not in ("export", "import"))

    return carry_out


def check_file(crm: Inside) -> Callable[[tuple[str, bytes]], None]:
    def carry_out(file: tuple[str, bytes]) -> None:
        suffix, content = file
        path = crm.folder / f"file.{suffix}"
        path.write_bytes(content)
        check(crm("import", path, "--skip-bad", "--update", "--no-input"), file)

    return carry_out


def check_outputs(crm: Inside) -> None:
    """Every way out of the book, with all that has come in."""
    assert crm("doctor").code == 0, crm("doctor").out
    for words in (
        ["list"],
        ["due", "all"],
        ["history"],
        ["find", "a"],
        ["duplicates", "--hints"],
        ["team", "staff"],
    ):
        for format in ("table", "plain", "json", "jsonl", "csv", "tsv", "markdown", "codes"):
            ran = crm(*words, "-f", format)
            check(ran, (words, format))
            if format == "csv":
                for row in csv.reader(io.StringIO(ran.out)):
                    assert not any(cell.startswith(("=", "@", "\t", "\r")) for cell in row), row
    for name in ("x.csv", "x.xlsx", "x.vcf", "x.json"):
        check(crm("export", "customers", "-o", crm.folder / name), name)
    check(crm("export", "due", "-o", crm.folder / "x.ics"), "ics")
    for line in (crm.folder / "x.ics").read_text(encoding="utf-8").splitlines():
        assert is_harmless(line), line


@pytest.mark.parametrize(("what", "count"), [("lines", 120), ("files", 50)])
def test_hostile_words_and_files(crm: Inside, what: str, count: int) -> None:
    strategy, checked = (command_lines(), check_line(crm)) if what == "lines" else (files(), check_file(crm))
    fuzz(strategy, count, checked)
    check_outputs(crm)


@pytest.mark.slow
@pytest.mark.parametrize(("what", "count"), [("lines", 7_500), ("files", 2_500)])
def test_many_hostile_words_and_files(crm: Inside, what: str, count: int) -> None:
    strategy, checked = (command_lines(), check_line(crm)) if what == "lines" else (files(), check_file(crm))
    fuzz(strategy, count, checked)
    check_outputs(crm)


@pytest.mark.slow
def test_hostile_words_through_the_installed_program(crm: Inside) -> None:
    def carry_out(words: list[str]) -> None:
        typed = [word.encode("utf-8", errors="surrogatepass") for word in words if "\0" not in word]
        if len(typed) == len(words):  # no system hands a NUL over
            check(crm.program(*typed), words, streams=words[0] not in ("export", "import"))

    fuzz(command_lines(), 300, carry_out)
    assert crm("doctor").code == 0


def test_a_program_that_shows_what_it_is_given_is_caught(
    crm: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the same words where nothing is taken out on the way to the screen."""
    monkeypatch.setattr("crmcli.kit.shown.displayable", lambda text: text)
    with pytest.raises(AssertionError):
        fuzz(command_lines(), 350, check_line(crm), (Phase.generate,))  # whichever fails first will do
