"""`crm import` as it is installed: what stands on stdout, on stderr, and the exit code."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

from crmcli.transfer.headers import recognise
from tests.inside import Inside
from tests.program import Program

DATA = Path(__file__).parents[1] / "data"
TWO = "编号,姓名,手机,等级,车型\nKH1,王小明,13812345678,B,J7\nKH2,李四,13912345678,C,\n"
BAD = TWO + "KH3,王五,1380013800,D,\n"


def file_of(crm: Program, text: str, name: str = "a.csv") -> str:
    (crm.folder / name).write_text(text, encoding="utf-8")
    return name


def test_the_summary_is_data_and_everything_else_is_talk(crm: Program) -> None:
    ran = crm("import", file_of(crm, TWO))
    assert (ran.code, ran.lines) == (0, ["2 new"])
    assert "车型" in ran.err
    assert "a field of your own" in ran.err
    assert Inside(crm).must("import", crm.folder / "a.csv", "-f", "json", "--quiet").json == {
        "new": 0,
        "updated": 0,
        "same": 2,
        "skipped": 0,
        "refused": 0,
        "staff": [],
        "fields": ["车型"],
        "hints": [],
        "differences": [],
        "refused_rows": [],
        "refused_file": None,
    }


@pytest.mark.parametrize(
    ("lang", "line", "ending"), [("en", "Line 4: 手机", "--skip-bad"), ("zh", "第 4 行：手机", "--skip-bad")]
)
def test_bad_rows_end_it_with_5_and_write_nothing(inside: Inside, lang: str, line: str, ending: str) -> None:
    crm = inside.program if lang == "zh" else inside
    ran = crm("import", inside.folder / file_of(inside.program, BAD), lang=lang)
    assert (ran.code, ran.out) == (5, "")
    assert line in ran.err
    assert ending in ran.err
    assert not crm.book.exists()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_skip_bad_names_the_file_of_refused_rows(inside: Inside, lang: str) -> None:
    crm = inside.program if lang == "en" else inside
    ran = crm("import", inside.folder / file_of(inside.program, BAD), "--skip-bad", lang=lang)
    assert ran.code == 0
    assert "a.refused.csv" in ran.err
    kept = (crm.folder / "a.refused.csv").read_text(encoding="utf-8-sig").splitlines()
    *headers, reason = kept[0].split(",")
    assert (headers, recognise([reason])[0].left_out) == (["编号", "姓名", "手机", "等级", "车型"], True)
    assert len(kept) == 2
    assert (crm.folder / "a.refused.csv").stat().st_mode & 0o777 == 0o600


def test_standard_input_is_read_and_its_refused_rows_lie_in_the_current_folder(crm: Program) -> None:
    ran = crm("import", "-", "--skip-bad", stdin=BAD.encode("gb18030"))
    assert (ran.code, "2 new" in ran.out) == (0, True)
    assert (crm.folder / "stdin.refused.csv").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["import", "missing.csv"], 3),
        (["import", "."], 5),
        (["import"], 2),
        (["import", "a.csv", "--input-format", "word"], 2),
        (["import", "a.csv", "--encoding", "klingon"], 2),
        (["import", "a.csv", "--owner", "nobody"], 3),
        (["--db", "no-book.txt", "import", "a.csv"], 7),
    ],
)
def test_what_cannot_be_imported_has_its_exit_code(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int
) -> None:
    monkeypatch.chdir(inside.folder)
    file_of(inside.program, TWO)
    file_of(inside.program, "text", "no-book.txt")
    ran = inside(*words)
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert "Traceback" not in ran.err


def test_on_a_terminal_it_shows_and_asks(inside: Inside) -> None:
    child = inside.terminal("import", file_of(inside.program, TWO), env={"CRM_LANG": "en"})
    child.expect("车型 .for example J7.: ")
    child.sendline("")
    child.expect("becomes")
    child.expect("Take these 2 customers?")
    child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 5
    assert not inside.book.exists()


def test_yes_answers_the_question(crm: Program) -> None:
    ran = crm("import", file_of(crm, TWO), "--yes", tty=True)
    assert ran.code == 0
    assert (ran.out + ran.err).count("2 new") == 1
    assert crm("list", "--quiet", "-f", "codes").lines == ["KH1", "KH2"]


def test_the_sample_as_it_is(inside: Inside) -> None:
    ran = inside("import", DATA / "customers.xlsx", lang="zh")
    assert ran.code == 0
    assert "600" in ran.out
    assert "预计金额（元）" in ran.err
