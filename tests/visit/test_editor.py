"""The record in an editor: taken whole, kept where it was not written, and nothing lost on the way."""

from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once

EDITOR = """#!/bin/sh
cp "$1" "$SEEN"
case "$DOES" in
  fill) printf '# c\\n[summary]\\n看房\\n[concerns]\\n价格\\n\\n户型\\n' > "$1";;
  fail) printf '[concerns]\\n写了一半\\n' > "$1"; exit 3;;
  only_fail) exit 3;;
  empty) : > "$1";;
  large) head -c 2000000 /dev/zero | tr '\\0' x > "$1";;
  long) { echo '[concerns]'; head -c 20000 /dev/zero | tr '\\0' x; } > "$1";;
  gb) printf '[concerns]\\n\\274\\333\\270\\361\\n' > "$1";;
  move) crm edit 王小明 --region 郑州; printf '[concerns]\\n价格\\n' > "$1";;
esac
"""


@made_once
def one(inside: Inside) -> None:
    editor = inside.folder / "an editor.sh"
    editor.write_text(EDITOR, encoding="utf-8")
    editor.chmod(0o755)
    inside.environ |= {"VISUAL": f"'{editor}'", "EDITOR": "false", "SEEN": str(inside.folder / "seen")}
    inside.add("王小明", "--grade", "B")


def edit(one: Inside, does: str, *words: str) -> tuple[int, str]:
    one.environ["DOES"] = does
    ran = one("visit", "王小明", "--edit", *words)
    return ran.code, ran.err


def aspects(one: Inside) -> list[object]:
    return [visit["aspects"] for visit in one.must("show", "王小明", "-f", "json").json["visits"]]


def drafts(one: Inside) -> list[Path]:
    folder = one.book.with_name("drafts")
    return sorted(folder.iterdir()) if folder.exists() else []


def test_what_is_written_is_taken_and_the_draft_goes(one: Inside) -> None:
    code, said = edit(one, "fill", "--presented", "会被编辑器改掉", "--purpose", "送样品")
    assert code == 0, said
    (visit,) = one.must("show", "王小明", "-f", "json").json["visits"]
    assert (visit["summary"], visit["aspects"], visit["purposes"]) == (
        "看房",
        {"concerns": "价格\n\n户型"},
        ["送样品"],
    )
    assert drafts(one) == []
    seen = (one.folder / "seen").read_text(encoding="utf-8")
    assert "[presented] Presented\n会被编辑器改掉" in seen
    assert seen.startswith("# 王小明  C0001  visit 2026-11-22")


@pytest.mark.parametrize("does", ["empty", "only_fail", "nothing"])
def test_where_nothing_was_written_nothing_changes_and_nothing_stays(one: Inside, does: str) -> None:
    code, said = edit(one, does)
    assert (code, aspects(one), drafts(one)) == (5, [], []), said


@pytest.mark.parametrize("does", ["fail", "long", "large"])
def test_what_was_written_is_kept_where_it_is_refused(one: Inside, does: str) -> None:
    code, said = edit(one, does)
    (draft,) = drafts(one)
    assert (code, aspects(one)) == (5, []), said
    assert str(draft) in said
    assert draft.stat().st_mode & 0o777 == 0o600
    assert draft.parent.stat().st_mode & 0o777 == 0o700


def test_a_kept_draft_is_taken_up_again(one: Inside) -> None:
    code, said = edit(one, "fill", "--next", "2027-12-01")
    (draft,) = drafts(one)
    assert (code, f"--draft={draft}" in said) == (5, True)
    one.must(
        "visit", "王小明", "--draft", draft, "--reason", "出差", "--next", "2027-12-01", "--concerns", "贷款"
    )
    assert aspects(one) == [{"concerns": "贷款"}], "what is typed counts before the file"
    assert drafts(one) == []


def test_a_file_of_ones_own_stays(one: Inside) -> None:
    path = one.folder / "mine.txt"
    path.write_text("\ufeff[summary]\r\n看房\r\n[problems]\r\n首付\r\n", encoding="utf-8")
    one.must("visit", "王小明", "--draft", path)
    assert path.exists()
    assert aspects(one) == [{"problems": "首付"}]


def test_an_editor_that_is_not_there(one: Inside) -> None:
    one.environ["VISUAL"] = "/nothing/there"
    ran = one("visit", "王小明", "--edit")
    assert (ran.code, drafts(one)) == (5, [])
    one.environ["VISUAL"] = "'unclosed"
    assert one("visit", "王小明", "--edit").code == 5


def test_a_text_in_gb18030_is_read(one: Inside) -> None:
    assert edit(one, "gb")[0] == 0
    assert aspects(one) == [{"concerns": "价格"}]


def test_a_dry_run_keeps_the_draft(one: Inside) -> None:
    assert edit(one, "fill", "--dry-run")[0] == 0
    assert (len(drafts(one)), aspects(one)) == (1, [])


def test_a_correction_opens_what_the_visit_says(one: Inside) -> None:
    one.must("visit", "王小明", "看房", "--concerns", "# 价格", "--problems", "首付")
    assert edit(one, "fill", "--correct", "1")[0] == 0
    seen = (one.folder / "seen").read_text(encoding="utf-8")
    assert "[concerns] Concerns\n\\# 价格\n" in seen
    assert aspects(one) == [{"concerns": "价格\n\n户型", "problems": "首付"}], (
        "a heading that is gone changes nothing"
    )
    assert drafts(one) == []


def test_a_card_that_moved_under_the_editor_refuses_the_correction(one: Inside) -> None:
    one.must("visit", "王小明", "看房", "--concerns", "# 价格")
    code, said = edit(one, "move", "--correct", "1", "--as", "孙静", "--db", str(one.book))
    assert code == 5, said
    assert str(drafts(one)[0]) in said
    assert "--as=孙静" in said
    assert f"--db={one.book}" in said
    assert aspects(one) == [{"concerns": "# 价格"}]
