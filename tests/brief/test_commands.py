"""`crm brief`: one screen before a visit."""

import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def full(inside: Inside) -> None:
    """C0001, a customer about whom everything is known, at length."""
    code = inside.add(
        "郑州宏达运输有限公司", "--phone", "0371-62345678", "--grade", "B", "--need", "target", "--close", "12-20",
        "--amount", "120万", "--set", f"顾虑={'担心油耗高' * 20}", "--set", f"疑问={'首付' * 50}",
    )  # fmt: skip
    must = inside.must
    must("edit", code, "--channel", "wechat", "--time", "晚上八点以后")
    must(
        "contact",
        "add",
        code,
        "李丽",
        "--position",
        "采购经理",
        "--phone",
        "13912345678",
        "--birthday",
        "农历十月二十",
    )
    must("contact", "add", code, "张强", "--birthday", "1980-12-01")
    must("note", code, "首付比例能不能再低一点？\n还有旧车置换的问题")
    must("tag", code, "重点", "展会")
    must("deal", code, "won", "50000", "--on", "2026-01-05", "--reason", "价格合适")
    must("edit", code, "--close", "12-20")
    for day in ("10-01", "11-01", "11-10"):
        must("visit", code, "对比了竞品的报价，" * 30, "--at", day, "--grade", "B")
    must(
        "visit",
        code,
        "电话确认",
        "--kind",
        "call",
        "--next",
        "12-20",
        "--reason",
        "客户出差到年底",
        "--topic",
        "书面方案",
    )


@pytest.mark.parametrize("format", ["table", "plain", "markdown"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_is_on_one_screen(full: Inside, format: str, lang: str) -> None:
    ran = full("brief", "C0001", "-f", format, lang=lang, env={"COLUMNS": "80"})
    assert ran.code == 0
    assert len(ran.lines) <= 24
    for told in (
        "李丽",
        "采购经理",
        "13912345678",
        "2026-12-20",
        "书面方案",
        "客户出差到年底",
        "担心油耗高",
        "首付比例",
        "张强",
    ):
        assert told in ran.out


def test_a_terminal_of_80_columns(full: Inside) -> None:
    ran = full.program("brief", "C0001", tty=True)
    assert ran.code == 0
    assert len(ran.out.rstrip().splitlines()) <= 24


def test_the_record_is_whole(full: Inside) -> None:
    brief = full.must("brief", "C0001", "-f", "json").json
    assert brief["ask_for"] == {"name": "李丽", "position": "采购经理", "phone": "+8613912345678"}
    assert [visit["contact_on"] for visit in brief["last_contacts"]] == [
        "2026-11-22",
        "2026-11-10",
        "2026-11-01",
    ]
    assert brief["last_contacts"][1]["summary"] == "对比了竞品的报价，" * 30
    assert brief["open_questions"][0] == f"顾虑: {'担心油耗高' * 20}"
    assert [(near["person"], near["on_date"], near["age"]) for near in brief["dates"]] == [
        ("李丽", "2026-11-28", None),
        ("张强", "2026-12-01", 46),
    ]
    assert brief["last_deal"]["amount_fen"] == 5_000_000
    assert (brief["agreed_on"], brief["agreed_reason"]) == ("2026-12-20", "客户出差到年底")
    assert brief["missing"] == []


def test_a_bare_card_says_what_is_missing(inside: Inside) -> None:
    code = inside.add("王小明")
    assert inside.must("brief", code, "-f", "json").json["missing"] == [
        "phone",
        "grade",
        "expected_close_on",
        "next_follow_up_on",
    ]
    assert "缺少  电话、等级、预计成交日期、下一步" in inside("brief", "王小明", lang="zh").out


def test_nobody(inside: Inside) -> None:
    inside.add("王小明")
    assert inside("brief", "李四").code == 3


def test_the_coming_greeting_and_who_knows_whom_are_told_without_the_tier(inside: Inside) -> None:
    inside.environ["CRM_TODAY"] = "2026-11-22"
    code = inside.add("金桥物流有限公司", "--grade", "B", "--importance", "key", "--contact", "李丽")
    inside.must("contact", "edit", code, "李丽", "--birthday", "1980-11-24")
    words = (
        "--tier",
        "core",
        "--value",
        "能介绍园区",
        "--standing",
        "每月见面",
        "--knows",
        "李丽/周局长=老乡",
    )
    inside.must("card", "resource", code, *words)
    ran = inside("brief", code)
    assert ran.out.count("birthday of 李丽") == 1
    for told in ("每月见面", "周局长", "老乡"):
        assert told in ran.out
    for ours in ("core", "能介绍园区"):
        assert ours not in ran.out
    zh = inside("brief", code, lang="zh").out
    assert "李丽生日" in zh
    assert "To greet" not in zh
    found = inside.must("brief", code, "-f", "json").json
    assert [one["on_date"] for one in found["greetings_due"]] == ["2026-11-24"]
    assert "tier" not in found
    inside.must("greet", code)
    assert inside.must("brief", code, "-f", "json").json["greetings_due"] == []


def test_an_archived_customer_has_a_brief_too(inside: Inside) -> None:
    inside.must("playbook", "use", "retail")
    code = inside.add("便利店", "--kind", "company", "--phone", "13812345678")
    inside.must("archive", code)
    found = inside.must("brief", code, "-f", "json").json
    assert found["archived_on"] == "2026-11-22"
    assert found["card_lacks"]
    assert "已归档" in inside("brief", code, lang="zh").out
