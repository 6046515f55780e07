"""Playbook files: the shipped ones, a user's own, and what is said of a wrong one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import set_language
from crmcli.kit.policy_files import own_files
from crmcli.policy.queries import build_policy
from crmcli.policy.rules import Policy
from crmcli.policy.schema import (
    CONTACT_KINDS,
    Playbook,
    load_playbook,
    parse_playbook,
    policy_rows,
    shipped_names,
)
from crmcli.visit.tables import VISIT_KINDS

RIGHT = """
name = "own"
title = { en = "Own", zh = "自有" }
after_sale_cadence = "2m"
lost_grade = "Y"
key_amount = "12万"

[time_to_act]
urgent = "3d"

[first_follow_up]
after = ["reception"]
from_day = 1
due_day = 2

[[grade]]
letter = "X"
cadence = "1w"
need = ["target"]
closes_within = "2m"
meaning = { en = "hot", zh = "热" }

[[grade]]
letter = "Y"
cadence = "半年"
meaning = { en = "cold", zh = "冷" }
"""


def policy(playbook: Playbook) -> Policy:
    """The policy as the book holds it."""
    return build_policy(*policy_rows(playbook))


def test_the_general_playbook_has_the_rhythms_of_the_rules() -> None:
    general = policy(load_playbook("general", ""))
    assert [(grade.letter, str(grade.cadence)) for grade in general.grades] == [
        *(("A", "1d"), ("B", "7d"), ("C", "15d"), ("D", "30d"), ("E", "1y"))
    ]
    assert [(grade.letter, grade.needs, str(grade.closes_within)) for grade in general.grades] == [
        ("A", ("target",), "1m"),
        ("B", ("target",), "3m"),
        ("C", ("target",), "6m"),
        ("D", ("potential", "target"), "None"),
        ("E", ("none",), "None"),
    ]
    assert (str(general.after_sale_cadence), general.lost_grade) == ("90d", "E")
    assert [str(span) for span in general.time_to_act] == ["7d", "1m", "3m"]
    assert general.first_follow_up is None


def test_real_estate_has_the_window_of_the_first_follow_up() -> None:
    window = policy(load_playbook("real-estate", "")).first_follow_up
    assert window is not None
    assert (window.from_day, window.due_day) == (3, 5)
    assert "reception" in window.after_kinds


def test_every_shipped_playbook_is_right_in_both_languages() -> None:
    assert shipped_names() == ["b2b", "general", "loan", "property", "real-estate", "retail"]
    for name in shipped_names():
        playbook = load_playbook(name, "")
        for wording in (playbook.title, *(grade.meaning for grade in playbook.grade)):
            assert wording.en.isascii()
            assert not wording.zh.isascii()


@pytest.mark.parametrize("name", shipped_names())
def test_every_line_of_business_greets(name: str) -> None:
    greetings = load_playbook(name, "").greetings
    assert greetings.birthday != "never"
    assert {"spring_festival", "dragon_boat", "mid_autumn"} <= set(greetings.festivals)


def test_the_kinds_of_contact_are_those_of_visits() -> None:
    assert CONTACT_KINDS == VISIT_KINDS


def test_a_right_file_says_what_it_says() -> None:
    own = policy(parse_playbook(RIGHT.encode(), "own.toml"))
    assert [(grade.letter, str(grade.cadence), grade.needs) for grade in own.grades] == [
        ("X", "1w", ("target",)),
        ("Y", "6m", ()),
    ]
    assert (str(own.after_sale_cadence), own.lost_grade, own.key_amount_fen) == ("2m", "Y", 12_000_000)
    assert [str(span) for span in own.time_to_act] == ["3d", "1m", "3m"]
    assert own.first_follow_up == (("reception",), 1, 2)
    set_language("zh")
    try:
        assert own.grades[0].meaning == "热"
    finally:
        set_language("en")
    assert own.grades[0].meaning == "hot"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_of_every_editor_are_read(mark: bytes, end: str) -> None:
    assert parse_playbook(mark + RIGHT.replace("\n", end).encode(), "own.toml").name == "own"


def test_an_own_playbook_overrides_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "general.toml").write_text(RIGHT.replace('"own"', '"general"'), encoding="utf-8")
    (tmp_path / "own.toml").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no playbook", encoding="utf-8")
    assert own_files(str(tmp_path)) == ["general", "own"]
    assert load_playbook("general", str(tmp_path)).title.zh == "自有"
    assert load_playbook("own", str(tmp_path)).lost_grade == "Y"
    assert load_playbook("real-estate", str(tmp_path)).lost_grade == "E"


def without(line: str) -> str:
    """The right file with the line that begins so left out."""
    lines = RIGHT.splitlines(keepends=True)
    (found,) = [number for number, text in enumerate(lines) if text.startswith(line)][:1]
    return "".join(lines[:found] + lines[found + 1 :])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        # an unknown key: the key and the nearest valid one
        (RIGHT.replace("lost_grade", "lost_grad"), ["lost_grad ", "did you mean lost_grade?"]),
        (RIGHT.replace('cadence = "1w"', 'cadense = "1w"'), ["grade.1.cadense", "did you mean cadence?"]),
        (RIGHT.replace('cadence = "半年"', 'cadence="1y"\nrhythm = 3'), ["grade.2.rhythm"]),
        (RIGHT.replace("due_day", "due_days"), ["first_follow_up.due_days", "did you mean due_day?"]),
        (RIGHT.replace("urgent", "urgnt"), ["time_to_act.urgnt", "did you mean urgent?"]),
        (RIGHT.replace('en = "Own"', 'en = "Own", ch = "x"'), ["title.ch"]),
        (RIGHT.replace('en = "hot"', 'en = "hot", zn = "x"'), ["grade.1.meaning.zn", "did you mean zh?"]),
        (RIGHT.replace("[[grade]]", "[[grades]]"), ["grades", "did you mean grade?"]),
        (RIGHT + "\n[colours]\nred = 1\n", ["colours"]),
        # something missing
        (without("name ="), ["name", "is missing"]),
        (without("title ="), ["title", "is missing"]),
        (without("cadence ="), ["grade.1.cadence", "is missing"]),
        (without("meaning ="), ["grade.1.meaning", "is missing"]),
        (without("from_day ="), ["first_follow_up.from_day", "is missing"]),
        ("", ["name", "is missing"]),
        (RIGHT.split("[[grade]]")[0], ["grade", "is missing"]),
        (RIGHT.split("[[grade]]")[0].replace("[time", "grade = []\n[time"), ["grade", "at least one"]),
        (RIGHT.replace(', zh = "热"', ""), ["grade.1.meaning.zh", "is missing"]),
        # the wrong type
        (RIGHT.replace('"12万"', "120000"), ["key_amount", "text in quotes"]),
        (RIGHT.replace('"1w"', "7"), ["grade.1.cadence", "text in quotes"]),
        (RIGHT.replace('["target"]', '"target"'), ["grade.1.need", "must be a list"]),
        (RIGHT.replace("from_day = 1", 'from_day = "1"'), ["first_follow_up.from_day", "whole number"]),
        (RIGHT.replace("from_day = 1", "from_day = 1.5"), ["first_follow_up.from_day", "whole number"]),
        (RIGHT.replace("from_day = 1", "from_day = true"), ["first_follow_up.from_day", "whole number"]),
        (RIGHT.replace('{ en = "Own", zh = "自有" }', '"Own"'), ["title", "must be a table"]),
        (RIGHT.replace("[time_to_act]\nurgent", "time_to_act"), ["time_to_act", "must be a table"]),
        (RIGHT.replace('"2m"\nlost', "2026-11-22\nlost"), ["after_sale_cadence", "text in quotes"]),
        # a value that makes no sense
        (RIGHT.replace('"1w"', '"0d"'), ["grade.1.cadence", "0d", "7d, 2w, 1m or 1y"]),
        (RIGHT.replace('"1w"', '"often"'), ["grade.1.cadence", "often"]),
        (RIGHT.replace('"1w"', '""'), ["grade.1.cadence"]),
        (RIGHT.replace('closes_within = "2m"', 'closes_within = ""'), ["grade.1.closes_within"]),
        (RIGHT.replace('"2m"\nlost', '"never"\nlost'), ["after_sale_cadence", "never"]),
        (RIGHT.replace('"3d"', '"soon"'), ["time_to_act.urgent", "soon"]),
        (RIGHT.replace('"12万"', '"viel"'), ["key_amount", "viel"]),
        (RIGHT.replace('["target"]', '["targets"]'), ["grade.1.need", "targets", "target, potential, none"]),
        (RIGHT.replace('["reception"]', '["recption"]'), ["first_follow_up.after", "recption", "reception"]),
        (RIGHT.replace('["reception"]', "[]"), ["first_follow_up.after"]),
        (RIGHT.replace("from_day = 1", "from_day = 9"), ["first_follow_up", "due_day lies before from_day"]),
        (RIGHT.replace("from_day = 1", "from_day = -1"), ["first_follow_up.from_day", "too small"]),
        (RIGHT.replace("due_day = 2", "due_day = 999"), ["first_follow_up.due_day", "too large"]),
        (RIGHT.replace('"X"', '"Y"'), ["grade", "Y is defined twice"]),
        (RIGHT.replace('letter = "X"', 'letter = "x"'), ["grade.1.letter", "right form"]),
        (RIGHT.replace('letter = "X"', 'letter = "XX"'), ["grade.1.letter", "right form"]),
        (RIGHT.replace('letter = "X"', 'letter = "X\\n"'), ["grade.1.letter", "right form"]),
        (RIGHT.replace('lost_grade = "Y"', 'lost_grade = "Q"'), ["lost_grade", "Q"]),
        (without("lost_grade"), ["lost_grade", "E"]),  # the default is no grade of this scale
        (RIGHT.replace('"own"', '"Own Book"'), ["name", "right form"]),
        (RIGHT.replace('"自有"', '""'), ["title.zh", "must not be empty"]),
    ],
)
def test_a_wrong_file_is_refused_naming_file_and_key(wrong: str, named: list[str]) -> None:
    assert wrong != RIGHT
    with pytest.raises(RuleRefused) as refusal:
        parse_playbook(wrong.encode(), "/home/lily/own.toml")
    said = str(refusal.value)
    assert said.startswith("/home/lily/own.toml: ")
    assert [word for word in named if word not in said] == [], said
    assert not said.endswith("..")


@pytest.mark.parametrize(
    "content",
    [
        b"name = ",
        b"name = 'own'\nname = 'own'",
        b"[[grade]\n",
        b"\x00\x01\x02\xff\xfe binary",
        RIGHT.encode("utf-16"),
        RIGHT.encode("gb18030"),
        b"a = " + b"[" * 5000,
        b"a = " + b"9" * 5000,
        b"SQLite format 3\x00",
    ],
)
def test_what_is_no_toml_is_refused(content: bytes) -> None:
    with pytest.raises(RuleRefused, match=r"own.toml is not valid TOML"):
        parse_playbook(content, "own.toml")


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_playbook_or_a_refusal(content: bytes) -> None:
    with pytest.raises(RuleRefused):
        parse_playbook(content, "own.toml")


def test_an_unknown_name_is_refused_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(RIGHT, encoding="utf-8")
    with pytest.raises(NotFound, match=r"generl.*b2b, general, loan, own, property, real-estate"):
        load_playbook("generl", str(tmp_path))


@pytest.mark.parametrize("name", ["../own", "own.toml", "", ".", "/etc/passwd"])
def test_a_name_is_no_path(tmp_path: Path, name: str) -> None:
    (tmp_path / "own.toml").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "below").mkdir()
    with pytest.raises(NotFound):
        load_playbook(name, str(tmp_path / "below"))


def test_the_file_is_called_as_the_playbook_calls_itself(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(RIGHT, encoding="utf-8")
    with pytest.raises(RuleRefused, match=r'mine.toml: name is "own" and must be "mine"'):
        load_playbook("mine", str(tmp_path))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "own.toml").mkdir()
    with pytest.raises(RuleRefused, match=r"own.toml cannot be read"):
        load_playbook("own", str(tmp_path))
