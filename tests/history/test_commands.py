"""`crm history` and `crm undo` as people and scripts use them."""

import json
import shutil
from pathlib import Path

import pexpect

from tests.inside import Inside
from tests.once import made_once


@made_once
def lily(inside: Inside) -> None:
    """A book with two customers and a few entries."""
    inside.add("王小明", "--phone", "13812345678", "--grade", "B")
    inside.must("visit", "王小明", "谈了价格", "--grade", "A")
    inside.add("李丽", "--region", "郑州")
    inside.must("edit", "李丽", "--set", "车型=挂车", "--as", "rose")


def sample(folder: Path) -> Path:
    """A copy of a file of customers; what is refused of it is written beside it."""
    return Path(shutil.copy(Path(__file__).parents[1] / "data" / "customers.csv", folder))


def commands(crm: Inside, *words: str) -> list[str]:
    return [row["command"] for row in crm.must("history", *words, "-f", "json").json]


def test_the_history_has_an_entry_for_each_write_the_newest_first(lily: Inside) -> None:
    rows = lily.must("history", "-f", "json").json
    assert [row["command"] for row in rows] == ["edit", "add", "visit", "add", "init"]
    visit = rows[2]
    assert (visit["by"], visit["customers"], visit["undone_by"]) == ("lily", ["C0001"], None)
    (card,) = [change for change in visit["changes"] if change["table"] == "customer"]
    assert (card["before"]["grade"], card["after"]["grade"]) == ("B", "A")


def test_it_is_narrowed_by_customer_person_day_and_field(lily: Inside) -> None:
    assert commands(lily, "王小明") == ["visit", "add"]
    assert commands(lily, "--by", "rose") == ["edit"]
    assert commands(lily, "--by", "me", "李丽") == ["add"]
    assert commands(lily, "--field", "grade", "王小明") == ["visit", "add"]
    assert commands(lily, "--field", "等级", "--limit", "1") == ["visit"]
    assert commands(lily, "--field", "车型") == ["edit"]
    assert commands(lily, "--since", "tomorrow") == []
    assert commands(lily, "--limit", "0") == []
    assert lily("history", "--field", "grad").code == 2
    assert lily("history", "nobody").code == 3
    assert lily("history", "--by", "nobody").code == 3


def test_people_read_what_changed_in_their_language(lily: Inside) -> None:
    shown = lily("history", "王小明", lang="zh").out
    assert "等级: B > A" in shown
    assert "谈了价格" in shown
    assert "pinyin" not in shown
    assert "Region" not in lily.must("history", "王小明").out


def test_csv_keeps_each_entry_on_a_line_with_its_changes_as_json(lily: Inside) -> None:
    lines = lily.must("history", "李丽", "-f", "tsv").lines
    assert len(lines) == 3
    cell = lines[1].split("\t")[5]
    assert json.loads(cell)[0]["code"] == "C0002"


def test_an_undo_takes_back_my_last_command_and_the_one_before(lily: Inside) -> None:
    assert lily("undo").code == 5  # rose has built on it
    lily.must("undo", "--as", "rose")
    ran = lily.must("undo", "-f", "json")
    assert (ran.json["undoes"], ran.json["command"]) == (4, "add")
    lily.must("undo")
    assert lily.card("王小明")["grade"] == "B"
    lily.must("undo")
    assert lily("show", "王小明").code == 3
    refused = lily("undo")
    assert refused.code == 3
    assert "lily" in refused.err


def test_what_others_did_is_not_my_last_command_but_can_be_named(lily: Inside) -> None:
    lily.must("undo", "5")
    assert lily.card("李丽")["fields"] == {}
    lily.must("undo", "6")
    assert lily.card("李丽")["fields"] == {"车型": "挂车"}


def test_an_undo_that_others_stand_in_the_way_of_is_refused_and_says_why(lily: Inside) -> None:
    before = lily.book.read_bytes()
    ran = lily("undo", "4")
    assert ran.code == 5
    assert "crm undo 5" in ran.err
    assert lily.book.read_bytes() == before


def test_what_can_be_taken_back_is_listed(lily: Inside) -> None:
    rows = lily.must("undo", "--list", "-f", "json").json
    assert [row["entry"] for row in rows] == [4, 3, 2]
    assert lily("undo", "3", "--list").code == 2
    assert lily("undo", "99").code == 3
    assert lily("undo", "x").code == 2


def test_a_whole_import_is_taken_back_and_brought_back(inside: Inside, tmp_path: Path) -> None:
    inside.add("王小明", "--phone", "13812345678")
    inside.must("import", sample(tmp_path), "--skip-bad")
    due = inside.must("due", "-f", "json").out
    before = inside.must("list", "-f", "json").out
    assert len(json.loads(before)) > 500
    shown = inside.must("undo").err
    assert " x " in shown
    assert [row["name"] for row in inside.must("list", "-f", "json").json] == ["王小明"]
    last = inside.must("history", "-f", "json", "--limit", "1").json[0]["entry"]
    inside.must("undo", str(last))
    assert inside.must("list", "-f", "json").out == before
    assert inside.must("due", "-f", "json").out == due


def test_an_import_is_told_as_it_was_whatever_came_later(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "客户名称,客户等级,手机,电话\n华信,A,13528657070,0371-65432100\n", encoding="utf-8"
    )
    inside.must("import", str(tmp_path / "in.csv"))
    inside.must("grade", "华信", "C")
    inside.must("edit", "华信", "--drop-phone", "0371-65432100", "--name", "华信商贸")
    told = inside.must("history", "华信", "-f", "json").json[-1]
    made = [(one["table"], one["after"].get("name") or one["after"].get("number")) for one in told["changes"]]
    assert ("customer", "华信") in made
    assert ("customer_phone", "+8637165432100") in made
    (card,) = (one["after"] for one in told["changes"] if one["table"] == "customer")
    assert (card["grade"], card["rev"]) == ("A", 1)


def test_an_import_is_told_of_the_card_that_it_wrote(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "客户名称,客户等级,手机\n华信,A,13528657070\n金桥,A,13528657071\n", encoding="utf-8"
    )
    inside.must("import", str(tmp_path / "in.csv"))

    def phones() -> set[str]:
        told = inside.must("history", "C0001", "-f", "json").json[-1]
        return {one["after"]["number"] for one in told["changes"] if one["table"] == "customer_phone"}

    assert phones() == {"+8613528657070"}
    inside.must("merge", "C0001", "C0002", "--prefer", "C0001")
    assert phones() == {"+8613528657070", "+8613528657071"}
    inside.must("undo")
    assert phones() == {"+8613528657070"}


def test_an_import_that_work_was_built_on_is_not_taken_back(inside: Inside, tmp_path: Path) -> None:
    inside.must("import", sample(tmp_path), "--skip-bad")
    inside.must("note", inside.must("list", "--limit", "1", "-f", "codes").out.strip(), "熟客")
    ran = inside("undo", "2")
    assert ran.code == 5
    assert "crm undo 3" in ran.err


def test_a_request_with_a_key_is_carried_out_once(inside: Inside) -> None:
    first = inside.must("add", "王小明", "--phone", "13812345678", "--request-id", "k1")
    again = inside.must("add", "王小明", "--phone", "13812345678", "--request-id", "k1")
    assert first.out == again.out == "C0001\n"
    assert commands(inside) == ["add", "init"]
    inside.must("visit", "王小明", "谈", "--request-id", "k2")
    card = inside.must("visit", "王小明", "谈", "--request-id", "k2", "-f", "json")
    assert len(card.json["visits"]) == 1


def test_the_answer_to_a_retry_is_the_record_as_it_is(inside: Inside) -> None:
    words = ("add", "王小明", "--request-id", "k1", "-f", "json")
    assert inside.must(*words).json == inside.must(*words).json


def test_a_key_is_one_commands(inside: Inside) -> None:
    inside.must("add", "王小明", "--request-id", "k1")
    ran = inside("add", "李丽", "--request-id", "k1")
    assert ran.code == 5
    assert "k1" in ran.err
    assert inside.names("list") == ["王小明"]
    assert inside("add", "李丽", "--request-id", "").code == 2


def test_a_dry_run_uses_up_no_key(inside: Inside) -> None:
    inside.add("王小明")
    inside.must("note", "王小明", "x", "--request-id", "k", "--dry-run")
    inside.must("note", "王小明", "x", "--request-id", "k")
    assert len(inside.card("王小明")["notes"]) == 1  # type: ignore[arg-type]


def test_a_batch_that_broke_off_is_finished_by_its_retry(inside: Inside) -> None:
    lines = "add 王小明\nadd 李丽\nvisit 王小明 谈\nadd 孙浩\n"
    inside("batch", "--request-id", "b", stdin="\n".join(lines.split("\n")[:2]))
    inside.must("batch", "--request-id", "b", stdin=lines)
    inside.must("batch", "--request-id", "b", stdin=lines)
    assert inside.names("list") == ["王小明", "李丽", "孙浩"]
    assert len(inside.card("王小明")["visits"]) == 1  # type: ignore[arg-type]


def test_on_a_terminal_an_undo_shows_and_asks(inside: Inside) -> None:
    inside.add("王小明", "--grade", "B")
    child = inside.terminal("undo")
    child.expect("王小明")
    child.expect("Take this back")
    child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 5
    assert inside("show", "王小明").code == 0
    child = inside.terminal("undo")
    child.expect("Take this back")
    child.sendline("")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert inside("show", "王小明").code == 3


def test_stored_words_are_told_in_the_words_of_the_playbook(inside: Inside) -> None:
    inside.must("init")
    inside.must("playbook", "use", "real-estate")
    inside.add("王小明", "--source", "路过")
    inside.must("edit", "王小明", "--set", "来源=户外广告", "--set", "住房性质=租赁")
    inside.must("deal", "王小明", "won", "10万")
    shown = inside("history", "王小明", lang="zh").out
    assert "来源: 路过 > 户外广告" in shown
    assert "住房性质 租赁" in shown
    assert "成交 100,000" in shown
    assert not {"passing_by", "rented", "won"} & set(shown.split())


def test_many_fields_at_once_are_named(inside: Inside) -> None:
    inside.must("init")
    inside.must("playbook", "use", "retail")
    inside.add("王小明", "--set", "零售业态=便利店", "--set", "营业面积=50", "--set", "甲=1", "--set", "乙=2")
    shown = inside("history", "王小明", lang="zh").out
    assert "+ 4 x 档案字段 (" in shown
    assert "营业面积" in shown
    assert "自定义字段" not in shown
