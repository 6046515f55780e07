"""Where two things meet: several lists, several versions, what has ended, what was dropped, who is called alike."""

from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from tests.once import made_once

TEMPLATE = """
name = "mine"
title = { en = "Mine", zh = "我的" }
main = "borrower"
[[holder]]
role = "guarantor"
person = "mine"
company = "mine"
[[item]]
name = "%s"
title = { en = "paper", zh = "资料" }
"""


@made_once
def loan(inside: Inside) -> None:
    """王小明, his wife and a co-borrower apply for a loan."""
    inside.add("王小明", "--phone", "13812345678", "--grade", "B")
    named = ("--party", "spouse=李丽", "--party", "co-borrower=张三", "--party", "张三/spouse=赵丽")
    inside.must("checklist", "start", "王小明", "loan-2-person", "--applied", "2026-11-20", *named)


def shown(inside: Inside, who: str = "王小明") -> Any:
    return inside.must("checklist", "show", who, "-f", "json").json["checklists"]


def states(inside: Inside, item: str) -> dict[str, str]:
    (found,) = shown(inside)
    return {one["holder"]: one["state"] for one in found["items"] if one["item"] == item}


def test_verify_all_of_one_party_leaves_the_others(loan: Inside) -> None:
    loan.must("checklist", "receive", "王小明", "id-card", "--party", "all")
    assert states(loan, "id-card") == {"王小明": "received", "张三": "received"}
    loan.must("checklist", "verify", "王小明", "--all", "--party", "张三")
    assert states(loan, "id-card") == {"王小明": "received", "张三": "verified"}
    assert loan("checklist", "verify", "王小明", "1", "--all").code == 2


def test_a_role_before_a_name_and_a_role_that_several_have(loan: Inside) -> None:
    loan.must("checklist", "receive", "王小明", "id-card", "--party", "co-borrower/张三")
    assert states(loan, "id-card") == {"王小明": "missing", "张三": "received"}
    loan.must("checklist", "party", "王小明", "guarantor=孙浩", "guarantor=周敏")
    ran = loan("checklist", "receive", "王小明", "id-card", "--party", "担保人")
    assert ran.code == 4
    assert "孙浩" in ran.err
    titles = loan.must("due", "--kind", "checklist", "-f", "json").json[0]["title"]
    assert "guarantor(孙浩)/id-card" in titles
    assert "guarantor(周敏)/id-card" in titles


def test_each_party_keeps_the_version_of_the_template_it_began_with(inside: Inside) -> None:
    folder = inside.config.parent / "checklists"
    folder.mkdir()
    (folder / "mine.toml").write_text(TEMPLATE % "old", encoding="utf-8")
    inside.add("王小明")
    inside.must("checklist", "start", "王小明", "mine")
    inside.must("checklist", "receive", "王小明", "old")
    (folder / "mine.toml").write_text(TEMPLATE % "new", encoding="utf-8")
    inside.must("checklist", "party", "王小明", "guarantor=张三")
    (found,) = shown(inside)
    assert [(one["holder"], one["item"], one["state"]) for one in found["items"]] == [
        ("王小明", "old", "received"),
        ("张三", "new", "missing"),
    ]


def test_a_spouse_who_comes_back_takes_what_came_meanwhile(loan: Inside) -> None:
    loan.must("checklist", "party", "王小明", "--drop", "李丽")
    loan.must("checklist", "receive", "王小明", "征信", "--party", "spouse")
    loan.must("checklist", "party", "王小明", "spouse=李丽")
    (found,) = shown(loan)
    wives = [
        (one["name"]) for one in found["parties"] if one["role"] == "spouse" and one["holder"] == "王小明"
    ]
    assert wives == ["李丽"]
    papers = next(one["papers"] for one in found["items"] if one["item"] == "credit-reports")
    assert [(paper["party"], paper["state"]) for paper in papers] == [
        ("王小明", "missing"),
        ("李丽", "received"),
    ]


def test_who_is_asked_for_and_not_named_cannot_be_dropped(inside: Inside) -> None:
    inside.add("顺达运输", "--kind", "company")
    inside.must("checklist", "start", "顺达运输", "transport-company")
    ran = inside("checklist", "party", "顺达运输", "--drop", "法定代表人")
    assert (ran.code, "waive" in ran.err) == (5, True)


def test_of_an_unmarried_borrower_no_spouse_is_spoken_of(inside: Inside) -> None:
    inside.add("王小明")
    ran = inside.must("checklist", "start", "王小明", "loan-1-person", "--fact", "未婚=是")
    assert "spouse" not in ran.err
    assert "spouse" not in inside.must("checklist", "show", "王小明").out


def test_a_paper_that_has_ended_is_shown_so_and_may_come_again(loan: Inside) -> None:
    loan.must("checklist", "receive", "王小明", "1", "--expires", "2026-12-01")
    later = {"CRM_TODAY": "2026-12-05"}
    assert "expired" in loan("checklist", "show", "王小明", env=later).out
    (found,) = loan("checklist", "show", "王小明", "-f", "json", env=later).json["checklists"]
    assert found["items"][0]["expired"] is True
    assert loan("checklist", "receive", "王小明", "1", "--expires", "2046-12-01", env=later).code == 0
    assert "expired" not in loan("checklist", "show", "王小明", env=later).out


def test_only_the_newest_of_several_is_rejected(inside: Inside) -> None:
    inside.add("顺达运输", "--kind", "company")
    inside.must("checklist", "start", "顺达运输", "transport-company")
    for _licence in range(3):
        inside.must("checklist", "receive", "顺达运输", "5")
    inside.must("checklist", "reject", "顺达运输", "5", "--newest", "1", "--reason", "看不清")
    (found,) = shown(inside, "顺达运输")
    assert (found["items"][4]["have"], found["items"][4]["state"]) == (2, "partial")


def test_one_of_several_alternatives_is_not_waived_alone(loan: Inside) -> None:
    ran = loan("checklist", "waive", "王小明", "title-deed", "--reason", "x")
    assert (ran.code, "whole item: 6" in ran.err) == (5, True)
    loan.must("checklist", "waive", "王小明", "6", "--reason", "一")
    loan.must("checklist", "waive", "王小明", "6", "--reason", "二")
    assert "waived by lily: 二" in loan.must("checklist", "show", "王小明").out


@pytest.mark.parametrize("words", [("--to", "2027-05-01"), ("--on", "2026-11-01", "--to", "2026-11-20")])
def test_a_paper_covers_no_day_after_it_came(loan: Inside, words: tuple[str, ...]) -> None:
    ran = loan("checklist", "receive", "王小明", "4", "--from", "2026-01-01", *words)
    assert (ran.code, "cannot cover" in ran.err) == (5, True)


def test_a_partner_who_is_a_customer_keeps_one_name(inside: Inside) -> None:
    inside.add("豫北总经销", "--kind", "company")
    inside.must("checklist", "start", "豫北总经销", "distributor-coaching")
    (row,) = inside.must("due", "--kind", "checklist", "-f", "json").json
    assert row["code"] == "C0001"
    inside.must("checklist", "start", "C0001", "customer-archive")
    assert len(shown(inside, "豫北总经销")) == 2


def test_a_typo_makes_no_new_office(inside: Inside) -> None:
    inside.must("checklist", "start", "郑州营业所", "office-audit")
    ran = inside("checklist", "start", "郑州营业锁", "office-audit")
    assert (ran.code, "郑州营业所" in ran.err, "--new" in ran.err) == (5, True, True)
    inside.must("checklist", "start", "郑州营业二所", "office-audit", "--new")


def test_who_waits_only_for_a_paper_by_whatever_it_is_called(inside: Inside) -> None:
    inside.add("甲车队", "--kind", "company")
    inside.must("checklist", "start", "甲车队", "transport-fleet")
    for number in (1, 2, 3, 4, 5, 7, 8, 9):
        inside.must("checklist", "waive", "甲车队", str(number), "--reason", "试")
    for called in ("account-turnover", "bank-statement", "对公账户银行流水", "加油发票"):
        assert inside.must("checklist", "missing", "--item", called, "-f", "codes").out == "CL0001\n"
    assert inside.must("checklist", "missing", "--item", "payroll", "-f", "codes").out == ""
    assert (
        "No checklist waits only for payroll." in inside.must("checklist", "missing", "--item", "payroll").err
    )
    assert inside("checklist", "missing", "--item", "bogus").code == 3
    assert inside("checklist", "missing", "--template", "bogus").code == 3


def test_what_is_partly_there_says_in_the_list_what_it_lacks(inside: Inside) -> None:
    inside.add("甲车队", "--kind", "company")
    inside.must("checklist", "start", "甲车队", "transport-fleet", "--party", "fleet-leader=王强")
    inside.must("checklist", "receive", "甲车队", "id-card", "--party", "王强")
    told = inside("due", "--kind", "checklist", lang="zh").out
    assert "户口簿主页、有效暂住证" in told
    assert "有效身份证" not in told


def test_deadlines_in_working_days_follow_the_holidays_when_the_playbook_is_applied(inside: Inside) -> None:
    inside.add("甲车队", "--kind", "company")
    inside.must("checklist", "start", "甲车队", "transport-fleet", "--applied", "2026-11-20")
    folder = inside.config.parent / "holidays"
    folder.mkdir()
    (folder / "company.toml").write_text(
        'year = 2026\n[[holiday]]\nname = { en = "Founding", zh = "厂庆" }\nfrom = 2026-11-24\nto = 2026-11-24\n',
        encoding="utf-8",
    )
    assert shown(inside, "甲车队")[0]["deadline_on"] == "2026-11-25"
    inside.must("playbook", "apply")
    assert shown(inside, "甲车队")[0]["deadline_on"] == "2026-11-26"


def test_a_lost_scan_keeps_nothing_else_from_being_exported(loan: Inside, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF")
    loan.must("checklist", "receive", "王小明", "id-card", "--file", scan)
    next(loan.book.with_name("crm.db.files").iterdir()).unlink()
    ran = loan("export", "checklists", "-o", tmp_path / "x.json")
    assert ran.code == 0
    assert "scan.pdf" in ran.err


def test_one_content_keeps_the_name_it_came_under(loan: Inside, tmp_path: Path) -> None:
    loan.add("李大", "--phone", "13900000000")
    loan.must("checklist", "start", "李大", "loan-1-person")
    for who, name in (("王小明", "王.pdf"), ("李大", "李.pdf")):
        (tmp_path / name).write_bytes(b"%PDF")
        loan.must("checklist", "receive", who, "id-card", "--file", tmp_path / name)
    (found,) = shown(loan, "李大")
    assert found["items"][0]["papers"][0]["receipts"][0]["file_name"] == "李.pdf"


def test_grade_and_name_of_the_card_follow_into_the_list(loan: Inside) -> None:
    loan.must("edit", "王小明", "--name", "王晓明", "--owner", "me")
    loan.must("grade", "王晓明", "C")
    (row,) = loan.must("due", "--kind", "checklist", "-f", "json").json
    assert (row["name"], row["grade"]) == ("王晓明", "C")


def test_a_list_for_the_other_kind_of_borrower_is_pointed_out(inside: Inside) -> None:
    inside.add("王小明")
    said = inside.must("checklist", "start", "王小明", "loan-2-company").err
    assert "The card of 王小明 says person, for which the list is loan-2-person" in said
    inside.must("undo")
    assert "for which the list is" not in inside.must("checklist", "start", "王小明", "loan-2-person").err
