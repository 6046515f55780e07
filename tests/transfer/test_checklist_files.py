"""Checklists in exports and imports: the round trip loses nothing, and what is wrong is refused whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def papers(inside: Inside) -> None:
    """A customer with two checklists, one with a kept file, and an audited office."""
    inside.add("王小明", "--phone", "13812345678", "--grade", "B")
    must = inside.must
    told = ("spouse=李丽", "co-borrower=张三", "guarantor=金桥物流")
    named = [word for party in told for word in ("--party", party)]
    facts = ("--fact", "loan-overdue=yes", "--fact", "张三/unmarried=yes")
    must("checklist", "start", "王小明", "loan-2-person", "--applied", "2026-11-20", *named, *facts)
    scan = inside.folder / "scan.pdf"
    scan.write_bytes(b"%PDF \x00\xff")
    about = ("--expires", "2027-01-01", "--note", "原件在二号柜")
    must("checklist", "receive", "王小明", "id-card", "--file", scan, *about)
    must("checklist", "receive", "王小明", "bank-statement", "--from", "2026-05-20", "--to", "2026-11-20")
    must("checklist", "verify", "王小明", "id-card", "--original")
    must("checklist", "receive", "王小明", "household-register")
    must("checklist", "reject", "王小明", "household-register", "--reason", "不清晰")
    must("checklist", "waive", "王小明", "8", "--reason", "老客户")
    must("checklist", "party", "王小明", "--drop", "张三")
    must("checklist", "start", "王小明", "customer-archive", "--deadline", "5wd")
    must("checklist", "close", "王小明", "--list", "customer-archive", "--reason", "合并")
    must("checklist", "start", "郑州营业所", "office-audit")
    must("checklist", "receive", "郑州营业所", "1")


def documents(inside: Inside, *words: str) -> Any:
    return inside.must(*words, "export", "checklists", "-f", "json").json


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_there_and_back_is_the_same(papers: Inside, tmp_path: Path, ending: str) -> None:
    customers, checklists = tmp_path / "customers.json", tmp_path / f"checklists.{ending}"
    papers.must("export", "customers", "-o", customers)
    papers.must("export", "checklists", "-o", checklists)
    other = ("--db", str(tmp_path / "other.db"))
    papers.must(*other, "import", customers)
    assert papers.must(*other, "import", checklists).out == "checklists: 3 new\n"
    assert documents(papers, *other) == documents(papers)
    assert (
        papers.must(*other, "due", "all", "-f", "json").json == papers.must("due", "all", "-f", "json").json
    )
    assert papers.must(*other, "import", checklists).out == "checklists: 3 the same\n"
    back = tmp_path / "back.pdf"
    papers.must(*other, "checklist", "file", "王小明", "id-card", "--list", "loan-2-person", "-o", back)
    assert back.read_bytes() == b"%PDF \x00\xff"


def test_everything_in_one_file_comes_back_in_one_go(papers: Inside, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    papers.must("export", "all", "-o", path)
    other = ("--db", str(tmp_path / "other.db"))
    assert papers.must(*other, "import", path).out == "1 new\nstaff: 1 the same\nchecklists: 3 new\n"
    assert documents(papers, *other) == documents(papers)
    again = papers.must(*other, "import", path, "-f", "json").json
    assert (again["same"], again["checklists"]["same"]) == (1, 3)


def test_through_pipes_too(papers: Inside, tmp_path: Path) -> None:
    customers = papers.must("export", "customers", "-f", "json").out
    other = ("--db", str(tmp_path / "other.db"))
    papers.must(*other, "import", "-", "--input-format", "json", stdin=customers)
    text = papers.must("export", "checklists", "-f", "json").out
    path = tmp_path / "piped"
    path.write_text(text, encoding="utf-8")
    papers.must(*other, "import", path)
    assert documents(papers, *other) == documents(papers)


def test_files_for_people_have_a_row_each(papers: Inside, tmp_path: Path) -> None:
    path = tmp_path / "checklists.csv"
    papers.must("export", "checklists", "-o", path, "--keys")
    rows = path.read_text(encoding="utf-8").splitlines()
    assert len(rows) == 4
    assert rows[0].startswith("checklist,code,name,template,title,state")


def test_a_changed_one_is_left_alone_and_named(papers: Inside, tmp_path: Path) -> None:
    path = tmp_path / "checklists.json"
    papers.must("export", "checklists", "-o", path)
    papers.must("checklist", "receive", "王小明", "title-deed")
    before = documents(papers)
    ran = papers("import", path)
    assert (ran.code, ran.out) == (0, "checklists: 2 the same, 1 differ\n")
    assert "CL0001" in ran.err
    assert documents(papers) == before


# where in the first document, and what is wrong there
FAULTS: dict[str, tuple[tuple[str | int, ...], object]] = {
    "party": (("receipts", 0, "party"), 99),
    "template": (("templates", 0, "item", 0, "papr"), "x"),
    "state": (("receipts", 0, "state"), "lost"),
    "content": (("files", 0, "content"), "AAAA"),
    "base64": (("files", 0, "content"), "%"),
    "role": (("parties", 1, "role"), "king"),
    "name": (("name",), "李四"),
    "day": (("applied_on",), "soon"),
    "path": (("files", 0, "sha256"), "../../etc/passwd"),
    "holder": (("parties", 1, "holder"), 7),
    "more": (("surprise",), 1),
    "century": (("applied_on",), "0001-01-01"),
    "main dropped": (("parties", 0, "dropped_on"), "2026-11-20"),
    "no owner": (("owner",), ""),
    "long name": (("receipts", 0, "received_by"), "x" * 400),
    "half a period": (("receipts", 1, "covers_to_on"), None),
    "no list": (("parties", 2, "template"), None),
    "surrogate": (("receipts", 0, "note"), "\ud800"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_all_or_none(papers: Inside, tmp_path: Path, fault: str) -> None:
    found = documents(papers)
    (*place, last), wrong = FAULTS[fault]
    target = found[0]
    for step in place:
        target = target[step]
    target[last] = wrong
    path = tmp_path / "checklists.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    other = ("--db", str(tmp_path / "other.db"))
    customers = tmp_path / "customers.json"
    papers.must("export", "customers", "-o", customers)
    papers.must(*other, "import", customers)
    ran = papers(*other, "import", path)
    assert (ran.code, ran.out) == (5, "")
    assert "Checklist 1: " in ran.err
    assert documents(papers, *other) == []
    assert papers.must(*other, "import", path, "--skip-bad").out == "checklists: 2 new, 1 refused\n"
    assert not (tmp_path / "other.db.files").exists()


def test_a_fact_is_said_once(papers: Inside, tmp_path: Path) -> None:
    found = documents(papers)
    found[0]["facts"] *= 2
    path = tmp_path / "checklists.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    assert papers("import", path).code == 5


def test_a_code_that_is_taken_multiplies_nothing(papers: Inside, tmp_path: Path) -> None:
    customers, checklists = tmp_path / "customers.json", tmp_path / "checklists.json"
    papers.must("export", "customers", "-o", customers)
    papers.must("export", "checklists", "-o", checklists)
    other = ("--db", str(tmp_path / "other.db"))
    papers.must(*other, "import", customers)
    papers.must(*other, "checklist", "start", "洛阳营业所", "office-audit")  # takes CL0001
    assert papers.must(*other, "import", checklists).out == "checklists: 3 new\n"
    assert papers.must(*other, "import", checklists).out == "checklists: 3 the same\n"
    assert len(papers.must(*other, "checklist", "list", "--state", "all", "-f", "json").json) == 4


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_table_of_checklists_becomes_no_customers(papers: Inside, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "checklists.csv"
    assert papers("export", "checklists", "-o", path, lang=lang).code == 0
    ran = papers("import", path)
    assert (ran.code, "JSON" in ran.err) == (5, True)
    assert len(papers.must("list", "-f", "json").json) == 1
