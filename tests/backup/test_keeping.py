"""Which backups are kept, and how one is read from its name."""

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.storage.backups import KINDS, Backup, backups_of, superfluous

START = datetime(2026, 1, 1, 9)


def daily(days: range) -> list[Backup]:
    return sorted(
        (Backup(f"{day}", START + timedelta(days=day), "daily") for day in days),
        key=lambda backup: backup.made_at,
        reverse=True,
    )


def kept(backups: list[Backup]) -> list[Backup]:
    gone = set(superfluous(backups))
    return [backup for backup in backups if backup not in gone]


def test_of_a_year_of_days_seven_days_four_weeks_and_six_months_stay() -> None:
    left = kept(daily(range(330)))  # up to 2026-11-26, a Thursday
    assert [f"{backup.made_at:%m-%d}" for backup in left] == [
        "11-26", "11-25", "11-24", "11-23", "11-22", "11-21", "11-20", "11-15", "11-08",
        "10-31", "09-30", "08-31", "07-31", "06-30",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 86_000), st.sampled_from(KINDS)), max_size=60))
def test_the_newest_stays_and_keeping_twice_is_keeping_once(made: list[tuple[int, int, str]]) -> None:
    backups = sorted(
        {Backup(f"{day} {s} {kind}", START + timedelta(days=day, seconds=s), kind) for day, s, kind in made},
        key=lambda backup: (backup.made_at, backup.path),
        reverse=True,
    )
    left = kept(backups)
    assert left[:1] == backups[:1]
    assert superfluous(left) == []
    days = sorted({backup.made_at.date() for backup in backups}, reverse=True)[:7]
    assert {backup.made_at.date() for backup in left} >= set(days)
    assert all(
        backup in left for backup in backups if backup.kind != "daily" and backup.made_at.date() in days
    )


def test_other_files_in_the_folder_are_none_of_ours(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in (
        "crm-2026-11-22-093000-daily.db", "crm-2026-11-22-093000-daily-2.db", "crm-2026-11-22-093000-mine.db",
        "crm.db", "other-2026-11-22-093000-daily.db", "crm-2026-13-22-093000-daily.db", "crm-2026.db", "notes.txt",
    ):  # fmt: skip
        (folder / name).touch()
    names = [Path(backup.path).name for backup in backups_of(str(tmp_path / "crm.db"))]
    assert names == ["crm-2026-11-22-093000-daily.db", "crm-2026-11-22-093000-daily-2.db"]
