"""Every rule of a team does, in every mode that it takes, what the mode says, and nothing in any other."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crmcli.policy.rules import TEAM_RULES
from tests.inside import Inside
from tests.program import Program, Ran

MODES = [(rule, mode) for rule, modes in TEAM_RULES.items() for mode in modes]


@pytest.fixture(scope="module")
def everything_off(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """A team of 刘燕, 李主管 and 王经理, which has turned every rule off."""
    inside = Inside(Program(tmp_path_factory.mktemp("off")))
    folder = inside.config.with_name("playbooks")
    folder.mkdir()
    general = Path(__file__).parents[2] / "src/crmcli/playbooks/general.toml"
    text = general.read_text(encoding="utf-8").replace('name = "general"', 'name = "mine"', 1)
    region = (
        '[[group]]\nname = "basic"\ntitle = { en = "Basics", zh = "基本" }\n'
        '[[field]]\nname = "area"\ngroup = "basic"\ntitle = { en = "Area", zh = "地区" }\n'
        'card_column = "region"\nverification = "quarterly"\n'
    )
    (folder / "mine.toml").write_text('company_lines = ["021-62345678"]\n' + text + region, encoding="utf-8")
    inside.config.write_text('playbook = "mine"\n', encoding="utf-8")
    inside.environ["CRM_TODAY"] = "2026-11-20"
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    inside.must("team", "staff", "add", "李主管", "--role", "主管", "--supervisor", "王经理")
    inside.must("team", "staff", "add", "刘燕", "--supervisor", "李主管")
    inside.must("config", "policy", "team")
    inside.environ["CRM_USER"] = "刘燕"
    for rule in TEAM_RULES:
        inside.must("config", f"rule.{rule}", "off", "--as", "王经理")
    inside.environ["CRM_TODAY"] = "2026-11-23"
    return inside


@pytest.fixture
def team(everything_off: Inside, tmp_path: Path) -> Iterator[Inside]:
    copy = everything_off.elsewhere(tmp_path)
    copy.environ.update({key: everything_off.environ[key] for key in ("CRM_TODAY", "CRM_USER")})
    folder = copy.config.with_name("playbooks")
    folder.mkdir()
    copy.book.chmod(0o600)
    source = everything_off.config.with_name("playbooks") / "mine.toml"
    (folder / "mine.toml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    yield copy
    assert copy("doctor").code == 0


def _visit(team: Inside) -> Ran:
    team("add", "甲", "--grade", "B")
    return team("visit", "甲", "谈", "--quiet")


def _key_visit(team: Inside) -> Ran:
    team("add", "甲", "--grade", "B", "--importance", "key")
    return team("visit", "甲", "谈", "--quiet")


def _private_call(team: Inside) -> Ran:
    team("add", "甲", "--grade", "B")
    return team("visit", "甲", "谈", "--kind", "call", "--line", "13900000000", "--quiet")


def _sale(team: Inside) -> Ran:
    team("add", "甲", "--grade", "B")
    return team("deal", "甲", "won", "1万")


def _new_card(team: Inside) -> Ran:
    return team("add", "甲", "--grade", "B", "--region", "郑州", "--industry", "物流")


def _morning(team: Inside) -> Ran:
    ran = team()
    return Ran(ran.code, "", ran.out)


def _fall(team: Inside) -> Ran:
    team("add", "甲", "--grade", "B")
    return team("grade", "甲", "D", "--reason", "没预算")


NO_WORDS = "\0"  # it never warns
# What is done, and by which words of stderr a warning is known.
ACTS: dict[str, tuple[Callable[[Inside], Ran], str]] = {
    "first_visit_by_two": (_visit, "nobody went along"),
    "key_by_two": (_key_visit, "is held by one"),
    "private_line": (_private_call, "none of the company's lines"),
    "quarterly_visit": (_sale, NO_WORDS),
    "grade_review": (_new_card, NO_WORDS),
    "missing_report": (_morning, "No report of 2026-11-20"),
    "grade_fall": (_fall, NO_WORDS),
    "new_card": (_new_card, NO_WORDS),
    "card_review": (_new_card, NO_WORDS),
    "verification": (_new_card, NO_WORDS),
}
KIND = {"grade_review": "review", "new_card": "card", "grade_fall": "approval", "missing_report": "review"}


def effect(team: Inside, rule: str, ran: Ran, sign: str) -> str:
    """Which mode it looks like."""
    if ran.code in (5, 6):
        return "refuse" if ran.code == 5 else "approve"
    if sign in ran.err:
        return "warn"
    kind = KIND.get(rule, rule)
    if rule == "private_line":
        return "off"
    return "due" if team.must("due", "2027-12-31", "--kind", kind, "-f", "json").json else "off"


@pytest.mark.parametrize(("rule", "mode"), MODES)
def test_no_mode_that_is_taken_is_silent(team: Inside, rule: str, mode: str) -> None:
    team.must("config", f"rule.{rule}", mode, "--as", "王经理")
    act, sign = ACTS[rule]
    assert effect(team, rule, act(team), sign) == mode


def test_who_holds_a_key_prospect_is_asked_at_every_visit(team: Inside) -> None:
    team.must("config", "rule.key_by_two", "warn", "--as", "王经理")
    team.must("add", "甲", "--grade", "B", "--amount", "60万")
    team.must("add", "乙", "--grade", "B", "--amount", "1万")
    alone = team("visit", "甲", "谈", "--quiet", lang="zh")
    assert (alone.code, "重点客户须由两人" in alone.err, "crm team share C0001" in alone.err) == (
        0,
        True,
        True,
    )
    assert "held by one" in team.program("visit", "甲", "谈", "--with", "李主管", env=team.environ).err
    assert "held by one" not in team("visit", "乙", "谈").err
    team.must("team", "share", "甲", "李主管")
    assert "held by one" not in team("visit", "甲", "谈").err
    team.must("team", "share", "甲", "--drop", "李主管")
    team.must("deal", "甲", "won", "1万")
    assert "held by one" not in team("visit", "甲", "谈").err
