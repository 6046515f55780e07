"""`crm config`: settings shown and changed, with the file's own words kept."""

import stat

import pytest

from tests.inside import Inside


def test_every_setting_is_listed_with_where_it_comes_from(inside: Inside) -> None:
    rows = inside.must("config", "-f", "json").json
    values = {row["key"]: row["value"] for row in rows}
    assert {"db", "lang", "format", "user", "playbook", "mine", "config_file", "book"} <= set(values)
    assert values["book"] == str(inside.book)
    assert values["config_file"] == str(inside.program.config)
    assert not inside.book.exists()


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("lang", "zh", "zh"), ("format", "plain", "plain"), ("user", "刘燕", "刘燕"), ("mine", "yes", "true"),
        ("mine", "是", "true"), ("mine", "false", "false"), ("db", "/tmp/a b.db", "/tmp/a b.db"),
    ],
)  # fmt: skip
def test_a_setting_is_written_and_read_again(inside: Inside, key: str, value: str, shown: str) -> None:
    assert inside.must("config", key, value).out == f"{shown}\n"
    assert inside("config", key, lang="en").out == f"{shown}\n"


def test_comments_and_order_stay(inside: Inside) -> None:
    inside.program.config.write_text('# mine\nuser = "刘燕"  # me\nlang = "en"\n', encoding="utf-8")
    inside.must("config", "lang", "zh")
    inside.must("config", "user", "")
    inside.must("config", "mine", "yes")
    assert inside.program.config.read_text(encoding="utf-8") == '# mine\nlang = "zh"\nmine = true\n'


def test_a_new_file_is_its_owners_alone(inside: Inside) -> None:
    inside.must("config", "lang", "zh")
    path = inside.program.folder / "config" / "crm" / "config.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_dry_run_writes_nothing(inside: Inside) -> None:
    assert inside("config", "lang", "zh", "--dry-run").code == 0
    assert not (inside.program.folder / "config" / "crm" / "config.toml").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["langs"], 2, "lang"),
        (["langs", "zh"], 2, "lang"),
        (["colour", "red"], 2, "playbook"),
        (["lang", "fr"], 5, "zh"),
        (["format", "pdf"], 5, "json"),
        (["mine", "perhaps"], 2, "perhaps"),
        (["user", "a", "b"], 2, "b"),
        (["user", "\x1b[31m"], 0, ""),
    ],
)
def test_what_is_refused(inside: Inside, words: list[str], code: int, said: str) -> None:
    ran = inside("config", *words)
    assert ran.code == code
    assert said in ran.err
    assert "\x1b" not in ran.out + ran.err


def test_a_wrong_choice_names_the_others_in_words_of_their_own(inside: Inside) -> None:
    ran = inside("config", "notify_webhook_kind", "slack", lang="zh")
    assert (ran.code, "只能是其中之一：wecom, dingtalk, feishu。" in ran.err) == (5, True)


def test_a_setting_that_made_the_file_wrong_can_be_mended_by_hand_only(inside: Inside) -> None:
    inside.program.config.write_text("langs = 1", encoding="utf-8")
    ran = inside("config", "lang", "zh")
    assert ran.code == 5
    assert inside.program.config.read_text(encoding="utf-8") == "langs = 1"


def test_a_rule_that_is_none_is_answered_with_the_nearest_or_all(inside: Inside) -> None:
    ran = inside("config", "rule.nosuch", "off")
    assert (ran.code, "there are: first_visit_by_two, " in ran.err) == (2, True)
    assert "did you mean grade_fall?" in inside("config", "rule.grade_fal", "off").err


def test_where_the_playbook_has_no_lines_the_rule_says_that_it_does_nothing(inside: Inside) -> None:
    inside.must("config", "policy", "team")
    assert "no company_lines" in inside("config", "rule.private_line", "refuse").err
    assert "company_lines" not in inside("config", "rule.private_line", "off").err
    assert "company_lines" not in inside("config", "rule.grade_fall", "off").err
