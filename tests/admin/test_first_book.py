"""The book that the first write makes, and the demonstration that is made anew."""

from tests.inside import Inside

MINE = """
name = "mine"
title = { en = "Mine", zh = "我的" }
lost_grade = "T"

[[grade]]
letter = "S"
cadence = "2d"
need = ["target"]
meaning = { en = "soon", zh = "很快" }

[[grade]]
letter = "T"
cadence = "60d"
need = ["none"]
meaning = { en = "later", zh = "以后" }
"""


def test_the_first_customer_is_graded_by_the_playbook_of_the_settings(inside: Inside) -> None:
    folder = inside.program.config.parent / "playbooks"
    folder.mkdir()
    (folder / "mine.toml").write_text(MINE, encoding="utf-8")
    inside.program.config.write_text('playbook = "mine"\n', encoding="utf-8")
    refused = inside("add", "甲", "--grade", "A")
    assert (refused.code, inside.book.exists()) == (5, False)
    assert "S T" in refused.err
    inside.add("甲", "--grade", "S")
    assert inside.card("甲")["next_follow_up_on"] == "2026-11-24"


def test_a_dry_demonstration_leaves_the_old_one(inside: Inside) -> None:
    place = inside.program.folder / "demo.db"
    inside.must("demo", place)
    before = place.read_bytes()
    assert inside.must("demo", place, "--dry-run").out
    assert place.read_bytes() == before
    assert sorted(path.name for path in place.parent.iterdir() if "demo" in path.name) == ["demo.db"]


def test_a_toml_fault_is_said_in_chinese(inside: Inside) -> None:
    folder = inside.program.config.parent / "playbooks"
    folder.mkdir()
    for content, said in ((b'name = "x"\nname\n', "第 2 行"), (b"\xff\xfe", "UTF-8"), (b"a = ", "写到一半")):
        (folder / "bad.toml").write_bytes(content)
        ran = inside("playbook", "use", "bad", lang="zh")
        assert ran.code == 5
        assert said in ran.err
        assert "Invalid" not in ran.err
        assert "codec" not in ran.err
