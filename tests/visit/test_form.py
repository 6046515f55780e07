"""The guided form on a terminal, and what becomes of answers that were not written."""

import shlex
from typing import Any

import pexpect
import pytest

from tests.inside import Inside
from tests.once import made_once

FORM = """
name = "shop"
title = { en = "Shop", zh = "门店" }
lost_grade = "A"
company_lines = ["021-62345678", "QQ 12345"]

[[visit_aspect]]
name = "budget"
title = { en = "Budget", zh = "预算" }

[visit_form.reception]
ask = ["with", "purpose", "line", "concerns", "satisfaction", "proxy"]
required = ["budget"]

[visit_phrases.concerns]
price = "嫌价格高"
loan = "担心贷款"

[[grade]]
letter = "A"
cadence = "7d"
meaning = { en = "all", zh = "都" }
"""


@made_once
def shop(inside: Inside) -> None:
    folder = inside.config.with_name("playbooks")
    folder.mkdir()
    (folder / "shop.toml").write_text(FORM, encoding="utf-8")
    inside.config.write_text('playbook = "shop"\n', encoding="utf-8")
    inside.add("王小明", "--phone", "13812345678", "--grade", "A")
    inside.must("team", "staff", "add", "李主管")


def answer(child: Any, *dialogue: tuple[str, str]) -> None:
    for question, typed in dialogue:
        child.expect_exact(question)
        child.sendline(typed)


def ended(child: Any) -> tuple[int, str]:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before


def visits(crm: Inside) -> Any:
    return crm.card("王小明")["visits"]


def test_the_form_asks_what_the_playbook_marks(shop: Inside) -> None:
    child = shop.terminal("visit", "王小明", "--kind", "reception")
    answer(
        child,
        ("Grade after this contact", ""),
        ("What was said", "看了现场"),
        ("Went along", "没有人"),
        ("Nobody on the staff", "lily"),
        ("cannot be the companion", "李主管"),
        ("sell new product\r\nPurpose", "1 5，送样品"),
        ("QQ 12345\r\nCompany line", "3"),
        ("1 to 2", "2"),
        ("担心贷款\r\nConcerns", "2 1"),
        ("Satisfaction (1-5)", "6"),
        ("not 6", "5"),
        ("Who came instead", "王太太"),
        ("Budget", ""),
        ("must be answered", "200万"),
        ("Next date agreed", ""),
    )
    assert ended(child)[0] == 0
    (visit,) = visits(shop)
    assert visit["with"] == ["李主管"]
    assert visit["purposes"] == ["demonstrate_selling", "handle_complaint", "送样品"]
    assert (visit["line"], visit["satisfaction"], visit["proxy"]) == ("QQ 12345", 5, "王太太")
    assert visit["aspects"] == {"concerns": "担心贷款\n嫌价格高", "budget": "200万"}


def test_what_is_said_already_is_not_asked(shop: Inside) -> None:
    child = shop.terminal(
        "visit", "王小明", "看了", "--kind", "reception", "--grade", "A", "--with", "李主管", "--purpose", "送样品",
        "--line", "QQ 12345", "--concerns", "价格", "--satisfaction", "3", "--proxy", "王太太", "--set", "budget=1",
    )  # fmt: skip
    answer(child, ("Next date agreed", ""))
    assert ended(child)[0] == 0


@pytest.mark.parametrize("words", [(), ("--kind", "call"), ("--kind", "reception", "--short")])
def test_where_the_playbook_marks_nothing_nothing_more_is_asked(shop: Inside, words: tuple[str, ...]) -> None:
    child = shop.terminal("visit", "王小明", *words)
    answer(child, ("Grade after this contact", ""), ("What was said", "谈了"), ("Next date agreed", ""))
    code, said = ended(child)
    assert code == 0, said


def test_the_whole_form_is_asked_for_by_an_option(shop: Inside) -> None:
    child = shop.terminal(
        "visit", "王小明", "谈了", "--kind", "call", "--grade", "A", "--form", "--lang", "zh"
    )
    titles = "陪同人 目的 公司线路 印象 介绍内容 兴趣点 关注点 存在问题 解决措施 竞品动态"
    for title in (
        *titles.split(),
        "下次要解决的问题",
        "解决方法",
        "亮点",
        "不足",
        "预算",
        "满意度",
        "代来人",
    ):
        answer(child, (title, ""))
    answer(child, ("约定", ""))
    assert ended(child)[0] == 0
    assert visits(shop)[0]["aspects"] == {}


def test_a_form_that_is_broken_off_is_given_back_as_a_command(shop: Inside) -> None:
    child = shop.terminal("visit", "王小明", "--kind", "reception", "--as", "孙静")
    answer(
        child,
        ("Grade after this contact", ""),
        ("What was said", "看了'现场'"),
        ("Went along", "李主管"),
        ("Purpose", "1"),
        ("Company line", ""),
        ("Concerns", "@@x"),
    )
    child.expect_exact("Satisfaction")
    child.sendintr()
    code, said = ended(child)
    assert code == 130
    assert visits(shop) == []
    words = shlex.split(said[said.index("crm visit") :].replace("\r\n", "\n"))
    shop.must("visit", "C0001", "--set", "budget=1", *words[3:])
    (visit,) = visits(shop)
    assert (visit["summary"], visit["with"], visit["by"]) == ("看了'现场'", ["李主管"], "孙静")
    assert visit["aspects"] == {"concerns": "@x", "budget": "1"}


def test_a_refused_form_is_given_back_as_a_command(shop: Inside) -> None:
    shop.must("config", "policy", "team")
    shop.must("config", "rule.first_visit_by_two", "refuse")
    child = shop.terminal("visit", "王小明", "--grade", "A")
    answer(child, ("What was said", "谈了价格"), ("Next date agreed", ""))
    code, said = ended(child)
    assert code == 5
    words = shlex.split(said[said.index("crm visit C0001") :].replace("\r\n", "\n"))
    assert shop(*words[1:]).code == 5
    shop.must("visit", "C0001", "--with", "李主管", *words[3:])
    assert visits(shop)[0]["summary"] == "谈了价格"


def test_in_a_script_what_is_required_is_refused_with_the_option(shop: Inside) -> None:
    ran = shop("visit", "王小明", "看了", "--kind", "reception")
    assert ran.code == 5
    assert "--set budget=" in ran.err
    shop.must("visit", "王小明", "看了", "--kind", "reception", "--set", "预算=200万")
    shop.must("visit", "王小明", "打过电话")
