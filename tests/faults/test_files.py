"""Who may read what the program writes, and what its outputs may take the place of."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from crmcli.customer.service import add_note
from tests.desk import Desks, customer, register
from tests.inside import Inside
from tests.program import CRM, Program


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.slow
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277], ids=oct)
def test_everything_is_its_owners_alone_whatever_the_umask(crm: Program, umask: int) -> None:
    def run(*words: str, day: str = "2026-11-22") -> None:
        environ = {**crm.environ, "CRM_TODAY": day}
        subprocess.run(
            [CRM, *words], env=environ, cwd=crm.folder, umask=umask, check=True, capture_output=True
        )

    paper = crm.folder / "scan.pdf"
    paper.write_bytes(b"%PDF-1.4 licence")
    run("add", "王小明", "--phone", "13812345678")
    run("checklist", "start", "王小明", "loan-1-person")
    run("checklist", "receive", "王小明", "1", "--file", str(paper))
    run("backup")
    run("backup", "copy.db")
    run("note", "王小明", "x", day="2026-11-24")
    for name in ("x.csv", "x.xlsx", "x.json", "x.vcf"):
        run("export", "customers", "-o", name)
    run("export", "due", "-o", "x.ics")
    written = list(crm.book.parent.rglob("*")) + list(crm.folder.glob("x.*")) + [crm.folder / "copy.db"]
    assert len(written) > 10
    assert any(path.parent.name.endswith(".files") for path in written)
    assert {
        path.name: oct(mode(path)) for path in written if mode(path) != (0o700 if path.is_dir() else 0o600)
    } == {}
    assert mode(crm.book.parent) == 0o700
    assert not list(crm.folder.rglob(".crm-*"))


def test_the_journal_is_as_private_as_the_book(desks: Desks) -> None:
    with desks(command="add") as at:
        register(at)
    with desks(command="note") as at:
        add_note(at, customer(at), "x")
        at.session.flush()
        journal = Path(f"{desks.path}-journal")
        assert mode(journal) == mode(desks.path) == 0o600
    assert not journal.exists()


OUTPUTS = (
    ("export", "customers", "-f", "csv", "-o"),
    ("export", "due", "-f", "ics", "-o"),
    ("backup",),
)


@pytest.mark.parametrize(
    "words", OUTPUTS, ids=lambda words: words[0] + words[1] if len(words) > 1 else words[0]
)
def test_an_output_replaces_ordinary_files_only(inside: Inside, words: tuple[str, ...]) -> None:
    inside.add("王小明")
    target, link, pipe = (inside.folder / name for name in ("target.csv", "link.csv", "pipe.csv"))
    target.write_text("mine", encoding="utf-8")
    target.chmod(0o644)
    link.symlink_to(target)
    os.mkfifo(pipe)
    for place in (link, pipe, inside.folder, Path("/dev/null"), Path("/dev/full")):
        ran = inside(*words, place)
        assert ran.code == 7, (place, ran)
        assert ran.err
    assert target.read_text(encoding="utf-8") == "mine"
    assert link.is_symlink()
    assert inside(*words, target).code == 0
    assert mode(target) == 0o644, "a target keeps its mode"
    assert target.read_bytes() != b"mine"


def test_a_book_behind_a_link_stays_behind_it(crm: Program) -> None:
    """Whoever put the link there meant it; a book is never replaced, only written in."""
    inside = Inside(crm)
    inside.add("王小明")
    link = crm.folder / "link.db"
    link.symlink_to(crm.book)
    assert crm("--db", link, "note", "王小明", "x").code == 0
    assert link.is_symlink()
    assert len(inside.must("show", "王小明", "-f", "json").json["notes"]) == 1
