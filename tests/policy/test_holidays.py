"""Holiday files of the user's own: they add days and years, and a wrong one is named."""

from datetime import date
from pathlib import Path

import pytest

from crmcli.kit.errors import RuleRefused
from crmcli.policy.holidays import work_calendar

OWN_2027 = """
year = 2027
[[holiday]]
name = { en = "New Year", zh = "元旦" }
from = 2027-01-01
to = 2027-01-03
worked_instead = [2027-01-09]
"""


def test_an_own_file_makes_a_year_known(tmp_path: Path) -> None:
    (tmp_path / "2027.toml").write_text(OWN_2027, encoding="utf-8")
    calendar = work_calendar(str(tmp_path), 5)
    assert 2027 in calendar.years
    assert calendar.after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert calendar.is_workday(date(2027, 1, 9))


def test_an_own_file_has_the_last_word_on_a_day(tmp_path: Path) -> None:
    (tmp_path / "company.toml").write_text(
        'year = 2026\n[[holiday]]\nname = { en = "Founding", zh = "厂庆" }\nfrom = 2026-10-10\nto = 2026-10-10\n'
        "worked_instead = [2026-10-07]\n",
        encoding="utf-8",
    )
    calendar = work_calendar(str(tmp_path), 5)
    assert not calendar.is_workday(date(2026, 10, 10))
    assert calendar.is_workday(date(2026, 10, 7))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("year = 2027\nholidays = []\n", "holidays is not a key here; did you mean holiday?"),
        (
            OWN_2027.replace("worked_instead", "worked"),
            "holiday.1.worked is not a key here; did you mean worked_instead?",
        ),
        (OWN_2027.replace("2027-01-03", "2026-12-03"), "does not follow"),
        (OWN_2027.replace("from = 2027-01-01", 'from = "2027-01-01"'), "holiday.1.from must be a date"),
        (OWN_2027.replace("year = 2027", "year = 2031"), "does not lie in 2031"),
        ("year = [2027}", "line 1"),
        ("year = 2027\n[[holiday]]\nfrom = 2027-01-01\nto = 2027-01-01\n", "holiday.1.name is missing"),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "2027.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleRefused) as refused:
        work_calendar(str(tmp_path), 5)
    assert str(path) in str(refused.value)
    assert named in str(refused.value)
