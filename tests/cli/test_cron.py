"""`env -i crm due today`: what a cron mail shows."""

import subprocess
from pathlib import Path

import pytest

from crmcli.kit.shown import display_width
from tests.inside import Inside
from tests.program import CRM


@pytest.mark.parametrize("says", ["config", "environment"])
def test_an_empty_environment_prints_chinese_aligned_and_uncut(
    inside: Inside, tmp_path: Path, says: str
) -> None:
    home = tmp_path / "plain home"
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "CRM_TODAY": "2026-11-30"}
    book = home / ".local" / "share" / "crm" / "crm.db"
    for name, phone in (
        ("王小明", "13812345678"),
        ("河南华信商贸集团股份有限公司", "021-62345678-801"),
        ("李四", "13700000000"),
    ):
        inside.must("--db", book, "add", name, "--phone", phone, "--grade", "B")
    inside.must("--db", book, "visit", "王小明", "看过样品", "--topic", "带新报价，" * 20)
    if says == "config":
        config = home / ".config" / "crm" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text('lang = "zh"\n', encoding="utf-8")
    else:
        env["CRM_LANG"] = "zh"
    ended = subprocess.run([CRM, "due", "today"], env=env, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    lines = ended.stdout.decode().splitlines()
    rows = [line for line in lines if "C000" in line]
    assert len(rows) == 3
    assert "带新报价，" * 20 in "\n".join(lines), "uncut"
    assert any("河南华信商贸集团股份有限公司" in row for row in rows)
    assert {display_width(row.partition("C000")[0]) for row in rows} == {
        display_width(rows[0].partition("C000")[0])
    }
    assert all("\x1b" not in line for line in lines)
    assert "逾期" in ended.stdout.decode()
