"""`crm checklist`: what is typed, what is said, what the exit code is."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.program import Program

START = ("checklist", "start", "王小明", "loan-2-person", "--applied", "2026-11-20")


@made_once
def loan(inside: Inside) -> None:
    """王小明 has applied for a loan: spouse 李丽, guarantor 金桥物流."""
    inside.add("王小明", "--phone", "13812345678", "--grade", "B")
    inside.must(
        *START, "--party", "spouse=李丽", "--party", "guarantor=金桥物流", "--fact", "loan-overdue=yes"
    )


def shown(inside: Inside, who: str = "王小明") -> Any:
    (found,) = inside.must("checklist", "show", who, "-f", "json").json["checklists"]
    return found


def item(inside: Inside, name: str, holder: str = "王小明") -> Any:
    return next(one for one in shown(inside)["items"] if (one["item"], one["holder"]) == (name, holder))


def due(inside: Inside, kind: str = "checklist", when: str = "today") -> Any:
    return inside.must("due", when, "--kind", kind, "-f", "json").json


def test_templates_are_listed_with_how_many_items_they_have(inside: Inside) -> None:
    rows = inside.must("checklist", "templates", "-f", "json").json
    assert {row["name"]: row["items"] for row in rows} == {
        "customer-archive": 7,
        "distributor-coaching": 11,
        "loan-1-company": 20,
        "loan-1-person": 4,
        "loan-2-company": 11,
        "loan-2-person": 8,
        "office-audit": 12,
        "transport-company": 12,
        "transport-fleet": 9,
    }


@pytest.mark.parametrize(("lang", "told"), [("en", "at least 3"), ("zh", "至少 3 份")])
def test_a_template_is_shown_in_words(inside: Inside, lang: str, told: str) -> None:
    ran = inside("checklist", "template", "transport-company", lang=lang)
    assert told in ran.out
    assert "15" not in ran.out.split()[0]
    assert (
        inside.must("checklist", "template", "transport-company", "-f", "json").json["items"][4]["at_least"]
        == 3
    )


def test_a_wrong_file_of_ones_own_hides_no_other(inside: Inside) -> None:
    folder = inside.config.parent / "checklists"
    folder.mkdir()
    (folder / "mine.toml").write_text('nam = "mine"\n', encoding="utf-8")
    ran = inside("checklist", "templates")
    assert ran.code == 0
    assert "mine.toml: nam is not a key here; did you mean name?" in ran.err
    assert "loan-2-person" in ran.out
    inside.add("王小明")
    refused = inside("checklist", "start", "王小明", "mine")
    assert (refused.code, "did you mean name?" in refused.err) == (5, True)


def test_a_checklist_prints_its_code_and_says_what_is_missing(inside: Inside) -> None:
    inside.add("王小明")
    ran = inside(*START)
    assert (ran.code, ran.out) == (0, "CL0001\n")
    assert "9 items are missing" in ran.err  # eight, and collateral
    assert "spouse (not named yet)" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("start", "王小明", "loan-2-persn"), 3, "loan-2-person"),
        (("start", "没有此人", "loan-2-person"), 3, "没有此人"),
        (("start", "王小明", "loan-2-person"), 5, "CL0001"),
        (("start", "王小明", "loan-1-person", "--party", "spouse"), 2, "ROLE=NAME"),
        (("start", "王小明", "loan-1-person", "--party", "spuse=李丽"), 5, "spouse"),
        (("start", "王小明", "loan-1-person", "--party", "guarantor=李丽"), 5, "knows: spouse"),
        (("start", "王小明", "loan-1-person", "--fact", "unmaried=yes"), 3, "unmarried"),
        (("start", "王小明", "loan-1-person", "--fact", "unmarried=maybe"), 2, "FACT=yes"),
        (("start", "王小明", "loan-1-person", "--deadline", "2026-11-01", "--applied", "2026-11-20"), 5, "before"),
        (("start", "王小明", "loan-1-person", "--deadline", "0wd"), 5, "1 to 1000"),
        (("receive", "王小明"), 2, "crm checklist show"),
        (("receive", "王小明", "99"), 3, "1 id-card"),
        (("receive", "王小明", "天书"), 3, "天书"),
        (("receive", "王小明", "property-proof"), 4, "title-deed"),
        (("receive", "王小明", "id-card", "--party", "张三"), 3, "金桥物流"),
        (("receive", "王小明", "id-card", "--count", "0"), 2, "--count"),
        (("receive", "王小明", "id-card", "--on", "2026-11-23"), 5, "still to come"),
        (("receive", "王小明", "id-card", "--issued", "2026-11-30"), 5, "still to come"),
        (("receive", "王小明", "id-card", "--issued", "2026-11-01", "--expires", "2026-10-01"), 5, "expire"),
        (("receive", "王小明", "4", "--from", "2026-11-01", "--to", "2026-10-01"), 5, "after"),
        (("receive", "王小明", "id-card", "--file", "nothing.pdf"), 3, "nothing.pdf"),
        (("receive", "王小明", "id-card", "--list", "loan-1-person"), 3, "loan-1-person"),
        (("verify", "王小明"), 2, "--all"),
        (("verify", "王小明", "id-card"), 5, "Nothing has come"),
        (("reject", "王小明", "id-card", "--reason", "x"), 5, "Nothing has come"),
        (("reject", "王小明", "id-card"), 2, "--reason"),
        (("waive", "王小明", "id-card"), 2, "--reason"),
        (("waive", "王小明", "id-card", "--reason", "x", "--by", "nobody"), 3, "nobody"),
        (("party", "王小明", "--drop", "王小明"), 5, "whose application"),
        (("party", "王小明", "spouse=赵丽"), 5, "李丽"),
        (("deadline", "王小明", "soon"), 5, "soon"),
        (("file", "王小明"), 3, "No file"),
        (("list", "--state", "lost"), 5, "gathered"),
        (("show", "CL9999"), 3, "CL9999"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_changes_nothing(
    loan: Inside, words: tuple[str, ...], code: int, told: str
) -> None:
    before = shown(loan)
    ran = loan("checklist", *words)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert shown(loan) == before


def test_items_go_by_number_name_and_title_several_at_once(loan: Inside) -> None:
    loan.must("checklist", "receive", "王小明", "1", "title-deed", "户口本", "结婚证")
    states = {one["item"]: one["state"] for one in shown(loan)["items"] if one["holder"] == "王小明"}
    assert [name for name, state in states.items() if state == "received"] == [
        "id-card", "household", "marriage-proof", "property-proof",
    ]  # fmt: skip


def test_a_statement_that_does_not_cover_says_what_is_missing(loan: Inside) -> None:
    ran = loan(
        "checklist", "receive", "王小明", "bank-statement", "--from", "2026-06-01", "--to", "2026-11-20"
    )
    assert (ran.code, ran.out) == (0, "CL0001\n")
    assert "2026-05-20 to 2026-05-31 is missing" in ran.err
    assert item(loan, "bank-statement")["state"] == "partial"
    ran = loan(
        "checklist", "receive", "王小明", "bank-statement", "--from", "2026-05-01", "--to", "2026-05-31"
    )
    assert "Not complete" not in ran.err
    assert item(loan, "bank-statement")["state"] == "received"


def test_a_paper_is_asked_of_a_person_and_of_one_in_two_roles_once(inside: Inside) -> None:
    inside.add("河南华信运输有限公司")
    parties = ("legal-representative=王强", "shareholder=王强", "shareholder=李丽")
    named = [word for party in parties for word in ("--party", party)]
    inside.must("checklist", "start", "华信", "transport-company", *named)
    assert inside("checklist", "receive", "华信", "id-card").code == 4
    inside.must("checklist", "receive", "华信", "id-card", "--party", "王强")
    papers = next(one for one in shown(inside, "华信")["items"] if one["item"] == "identity")["papers"]
    there = [(paper["role"], paper["party"]) for paper in papers if paper["state"] == "received"]
    assert there == [("legal-representative", "王强"), ("shareholder", "王强")]
    inside.must("checklist", "receive", "华信", "identity", "--party", "all")
    assert (
        next(one for one in shown(inside, "华信")["items"] if one["item"] == "identity")["state"]
        == "received"
    )


def test_verified_rejected_waived_with_who_and_why(loan: Inside) -> None:
    loan.must("team", "staff", "add", "陈晓东")
    loan.must("checklist", "receive", "王小明", "id-card", "household-register")
    loan.must("checklist", "verify", "王小明", "id-card", "--original", "--by", "陈晓东")
    loan.must("checklist", "reject", "王小明", "household-register", "--reason", "不清晰")
    loan.must("checklist", "waive", "王小明", "property-proof", "--reason", "老客户", "--by", "陈晓东")
    told = loan.must("checklist", "show", "王小明").out
    assert "rejected: 不清晰" in told
    assert "waived by 陈晓东: 老客户" in told
    states = [item(loan, name)["state"] for name in ("id-card", "household", "property-proof")]
    assert states == ["verified", "rejected", "waived"]
    loan.must("checklist", "reject", "王小明", "property-proof", "--reason", "仍需提供")
    assert item(loan, "property-proof")["state"] == "missing"


def test_who_may_waive_is_the_templates_to_say(inside: Inside) -> None:
    folder = inside.config.parent / "checklists"
    folder.mkdir()
    (folder / "mine.toml").write_text(
        'name = "mine"\ntitle = { en = "Mine", zh = "我的" }\nmain = "customer"\n'
        '[[item]]\nname = "a"\ntitle = { en = "A", zh = "甲" }\nwaived_by = "nobody"\n'
        '[[item]]\nname = "b"\ntitle = { en = "B", zh = "乙" }\nwaived_by = "supervisor"\n',
        encoding="utf-8",
    )
    inside.add("王小明")
    inside.must("checklist", "start", "王小明", "mine")
    assert "never waived" in inside("checklist", "waive", "王小明", "a", "--reason", "x").err
    refused = inside("checklist", "waive", "王小明", "b", "--reason", "x")
    assert (refused.code, "--by" in refused.err) == (5, True)
    assert inside("checklist", "waive", "王小明", "b", "--reason", "x", "--by", "lily").code == 5  # oneself
    inside.must("team", "staff", "add", "王经理")
    inside.must("checklist", "waive", "王小明", "b", "--reason", "x", "--by", "王经理")


def test_parties_and_facts_change_and_what_was_received_stays(loan: Inside) -> None:
    loan.must("checklist", "receive", "王小明", "business-licence", "--party", "金桥物流")
    loan.must("checklist", "party", "王小明", "--drop", "金桥物流")
    assert {one["holder"] for one in shown(loan)["items"]} == {"王小明"}
    assert item(loan, "collateral")["state"] == "missing"
    loan.must("checklist", "party", "王小明", "guarantor=金桥物流", "--fact", "loan-overdue=no")
    assert item(loan, "business-licence", "金桥物流")["state"] == "received"
    assert all(one["item"] != "collateral" for one in shown(loan)["items"])
    assert "settlement-proof" not in [paper["paper"] for paper in item(loan, "credit-reports")["papers"]]


def test_who_is_named_later_keeps_what_came_before(inside: Inside) -> None:
    inside.add("王小明")
    inside.must(*START)
    inside.must("checklist", "receive", "王小明", "credit-report", "--party", "spouse")
    inside.must("checklist", "party", "王小明", "配偶=李丽")
    papers = item(inside, "credit-reports")["papers"]
    assert [(paper["party"], paper["state"]) for paper in papers] == [
        ("王小明", "missing"),
        ("李丽", "received"),
    ]


def test_one_due_row_names_the_missing_papers_and_is_late_after_the_deadline(inside: Inside) -> None:
    inside.add("河南华信运输有限公司", "--grade", "A")
    inside.must("checklist", "start", "华信", "transport-company", "--applied", "2026-11-20")
    (row,) = due(inside)
    assert (row["visible_on"], row["due_on"], row["days_overdue"]) == ("2026-11-20", "2026-11-25", -3)
    assert row["title"].split(", ")[:2] == ["identity", "organisation-code"]
    told = inside("due", "--kind", "checklist", lang="zh").out
    assert "缺资料 12 项：" in told
    assert "组织机构代码证副本" in told
    late = inside("due", "overdue", "-f", "json", env={"CRM_TODAY": "2026-11-26"}).json
    assert [(one["kind"], one["days_overdue"]) for one in late if one["kind"] == "checklist"] == [
        ("checklist", 1)
    ]
    assert inside("due", "--count", "--kind", "checklist", env={"CRM_TODAY": "2026-11-19"}).out == "0\n"


def test_without_a_deadline_nothing_is_ever_late(loan: Inside) -> None:
    (row,) = due(loan)
    assert (row["due_on"], row["days_overdue"]) == (None, None)
    later = loan("due", "overdue", "-f", "json", "--kind", "checklist", env={"CRM_TODAY": "2027-11-22"}).json
    assert later == []
    loan.must("checklist", "deadline", "王小明", "5wd")
    assert due(loan)[0]["due_on"] == "2026-11-27"
    loan.must("checklist", "deadline", "王小明", "none")
    assert due(loan)[0]["due_on"] is None


def test_two_checklists_of_one_customer_are_one_row_by_the_earlier_deadline(loan: Inside) -> None:
    loan.must("checklist", "start", "王小明", "customer-archive", "--deadline", "12-01")
    (row,) = due(loan)
    assert row["due_on"] == "2026-12-01"
    assert "three-sheets" in row["title"]
    assert "id-card" in row["title"]
    assert loan("checklist", "receive", "王小明", "1").code == 4
    loan.must("checklist", "receive", "王小明", "1", "--list", "customer-archive")


def test_when_all_is_there_the_look_on_site_is_due_and_then_nothing(inside: Inside) -> None:
    inside.add("车队", "--kind", "company")
    inside.must("checklist", "start", "车队", "transport-fleet", "--party", "fleet-leader=王强")
    numbers = [str(number) for number in range(1, 10)]
    for number in numbers:
        inside.must("checklist", "waive", "车队", number, "--reason", "试")
    assert due(inside) == []
    inside.must("checklist", "reject", "车队", "8", "--reason", "还是要")
    inside.must("checklist", "receive", "车队", "8", "--party", "王强")
    (row,) = due(inside)
    assert row["title"] == "acceptance"
    assert "客户经理上门验收" in inside("due", "--kind", "checklist", lang="zh").out
    inside.must("checklist", "verify", "车队", "--all", "--original")
    assert due(inside) == []


def test_a_paper_about_to_expire_is_due_thirty_days_before(loan: Inside) -> None:
    loan.must("checklist", "receive", "王小明", "id-card", "--expires", "2026-12-25")
    assert due(loan, "document_expiry") == []
    for today, days in (("2026-11-25", -30), ("2026-12-25", 0), ("2026-12-26", 1)):
        ran = loan("due", "--kind", "document_expiry", "-f", "json", env={"CRM_TODAY": today})
        told = [(row["due_on"], row["days_overdue"], row["title"]) for row in ran.json]
        assert told == [("2026-12-25", days, "id-card")]
    loan.must("checklist", "receive", "王小明", "id-card", "--expires", "2046-12-25")
    assert due(loan, "document_expiry", "2027-01-01") == []


def test_closed_or_archived_nothing_is_due(loan: Inside) -> None:
    loan.must("checklist", "close", "王小明", "--reason", "不贷了")
    assert due(loan, when="all") == []
    refused = loan("checklist", "receive", "CL0001", "1")
    assert (refused.code, "--back" in refused.err) == (5, True)
    loan.must("checklist", "close", "CL0001", "--back")
    assert len(due(loan)) == 1
    loan.must("archive", "王小明")
    assert due(loan, when="all") == []
    loan.must("archive", "王小明", "--back")
    assert len(due(loan)) == 1


def test_the_due_row_follows_the_customer(loan: Inside) -> None:
    loan.must("edit", "王小明", "--amount", "50万")
    loan.must("grade", "王小明", "A")
    (row,) = due(loan)
    assert (row["grade"], row["amount_fen"]) == ("A", 50_000_000)


def test_an_office_is_audited_under_its_name(inside: Inside) -> None:
    inside.must("checklist", "start", "郑州营业所", "office-audit")
    (row,) = due(inside)
    assert (row["code"], row["name"], row["grade"], row["phone"]) == ("CL0001", "郑州营业所", None, None)
    inside.must("checklist", "receive", "郑州", "1", "2", "--note", "已查")
    assert "open points (10)" in inside.must("due").out
    inside.must("checklist", "show", "CL0001")


def test_who_waits_for_what(loan: Inside) -> None:
    loan.add("赵敏")
    told = ("--party", "guarantor:person=孙浩", "--fact", "unmarried=yes")
    loan.must("checklist", "start", "赵敏", "loan-2-person", *told)
    for number in ("1", "2", "3", "5", "6", "7", "8"):
        for party in ("赵敏", "孙浩"):
            loan.must("checklist", "waive", "赵敏", number, "--party", party, "--reason", "试")
    rows = loan.must("checklist", "missing", "-f", "json").json
    assert [row["name"] for row in rows] == ["王小明", "赵敏"]
    only = loan.must("checklist", "missing", "--item", "bank-statement", "-f", "json").json
    assert [(row["name"], row["missing"]) for row in only] == [
        ("赵敏", "bank-statement, guarantor/bank-statement")
    ]
    assert [row["name"] for row in loan.must("list", "--missing-docs", "-f", "json").json] == [
        "王小明",
        "赵敏",
    ]


def test_in_time_late_and_still_open_are_counted(inside: Inside) -> None:
    soon, ago = "2026-11-20", "2026-11-12"
    for name, applied in (("甲车队", soon), ("乙车队", ago), ("丙车队", soon), ("丁车队", ago)):
        inside.add(name, "--kind", "company")
        inside.must("checklist", "start", name, "transport-fleet", "--applied", applied)
    for name in ("甲车队", "乙车队"):
        for number in range(1, 10):
            inside.must("checklist", "waive", name, str(number), "--reason", "试")
    ran = inside("checklist", "list", "--state", "all", "-f", "json")
    assert {row["name"]: row["timeliness"] for row in ran.json} == {
        "甲车队": "in_time", "乙车队": "late", "丙车队": "open", "丁车队": "late",
    }  # fmt: skip
    assert "In time 1, late 2, still open 1, without a deadline 0." in ran.err
    assert [row["name"] for row in inside.must("checklist", "list", "--late", "-f", "json").json] == [
        "丁车队"
    ]


def test_a_year_without_holidays_is_said_and_a_file_of_ones_own_ends_it(inside: Inside) -> None:
    inside.add("王小明")
    ran = inside("checklist", "start", "王小明", "loan-1-person", "--deadline", "40wd")
    assert "The holidays of 2027 are not known" in ran.err
    folder = inside.config.parent / "holidays"
    folder.mkdir()
    (folder / "2027.toml").write_text(
        'year = 2027\n[[holiday]]\nname = { en = "New Year", zh = "元旦" }\nfrom = 2027-01-01\nto = 2027-01-03\n',
        encoding="utf-8",
    )
    before = shown(inside)["deadline_on"]
    ran = inside("checklist", "deadline", "王小明", "40wd")
    assert "not known" not in ran.err
    assert (before, shown(inside)["deadline_on"]) == ("2027-01-15", "2027-01-18")


@pytest.mark.parametrize("format", ["plain", "markdown"])
def test_the_hand_out_has_what_is_still_to_come_and_nothing_internal(loan: Inside, format: str) -> None:
    loan.must("checklist", "receive", "王小明", "id-card", "household-register")
    loan.must("checklist", "waive", "王小明", "8", "--reason", "内部原因")
    told = loan("checklist", "handout", "王小明", "-f", format, lang="zh").out
    assert "个人近半年银行流水" in told
    assert "2026-05-20 至 2026-11-19" in told
    assert "身份证" not in told
    assert "内部原因" not in told
    assert ("- [ ] 4." in told) == (format == "markdown")
    everything = loan("checklist", "handout", "王小明", "--all", "-f", format, lang="zh").out
    assert "身份证" in everything


def test_a_file_is_kept_by_what_is_in_it_and_given_back_unchanged(loan: Inside, tmp_path: Path) -> None:
    scan = tmp_path / ".. 扫描;rm -rf.pdf"
    scan.write_bytes(b"%PDF \x00\xff" * 1000)
    loan.must("checklist", "receive", "王小明", "id-card", "--file", scan)
    folder = loan.book.with_name("crm.db.files")
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_bytes() == scan.read_bytes()
    target = tmp_path / "back.pdf"
    loan.must("checklist", "file", "王小明", "id-card", "-o", target)
    assert target.read_bytes() == scan.read_bytes()
    kept.write_bytes(b"another")
    damaged = loan("checklist", "file", "王小明", "id-card", "-o", tmp_path / "again.pdf")
    assert (damaged.code, (tmp_path / "again.pdf").exists()) == (7, False)


@pytest.mark.parametrize("what", ["empty", "folder", "pipe", "huge"])
def test_what_is_no_ordinary_file_is_not_kept(loan: Inside, tmp_path: Path, what: str) -> None:
    path = tmp_path / "thing"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(b"")
        if what == "huge":
            os.truncate(path, 26 * 1024 * 1024)
    ran = loan("checklist", "receive", "王小明", "id-card", "--file", path)
    assert (ran.code, ran.out) == (5, "")
    assert item(loan, "id-card")["state"] == "missing"
    assert not loan.book.with_name("crm.db.files").exists()


def test_a_dry_run_keeps_nothing(loan: Inside, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF")
    before = shown(loan)
    loan.must("checklist", "receive", "王小明", "id-card", "--file", scan, "--dry-run")
    assert shown(loan) == before
    assert not loan.book.with_name("crm.db.files").exists()


def test_the_card_and_the_brief_tell_of_papers(loan: Inside) -> None:
    (told,) = loan.must("show", "王小明", "-f", "json").json["checklists"]
    assert (told["checklist"], told["template"], told["state"]) == ("CL0001", "loan-2-person", "open")
    assert "借款资料二（个人）" in loan("show", "王小明", lang="zh").out
    assert "借款资料二（个人）" in loan("brief", "王小明", lang="zh").out


def test_on_a_terminal_start_asks_who_belongs_to_it_and_what_holds(inside: Inside) -> None:
    inside.add("王小明")
    child = inside.terminal("checklist", "start", "王小明", "loan-1-person", "--lang", "zh")
    child.expect("借款人未婚")
    child.sendline("")
    child.expect("配偶姓名")
    child.sendline("李丽")
    child.expect("CL0001")
    child.expect_exact("CL0001")
    child.wait()
    (found,) = inside.must("checklist", "show", "王小明", "-f", "json").json["checklists"]
    assert [party["name"] for party in found["parties"]] == ["王小明", "李丽"]


def test_the_installed_program_keeps_its_exit_codes(crm: Program) -> None:
    Inside(crm).add("王小明")
    Inside(crm).must("checklist", "start", "王小明", "loan-1-person", "--party", "spouse=李丽")
    ran = crm("checklist", "receive", "王小明", "id-card", "--expires", "2026-11-30", lang="zh")
    assert (ran.code, ran.out) == (0, "CL0001\n")
    assert "已收到：身份证。" in ran.err
    assert crm("checklist", "receive", "王小明", "天书").code == 3
    assert crm("checklist", "verify", "王小明").code == 2
