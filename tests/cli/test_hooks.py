"""The user's own programs: told what happens, asked before it does."""

import json
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.program import Program


@pytest.fixture
def crm(tmp_path: Path) -> Inside:
    return Inside(Program(tmp_path))


def hook(crm: Inside, name: str, script: str, mode: int = 0o755) -> Path:
    path = crm.config.parent / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_post_hook_is_told_what_was_done(crm: Inside, tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    crm("add", "王小明", "--grade", "B")
    hook(crm, "post-visit", f"cat > {told}")
    assert crm("visit", "王小明", "谈了价格").code == 0
    payload = json.loads(told.read_text(encoding="utf-8"))
    assert payload["hook"] == "post-visit"
    assert payload["customers"] == [{"code": "C0001", "name": "王小明"}]
    assert payload["by"] == "lily"
    [visit] = [change for change in payload["changes"] if change["table"] == "visit"]
    assert visit["before"] is None
    assert visit["after"]["summary"] == "谈了价格"


def test_a_failing_post_hook_is_reported_and_undoes_nothing(crm: Inside) -> None:
    hook(crm, "post-add", "echo 打印机没纸 >&2; exit 3")
    ran = crm("add", "王小明", lang="zh")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert "打印机没纸" in ran.err
    assert crm("list", "-f", "codes").out == "C0001\n"


def test_a_pre_hook_may_refuse(crm: Inside) -> None:
    crm("add", "王小明", "--grade", "B")
    before = crm.book.read_bytes()
    hook(crm, "pre-deal", "grep -q won && { echo 月底前不关单 >&2; exit 1; }; exit 0")
    ran = crm("deal", "王小明", "won", "1.2万")
    assert (ran.code, ran.out) == (5, "")
    assert "月底前不关单" in ran.err
    assert crm.book.read_bytes() == before
    assert crm("deal", "王小明", "lost").code == 0


def test_hooks_of_every_promised_verb(crm: Inside, tmp_path: Path) -> None:
    told = tmp_path / "told"
    for verb in ("visit", "grade", "deal", "import"):
        hook(crm, f"post-{verb}", f"echo {verb} >> {told}")
    table = tmp_path / "people.csv"
    table.write_text("姓名,手机,等级\n王小明,13800138000,B\n", encoding="utf-8")
    crm("import", table)
    crm("grade", "王小明", "A")
    crm("visit", "王小明")
    crm("deal", "王小明", "won")
    assert told.read_text().split() == ["import", "grade", "visit", "deal"]


def test_a_dry_run_runs_no_hook(crm: Inside, tmp_path: Path) -> None:
    for name in ("pre-add", "post-add"):
        hook(crm, name, f"touch {tmp_path}/ran")
    assert crm("add", "王小明", "--dry-run").code == 0
    assert not (tmp_path / "ran").exists()


def test_hooks_of_an_atomic_batch_wait_for_its_end(crm: Inside, tmp_path: Path) -> None:
    hook(crm, "post-add", f"echo told >> {tmp_path}/told")
    assert crm("batch", "-", "--atomic", stdin="add 甲\nadd 乙\nvisit 丙\n").code == 3
    assert not (tmp_path / "told").exists()
    assert crm("batch", "-", "--atomic", stdin="add 甲\nadd 乙\n").code == 0
    assert (tmp_path / "told").read_text().split() == ["told", "told"]


def test_a_hook_that_calls_crm_does_not_call_itself(crm: Inside) -> None:
    hook(crm, "post-add", "crm add 回声 --quiet")
    assert crm("add", "王小明").code == 0
    assert crm("list", "-f", "codes").lines == ["C0001", "C0002"]


def test_a_hook_that_others_may_change_is_not_run(crm: Inside, tmp_path: Path) -> None:
    hook(crm, "post-add", f"touch {tmp_path}/ran", mode=0o777)
    ran = crm("add", "王小明")
    assert ran.code == 0
    assert "post-add" in ran.err
    assert not (tmp_path / "ran").exists()


def test_a_hook_that_is_no_program(crm: Inside) -> None:
    hook(crm, "post-add", "", mode=0o644)
    ran = crm("add", "王小明", lang="zh")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert "post-add" in ran.err
